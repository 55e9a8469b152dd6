#include "audio/peaks.hpp"

#include <algorithm>
#include <cmath>

namespace cxai::audio {
namespace {

constexpr int kSamplesPerPeak = kSampleRateHz / kPeaksPerSecond;

std::uint8_t to_byte(float peak) {
  return static_cast<std::uint8_t>(std::lrint(std::min(peak, 1.0F) * 255.0F));
}

}  // namespace

void PeakMeter::add(const Block& block) {
  if (peaks_.empty()) {
    peaks_.resize(block.channels.size());
    current_.resize(block.channels.size());
  }
  const std::size_t samples = block.channels.empty() ? 0 : block.channels[0].size();
  for (std::size_t done = 0; done < samples;) {
    const std::size_t take = std::min(samples - done, static_cast<std::size_t>(kSamplesPerPeak - filled_));
    for (std::size_t c = 0; c < current_.size(); ++c)
      for (const float sample : block.channels[c].subspan(done, take))
        current_[c] = std::max(current_[c], std::abs(sample));  // a NaN compares false and is passed over
    done += take;
    filled_ += static_cast<int>(take);
    if (filled_ == kSamplesPerPeak) {
      for (std::size_t c = 0; c < current_.size(); ++c) {
        peaks_[c].push_back(to_byte(current_[c]));
        current_[c] = 0;
      }
      filled_ = 0;
    }
  }
}

std::vector<std::vector<std::uint8_t>> PeakMeter::finish() {
  if (filled_ > 0)
    for (std::size_t c = 0; c < current_.size(); ++c) peaks_[c].push_back(to_byte(current_[c]));
  filled_ = 0;
  return std::move(peaks_);
}

std::string encode_peaks(const std::vector<std::vector<std::uint8_t>>& peaks) {
  const std::uint32_t count = peaks.empty() ? 0 : static_cast<std::uint32_t>(peaks[0].size());
  std::string bytes = "CXPK";
  bytes.push_back(1);
  bytes.push_back(static_cast<char>(peaks.size()));
  bytes.push_back(static_cast<char>(kPeaksPerSecond & 0xff));
  bytes.push_back(static_cast<char>(kPeaksPerSecond >> 8));
  for (int shift = 0; shift < 32; shift += 8) bytes.push_back(static_cast<char>((count >> shift) & 0xff));
  for (const auto& channel : peaks) bytes.append(channel.begin(), channel.end());
  return bytes;
}

}  // namespace cxai::audio
