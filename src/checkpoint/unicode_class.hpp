// Whether a character is a letter, a digit, a blank or something else, for the tokenizer's splitting pattern.
//
// Threads  pure
// Source   Unicode Character Database 14: categories L and N, property White_Space
#pragma once

#include <cstdint>

namespace cxai::checkpoint {

enum class CharacterClass : std::uint8_t { letter, number, blank, other };

CharacterClass character_class(char32_t c);

}  // namespace cxai::checkpoint
