#include "rules/windows.hpp"

#include <algorithm>

namespace cxai::rules {

Windows::Windows(const conversation::Analysis& analysis) : analysis_(analysis) {
  for (const auto& turn : analysis.turns) {
    if (!turn.time) continue;
    if (!span_)
      span_ = *turn.time;
    else
      span_ = {std::min(span_->start, turn.time->start), std::max(span_->end, turn.time->end)};
  }
}

bool Windows::holds(const std::optional<Window>& window, std::size_t turn, double part) const {
  if (!window) return true;
  const std::size_t n = analysis_.turns.size();
  if (window->unit == Unit::turns) {
    const std::size_t from_edge = window->at_end ? n - 1 - turn : turn;
    return static_cast<double>(from_edge) < window->length;
  }
  const auto& time = analysis_.turns[turn].time;
  if (time) {
    const auto inside = static_cast<std::int64_t>(static_cast<double>(time->length().count()) * part);
    return holds(window, time->start + Millis(inside));
  }
  if (window->unit == Unit::seconds || n == 0) return false;
  const double done = (static_cast<double>(turn) + part) / static_cast<double>(n) * 100;
  return window->at_end ? 100 - done <= window->length : done <= window->length;
}

bool Windows::holds(const std::optional<Window>& window, Millis at) const {
  if (!window) return true;
  if (window->unit == Unit::turns) {
    // The turn under way, or the one before.
    std::size_t turn = 0;
    for (std::size_t i = 0; i < analysis_.turns.size(); ++i)
      if (analysis_.turns[i].time && analysis_.turns[i].time->start <= at) turn = i;
    return !analysis_.turns.empty() && holds(window, turn, 0);
  }
  if (!span_) return false;
  const double from_edge = static_cast<double>((window->at_end ? span_->end - at : at - span_->start).count());
  const auto whole = static_cast<double>(span_->length().count());
  const double limit = window->unit == Unit::seconds ? window->length * 1000 : whole * window->length / 100;
  return from_edge <= limit;
}

}  // namespace cxai::rules
