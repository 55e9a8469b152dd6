// The shortest stretches of a turn that say one thing: a clause up to its verb, also where a recogniser wrote neither
// points nor commas.
//
// Input    a turn of a reading
// Output   its segments in order, none without a word; words [first, last) of the turn, no sign at their ends; bytes of
//          the turn's text
// Threads  all functions from any thread
#pragma once

#include <cstddef>
#include <vector>

#include "analysis/reading.hpp"
#include "language/dates.hpp"
#include "language/predicates.hpp"

namespace cxai::analysis {

struct Segment {
  std::size_t first = 0;
  std::size_t last = 0;
  std::size_t begin = 0;
  std::size_t end = 0;
  language::Predicate predicate;
  std::size_t verb = 0;  // the word that closes it: of Turkish its verb where it has one
  bool question = false;
  bool sentence_begins = false;
  bool sentence_ends = false;
  std::vector<std::size_t> dates;  // places in TurnSegments::dates
};

struct TurnSegments {
  std::vector<Segment> list;
  std::vector<language::DateFind> dates;  // of the turn
};

// `at`: the local time of the conversation, for the days of the dates.
TurnSegments segments_of(const ReadTurn& turn, const std::string& language,
                         std::optional<language::LocalMinutes> at = std::nullopt);

}  // namespace cxai::analysis
