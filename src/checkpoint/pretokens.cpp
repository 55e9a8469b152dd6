#include "checkpoint/pretokens.hpp"

#include <cstddef>

#include "base/utf8.hpp"
#include "checkpoint/unicode_class.hpp"

namespace cxai::checkpoint {
namespace {

// Length of the English suffix that `text` begins with; 0: none.
std::size_t suffix_length(std::string_view text) {
  for (const std::string_view suffix : {"'s", "'t", "'re", "'ve", "'m", "'ll", "'d"})
    if (text.starts_with(suffix)) return suffix.size();
  return 0;
}

// End of the run of `kind` that begins at `at`.
std::size_t run_end(std::string_view text, std::size_t at, CharacterClass kind) {
  while (at < text.size()) {
    std::size_t next = at;
    if (character_class(base::next_code_point(text, next)) != kind) break;
    at = next;
  }
  return at;
}

CharacterClass class_at(std::string_view text, std::size_t at) {
  return character_class(base::next_code_point(text, at));
}

// Blanks before something else leave their last one to it.
std::size_t blanks_end(std::string_view text, std::size_t begin) {
  const std::size_t end = run_end(text, begin, CharacterClass::blank);
  if (end == text.size()) return end;
  std::size_t last = begin;
  for (std::size_t at = begin; at < end;) {
    last = at;
    base::next_code_point(text, at);
  }
  return last > begin ? last : end;
}

std::size_t piece_end(std::string_view text, std::size_t begin) {
  if (const std::size_t length = suffix_length(text.substr(begin))) return begin + length;
  const std::size_t word = begin + (text[begin] == ' ' && begin + 1 < text.size() ? 1 : 0);
  const CharacterClass kind = class_at(text, word);
  return kind == CharacterClass::blank ? blanks_end(text, begin) : run_end(text, word, kind);
}

}  // namespace

std::vector<std::string_view> split_pretokens(std::string_view text) {
  std::vector<std::string_view> pieces;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = piece_end(text, begin);
    pieces.push_back(text.substr(begin, end - begin));
    begin = end;
  }
  return pieces;
}

}  // namespace cxai::checkpoint
