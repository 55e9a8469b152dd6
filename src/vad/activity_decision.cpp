#include "vad/activity_decision.hpp"

#include <algorithm>
#include <utility>

namespace cxai::vad {
namespace {

constexpr Millis kFrame{10};
constexpr Millis kLeastGap{200};
constexpr Millis kLeastSpeech{100};

}  // namespace

void ActivityDecision::add(float probability) {
  const std::int64_t frame = frames_++;
  if (probability >= options_.go_on) {
    strong_ = probability >= options_.begin ? strong_ + 1 : 0;
    if (!candidate_) candidate_ = frame;
    if (!open_) candidate_ = std::max(*candidate_, frame + 1 - options_.look_back_frames);
    if (open_ || strong_ >= options_.onset_frames) extend_or_open();
  } else {
    open_ = false;
    candidate_.reset();
    strong_ = 0;
  }
  // The end is known once no stretch can begin that would merge with it or cut its pad short.
  if (last_ && !open_ && undecided_from() - last_->end >= kLeastGap + pad()) settle(last_->end + pad());
}

void ActivityDecision::extend_or_open() {
  const Millis now = frames_ * kFrame;
  if (!open_) {
    const Millis start = undecided_from();
    if (!last_ || start - last_->end >= kLeastGap) {
      if (last_) settle(std::min(last_->end + pad(), start - kLeastGap));
      last_ = conversation::Interval{start, now};
    }
    open_ = true;
  }
  last_->end = std::max(last_->end, now);
}

Millis ActivityDecision::undecided_from() const {
  const std::int64_t first = candidate_.value_or(frames_) - options_.pad_before_frames;
  return std::max<std::int64_t>(first, 0) * kFrame;
}

Millis ActivityDecision::pad() const {
  return options_.pad_after_frames * kFrame;
}

void ActivityDecision::settle(Millis end) {
  if (last_->length() >= kLeastSpeech) settled_.push_back({last_->start, end});
  last_.reset();
}

ActivityReading ActivityDecision::read() {
  ActivityReading reading;
  reading.speech.assign(settled_.begin() + static_cast<std::ptrdiff_t>(read_), settled_.end());
  read_ = settled_.size();
  if (!last_) {
    reading.certain_until = undecided_from();
  } else if (last_->length() < kLeastSpeech) {
    reading.certain_until = last_->start;
  } else {
    reading.certain_until = last_->end;
    reading.open_since = last_->start;
  }
  return reading;
}

std::vector<conversation::Interval> ActivityDecision::finish(Millis duration) {
  if (last_) settle(std::min(last_->end + pad(), duration));
  open_ = false;
  return std::move(settled_);
}

Millis ActivityDecision::delay(const ActivityOptions& options) {
  return kLeastGap + kLeastSpeech +
         (options.look_back_frames + options.pad_before_frames + options.pad_after_frames) * kFrame;
}

}  // namespace cxai::vad
