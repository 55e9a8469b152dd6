// Sound to mel bands in the range that every telephone carries, so that narrow and wide band recordings look alike.
//
// Input    mono PCM, float32 in [-1, 1], 16 000 samples per second, in pieces of any length; NaN and infinity are
// silence Output   [frames, 40], row-major, 50 frames per second: natural logarithm of the power in 40 bands from 0 to
// 4 kHz;
//          frame t begins at sample 320 t
// Limits   2 bytes a value: 4 000 bytes per second of sound
// Threads  one
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "base/clock.hpp"
#include "signal/fft.hpp"

namespace cxai::voices {

inline constexpr std::size_t kBands = 40;
inline constexpr Millis kFrameStep{20};

class Features {
 public:
  Features();
  void feed(std::span<const float> samples);

  std::size_t frames() const { return level_db_.size(); }
  void read(std::size_t frame, std::span<float> bands) const;  // [kBands]
  // Power of the whole frame, dB relative to one full-scale sample.
  float level_db(std::size_t frame) const { return static_cast<float>(level_db_[frame]) / kLevelSteps; }

 private:
  static constexpr float kBandSteps = 1000;  // per natural logarithm
  static constexpr float kLevelSteps = 100;  // per dB

  void add_frame();

  signal::RealFft fft_;
  std::vector<float> window_;
  std::vector<float> filters_;  // [kBands, bins up to 4 kHz]
  std::vector<float> pending_;  // samples of the frame that is being filled
  std::vector<float> windowed_;
  std::vector<float> power_;
  std::vector<std::int16_t> bands_;
  std::vector<std::int16_t> level_db_;
};

}  // namespace cxai::voices
