// Finds many phrases in a text at once, as Turkish needs it: on folded tokens, with open endings for suffixes.
//
// A phrase is words separated by spaces; a word that ends in '*' matches every word that begins so ("teşekkür*"),
// and apostrophe suffixes are ignored. Phrases are written in lower case with correct diacritics.
//
// Output   matches in ascending order of begin; of several that begin at one place the longest only; byte offsets
// Threads  immutable once made
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace cxai::language {

struct Phrase {
  std::string text;
  double weight = 1.0;
  int tag = 0;  // the caller's meaning
};

struct PhraseMatch {
  std::size_t begin = 0;
  std::size_t end = 0;
  std::size_t words = 0;       // how many
  std::size_t first_word = 0;  // its number among the words of the text
  const Phrase* phrase = nullptr;
};

class PhraseSet {
 public:
  explicit PhraseSet(std::vector<Phrase> phrases);
  PhraseSet(const PhraseSet&) = delete;
  PhraseSet& operator=(const PhraseSet&) = delete;

  std::vector<PhraseMatch> find(std::string_view text, std::string_view language) const;
  bool contains(std::string_view text, std::string_view language) const { return !find(text, language).empty(); }

 private:
  struct Compiled {
    std::vector<std::string> words;  // '*' cut off
    std::vector<bool> open;          // … and noted here
    std::size_t phrase = 0;
  };
  static std::string bucket_of(std::string_view word);
  std::vector<Phrase> phrases_;
  std::unordered_map<std::string, std::vector<Compiled>> buckets_;  // by the first two bytes of the first word
};

}  // namespace cxai::language
