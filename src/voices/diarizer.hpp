// Tells the voices on one channel apart: who speaks when, for an unknown number of people.
//
// Input    mono PCM, float32 in [-1, 1], 16 000 samples per second, in pieces of any length; then the stretches in
//          which somebody speaks (sorted, disjoint), from the start of the same recording
// Output   stretches covering exactly the given speech, sorted by start, one voice each (never two at once: on one
//          channel overlap is not told); voices numbered 0, 1, … in the order in which they are first heard
// Errors   none: NaN and infinity count as silence; speech past the end of the samples keeps the nearest voice
// Limits   keeps features, not samples: 4 000 bytes per second of sound (14 MB an hour)
// Threads  one diarizer per channel and thread
// Source   docs/models/voice-embedding.md, docs/decisions/0023-telling-voices-apart.md
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "conversation/voice_stretch.hpp"

namespace cxai::voices {

struct DiarizerOptions {
  std::size_t least = 1;  // voices
  std::size_t most = 8;
};

struct Diarization {
  std::vector<conversation::VoiceStretch> stretches;
  std::size_t voices = 0;  // 0: no speech
};

class Diarizer {
 public:
  explicit Diarizer(const DiarizerOptions& options = {});
  ~Diarizer();
  Diarizer(Diarizer&&) noexcept;
  Diarizer& operator=(Diarizer&&) noexcept;

  void feed(std::span<const float> samples);
  // The diarizer is spent.
  Diarization finish(std::span<const conversation::Interval> speech);

  static std::string name();  // name/version of the method, for the recipe
  static std::string model_sha256();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace cxai::voices
