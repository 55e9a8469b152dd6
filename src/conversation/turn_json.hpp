// One turn as JSON: the shape all our documents share, and what other tools write in its place.
#pragma once

#include <optional>
#include <string_view>

#include "base/json.hpp"
#include "base/result.hpp"
#include "conversation/transcript.hpp"

namespace cxai::conversation {

// {"id", "role", "role_probability"?, "speaker"?, "channel", "start_ms", "end_ms", "text", "confidence", "words",
// "pii", "message_id"?}
Json turn_to_json(const Turn& turn);

// Reads what turn_to_json writes. Also taken: "start" and "end" in seconds, a word's "word" for "text" and
// "probability" or "score" for "confidence", a "speaker" that is a role.
// `in` reads `json`. Whatever is wrong becomes the reader's error ("turns[3].text: is required").
Turn read_turn(base::Reader& in, const Json& json);

// "start_ms"/"end_ms", or "start"/"end" in seconds (rounded). An end that is missing equals the start.
std::optional<Interval> read_interval(base::Reader& in);

// Role and name from "role" and "speaker"; a speaker may also be a number.
void read_speaker(base::Reader& in, const Json& json, Turn& turn);

// [begin, end] below `key`, both whole numbers of at least 0, in order; rejects anything else.
CharSpan read_span(base::Reader& in, std::string_view key);

}  // namespace cxai::conversation
