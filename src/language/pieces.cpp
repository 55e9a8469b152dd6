#include "language/pieces.hpp"

#include "language/characters.hpp"

namespace cxai::language {

std::vector<Piece> pieces_of(std::string_view text, std::string_view language) {
  std::vector<Piece> pieces;
  std::size_t last = 0;
  for (const Token& token : tokenize(text)) {
    Piece piece;
    piece.begin = token.begin;
    piece.end = token.end;
    piece.kind = token.kind;
    piece.tight = !pieces.empty() && token.begin == last;
    piece.word = ascii_fold(fold(text.substr(token.begin, token.stem_end - token.begin), language));
    if (token.stem_end < token.end) {
      std::size_t behind = token.stem_end;
      decode(text, behind);
      piece.suffix = ascii_fold(fold(text.substr(behind, token.end - behind), language));
    }
    last = token.end;
    pieces.push_back(std::move(piece));
  }
  return pieces;
}

}  // namespace cxai::language
