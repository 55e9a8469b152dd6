// Finds when somebody speaks on one channel.
//
// Input    mono PCM, float32 in [-1, 1], 16 000 samples per second, in pieces of any length
// Output   sorted disjoint intervals, from the start of the recording; gaps under 200 ms merged, blips under 100 ms
//          dropped (definitions, section 1)
// Errors   none: NaN and infinity count as silence
// Threads  one detector per channel and thread
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "conversation/transcript.hpp"

namespace cxai::speech {

class VoiceActivityDetector {
 public:
  virtual ~VoiceActivityDetector() = default;
  virtual void feed(std::span<const float> samples) = 0;
  virtual std::vector<conversation::Interval> finish() = 0;  // the detector is spent
  virtual std::string name() const = 0;                      // name/version, for the recipe
};

// Energy above an adaptive noise floor, with hysteresis and hangover. Knows loud from quiet, not voice from music.
std::unique_ptr<VoiceActivityDetector> make_energy_detector();

// Stretches of at least 100 ms in which every sample is exactly zero. Threads: one.
class MutedLine {
 public:
  void feed(std::span<const float> samples);
  std::vector<conversation::Interval> finish();

 private:
  void close();
  std::int64_t position_ = 0;
  std::int64_t run_start_ = -1;
  std::vector<conversation::Interval> runs_;
};

// Merges gaps < 200 ms, then drops blips < 100 ms. `intervals` sorted by start.
std::vector<conversation::Interval> tidy(std::vector<conversation::Interval> intervals);

}  // namespace cxai::speech
