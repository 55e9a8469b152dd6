// Finds the names of people: Turkish, English, German, mixed in one text.
//
// Input    valid UTF-8: clean text, tweets, or what a recogniser writes (no capitals, no points)
// Output   finds in ascending order, disjoint; on whole words, titles (Hanım, Herr, Mr) outside; a suffix behind an
//          apostrophe stays outside ("Ayşe" in "Ayşe'nin"), one without an apostrophe belongs to the word ("ayşenin")
// Owns     the model, shared by all finders
// Threads  any number of calls at once
// Limits   a name nobody marks as one and that is a common word ("deniz güzel") may be missed; in a text of one or
//          two words only names of the lexicon are found
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "learning/tagger.hpp"

namespace cxai::privacy {

struct PersonFind {
  std::size_t begin = 0;  // byte offsets
  std::size_t end = 0;
  double confidence = 0;  // 0 … 1
  std::string name;       // folded, without suffixes ("ayse kaya"): two finds of one person compare by its words
};

class PersonFinder {
 public:
  PersonFinder();                                         // with the model built into the program
  explicit PersonFinder(const learning::Tagger& tagger);  // borrowed

  std::vector<PersonFind> find(std::string_view text) const;

  // The turns of one conversation: a name said clearly in one turn is found again in the others.
  std::vector<std::vector<PersonFind>> find(std::span<const std::string_view> turns) const;

  static std::string name();  // name/version, for the recipe

 private:
  const learning::Tagger* tagger_;
};

}  // namespace cxai::privacy
