// What one word says of a number, in Turkish, English and German; for numbers.hpp.
//
// Input    a word in plain lower-case letters (pieces.hpp)
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace cxai::language {

struct NumberWord {
  // `teens` are complete below a hundred (11 … 19, German's "fünfundzwanzig", "otuzbeş"); `half` adds to what stands
  // before ("buçuk").
  enum class Kind : std::uint8_t { ones, teens, tens, hundred, scale, half };
  Kind kind = Kind::ones;
  double value = 0;
  bool ordinal = false;
};

struct NumberWordFind {
  NumberWord word;
  std::string suffix;  // Turkish: "beşinde" → "inde"
};

std::optional<NumberWordFind> find_number_word(std::string_view word, std::string_view language);

// Whether Turkish may hang this on a number: "de", "inci", "ine", "er".
bool is_number_suffix(std::string_view rest);

}  // namespace cxai::language
