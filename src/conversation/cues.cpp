#include "conversation/cues.hpp"

#include <algorithm>
#include <numeric>
#include <string>
#include <utility>

#include "conversation/plain_text.hpp"

namespace cxai::conversation {
namespace {

constexpr Millis kJoinGap{1000};

bool same_speaker(const Turn& a, const Turn& b) {
  return (a.role || !a.speaker.empty()) && a.role == b.role && a.speaker == b.speaker && a.channel == b.channel;
}

}  // namespace

Result<Interval> read_time_line(std::string_view line, std::string_view where) {
  const auto bad = [&] {
    return fail(ErrorCode::invalid_input,
                std::string(where) + ": must be a time line like 00:00:01.000 --> 00:00:02.500");
  };
  line = trim(line);
  std::size_t at = 0;
  const auto start = clock_at(line, at);
  const std::size_t arrow = start ? line.find_first_not_of(" \t", at) : std::string_view::npos;
  if (arrow == std::string_view::npos || !line.substr(arrow).starts_with("-->")) return bad();
  at = std::min(line.find_first_not_of(" \t", arrow + 3), line.size());
  const auto end = clock_at(line, at);
  if (!end || (at < line.size() && !is_space(line[at]))) return bad();
  if (*end < *start) return fail(ErrorCode::invalid_input, std::string(where) + ": the cue ends before it starts");
  return Interval{*start, *end};
}

void order_turns(std::vector<Turn>& turns) {
  std::vector<Millis> starts;
  starts.reserve(turns.size());
  for (const Turn& turn : turns)
    starts.push_back(turn.time ? turn.time->start : starts.empty() ? Millis{} : starts.back());
  std::vector<std::size_t> order(turns.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, {}, [&](std::size_t i) { return starts[i]; });
  std::vector<Turn> sorted;
  sorted.reserve(turns.size());
  for (const std::size_t i : order) {
    sorted.push_back(std::move(turns[i]));
    sorted.back().id = "t" + std::to_string(sorted.size() - 1);
  }
  turns = std::move(sorted);
}

void finish_cues(std::vector<Turn>& turns) {
  order_turns(turns);
  Millis start{};
  for (Turn& turn : turns) {
    if (!turn.time) continue;
    if (turn.time->start == start && turn.time->end == start) {
      turn.time.reset();
    } else {
      start = turn.time->start;
    }
  }
  std::vector<Turn> joined;
  for (Turn& turn : turns) {
    Turn* before = joined.empty() ? nullptr : &joined.back();
    if (before && before->time && turn.time && same_speaker(*before, turn) &&
        turn.time->start - before->time->end < kJoinGap) {
      before->text += ' ';
      before->text += turn.text;
      before->time->end = std::max(before->time->end, turn.time->end);
    } else {
      turn.id = "t" + std::to_string(joined.size());
      joined.push_back(std::move(turn));
    }
  }
  turns = std::move(joined);
}

std::vector<Interval> cue_times(const std::vector<Turn>& turns) {
  std::vector<Interval> times;
  times.reserve(turns.size());
  Millis start{};
  for (const Turn& turn : turns) {
    if (turn.time) start = turn.time->start;
    times.push_back(turn.time.value_or(Interval{start, start}));
  }
  return times;
}

}  // namespace cxai::conversation
