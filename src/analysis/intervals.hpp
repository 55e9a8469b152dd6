// Arithmetic on sorted lists of disjoint intervals.
#pragma once

#include <vector>

#include "conversation/transcript.hpp"

namespace cxai::analysis {

using conversation::Interval;
using Intervals = std::vector<Interval>;  // sorted by start, disjoint, none empty

Intervals normalise(Intervals intervals);  // any order, overlapping or empty ones allowed
Intervals unite(const Intervals& a, const Intervals& b);
Intervals intersect(const Intervals& a, const Intervals& b);
Intervals subtract(const Intervals& a, const Intervals& b);
Millis length(const Intervals& intervals);

}  // namespace cxai::analysis
