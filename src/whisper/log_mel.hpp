// Sound to the picture of it that Whisper reads.
//
// Input    mono PCM, 16 kHz, float32 in [-1, 1], at most 480 000 samples; shorter is taken as followed by silence
// Output   [3000, mels], row-major: 100 frames per second, log10 of the mel power, clamped to 8 below the highest,
//          (x + 4) / 4
// Threads  one object per thread
// Source   Radford et al. 2022 (Whisper), section 2.2; frames of 400 samples, 160 apart, reflected at both ends
#pragma once

#include <span>
#include <utility>
#include <vector>

#include "signal/fft.hpp"

namespace cxai::whisper {

inline constexpr int kWindowSamples = 480'000;
inline constexpr int kMelFrames = 3'000;

class LogMel {
 public:
  // filters: [mels, 201]
  LogMel(int mels, std::vector<float> filters);
  std::vector<float> operator()(std::span<const float> samples);

 private:
  int mels_;
  std::vector<float> filters_;
  std::vector<std::pair<int, int>> bands_;  // first bin of each filter that counts, and the one after the last
  std::vector<float> window_;
  signal::RealFft fft_;
};

}  // namespace cxai::whisper
