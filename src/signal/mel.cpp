#include "signal/mel.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace cxai::signal {
namespace {

constexpr double kLinearHz = 200.0 / 3.0;  // per mel, below the break
constexpr double kBreakHz = 1000.0;
constexpr double kBreakMel = kBreakHz / kLinearHz;
const double kLogStep = std::log(6.4) / 27.0;

double hz_to_mel(double hz) {
  return hz < kBreakHz ? hz / kLinearHz : kBreakMel + std::log(hz / kBreakHz) / kLogStep;
}

double mel_to_hz(double mel) {
  return mel < kBreakMel ? mel * kLinearHz : kBreakHz * std::exp(kLogStep * (mel - kBreakMel));
}

}  // namespace

std::vector<float> mel_filters(std::size_t mels, std::size_t fft_size, double sample_rate_hz) {
  const std::size_t bins = fft_size / 2 + 1;
  std::vector<double> edges(mels + 2);
  const double top = hz_to_mel(sample_rate_hz / 2);
  for (std::size_t i = 0; i < edges.size(); ++i)
    edges[i] = mel_to_hz(top * static_cast<double>(i) / static_cast<double>(mels + 1));
  std::vector<float> filters(mels * bins);
  for (std::size_t m = 0; m < mels; ++m) {
    const double left = edges[m];
    const double centre = edges[m + 1];
    const double right = edges[m + 2];
    for (std::size_t b = 0; b < bins; ++b) {
      const double hz = sample_rate_hz * static_cast<double>(b) / static_cast<double>(fft_size);
      const double height = std::min((hz - left) / (centre - left), (right - hz) / (right - centre));
      filters[m * bins + b] = static_cast<float>(std::max(0.0, height) * 2.0 / (right - left));
    }
  }
  return filters;
}

std::vector<float> hann_window(std::size_t size) {
  std::vector<float> window(size);
  for (std::size_t i = 0; i < size; ++i)
    window[i] = static_cast<float>(
        0.5 - 0.5 * std::cos(2.0 * std::numbers::pi * static_cast<double>(i) / static_cast<double>(size)));
  return window;
}

}  // namespace cxai::signal
