#include "analysis/intervals.hpp"

#include <algorithm>

namespace cxai::analysis {

Intervals normalise(Intervals intervals) {
  std::erase_if(intervals, [](const Interval& i) { return i.end <= i.start; });
  std::ranges::sort(intervals);
  Intervals out;
  for (const Interval& interval : intervals) {
    if (!out.empty() && interval.start <= out.back().end)
      out.back().end = std::max(out.back().end, interval.end);
    else
      out.push_back(interval);
  }
  return out;
}

Intervals unite(const Intervals& a, const Intervals& b) {
  Intervals all = a;
  all.insert(all.end(), b.begin(), b.end());
  return normalise(std::move(all));
}

Intervals intersect(const Intervals& a, const Intervals& b) {
  Intervals out;
  for (std::size_t i = 0, j = 0; i < a.size() && j < b.size();) {
    const Interval common{std::max(a[i].start, b[j].start), std::min(a[i].end, b[j].end)};
    if (common.start < common.end) out.push_back(common);
    (a[i].end < b[j].end ? i : j) += 1;
  }
  return out;
}

Intervals subtract(const Intervals& a, const Intervals& b) {
  Intervals out;
  std::size_t j = 0;
  for (Interval rest : a) {
    while (j < b.size() && b[j].end <= rest.start) ++j;
    std::size_t k = j;
    for (; k < b.size() && b[k].start < rest.end && rest.start < rest.end; ++k) {
      if (b[k].start > rest.start) out.push_back({rest.start, b[k].start});
      rest.start = std::max(rest.start, b[k].end);
    }
    if (rest.start < rest.end) out.push_back(rest);
  }
  return out;
}

Millis length(const Intervals& intervals) {
  Millis sum{};
  for (const Interval& interval : intervals) sum += interval.length();
  return sum;
}

}  // namespace cxai::analysis
