// A masked transcript read once for all makers: words folded and stemmed, clauses, who speaks, where each piece stands.
//
// Input    a masked transcript; turns without a role count as `other`
// Output   for each turn its words in order and the clauses they make; byte offsets into the turn's text, end exclusive
// Owns     its words; borrows the transcript, which must stay
// Threads  a reading is immutable once made
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "analysis/claims.hpp"
#include "analysis/cues.hpp"
#include "conversation/transcript.hpp"

namespace cxai::analysis {

enum class WordKind : std::uint8_t { word, number, placeholder, emoji, sign };

struct ReadWord {
  std::string text;  // folded, plain letters, runs of a letter cut to one; "[person]" for [PERSON_1], "0" for a number
  std::string folded;      // as the language writes it, for lists of words
  std::uint64_t hash = 0;  // of text
  std::uint64_t stem = 0;  // hash of the stem in plain letters; that of the text where there is none
  std::size_t begin = 0;
  std::size_t end = 0;
  WordKind kind = WordKind::word;
  bool shouted = false;    // three capitals or more and nothing else
  bool stretched = false;  // "çoook"
};

// A sentence, or a part of one that a comma or a conjunction ends; never empty of words.
struct Clause {
  std::size_t first = 0;  // its words [first, last)
  std::size_t last = 0;
  std::size_t begin = 0;
  std::size_t end = 0;
  bool question = false;
};

struct ReadTurn {
  const conversation::Turn* turn = nullptr;
  conversation::Role role = conversation::Role::other;
  std::vector<ReadWord> words;
  std::vector<Clause> clauses;
  std::vector<CueMatch> cues;
  std::size_t of_role = 0;     // how many turns of this role stand before it
  std::size_t after_role = 0;  // … and behind it
};

class Reading {
 public:
  explicit Reading(const MaskedTranscript& transcript);

  const std::string& language() const { return language_; }
  const std::vector<ReadTurn>& turns() const { return turns_; }
  // Places of the turns of this role, in order.
  const std::vector<std::size_t>& turns_of(conversation::Role role) const {
    return by_role_[static_cast<std::size_t>(role)];
  }

  conversation::Evidence evidence(std::size_t turn, std::size_t clause) const;
  conversation::Evidence evidence(std::size_t turn) const;  // the whole turn, blanks at its ends left out

 private:
  std::string language_;
  std::vector<ReadTurn> turns_;
  std::vector<std::size_t> by_role_[4];
};

}  // namespace cxai::analysis
