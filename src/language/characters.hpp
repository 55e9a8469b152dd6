// What kind of character a code point is, for the units of this room.
//
// Source   Unicode 15 general categories, as ICU holds them
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace cxai::language {

// `apostrophe` is one of ' ’ ʼ. `mark` belongs to the letter before it. `space` holds controls and zero-width spaces.
enum class CharClass : std::uint8_t { space, letter, digit, mark, apostrophe, punctuation, symbol };

// Below this, code points are looked up in a table, are all in NFC and combine with nothing before them.
inline constexpr char32_t kTableEnd = 0x300;

namespace detail {
struct CharTable {
  CharClass classes[kTableEnd];
  char32_t lower[kTableEnd];  // simple lower case, I as in English
  CharTable();
};
const CharTable& char_table();
CharClass char_class_above_table(char32_t c);
}  // namespace detail

inline CharClass char_class(char32_t c) {
  return c < kTableEnd ? detail::char_table().classes[c] : detail::char_class_above_table(c);
}

bool is_upper(char32_t c);
bool is_lower(char32_t c);

inline bool is_ascii_digit(char c) {
  return c >= '0' && c <= '9';
}
inline bool is_ascii_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

// The code point at `offset` (valid UTF-8, offset < size); moves `offset` past it.
char32_t decode(std::string_view text, std::size_t& offset);

// Class of the character at `offset`; `space` at the end of the text.
CharClass class_at(std::string_view text, std::size_t offset);

// End of the run of letters, digits and their marks that starts at `offset`; `offset` itself when none does.
std::size_t alphanumeric_end(std::string_view text, std::size_t offset);

struct Joined {
  std::size_t end = 0;
  std::size_t last_apostrophe = 0;  // `end` when nothing was joined
};

// Goes on from `end`, the end of an alphanumeric run, over every apostrophe that stands between two such runs.
Joined join_suffixes(std::string_view text, std::size_t end);

// Whether a language tag names that language: "tr", "tr-TR" and "TR" are all "tr".
bool is_language(std::string_view tag, std::string_view language);

}  // namespace cxai::language
