#include "store/conversation_record.hpp"

#include <cmath>
#include <limits>
#include <type_traits>

#include "base/json.hpp"
#include "base/utf8.hpp"

namespace cxai::store {

namespace {

template <class Record, class Visit>
void each_column(Record& r, Visit&& visit) {
  visit("id", r.id), visit("kind", r.kind), visit("source", r.source), visit("lookup", r.lookup);
  visit("language", r.language), visit("started_at", r.started_at), visit("at", r.at);
  visit("duration_ms", r.duration_ms), visit("agent_id", r.agent_id), visit("agent_name", r.agent_name);
  visit("agent_label", r.agent_label), visit("team", r.team), visit("company", r.company);
  visit("direction", r.direction), visit("customer_ref", r.customer_ref);
  visit("surveyed_csat_milli", r.surveyed_csat_milli), visit("hold_ms", r.hold_ms),
      visit("after_call_work_ms", r.after_call_work_ms);
  visit("metadata", r.metadata), visit("recording", r.recording), visit("created_at", r.created_at);
  visit("recording_sha256", r.recording_sha256), visit("transcript_sha256", r.transcript_sha256);
  visit("state", r.state), visit("failure", r.failure), visit("analysis_id", r.analysis_id);
  visit("listen_sha256", r.listen_sha256), visit("peaks_sha256", r.peaks_sha256);
  visit("sentiment", r.sentiment), visit("resolution", r.resolution), visit("topic", r.topic);
  visit("silence_ms", r.silence_ms), visit("overlap_ms", r.overlap_ms), visit("talk_agent_ms", r.talk_agent_ms);
  visit("talk_customer_ms", r.talk_customer_ms), visit("words_agent", r.words_agent);
  visit("words_customer", r.words_customer), visit("turns", r.turns), visit("first_words", r.first_words);
  visit("details_sha256", r.details_sha256), visit("words_sha256", r.words_sha256);
  visit("redacted_sha256", r.redacted_sha256), visit("redacted_peaks_sha256", r.redacted_peaks_sha256);
  visit("destroyed_sound", r.destroyed_sound);
  visit("route_label", r.route_label), visit("route_said", r.route_said), visit("route_best", r.route_best);
  visit("route_second", r.route_second), visit("route_confidence", r.route_confidence);
  visit("route_top", r.route_top), visit("route_model", r.route_model), visit("route_person", r.route_person);
}

std::optional<std::int64_t> millis_of(const std::optional<Millis>& length) {
  if (!length) return std::nullopt;
  return length->count();
}

std::optional<Millis> length_of(const std::optional<std::int64_t>& millis) {
  if (!millis) return std::nullopt;
  return Millis(*millis);
}

std::string write_recording(const std::optional<conversation::Recording>& recording) {
  if (!recording) return "";
  return base::dump_json(Json{{"sha256", recording->sha256},
                              {"size_bytes", recording->size_bytes},
                              {"media_type", recording->media_type},
                              {"codec", recording->codec},
                              {"sample_rate_hz", recording->sample_rate_hz},
                              {"channels", recording->channels},
                              {"duration_ms", recording->duration.count()}});
}

Result<std::optional<conversation::Recording>> read_recording(const std::string& text) {
  if (text.empty()) return std::nullopt;
  CXAI_TRY(const Json json, base::parse_json(text));
  base::Reader in(json, "recording");
  constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();
  conversation::Recording recording;
  recording.sha256 = in.string("sha256");
  recording.size_bytes = static_cast<std::uint64_t>(in.integer("size_bytes", 0, kMost));
  recording.media_type = in.string("media_type");
  recording.codec = in.string("codec");
  recording.sample_rate_hz = static_cast<int>(in.integer("sample_rate_hz", 0, INT32_MAX));
  recording.channels = static_cast<int>(in.integer("channels", 0, INT32_MAX));
  recording.duration = Millis(in.integer("duration_ms", 0, kMost));
  if (!in.ok()) return in.error();
  return recording;
}

std::string write_metadata(const std::map<std::string, std::string>& metadata) {
  Json json = Json::object();
  for (const auto& [key, value] : metadata) json[key] = value;
  return base::dump_json(json);
}

Result<std::map<std::string, std::string>> read_metadata(const std::string& text) {
  CXAI_TRY(const Json json, base::parse_json(text));
  std::map<std::string, std::string> metadata;
  for (const auto& [key, value] : json.items()) {
    if (!value.is_string()) return fail(ErrorCode::corrupt_data, "metadata." + key + ": not a string");
    metadata[key] = value.get<std::string>();
  }
  return metadata;
}

std::optional<ConversationState> state_from(std::string_view name) {
  for (const auto state : {ConversationState::queued, ConversationState::ready, ConversationState::failed})
    if (name == to_string(state)) return state;
  return std::nullopt;
}

}  // namespace

ConversationRecord to_record(const ConversationRow& row) {
  const conversation::Conversation& c = row.conversation;
  const ConversationRow::Facts& f = row.facts;
  ConversationRecord r;
  r.id = c.id, r.kind = to_string(c.kind), r.source = c.source, r.language = c.language;
  r.lookup = fold_for_lookup(c.id + "\n" + c.source + "\n" + c.agent_name);
  if (c.started_at) r.started_at = to_millis(*c.started_at);
  r.at = to_millis(c.started_at.value_or(c.created_at));
  r.duration_ms = millis_of(c.duration);
  r.agent_id = c.agent_id, r.agent_name = c.agent_name;
  r.agent_label = c.agent_name.empty() ? c.agent_id : c.agent_name;
  r.team = c.team, r.company = c.company, r.direction = c.direction;
  r.customer_ref = c.customer_ref;
  if (c.surveyed_csat) r.surveyed_csat_milli = std::llround(*c.surveyed_csat * 1000);
  r.hold_ms = millis_of(c.hold), r.after_call_work_ms = millis_of(c.after_call_work);
  r.metadata = write_metadata(c.metadata), r.recording = write_recording(c.recording);
  r.created_at = to_millis(c.created_at);
  r.recording_sha256 = row.originals.recording_sha256, r.transcript_sha256 = row.originals.transcript_sha256;
  r.details_sha256 = row.originals.details_sha256, r.words_sha256 = row.words_sha256;
  r.redacted_sha256 = row.redacted_sha256, r.redacted_peaks_sha256 = row.redacted_peaks_sha256;
  r.destroyed_sound = row.destroyed_sound;
  r.state = to_string(row.state), r.failure = row.failure, r.analysis_id = row.analysis_id;
  r.listen_sha256 = row.listen_sha256, r.peaks_sha256 = row.peaks_sha256;
  r.sentiment = f.sentiment, r.resolution = f.resolution, r.topic = f.topic;
  r.silence_ms = f.silence_ms, r.overlap_ms = f.overlap_ms;
  r.talk_agent_ms = f.talk_agent_ms, r.talk_customer_ms = f.talk_customer_ms;
  r.words_agent = f.words_agent, r.words_customer = f.words_customer;
  r.turns = f.turns, r.first_words = f.first_words;
  const ConversationRow::Routing& g = row.routing;
  r.route_label = g.label, r.route_said = g.said, r.route_best = g.best, r.route_second = g.second;
  r.route_confidence = g.confidence, r.route_top = g.top, r.route_model = g.model, r.route_person = g.person;
  return r;
}

Result<ConversationRow> from_record(const ConversationRecord& r) {
  const auto corrupt = [&](const std::string& what) {
    return fail(ErrorCode::corrupt_data, "stored conversation " + r.id + ": " + what);
  };
  ConversationRow row;
  conversation::Conversation& c = row.conversation;
  const auto kind = conversation::kind_from(r.kind);
  const auto state = state_from(r.state);
  if (!kind || !state) return corrupt("unknown kind or state");
  c.id = r.id, c.kind = *kind, c.source = r.source, c.language = r.language;
  if (r.started_at) c.started_at = from_millis(*r.started_at);
  c.duration = length_of(r.duration_ms);
  c.agent_id = r.agent_id, c.agent_name = r.agent_name;
  c.team = r.team, c.company = r.company, c.direction = r.direction;
  c.customer_ref = r.customer_ref;
  if (r.surveyed_csat_milli) c.surveyed_csat = static_cast<double>(*r.surveyed_csat_milli) / 1000;
  c.hold = length_of(r.hold_ms), c.after_call_work = length_of(r.after_call_work_ms);
  auto metadata = read_metadata(r.metadata);
  if (!metadata) return corrupt(metadata.error().message);
  c.metadata = std::move(*metadata);
  auto recording = read_recording(r.recording);
  if (!recording) return corrupt(recording.error().message);
  c.recording = std::move(*recording);
  c.created_at = from_millis(r.created_at);
  row.originals = {r.recording_sha256, r.transcript_sha256, r.details_sha256};
  row.words_sha256 = r.words_sha256;
  row.redacted_sha256 = r.redacted_sha256, row.redacted_peaks_sha256 = r.redacted_peaks_sha256;
  row.destroyed_sound = r.destroyed_sound;
  row.state = *state, row.failure = r.failure, row.analysis_id = r.analysis_id;
  row.listen_sha256 = r.listen_sha256, row.peaks_sha256 = r.peaks_sha256;
  row.facts = {r.sentiment,        r.resolution,  r.topic,          r.silence_ms, r.overlap_ms, r.talk_agent_ms,
               r.talk_customer_ms, r.words_agent, r.words_customer, r.turns,      r.first_words};
  row.routing = {r.route_label,      r.route_said, r.route_best,  r.route_second,
                 r.route_confidence, r.route_top,  r.route_model, r.route_person};
  return row;
}

const std::string& record_columns() {
  static const std::string columns = [] {
    std::string list;
    const ConversationRecord record;
    each_column(record, [&](const char* name, const auto&) { list += (list.empty() ? "" : ", ") + std::string(name); });
    return list;
  }();
  return columns;
}

std::size_t record_column_count() {
  std::size_t count = 0;
  const ConversationRecord record;
  each_column(record, [&](const char*, const auto&) { ++count; });
  return count;
}

void bind_record(Query& query, const ConversationRecord& record) {
  each_column(record, [&](const char*, const auto& value) { query.bind(std::decay_t<decltype(value)>(value)); });
}

void into_record(Query& query, ConversationRecord& record) {
  each_column(record, [&](const char*, auto& value) { query.into(value); });
}

Result<std::optional<ConversationRow>> find_conversation(soci::session& session, const std::string& id) {
  ConversationRecord record;
  Query query(session, "SELECT " + record_columns() + " FROM conversation WHERE id = ?");
  query.bind(id);
  into_record(query, record);
  if (!query.next()) return std::nullopt;
  CXAI_TRY(ConversationRow row, from_record(record));
  return row;
}

void update_conversation(soci::session& session, const ConversationRow& row) {
  const ConversationRecord record = to_record(row);
  std::string assignments;
  each_column(record, [&](const char* name, const auto&) {
    assignments += (assignments.empty() ? "" : ", ") + std::string(name) + " = ?";
  });
  Query query(session, "UPDATE conversation SET " + assignments + " WHERE id = ?");
  bind_record(query, record);
  query.bind(record.id).run();
}

std::string fold_for_lookup(std::string_view text) {
  std::string folded;
  folded.reserve(text.size());
  for (std::size_t offset = 0; offset < text.size();) {
    char32_t c = base::next_code_point(text, offset);
    if (c == U'İ' || c == U'ı' || c == U'I') c = U'i';
    if ((c >= U'A' && c <= U'Z') || (c >= U'À' && c <= U'Þ' && c != U'×')) c += 32;
    if (c == U'Ğ' || c == U'Ş') c += 1;
    base::append_utf8(folded, c);
  }
  return folded;
}

std::int64_t to_millis(Timestamp time) {
  return time.time_since_epoch().count();
}
Timestamp from_millis(std::int64_t millis) {
  return Timestamp(Millis(millis));
}

}  // namespace cxai::store
