#include "language/characters.hpp"

#include <unicode/uchar.h>

#include "base/utf8.hpp"

namespace cxai::language {
namespace {

UChar32 icu(char32_t c) {
  return static_cast<UChar32>(c);
}

CharClass classify(char32_t c) {
  if (c == U'\'' || c == 0x2019 || c == 0x02BC) return CharClass::apostrophe;
  if (u_isUWhiteSpace(icu(c)) || c == 0x200B || c == 0xFEFF) return CharClass::space;
  switch (u_charType(icu(c))) {
    case U_CONTROL_CHAR:
      return CharClass::space;
    case U_UPPERCASE_LETTER:
    case U_LOWERCASE_LETTER:
    case U_TITLECASE_LETTER:
    case U_MODIFIER_LETTER:
    case U_OTHER_LETTER:
      return CharClass::letter;
    case U_DECIMAL_DIGIT_NUMBER:
      return CharClass::digit;
    case U_NON_SPACING_MARK:
    case U_ENCLOSING_MARK:
    case U_COMBINING_SPACING_MARK:
      return CharClass::mark;
    case U_DASH_PUNCTUATION:
    case U_START_PUNCTUATION:
    case U_END_PUNCTUATION:
    case U_CONNECTOR_PUNCTUATION:
    case U_OTHER_PUNCTUATION:
    case U_INITIAL_PUNCTUATION:
    case U_FINAL_PUNCTUATION:
      return CharClass::punctuation;
    default:
      return CharClass::symbol;
  }
}

}  // namespace

namespace detail {

CharTable::CharTable() {
  for (char32_t c = 0; c < kTableEnd; ++c) {
    classes[c] = classify(c);
    lower[c] = c == 0x130 ? U'i' : static_cast<char32_t>(u_tolower(icu(c)));
  }
}

const CharTable& char_table() {
  static const CharTable table;
  return table;
}

CharClass char_class_above_table(char32_t c) {
  return classify(c);
}

}  // namespace detail

bool is_upper(char32_t c) {
  return u_isUUppercase(icu(c)) != 0;
}
bool is_lower(char32_t c) {
  return u_isULowercase(icu(c)) != 0;
}

char32_t decode(std::string_view text, std::size_t& offset) {
  const auto first = static_cast<unsigned char>(text[offset]);
  if (first < 0x80) {
    ++offset;
    return first;
  }
  return base::next_code_point(text, offset);
}

CharClass class_at(std::string_view text, std::size_t offset) {
  return offset < text.size() ? char_class(decode(text, offset)) : CharClass::space;
}

std::size_t alphanumeric_end(std::string_view text, std::size_t offset) {
  const auto& table = detail::char_table();
  const std::size_t begin = offset;
  while (offset < text.size()) {
    std::size_t next = offset;
    const char32_t c = decode(text, next);
    const CharClass k = c < kTableEnd ? table.classes[c] : detail::char_class_above_table(c);
    const bool inside = k == CharClass::letter || k == CharClass::digit || (k == CharClass::mark && offset > begin);
    if (!inside) break;
    offset = next;
  }
  return offset;
}

Joined join_suffixes(std::string_view text, std::size_t end) {
  Joined joined{end, end};
  bool any = false;
  while (joined.end < text.size()) {
    std::size_t after = joined.end;
    if (char_class(decode(text, after)) != CharClass::apostrophe) break;
    const std::size_t suffix_end = alphanumeric_end(text, after);
    if (suffix_end == after) break;
    joined.last_apostrophe = joined.end;
    joined.end = suffix_end;
    any = true;
  }
  if (!any) joined.last_apostrophe = joined.end;
  return joined;
}

bool is_language(std::string_view tag, std::string_view language) {
  if (tag.size() < language.size()) return false;
  for (std::size_t i = 0; i < language.size(); ++i) {
    if ((tag[i] | 0x20) != language[i]) return false;
  }
  return tag.size() == language.size() || !is_ascii_letter(tag[language.size()]);
}

}  // namespace cxai::language
