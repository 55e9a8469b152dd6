// A conversation: what a contact centre handled, whether it came by telephone, chat or tweet.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/json.hpp"
#include "conversation/transcript.hpp"

namespace cxai::conversation {

enum class Kind : std::uint8_t { call, chat, tweet };
const char* to_string(Kind kind);
std::optional<Kind> kind_from(std::string_view name);

// Facts about a recording's bytes, as the decoder found them.
struct Recording {
  std::string sha256;  // of the original file
  std::uint64_t size_bytes = 0;
  std::string media_type;  // "audio/wav", … by content, not by name
  std::string codec;       // FFmpeg's name
  int sample_rate_hz = 0;  // of the original
  int channels = 0;
  Millis duration{};
};

// Everything known about a conversation apart from its words and its analysis.
struct Conversation {
  std::string id;  // content id: the same inputs have the same id
  Kind kind = Kind::call;
  std::string source;    // file name or system it came from
  std::string language;  // "tr", "en", "de"; empty: unknown
  std::optional<Timestamp> started_at;
  std::optional<Millis> duration;
  std::string agent_id;  // empty: unknown
  std::string agent_name;
  std::string team;
  std::string company;
  std::string direction;                        // "inbound", "outbound" or empty
  std::string customer_ref;                     // the customer as call metadata name him; empty: unknown
  std::optional<double> surveyed_csat;          // 1 … 5, from call metadata
  std::optional<Millis> hold;                   // from call metadata
  std::optional<Millis> after_call_work;        // from call metadata
  std::map<std::string, std::string> metadata;  // what else came with it
  std::optional<Recording> recording;
  Timestamp created_at{};
};

// Call metadata beside a recording: an object with the keys kind, language, started_at, agent_id, agent_name, team,
// company, direction, customer_ref, surveyed_csat, hold_ms, after_call_work_ms; unknown keys are kept as `metadata`.
// Writes what is given into `into`. Errors: invalid_input naming the field.
Result<> read_metadata(const base::Json& json, Conversation& into);

}  // namespace cxai::conversation
