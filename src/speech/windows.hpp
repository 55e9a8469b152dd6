// Packs the stretches of one channel in which somebody speaks into windows for the recognizer, and leads the words'
// times back to the recording.
//
// Input    the channel's speech intervals (VoiceActivityDetector::finish), then its samples in order: 16 kHz, float32,
//          in pieces of any length
// Output   windows of at most 30 s. Each stretch brings a little of its surroundings along; what is left out between
//          two stretches becomes a short silence; a stretch longer than a window is cut at its quietest place.
//          A window leaves as soon as the next stretch does not fit.
// Errors   none; samples that are no number count as silence
// Threads  one packer per channel and thread
// Limits   holds at most two windows of samples (3.84 MB), however long the recording
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "conversation/transcript.hpp"
#include "speech/recognizer.hpp"

namespace cxai::speech {

struct WindowOptions {
  Millis longest = kLongestWindow;
  Millis padding{150};        // of its own surroundings, before and after each stretch
  Millis separator{200};      // of silence, where something was left out
  double too_quiet_db = -60;  // a stretch whose loudest tenth of a second stays below is no speech; -inf: off
};

// A continuous part of the recording inside a window.
struct Piece {
  conversation::Interval time;  // in the recording
  Millis at{};                  // where it begins in the window
  Millis voiced{};              // of it, without the surroundings
};

struct Window {
  int channel = 0;
  std::vector<float> samples;
  std::vector<Piece> pieces;     // in order
  std::vector<float> levels_db;  // of every 10 ms of the window, relative to full scale; at least -100

  Millis voiced() const;
  Millis length() const;
  // The loudest tenth of a second in a stretch of window time; -100 where there is none.
  double loudest_db(conversation::Interval in_window) const;
};

// A stretch the energy gate held back.
struct QuietStretch {
  conversation::Interval time;
  double loudest_db = 0;
};

class WindowPacker {
 public:
  WindowPacker(int channel, std::span<const conversation::Interval> speech, WindowOptions options = {});

  // Appends the windows that became full to `full`.
  void feed(std::span<const float> samples, std::vector<Window>& full);
  // The last window, if there is one. The packer is spent.
  void finish(std::vector<Window>& full);

  const std::vector<QuietStretch>& quiet() const { return quiet_; }
  Millis voiced() const { return voiced_; }  // of the whole channel, by the intervals

 private:
  struct Unit {
    conversation::Interval time;    // with surroundings
    conversation::Interval speech;  // without
  };
  std::size_t longest_samples() const;
  void take(std::span<const float> samples);
  void cut(std::vector<Window>& full);
  void place(std::size_t count, std::vector<Window>& full);
  void close(std::vector<Window>& full);

  int channel_;
  WindowOptions options_;
  std::vector<Unit> units_;
  Millis voiced_{};
  std::size_t next_ = 0;         // the unit being gathered
  std::int64_t position_ = 0;    // samples fed
  Millis gathered_from_{};       // recording time of gathered_[0]
  std::vector<float> gathered_;  // of the unit
  Window window_;
  std::vector<QuietStretch> quiet_;
};

// The words of a window led back to the recording: each belongs to one piece and is kept inside it.
struct PlacedWord {
  conversation::Word word;          // times in the recording
  conversation::Interval heard_at;  // times in the window, as the engine gave them
  std::size_t piece = 0;
  Millis outside{};  // how far from its piece the engine had put it
};
std::vector<PlacedWord> place_words(const Window& window, std::vector<conversation::Word> words);

}  // namespace cxai::speech
