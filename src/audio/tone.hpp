// Puts a soft tone in place of stretches of sound: 1 kHz at -20 dBFS.
//
// Input    stretches in samples of kSampleRateHz from the start of the sound; then its blocks, in order
// Output   blocks of the same length. Inside a stretch not one sample of the original is left; the original fades out
// in
//          the 5 ms before it and in again in the 5 ms after it, the tone in its own first and last 5 ms
// Owns     the samples it changed, until the next call; blocks without tone pass through as they are
// Threads  one
#pragma once

#include <cstdint>
#include <vector>

#include "audio/decoder.hpp"

namespace cxai::audio {

inline constexpr int kToneHz = 1'000;
inline constexpr float kToneLevel = 0.1F;                            // -20 dBFS
inline constexpr std::int64_t kToneEdge = 5 * kSampleRateHz / 1000;  // samples

struct SampleSpan {
  std::int64_t begin = 0;  // end exclusive
  std::int64_t end = 0;
};

class Tone {
 public:
  // [channel]: the stretches, in any order, may overlap. Channels beyond these get no tone.
  explicit Tone(std::vector<std::vector<SampleSpan>> stretches);

  Block apply(const Block& block);

 private:
  std::span<const float> apply(std::span<const float> samples, std::size_t channel);

  std::vector<std::vector<SampleSpan>> stretches_;  // sorted, disjoint, at least two edges apart
  std::vector<std::size_t> next_;                   // per channel: the first that is not over yet
  std::vector<std::vector<float>> changed_;
  std::int64_t position_ = 0;  // of the block, in samples
};

}  // namespace cxai::audio
