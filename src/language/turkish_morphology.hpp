// Takes a Turkish word apart: its root, its stem, and what its endings say.
//
// Input    one folded word (fold(…, "tr")), with Turkish letters, apostrophe suffix cut off or not there
// Output   the readings that the roots and the network of suffixes allow, the likeliest first
// Threads  any number at once
// Limits   words of more than 40 letters have no reading; a word stands alone, so of two readings the usual one wins
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "language/turkish_suffixes.hpp"

namespace cxai::language {

struct TurkishReading {
  std::string root;                       // as the list of roots has it: "kitap", "git"
  std::string lemma;                      // the root with the endings that make another word: "internetsiz", "temizle"
  SuffixState state = SuffixState::noun;  // where the word ends
  std::uint16_t marks = 0;                // SuffixMark
  bool verb = false;                      // its root, or what is made of it, is a verb
  bool known = true;                      // the root is in the list
  float cost = 0;
};

// Up to `most` readings; empty where there is none.
std::vector<TurkishReading> read_turkish(std::string_view folded_word, std::size_t most = 4);

// The likeliest reading, null where there is none. Each thread remembers some thousand words; valid until its next
// call.
const TurkishReading* likeliest_turkish(std::string_view folded_word);

}  // namespace cxai::language
