// The picture of sound that the trained detector looks at: 40 mel bands of every 10 ms, as the samples arrive.
//
// Input    float32 samples in [-1, 1], 16 000 per second, in pieces of any length; NaN and infinity count as silence
// Output   frames of kMels numbers about 0 ± 1: (ln(power + 1e-9) + 10) / 5; frame i is centred on the middle of the
//          samples 160 i … 160 (i + 1) and complete 120 samples after them
// Threads  one
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <vector>

#include "signal/fft.hpp"

namespace cxai::vad {

class LogMelStream {
 public:
  static constexpr std::size_t kMels = 40;
  static constexpr std::size_t kHop = 160;
  static constexpr std::size_t kWindow = 400;
  static constexpr std::size_t kLead = (kWindow - kHop) / 2;
  using Frame = std::array<float, kMels>;

  LogMelStream();

  // Takes samples from the front of `samples` until a frame is complete or none is left; true: `frame` was written.
  bool next(std::span<const float>& samples, Frame& frame);

 private:
  struct Band {  // a triangle: its first bin and where its weights are
    std::size_t first_bin;
    std::size_t begin;
    std::size_t end;
  };

  static constexpr std::size_t kFft = 512;
  signal::RealFft fft_;
  std::vector<float> window_;
  std::vector<Band> bands_;
  std::vector<float> weights_;
  std::array<float, kWindow> buffer_{};
  std::size_t filled_ = kLead;  // silence before the first sample
  std::array<float, kFft> windowed_{};
  std::array<float, kFft / 2 + 1> power_{};
};

}  // namespace cxai::vad
