// Cues: phrases by what they mean ("warm thanks", "promise", "delivery"), in Turkish, English and German.
//
// Input    the words of a turn; lists built in from src/analysis/cues/LANGUAGE.txt
// Output   matches in order of place; of several of one cue that begin at a word the longest; those with a negation
//          beside them are marked
// Threads  any number of calls at once
// Limits   of a language without a list nothing is found; of an unknown one all lists are looked through
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace cxai::analysis {

struct ReadWord;

using CueId = std::uint16_t;

struct CueMatch {
  CueId cue = 0;
  std::size_t first = 0;  // words [first, last)
  std::size_t last = 0;
  bool negated = false;
};

std::size_t cue_count();
std::string_view cue_name(CueId cue);
// The cue of this name; a name that no list has is a mistake in the program.
CueId cue_named(std::string_view name);

std::vector<CueMatch> find_cues(std::span<const ReadWord> words, std::string_view language);

// Digest of all lists: features made with others are other features.
const std::string& cue_digest();

}  // namespace cxai::analysis
