// The shape of the sound for drawing: for each channel the largest absolute sample of every 20 ms, as one byte.
//
// Output   per channel 50 values a second, 0 … 255 for 0 … 1
// Threads  one
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "audio/decoder.hpp"

namespace cxai::audio {

inline constexpr int kPeaksPerSecond = 50;

class PeakMeter {
 public:
  void add(const Block& block);
  std::vector<std::vector<std::uint8_t>> finish();  // with the last, partial value

 private:
  std::vector<std::vector<std::uint8_t>> peaks_;
  std::vector<float> current_;
  int filled_ = 0;
};

// On disk: "CXPK", u8 version 1, u8 channels, u16 per second, u32 count, then channel after channel (little-endian).
std::string encode_peaks(const std::vector<std::vector<std::uint8_t>>& peaks);

}  // namespace cxai::audio
