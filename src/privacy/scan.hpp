// The words, numbers and signs of a text in one pass, each looked up in the lexicon.
//
// Input    valid UTF-8, at most 4 GiB
// Output   tokens in order, disjoint; blanks and combining marks make none
// Threads  pure
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "privacy/lexicon.hpp"

namespace cxai::privacy {

enum class TokenKind : std::uint8_t { word, number, mixed, sign, url, placeholder };

struct Token {
  const Entry* entry = nullptr;  // of words
  std::uint32_t begin = 0;       // byte offsets
  std::uint32_t end = 0;         // without an apostrophe's suffix
  std::uint32_t full_end = 0;    // with it
  TokenKind kind{};
  char sign = 0;              // of signs: the character; dashes of all kinds '-', quotes '"', others above ASCII '\1'
  bool capital = false;       // of words: begins with a capital letter
  bool all_capitals = false;  // of words and mixed: has no lower-case letter
  bool space_before = false;
  bool line_before = false;  // a line ended before it
};

// What stands in a text, so that most texts need no closer look.
struct Contents {
  bool digits = false;
  bool at = false;               // '@'
  bool symbol_words = false;     // "nokta", "gmail": parts of an address that is said
  bool account_words = false;    // "kullanıcı adım"
  bool platform_words = false;   // "forum": user names may be near
  std::size_t number_words = 0;  // without those that are more often other words: "bir", "on"
};

// Appends nothing to what was in `tokens` before: it is cleared.
Contents scan(std::string_view text, std::vector<Token>& tokens);

// The word as the lexicon knows it: lower case, plain letters; letters that have none become '?'.
std::string folded(std::string_view word);
bool is_folded(std::string_view word, std::string_view plain);  // whether folded(word) == plain

// End of the placeholder ("[TCKN_1]") that begins at `offset`; `offset` when none does.
std::size_t placeholder_end(std::string_view text, std::size_t offset);

}  // namespace cxai::privacy
