// Means of scores, and whether one differs from another by more than chance.
//
// Input    sums of scores and of their squares
// Output   the mean with its 95 % interval, and a verdict that is silent where there is too little
// Threads  pure
// Source   Welch's test of two means at 99 % (many agents are compared at once); docs/definitions.md, section 8
#pragma once

#include <cstdint>

namespace cxai::scorecards {

inline constexpr std::int64_t kNeededScores = 10;  // on each side; fewer are not compared

struct Sums {
  std::int64_t n = 0;
  double sum = 0;
  double sum_of_squares = 0;

  Sums without(const Sums& part) const;
};

enum class Difference : std::uint8_t { too_few, none, higher, lower };
const char* to_string(Difference difference);

Difference compare(const Sums& one, const Sums& others);

}  // namespace cxai::scorecards
