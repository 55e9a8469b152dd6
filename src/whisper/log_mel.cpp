#include "whisper/log_mel.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "base/result.hpp"
#include "signal/mel.hpp"

namespace cxai::whisper {
namespace {

constexpr int kFrame = 400;
constexpr int kHop = 160;
constexpr int kBins = kFrame / 2 + 1;
constexpr float kSmallest = 1e-10F;
constexpr float kRange = 8.0F;

}  // namespace

LogMel::LogMel(int mels, std::vector<float> filters)
    : mels_(mels), filters_(std::move(filters)), window_(signal::hann_window(kFrame)), fft_(kFrame) {
  CXAI_CHECK(mels > 0 && filters_.size() == static_cast<std::size_t>(mels) * kBins);
  for (int m = 0; m < mels; ++m) {
    const float* const filter = &filters_[static_cast<std::size_t>(m) * kBins];
    const auto filled = [](float weight) { return weight != 0.0F; };
    const auto first = std::find_if(filter, filter + kBins, filled) - filter;
    int end = kBins;
    while (end > first && !filled(filter[end - 1])) --end;
    bands_.push_back({static_cast<int>(first), end});
  }
}

std::vector<float> LogMel::operator()(std::span<const float> samples) {
  CXAI_CHECK(samples.size() <= kWindowSamples);
  const auto count = static_cast<int>(samples.size());
  std::vector<float> picture(static_cast<std::size_t>(kMelFrames) * static_cast<std::size_t>(mels_), kSmallest);
  std::array<float, kFrame> frame{};
  std::array<float, kBins> power{};
  // The whole window mirrored at its ends; what no sample reaches is silence and stays the smallest.
  const auto sample = [&](int at) {
    if (at < 0) at = -at;
    if (at >= kWindowSamples) at = 2 * kWindowSamples - 2 - at;
    return at < count ? samples[static_cast<std::size_t>(at)] : 0.0F;
  };
  for (int f = 0; f < kMelFrames && f * kHop - kFrame / 2 < count; ++f) {
    const int start = f * kHop - kFrame / 2;
    if (start >= 0 && start + kFrame <= count) {
      const float* const from = samples.data() + start;
      for (std::size_t i = 0; i < kFrame; ++i) frame[i] = from[i] * window_[i];
    } else {
      for (std::size_t i = 0; i < kFrame; ++i) frame[i] = sample(start + static_cast<int>(i)) * window_[i];
    }
    fft_.power(frame, power);
    float* const out = &picture[static_cast<std::size_t>(f) * static_cast<std::size_t>(mels_)];
    for (std::size_t m = 0; m < bands_.size(); ++m) {
      const float* const filter = &filters_[m * kBins];
      float sum = 0;
      for (int b = bands_[m].first; b < bands_[m].second; ++b) sum += filter[b] * power[static_cast<std::size_t>(b)];
      out[m] = std::max(sum, kSmallest);
    }
  }
  float highest = std::log10(kSmallest);
  for (float& value : picture) {
    if (value != kSmallest)
      value = std::log10(value);
    else
      value = -10.0F;
    highest = std::max(highest, value);
  }
  for (float& value : picture) value = (std::max(value, highest - kRange) + 4.0F) / 4.0F;
  return picture;
}

}  // namespace cxai::whisper
