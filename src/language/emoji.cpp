#include "language/emoji.hpp"

#include <unicode/uchar.h>

#include "language/characters.hpp"

namespace cxai::language {
namespace {

constexpr char32_t kJoiner = 0x200D;
constexpr char32_t kEmojiVariation = 0xFE0F;
constexpr char32_t kKeycap = 0x20E3;

bool has(char32_t c, UProperty property) {
  return u_hasBinaryProperty(static_cast<UChar32>(c), property) != 0;
}

// Moves past the next code point when it is one that `accept` takes.
template <class Accept>
bool take(std::string_view text, std::size_t& offset, Accept accept) {
  if (offset >= text.size()) return false;
  std::size_t next = offset;
  if (!accept(decode(text, next))) return false;
  offset = next;
  return true;
}

bool take(std::string_view text, std::size_t& offset, char32_t wanted) {
  return take(text, offset, [&](char32_t c) { return c == wanted; });
}

bool is_modifier(char32_t c) {
  return c >= 0x1F3FB && c <= 0x1F3FF;
}
bool is_tag(char32_t c) {
  return c >= 0xE0020 && c <= 0xE007F;
}
bool is_regional(char32_t c) {
  return c >= 0x1F1E6 && c <= 0x1F1FF;
}

// One element: a pictograph with its variation, skin tone, keycap or tags.
std::size_t element_end(std::string_view text, std::size_t offset, bool after_joiner) {
  std::size_t i = offset;
  const char32_t c = decode(text, i);
  if (is_regional(c)) return take(text, i, is_regional) ? i : offset;
  if ((c >= U'0' && c <= U'9') || c == U'#' || c == U'*') {
    take(text, i, kEmojiVariation);
    return take(text, i, kKeycap) ? i : offset;
  }
  if (c < 0xA9 || !has(c, UCHAR_EMOJI)) return offset;
  const bool varied = take(text, i, kEmojiVariation);
  const bool toned = take(text, i, is_modifier);
  // Signs such as © or ↔ are text unless asked for as emoji; from U+2600 on (☀, ❤) people mean the picture.
  if (!varied && !toned && !after_joiner && c < 0x2600 && !has(c, UCHAR_EMOJI_PRESENTATION)) return offset;
  take(text, i, kKeycap);
  while (take(text, i, is_tag)) {
  }
  return i;
}

}  // namespace

std::size_t emoji_end(std::string_view text, std::size_t offset) {
  std::size_t end = element_end(text, offset, false);
  if (end == offset) return offset;
  while (end < text.size()) {
    std::size_t next = end;
    if (!take(text, next, kJoiner) || next >= text.size()) break;
    const std::size_t joined = element_end(text, next, true);
    if (joined == next) break;
    end = joined;
  }
  return end;
}

}  // namespace cxai::language
