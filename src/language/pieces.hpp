// The tokens of a text in the plain lower-case letters that its readers compare: "Üç" and "uc" are one word.
//
// Input    valid UTF-8 and a language tag
// Output   pieces in order of the text, emoji and addresses among them; offsets into the text
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "language/text.hpp"

namespace cxai::language {

struct Piece {
  std::size_t begin = 0;
  std::size_t end = 0;
  TokenKind kind{};
  bool tight = false;  // nothing stands between it and the piece before
  std::string word;    // folded, ASCII where Latin has it, without the suffix behind an apostrophe
  std::string suffix;  // that suffix, the apostrophe left out
  bool is(std::string_view text) const { return word == text; }
};

std::vector<Piece> pieces_of(std::string_view text, std::string_view language);

}  // namespace cxai::language
