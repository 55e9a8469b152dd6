#include "scorecards/position.hpp"

#include <algorithm>
#include <chrono>

#include "base/utf8.hpp"

namespace cxai::scorecards {
namespace {

using conversation::Role;
using conversation::Turn;

bool of_a_party(const Turn& turn) {
  return turn.role == Role::agent || turn.role == Role::customer;
}

}  // namespace

std::optional<Millis> time_of(const Turn& turn, std::size_t code_point) {
  if (!turn.time) return std::nullopt;
  const std::size_t at = base::byte_offset(turn.text, code_point);
  std::size_t from = 0;
  for (const conversation::Word& word : turn.words) {
    const std::size_t found = turn.text.find(word.text, from);
    if (found == std::string::npos) continue;
    from = found + word.text.size();
    if (from > at) return word.time.start;
  }
  if (turn.text.empty()) return turn.time->start;
  const double share = static_cast<double>(at) / static_cast<double>(turn.text.size());
  return turn.time->start + Millis(static_cast<std::int64_t>(share * static_cast<double>(turn.time->length().count())));
}

Stretch::Stretch(const std::optional<Position>& position, const std::vector<Turn>& turns) {
  for (const Turn& turn : turns)
    if (of_a_party(turn)) inside_.push_back(&turn);
  if (!position) return;
  const bool start = position->edge == Position::Edge::start;
  if (position->turns) {
    const std::size_t keep = std::min(inside_.size(), static_cast<std::size_t>(*position->turns));
    if (start)
      inside_.resize(keep);
    else
      inside_.erase(inside_.begin(), inside_.end() - static_cast<std::ptrdiff_t>(keep));
    return;
  }
  if (!std::ranges::all_of(inside_, [](const Turn* turn) { return turn->time.has_value(); })) {
    unknown_ = true;
    inside_.clear();
    return;
  }
  if (inside_.empty()) return;
  const Millis length = std::chrono::seconds(position->seconds.value_or(0));
  if (start) {
    to_ = (*std::ranges::min_element(inside_, {}, [](const Turn* turn) { return turn->time->start; }))->time->start +
          length;
    std::erase_if(inside_, [&](const Turn* turn) { return turn->time->start > *to_; });
  } else {
    from_ =
        (*std::ranges::max_element(inside_, {}, [](const Turn* turn) { return turn->time->end; }))->time->end - length;
    std::erase_if(inside_, [&](const Turn* turn) { return turn->time->end < *from_; });
  }
}

bool Stretch::holds(const conversation::Evidence& evidence) const {
  const auto turn = std::ranges::find(inside_, evidence.turn, [](const Turn* t) { return t->id; });
  if (turn == inside_.end()) return false;
  if (!from_ && !to_) return true;
  const auto at = time_of(**turn, evidence.chars.begin);
  return at && (!from_ || *at >= *from_) && (!to_ || *at <= *to_);
}

}  // namespace cxai::scorecards
