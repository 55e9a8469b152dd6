// What a person said about who spoke in a conversation, where the analysis had it wrong.
//
// Source   docs/formats/analysis.md, "corrections"
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/json.hpp"
#include "base/result.hpp"

namespace cxai::conversation {

enum class CorrectionKind : std::uint8_t { swap_roles, merge_voices, rename_voice, set_role, set_voice };
const char* to_string(CorrectionKind kind);

struct Correction {
  CorrectionKind kind = CorrectionKind::swap_roles;
  std::string voice;  // Turn::speaker, or the role of those without; for set_voice the id of the turn
  std::string to;     // the other voice, the name or the role; empty for swap_roles
  std::string by;     // user id
  Timestamp at{};

  bool operator==(const Correction&) const = default;
};

// {"kind", "voice"?, "to"?, "by", "at"}
Json to_json(const Correction& correction);

// Reads what to_json writes; `by` and `at` may be missing. What is wrong becomes the reader's error.
Correction read_correction(base::Reader& in);

}  // namespace cxai::conversation
