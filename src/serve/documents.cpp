#include "serve/documents.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "base/clock.hpp"

namespace cxai::serve {
namespace {

Json millis_or_null(const std::optional<Millis>& value) {
  return value ? Json(value->count()) : Json();
}

// 97.5 % quantile of Student's t with `df` degrees of freedom; beyond 30 the first term of its expansion.
double t_quantile(std::int64_t df) {
  static constexpr std::array<double, 30> kTable{12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228,
                                                 2.201,  2.179, 2.160, 2.145, 2.131, 2.120, 2.110, 2.101, 2.093, 2.086,
                                                 2.080,  2.074, 2.069, 2.064, 2.060, 2.056, 2.052, 2.048, 2.045, 2.042};
  if (df <= 30) return kTable[static_cast<std::size_t>(df - 1)];
  constexpr double z = 1.959964;
  return z + (z * z * z + z) / (4.0 * static_cast<double>(df));
}

Json rounded(double milliseconds) {
  return Json(std::llround(milliseconds));
}

// What the router said of it; null: it was not routed.
Json routing_document(const store::ConversationRow::Routing& routing) {
  if (routing.label.empty()) return nullptr;
  const auto top = base::parse_json(routing.top);
  return Json{{"label", routing.label},
              {"said", routing.said.empty() ? Json() : Json(routing.said)},
              {"person", routing.person.empty() ? Json() : Json(routing.person)},
              {"top", top && top->is_array() ? *top : Json::array()},
              {"model", routing.model.empty() ? Json() : Json(routing.model)}};
}

}  // namespace

Json or_null(const std::string& text) {
  return text.empty() ? Json() : Json(text);
}

Json row_document(const store::ConversationRow& row) {
  const auto& c = row.conversation;
  const auto& f = row.facts;
  const bool has_audio = !row.listen_sha256.empty() || !row.originals.recording_sha256.empty();
  Json agent;
  if (!c.agent_id.empty() || !c.agent_name.empty())
    agent = Json{{"id", or_null(c.agent_id)}, {"name", or_null(c.agent_name.empty() ? c.agent_id : c.agent_name)}};
  return Json{{"id", c.id},
              {"kind", conversation::to_string(c.kind)},
              {"state", store::to_string(row.state)},
              {"failure", or_null(row.failure)},
              {"source", or_null(c.source)},
              {"language", or_null(c.language)},
              {"started_at", c.started_at ? Json(base::format_utc(*c.started_at)) : Json()},
              {"duration_ms", millis_or_null(c.duration)},
              {"agent", agent},
              {"team", or_null(c.team)},
              {"company", or_null(c.company)},
              {"sentiment", or_null(f.sentiment)},
              {"resolution", or_null(f.resolution)},
              {"topic", or_null(f.topic)},
              {"routing", routing_document(row.routing)},
              {"silence_ms", or_null(f.silence_ms)},
              {"overlap_ms", or_null(f.overlap_ms)},
              {"talk_ms", {{"agent", or_null(f.talk_agent_ms)}, {"customer", or_null(f.talk_customer_ms)}}},
              {"words", {{"agent", or_null(f.words_agent)}, {"customer", or_null(f.words_customer)}}},
              {"turns", or_null(f.turns)},
              {"first_words", or_null(f.first_words)},
              {"has_audio", has_audio}};
}

Json conversation_document(const store::ConversationRow& row) {
  const auto& c = row.conversation;
  Json document = row_document(row);
  document["metadata"] = Json::object();
  for (const auto& [key, value] : c.metadata) document["metadata"][key] = value;
  document["recording"] = nullptr;
  if (c.recording)
    document["recording"] = {{"sha256", c.recording->sha256},
                             {"size_bytes", c.recording->size_bytes},
                             {"media_type", c.recording->media_type},
                             {"codec", c.recording->codec},
                             {"sample_rate_hz", c.recording->sample_rate_hz},
                             {"channels", c.recording->channels},
                             {"duration_ms", c.recording->duration.count()}};
  document["hold_ms"] = millis_or_null(c.hold);
  return document;
}

Json mean_document(std::int64_t sum_ms, double sum_of_squares_s2, std::int64_t n) {
  Json document{{"mean", nullptr}, {"n", n}, {"low", nullptr}, {"high", nullptr}};
  if (n < 1) return document;
  const auto count = static_cast<double>(n);
  const double mean_s = static_cast<double>(sum_ms) / 1000.0 / count;
  document["mean"] = rounded(mean_s * 1000.0);
  if (n < 2) return document;
  const double variance = std::max(0.0, (sum_of_squares_s2 - count * mean_s * mean_s) / (count - 1.0));
  const double half = t_quantile(n - 1) * std::sqrt(variance / count);
  document["low"] = rounded(std::max(0.0, mean_s - half) * 1000.0);
  document["high"] = rounded((mean_s + half) * 1000.0);
  return document;
}

Json page_document(const store::ConversationPage& page) {
  Json items = Json::array();
  for (const auto& row : page.rows) items.push_back(row_document(row));
  return {{"items", std::move(items)}, {"next_cursor", or_null(page.next_cursor)}, {"total", page.total}};
}

Json bucket_document(const store::Bucket& b) {
  const auto unknown_sentiment = b.count - b.positive - b.neutral - b.negative - b.mixed;
  const auto unknown_resolution = b.count - b.resolved - b.partly - b.unresolved - b.cannot_tell;
  return Json{{"key", or_null(b.key)},
              {"label", or_null(b.label.empty() ? b.key : b.label)},
              {"count", b.count},
              {"sentiment",
               {{"positive", b.positive},
                {"neutral", b.neutral},
                {"negative", b.negative},
                {"mixed", b.mixed},
                {"unknown", unknown_sentiment}}},
              {"resolution",
               {{"resolved", b.resolved},
                {"partly", b.partly},
                {"unresolved", b.unresolved},
                {"cannot_tell", b.cannot_tell},
                {"unknown", unknown_resolution}}},
              {"duration_ms", mean_document(b.duration_ms, b.duration_sq, b.duration_n)},
              {"silence_ms", mean_document(b.silence_ms, b.silence_sq, b.silence_n)}};
}

Result<Json> peaks_document(std::string_view bytes, std::optional<Millis> duration) {
  constexpr std::size_t kHead = 12;
  const auto byte = [&](std::size_t i) { return static_cast<std::uint32_t>(static_cast<unsigned char>(bytes[i])); };
  if (bytes.size() < kHead || !bytes.starts_with("CXPK") || byte(4) != 1)
    return fail(ErrorCode::corrupt_data, "the stored peaks do not begin with CXPK, version 1");
  const std::size_t channels = byte(5);
  const std::uint32_t per_second = byte(6) | byte(7) << 8;
  const std::size_t count = byte(8) | byte(9) << 8 | byte(10) << 16 | byte(11) << 24;
  if (per_second == 0 || bytes.size() - kHead != channels * count)
    return fail(ErrorCode::corrupt_data, "the stored peaks have another length than they say");
  Json document{{"per_second", per_second},
                {"duration_ms", duration ? duration->count() : static_cast<std::int64_t>(count * 1000 / per_second)},
                {"channels", Json::array()}};
  for (std::size_t channel = 0; channel < channels; ++channel) {
    Json values = Json::array();
    for (std::size_t i = 0; i < count; ++i) values.push_back(byte(kHead + channel * count + i));
    document["channels"].push_back(std::move(values));
  }
  return document;
}

}  // namespace cxai::serve
