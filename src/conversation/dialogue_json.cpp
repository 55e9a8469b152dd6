#include <string>
#include <utility>

#include "conversation/cues.hpp"
#include "conversation/formats.hpp"
#include "conversation/plain_text.hpp"
#include "conversation/turn_json.hpp"

namespace cxai::conversation {

Result<Transcript> read_dialogue_json(const Json& json) {
  base::Reader in(json, "");
  Transcript transcript;
  transcript.language = language_code(in.string("language", ""));
  if (const auto started = in.optional_string("started_at")) {
    if (const auto time = base::parse_written_time(*started)) {
      transcript.started_at = *time;
    } else {
      in.reject("started_at", "must be a time like 2026-03-14T09:26:53+03:00");
    }
  }
  const auto& turns = in.array("turns", true);
  for (std::size_t i = 0; i < turns.size() && in.ok(); ++i) {
    base::Reader part(turns[i], "turns[" + std::to_string(i) + "]");
    if (!part.ok()) return part.error();
    transcript.turns.push_back(read_turn(part, turns[i]));
    in.adopt(part);
  }
  if (!in.ok()) return in.error();
  order_turns(transcript.turns);
  return transcript;
}

Json write_dialogue_json(const Transcript& transcript) {
  Json json = Json::object();
  json["language"] = transcript.language;
  json["turns"] = Json::array();
  for (const Turn& turn : transcript.turns) json["turns"].push_back(turn_to_json(turn));
  return json;
}

}  // namespace cxai::conversation
