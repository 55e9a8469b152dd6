// Turns the probability of voice in each 10 ms frame into stretches, as the frames arrive.
//
// A stretch begins where the probability has stayed at `begin` or more for `onset_frames`, reaches back over the frames
// before that were at least `go_on` and its pad, and lasts until the probability falls below `go_on`. Gaps under 200 ms
// are merged, blips under 100 ms dropped (definitions, section 1). Then ends move later by the pad, which covers what
// dies away below the noise, as far as 200 ms of the gap behind them stay.
//
// Threads  one
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "vad/voice_activity.hpp"

namespace cxai::vad {

struct ActivityOptions {
  float begin = 0.5F;
  float go_on = 0.35F;
  int onset_frames = 8;
  int look_back_frames = 30;  // a stretch begins at most this long before its onset is complete
  int pad_before_frames = 0;
  int pad_after_frames = 0;
};

class ActivityDecision {
 public:
  explicit ActivityDecision(const ActivityOptions& options) : options_(options) {}

  void add(float probability);  // of the next frame
  std::int64_t frames() const { return frames_; }
  ActivityReading read();
  // All stretches; no end lies after `duration`.
  std::vector<conversation::Interval> finish(Millis duration);

  // `certain_until` is at most this far behind the frames added.
  static Millis delay(const ActivityOptions& options);

 private:
  void extend_or_open();
  void settle(Millis end);  // of last_
  Millis undecided_from() const;
  Millis pad() const;

  ActivityOptions options_;
  std::int64_t frames_ = 0;
  std::optional<std::int64_t> candidate_;        // first frame of the run that is at least go_on
  int strong_ = 0;                               // frames in a row that are at least begin
  bool open_ = false;                            // last_ goes on
  std::optional<conversation::Interval> last_;   // without its pad; may still grow or merge
  std::vector<conversation::Interval> settled_;  // will not change
  std::size_t read_ = 0;                         // of settled_
};

}  // namespace cxai::vad
