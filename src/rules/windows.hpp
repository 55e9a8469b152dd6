// Which part of a conversation counts for a condition.
//
// Rule     seconds and percent count from the first word to the last; where turns have no times, percent counts turns
//          and seconds never hold
// Threads  any
#pragma once

#include <cstddef>
#include <optional>

#include "conversation/analysis.hpp"
#include "rules/book.hpp"

namespace cxai::rules {

class Windows {
 public:
  explicit Windows(const conversation::Analysis& analysis);

  // A place in turn number `turn`, `part` (0 … 1) of the way through it.
  bool holds(const std::optional<Window>& window, std::size_t turn, double part) const;
  // A moment of the recording.
  bool holds(const std::optional<Window>& window, Millis at) const;

 private:
  const conversation::Analysis& analysis_;
  std::optional<conversation::Interval> span_;
};

}  // namespace cxai::rules
