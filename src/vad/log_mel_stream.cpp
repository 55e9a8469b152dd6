#include "vad/log_mel_stream.hpp"

#include <algorithm>
#include <cmath>

#include "signal/mel.hpp"

namespace cxai::vad {
namespace {

constexpr double kSampleRateHz = 16'000;
constexpr float kFloor = 1e-9F;

}  // namespace

LogMelStream::LogMelStream() : fft_(kFft), window_(signal::hann_window(kWindow)) {
  const std::vector<float> filters = signal::mel_filters(kMels, kFft, kSampleRateHz);
  const std::size_t bins = fft_.bins();
  for (std::size_t m = 0; m < kMels; ++m) {
    const std::span row(filters.data() + m * bins, bins);
    std::size_t first = 0;
    while (first < bins && row[first] == 0.0F) ++first;
    std::size_t last = bins;
    while (last > first && row[last - 1] == 0.0F) --last;
    bands_.push_back({first, weights_.size(), weights_.size() + (last - first)});
    weights_.insert(weights_.end(), row.begin() + static_cast<std::ptrdiff_t>(first),
                    row.begin() + static_cast<std::ptrdiff_t>(last));
  }
}

bool LogMelStream::next(std::span<const float>& samples, Frame& frame) {
  const std::size_t taken = std::min(samples.size(), kWindow - filled_);
  std::ranges::transform(samples.first(taken), buffer_.begin() + static_cast<std::ptrdiff_t>(filled_),
                         [](float x) { return std::isfinite(x) ? std::clamp(x, -1.0F, 1.0F) : 0.0F; });
  samples = samples.subspan(taken);
  filled_ += taken;
  if (filled_ < kWindow) return false;
  for (std::size_t i = 0; i < kWindow; ++i) windowed_[i] = buffer_[i] * window_[i];
  fft_.power(windowed_, power_);
  for (std::size_t m = 0; m < kMels; ++m) {
    const Band& band = bands_[m];
    float sum = 0;
    for (std::size_t w = band.begin, bin = band.first_bin; w < band.end; ++w, ++bin) sum += weights_[w] * power_[bin];
    frame[m] = (std::log(sum + kFloor) + 10.0F) / 5.0F;
  }
  std::copy(buffer_.begin() + kHop, buffer_.end(), buffer_.begin());
  filled_ = kWindow - kHop;
  return true;
}

}  // namespace cxai::vad
