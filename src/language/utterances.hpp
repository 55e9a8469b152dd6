// Cuts a turn into what a writer would have made sentences of, also where a recogniser wrote no punctuation.
//
// Input    a turn in "tr", "en" or "de"
// Output   byte ranges in order, blanks at their ends left out, together all words. Sentences that end in a mark are
//          those of sentences(); a stretch of more than five words without one is cut where the words say so: behind
//          finite verbs ("geldi", "istiyorum") and before what opens a sentence ("peki", "okay", "also")
// Threads  all functions from any thread
// Source   docs/models/utterances.md
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "language/text.hpp"

namespace cxai::language {

std::vector<Span> utterances(std::string_view text, std::string_view language);

// What a gap between two words is judged by: for the program that trains the weights.
struct GapWord {
  std::string folded;
  std::string shape;  // what its endings say
};
std::vector<GapWord> gap_words(std::string_view text, std::string_view language);
// Of the gap behind word `at`; `since` words stand since the last cut, word `at` counted.
std::vector<std::uint64_t> gap_features(const std::vector<GapWord>& words, std::size_t at, std::size_t since,
                                        std::string_view language);

}  // namespace cxai::language
