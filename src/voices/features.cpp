#include "voices/features.hpp"

#include <algorithm>
#include <cmath>

#include "base/result.hpp"
#include "signal/mel.hpp"

namespace cxai::voices {
namespace {

constexpr std::size_t kFrameSamples = 512;
constexpr std::size_t kStepSamples = 320;
constexpr std::size_t kTelephoneBins = 129;  // of a telephone's 8 000 Hz: the lower half of the bins at 16 000

std::int16_t in_steps(double value, double steps) {
  return static_cast<std::int16_t>(std::lround(std::clamp(value * steps, -32'000.0, 32'000.0)));
}

}  // namespace

Features::Features()
    : fft_(kFrameSamples),
      window_(signal::hann_window(kFrameSamples)),
      filters_(signal::mel_filters(kBands, kFrameSamples / 2, 8'000)),
      windowed_(kFrameSamples),
      power_(fft_.bins()) {
  CXAI_CHECK(filters_.size() == kBands * kTelephoneBins);
  pending_.reserve(kFrameSamples);
}

void Features::feed(std::span<const float> samples) {
  while (!samples.empty()) {
    const std::size_t take = std::min(samples.size(), kFrameSamples - pending_.size());
    for (const float sample : samples.first(take))
      pending_.push_back(std::isfinite(sample) ? std::clamp(sample, -1.0F, 1.0F) : 0.0F);
    samples = samples.subspan(take);
    if (pending_.size() < kFrameSamples) return;
    add_frame();
    pending_.erase(pending_.begin(), pending_.begin() + kStepSamples);
  }
}

void Features::add_frame() {
  for (std::size_t i = 0; i < kFrameSamples; ++i) windowed_[i] = pending_[i] * window_[i];
  fft_.power(windowed_, power_);
  double level = 0;
  for (std::size_t bin = 0; bin < kTelephoneBins; ++bin) level += static_cast<double>(power_[bin]);
  level_db_.push_back(in_steps(10 * std::log10(level + 1e-10), kLevelSteps));
  for (std::size_t band = 0; band < kBands; ++band) {
    const float* const filter = &filters_[band * kTelephoneBins];
    float sum = 0;
    for (std::size_t bin = 0; bin < kTelephoneBins; ++bin) sum += filter[bin] * power_[bin];
    bands_.push_back(in_steps(std::log(static_cast<double>(sum) + 1e-6), kBandSteps));
  }
}

void Features::read(std::size_t frame, std::span<float> bands) const {
  CXAI_CHECK(bands.size() == kBands && frame < frames());
  const std::int16_t* const from = &bands_[frame * kBands];
  for (std::size_t band = 0; band < kBands; ++band) bands[band] = static_cast<float>(from[band]) / kBandSteps;
}

}  // namespace cxai::voices
