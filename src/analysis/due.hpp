// By when something said in a segment is due: the day its words name, or the day that words before it named.
//
// Input    a reading and the segments of its turns, with dates seen from the time of the conversation
// Output   the day and the words that say it; no day where none follows from what was said
// Rules    tests/quality/dialogues/README.md, Due
// Threads  pure
#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "analysis/reading.hpp"
#include "analysis/segments.hpp"

namespace cxai::analysis {

struct Due {
  std::optional<std::chrono::year_month_day> day;
  std::string when;  // empty where no words say it
};

Due due_of(const Reading& reading, const std::vector<TurnSegments>& segments, std::size_t turn, std::size_t segment);

}  // namespace cxai::analysis
