#include "live/doubler.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace cxai::live {
namespace {

// The value half way between two samples, from eight on either side; Kaiser-like by a raised cosine window.
template <std::size_t kTaps>
std::array<float, kTaps> half_way_filter() {
  std::array<float, kTaps> taps{};
  double sum = 0;
  for (std::size_t i = 0; i < kTaps; ++i) {
    const double x = static_cast<double>(i) - (kTaps - 1) / 2.0;  // ±0.5, ±1.5, …
    const double window = 0.5 + 0.5 * std::cos(2 * std::numbers::pi * x / (kTaps + 1));
    const double value = std::sin(std::numbers::pi * x) / (std::numbers::pi * x) * window;
    taps[i] = static_cast<float>(value);
    sum += value;
  }
  for (float& tap : taps) tap = static_cast<float>(tap / sum);
  return taps;
}

}  // namespace

void Doubler::feed(std::span<const std::int16_t> samples, std::vector<float>& out) {
  static const std::array<float, kTaps> kFilter = half_way_filter<kTaps>();
  line_.assign(last_.begin(), last_.end());
  for (const std::int16_t sample : samples) line_.push_back(static_cast<float>(sample) / 32768.0F);
  const std::size_t begin = out.size();
  out.resize(begin + 2 * samples.size());
  for (std::size_t i = 0; i < samples.size(); ++i) {
    const float* window = line_.data() + i + 1;  // its last is the newest sample
    float between = 0;
    for (std::size_t k = 0; k < kTaps; ++k) between += kFilter[k] * window[k];
    out[begin + 2 * i] = window[kTaps / 2 - 1];
    out[begin + 2 * i + 1] = between;
  }
  std::copy(line_.end() - kTaps, line_.end(), last_.begin());
}

}  // namespace cxai::live
