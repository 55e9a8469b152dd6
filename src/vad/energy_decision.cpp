#include "vad/energy_decision.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <deque>
#include <functional>

#include "vad/voice_activity.hpp"

namespace cxai::vad {
namespace {

// Mean power over `frames` frames, centred, in dB.
std::vector<float> smooth(std::span<const float> energy_db, std::size_t frames) {
  const std::size_t n = energy_db.size();
  std::vector<double> sums(n + 1, 0.0);
  for (std::size_t i = 0; i < n; ++i) sums[i + 1] = sums[i] + std::pow(10.0, static_cast<double>(energy_db[i]) / 10.0);
  std::vector<float> out(n);
  const std::size_t half = frames / 2;
  for (std::size_t i = 0; i < n; ++i) {
    const std::size_t from = i > half ? i - half : 0;
    const std::size_t to = std::min(n, i + half + 1);
    const double power = (sums[to] - sums[from]) / static_cast<double>(to - from);
    out[i] = static_cast<float>(10.0 * std::log10(std::max(power, 1e-12)));
  }
  return out;
}

// For every frame the extreme (first by `before`) within `reach` frames to both sides.
template <class Before>
std::vector<float> extreme(std::span<const float> values, std::size_t reach, Before before) {
  const std::size_t n = values.size();
  std::vector<float> out(n);
  std::deque<std::size_t> candidates;  // indices; the front is the extreme
  std::size_t next = 0;
  for (std::size_t i = 0; i < n; ++i) {
    for (; next < n && next <= i + reach; ++next) {
      while (!candidates.empty() && !before(values[candidates.back()], values[next])) candidates.pop_back();
      candidates.push_back(next);
    }
    while (candidates.front() + reach < i) candidates.pop_front();
    out[i] = values[candidates.front()];
  }
  return out;
}

}  // namespace

std::vector<conversation::Interval> decide(std::span<const float> energy_db, const EnergyOptions& options) {
  const std::size_t n = energy_db.size();
  const std::vector<float> smoothed = smooth(energy_db, options.smoothing_frames);
  const std::vector<float> floor = extreme(smoothed, options.floor_frames, std::less<>());
  const std::vector<float> peak = extreme(smoothed, options.peak_frames, std::greater<>());

  std::vector<std::uint8_t> level(n);  // 0 quiet, 1 enough to go on, 2 enough to begin
  for (std::size_t i = 0; i < n; ++i) {
    const double begin = std::max({static_cast<double>(floor[i]) + options.above_floor_db,
                                   static_cast<double>(peak[i]) - options.below_peak_db, options.least_db});
    const auto energy = static_cast<double>(energy_db[i]);
    level[i] = energy >= begin ? 2 : energy >= begin - options.hysteresis_db ? 1 : 0;
  }

  std::vector<conversation::Interval> speech;
  std::size_t spoken_until = 0;  // first frame that belongs to no stretch yet
  std::size_t loud = 0;
  for (std::size_t i = 0; i < n; ++i) {
    loud = level[i] == 2 ? loud + 1 : 0;
    if (loud < options.onset_frames) continue;
    std::size_t start = i + 1 - loud;
    for (std::size_t back = 0; back < options.look_back_frames && start > spoken_until && level[start - 1] > 0; ++back)
      --start;
    std::size_t end = i + 1;
    for (std::size_t j = end; j < n && j < end + options.hangover_frames; ++j)
      if (level[j] > 0) end = j + 1;
    speech.push_back({static_cast<std::int64_t>(start) * kFrame, static_cast<std::int64_t>(end) * kFrame});
    spoken_until = end;
    i = end - 1;
    loud = 0;
  }
  return tidy(std::move(speech));
}

}  // namespace cxai::vad
