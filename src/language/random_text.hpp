// Random valid UTF-8 for the property tests of this room: letters, marks, emoji, apostrophes, spaces, rare planes.
#pragma once

#include <cstdint>
#include <random>
#include <string>

#include "base/utf8.hpp"

namespace cxai::language {

inline std::string random_text(std::mt19937& rng, std::size_t code_points) {
  static constexpr char32_t kUsual[] = {U'a',   U'I',    U'i',    U'ı',    U'İ',    U'ş',   U'Ğ',  U'5',  U'0',  U'.',
                                        U',',   U'\'',   0x2019,  0x2BC,   U' ',    U'\n',  U'@',  U'#',  U':',  U'/',
                                        U'w',   U'?',    U'!',    0x2026,  U'-',    0x301,  0x307, 0x323, 0x30C, 0x200D,
                                        0xFE0F, 0x1F600, 0x1F1F9, 0x1F1F7, 0x1F469, 0x20E3, U'J',  0x3A3, 0xC7,  0x1E9E,
                                        0xAD,   0x2126,  0x2000,  U'"',    U'(',    U')'};
  std::uniform_int_distribution<std::size_t> usual(0, std::size(kUsual) - 1);
  std::uniform_int_distribution<std::uint32_t> any(1, 0x10FFFF);
  std::uniform_int_distribution<int> dice(0, 9);
  std::string text;
  for (std::size_t i = 0; i < code_points; ++i) {
    char32_t c = dice(rng) == 0 ? any(rng) : kUsual[usual(rng)];
    if (c >= 0xD800 && c <= 0xDFFF) c = U'x';
    base::append_utf8(text, c);
  }
  return text;
}

}  // namespace cxai::language
