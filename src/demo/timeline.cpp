#include "demo/timeline.hpp"

#include <algorithm>

namespace cxai::demo {

using conversation::Interval;

int channel_of(conversation::Role role) {
  return role == conversation::Role::customer ? 1 : 0;
}

std::vector<Interval> place(std::span<const DemoTurn> turns, std::span<const Millis> lengths) {
  CXAI_CHECK(turns.size() == lengths.size());
  std::vector<Interval> placed;
  Interval last[2];  // the latest turn of each channel
  for (std::size_t i = 0; i < turns.size(); ++i) {
    const int own = channel_of(turns[i].role);
    const Interval& other = last[1 - own];
    Millis start = std::max(last[0].end, last[1].end) + turns[i].gap;
    if (turns[i].overlap) start = std::max({other.end - turns[i].gap, other.start, last[own].end});
    last[own] = {start, start + lengths[i]};
    placed.push_back(last[own]);
  }
  return placed;
}

}  // namespace cxai::demo
