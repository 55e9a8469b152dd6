#include "conversation/turn_json.hpp"

#include <cmath>
#include <string>
#include <utility>

#include "conversation/formats.hpp"
#include "conversation/labels.hpp"
#include "conversation/plain_text.hpp"

namespace cxai::conversation {
namespace {

constexpr std::int64_t kMaxSpan = 1LL << 40;

std::optional<Millis> read_time(base::Reader& in, const char* ms_key, const char* seconds_key) {
  if (const auto ms = in.optional_integer(ms_key, 0, kLatestTime.count())) return Millis(*ms);
  const double latest = static_cast<double>(kLatestTime.count()) / 1000;
  if (const auto seconds = in.optional_number(seconds_key, 0, latest)) return Millis(std::llround(*seconds * 1000));
  return std::nullopt;
}

Json word_to_json(const Word& word) {
  return Json{{"text", word.text},
              {"start_ms", word.time.start.count()},
              {"end_ms", word.time.end.count()},
              {"confidence", word.confidence},
              {"time_source", to_string(word.time_source)}};
}

Word read_word(base::Reader& in) {
  Word word;
  word.text = in.has("word") && !in.has("text") ? in.string("word") : in.string("text");
  if (const auto time = read_interval(in)) {
    word.time = *time;
  } else {
    in.reject("start_ms", "is required");
  }
  for (const char* key : {"confidence", "probability", "score"})
    if (const auto confidence = in.optional_number(key, 0, 1)) word.confidence = *confidence;
  word.time_source = TimeSource::asr;
  if (const auto name = in.optional_string("time_source")) {
    if (const auto source = time_source_from(*name)) {
      word.time_source = *source;
    } else {
      in.reject("time_source", "must be asr, aligned or interpolated");
    }
  }
  return word;
}

Json pii_to_json(const PiiSpan& span) {
  return Json{{"type", span.type},
              {"chars", Json::array({span.chars.begin, span.chars.end})},
              {"ms", span.time ? Json::array({span.time->start.count(), span.time->end.count()}) : Json()},
              {"detector", span.detector},
              {"checksum", span.checksum ? Json(*span.checksum) : Json()},
              {"spoken", span.spoken}};
}

PiiSpan read_pii(base::Reader& in) {
  PiiSpan span;
  span.type = in.string("type");
  span.chars = read_span(in, "chars");
  if (in.has("ms")) {
    const CharSpan ms = read_span(in, "ms");
    span.time = Interval{Millis(ms.begin), Millis(ms.end)};
  }
  span.detector = in.string("detector", "");
  if (in.has("checksum")) span.checksum = in.boolean("checksum", false);
  span.spoken = in.boolean("spoken", false);
  return span;
}

template <class Item, class ReadItem>
void read_list(base::Reader& in, std::string_view key, std::vector<Item>& into, ReadItem read_item) {
  const auto& list = in.array(key);
  for (std::size_t i = 0; i < list.size() && in.ok(); ++i) {
    base::Reader part(list[i], in.path_of(key) + "[" + std::to_string(i) + "]");
    into.push_back(read_item(part));
    in.adopt(part);
  }
}

}  // namespace

std::optional<Interval> read_interval(base::Reader& in) {
  const auto start = read_time(in, "start_ms", "start");
  const auto end = read_time(in, "end_ms", "end");
  if (!start) {
    if (end) in.reject("start_ms", "is required where the end is given");
    return std::nullopt;
  }
  if (end && *end < *start) in.reject(in.has("end_ms") ? "end_ms" : "end", "must not be before the start");
  return Interval{*start, end.value_or(*start)};
}

void read_speaker(base::Reader& in, const Json& json, Turn& turn) {
  std::string name;
  if (in.has("speaker")) {
    const Json& speaker = *json.find("speaker");
    name = speaker.is_number_integer() ? speaker.dump() : in.string("speaker");
  }
  // Where a role is written, even as null, the speaker is a plain name.
  if (json.contains("role")) {
    if (const auto role = in.optional_string("role")) {
      turn.role = role_from_label(*role);
      if (!turn.role) in.reject("role", "must be agent, customer, ivr or other");
    }
    turn.speaker = std::move(name);
    return;
  }
  Label label = read_label(name);
  turn.role = label.role;
  turn.speaker = std::move(label.speaker);
}

CharSpan read_span(base::Reader& in, std::string_view key) {
  const auto& list = in.array(key, true);
  const auto good = [](const Json& value) {
    return value.is_number_integer() && (value.is_number_unsigned() || value.get<std::int64_t>() >= 0) &&
           value.get<std::uint64_t>() <= static_cast<std::uint64_t>(kMaxSpan);
  };
  if (list.size() != 2 || !good(list[0]) || !good(list[1])) {
    in.reject(key, "must be two whole numbers, begin and end");
    return {};
  }
  const CharSpan span{list[0].get<std::size_t>(), list[1].get<std::size_t>()};
  if (span.end < span.begin) in.reject(key, "must not end before it begins");
  return span;
}

Json turn_to_json(const Turn& turn) {
  Json json = Json::object();
  json["id"] = turn.id;
  json["role"] = turn.role ? Json(to_string(*turn.role)) : Json();
  if (turn.role_probability) json["role_probability"] = *turn.role_probability;
  if (!turn.speaker.empty()) json["speaker"] = turn.speaker;
  json["channel"] = turn.channel;
  json["start_ms"] = turn.time ? Json(turn.time->start.count()) : Json();
  json["end_ms"] = turn.time ? Json(turn.time->end.count()) : Json();
  json["text"] = turn.text;
  json["confidence"] = turn.confidence;
  json["words"] = Json::array();
  for (const Word& word : turn.words) json["words"].push_back(word_to_json(word));
  json["pii"] = Json::array();
  for (const PiiSpan& span : turn.pii) json["pii"].push_back(pii_to_json(span));
  if (!turn.message_id.empty()) json["message_id"] = turn.message_id;
  return json;
}

Turn read_turn(base::Reader& in, const Json& json) {
  Turn turn;
  turn.id = in.string("id", "");
  read_speaker(in, json, turn);
  turn.role_probability = in.optional_number("role_probability", 0, 1);
  turn.channel = static_cast<int>(in.integer("channel", 0, 31, 0));
  turn.time = read_interval(in);
  turn.text = in.string("text");
  turn.confidence = in.number("confidence", 0, 1, 1.0);
  read_list(in, "words", turn.words, read_word);
  read_list(in, "pii", turn.pii, read_pii);
  turn.message_id = in.string("message_id", "");
  return turn;
}

}  // namespace cxai::conversation
