// Finds when somebody speaks on one channel.
//
// Input    mono PCM, float32 in [-1, 1], 16 000 samples per second, in pieces of any length; the result does not
//          depend on how the sound was cut
// Output   sorted disjoint intervals, from the start of the recording; gaps under 200 ms merged, blips under 100 ms
//          dropped (definitions, section 1)
// Errors   none: NaN and infinity count as silence
// Threads  one detector per channel and thread
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "conversation/transcript.hpp"

namespace cxai::vad {

class VoiceActivityDetector {
 public:
  virtual ~VoiceActivityDetector() = default;
  virtual void feed(std::span<const float> samples) = 0;
  virtual std::vector<conversation::Interval> finish() = 0;  // the detector is spent
  virtual std::string name() const = 0;                      // name/version, for the recipe
};

// What is certain while the sound still arrives: finish() will say the same about the time before `certain_until`.
struct ActivityReading {
  std::vector<conversation::Interval> speech;  // stretches that ended since the last reading; finish() repeats them all
  std::optional<Millis> open_since;            // start of the stretch that goes on at `certain_until`
  Millis certain_until{};
};

// A detector that can also be asked while the sound arrives.
class StreamingDetector : public VoiceActivityDetector {
 public:
  virtual ActivityReading read() = 0;
  // `certain_until` is at most this far behind the sound fed.
  virtual Millis delay() const = 0;
};

// The trained detector shipped with the program: a small recurrent network on mel bands
// (docs/models/voice-activity.md).
std::unique_ptr<StreamingDetector> make_detector();

// For a recording, which is there as a whole: each frame is judged by what came before and by what follows. Holds up to
// 25 seconds back.
std::unique_ptr<VoiceActivityDetector> make_recording_detector();

// Energy above an adaptive noise floor, with hysteresis and hangover. Knows loud from quiet, not voice from music.
std::unique_ptr<VoiceActivityDetector> make_energy_detector();

// The detector an installation has chosen; weights are read once and shared by all its detectors.
//
// Threads  immutable: copied and called from any number of threads
class DetectorChoice {
 public:
  DetectorChoice();  // the shipped one
  // `setting`: "own", "energy", or the path of a Silero VAD weights file (ggml).
  // Errors: invalid_input (empty) · not_found, corrupt_data, unsupported (of the weights file)
  static Result<DetectorChoice> from_setting(std::string_view setting);

  std::unique_ptr<VoiceActivityDetector> make() const;
  // For live sound: what arrives is judged at once. The energy detector decides from the whole recording, so "energy"
  // gives the shipped detector here.
  std::unique_ptr<StreamingDetector> make_streaming() const;

  struct Weights;

 private:
  enum class Kind { own, energy, silero };
  Kind kind_ = Kind::own;
  std::shared_ptr<const Weights> weights_;  // of silero
};

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

}  // namespace cxai::vad
