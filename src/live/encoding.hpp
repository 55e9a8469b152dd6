// The sample encodings of telephone lines, and the base64 they travel in.
//
// Errors   invalid_input (no base64, half a sample)
// Source   ITU-T G.711; RFC 4648 section 4
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace cxai::live {

enum class Encoding : std::uint8_t { mulaw, alaw, s16le };
std::optional<Encoding> encoding_from(std::string_view name);  // "mulaw", "alaw", "s16le"

std::int16_t mulaw_sample(std::uint8_t code);
std::int16_t alaw_sample(std::uint8_t code);

// Padding as the standard says; no blanks.
Result<std::string> decode_base64(std::string_view text);

// Interleaved samples of `channels` tracks, one vector each.
Result<std::vector<std::vector<std::int16_t>>> decode_samples(Encoding encoding, int channels, std::string_view bytes);

}  // namespace cxai::live
