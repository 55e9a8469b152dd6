// UTF-8 without surprises. Text inside the product is always valid UTF-8; documents count in code points.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace cxai::base {

bool is_valid_utf8(std::string_view text);

// Replaces every byte that is not part of valid UTF-8 by U+FFFD.
std::string make_valid_utf8(std::string_view text);

// Decodes the code point at `offset` (valid UTF-8, offset < size) and moves `offset` past it.
char32_t next_code_point(std::string_view text, std::size_t& offset);
void append_utf8(std::string& text, char32_t code_point);

std::size_t count_code_points(std::string_view text);

// Byte offset of the code point number `index`; text.size() when index is at or past the end.
std::size_t byte_offset(std::string_view text, std::size_t index);

// Converts many ascending byte offsets of one text to code-point offsets in one pass.
class CodePointIndex {
 public:
  explicit CodePointIndex(std::string_view text) : text_(text) {}
  // `byte` must not be smaller than in the call before.
  std::size_t at(std::size_t byte);

 private:
  std::string_view text_;
  std::size_t byte_ = 0;
  std::size_t code_point_ = 0;
};

}  // namespace cxai::base
