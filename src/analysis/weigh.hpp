// Which clauses of a conversation weigh most for something.
//
// Threads  any number of calls at once
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <utility>
#include <vector>

#include "analysis/reading.hpp"
#include "conversation/analysis.hpp"

namespace cxai::analysis {

struct WeighedClause {
  std::size_t turn = 0;
  std::size_t clause = 0;
  double weight = 0;
};

// The clauses of these turns with what `weigh(turn, clause)` says of them, the heaviest first; of equals the earlier.
template <class Weigh>
std::vector<WeighedClause> weighed_clauses(const Reading& reading, const std::vector<std::size_t>& turns, Weigh weigh) {
  std::vector<WeighedClause> clauses;
  for (const std::size_t turn : turns) {
    for (std::size_t clause = 0; clause < reading.turns()[turn].clauses.size(); ++clause)
      clauses.push_back({turn, clause, weigh(turn, clause)});
  }
  std::ranges::stable_sort(clauses, std::ranges::greater{}, &WeighedClause::weight);
  return clauses;
}

// Evidence from the heaviest of them, at most `count`; one at least where there is any, others only above 0 and at
// least half as heavy.
inline std::vector<conversation::Evidence> evidence_of_heaviest(const Reading& reading,
                                                                const std::vector<WeighedClause>& clauses,
                                                                std::size_t count) {
  std::vector<conversation::Evidence> evidence;
  for (const WeighedClause& clause : clauses) {
    if (evidence.size() == count) break;
    if (!evidence.empty() && (clause.weight <= 0 || clause.weight * 2 < clauses.front().weight)) break;
    evidence.push_back(reading.evidence(clause.turn, clause.clause));
  }
  return evidence;
}

// To two digits, as probabilities are written.
inline double two_digits(double value) {
  return std::round(value * 100) / 100;
}

}  // namespace cxai::analysis
