#include "analysis/due.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace cxai::analysis {
namespace {

using language::DateFind;
using language::DateKind;
using std::chrono::local_days;
using std::chrono::year_month_day;

// How many turns back a day is still what is spoken of.
constexpr std::size_t kTurnsBack = 6;
constexpr std::size_t kTurnsBackOfClock = 3;

bool is_day_level(const DateFind& date) {
  return date.kind == DateKind::day || date.kind == DateKind::duration;
}

int rank_of(const DateFind& date) {
  if (date.kind == DateKind::length) return 1;
  if (date.kind == DateKind::now) return 2;
  return is_day_level(date) ? 4 : 3;
}

bool has_word(const ReadTurn& turn, const Segment& segment, auto test) {
  for (std::size_t w = segment.first; w < segment.last; ++w)
    if (test(std::string_view(turn.words[w].text))) return true;
  return false;
}

// "gelmeden", "önce", "before": the time hangs on something said before.
bool hangs_on_a_day(const ReadTurn& turn, const Segment& segment) {
  const bool lean = has_word(turn, segment, [](std::string_view word) {
    return word == "once" || word == "before" || word == "vor" || word == "vorher" || word == "davor" ||
           (word.size() > 6 && (word.ends_with("madan") || word.ends_with("meden")));
  });
  if (lean) return true;
  return turn.words[segment.last - 1].text == "then" && segment.last - segment.first > 2;
}

// "gelince": when something has happened, which may be to happen on a day named before.
bool waits_for_something(const ReadTurn& turn, const Segment& segment) {
  return has_word(turn, segment, [](std::string_view word) {
    return word.size() > 5 &&
           (word.ends_with("inca") || word.ends_with("ince") || word.ends_with("unca") || word.ends_with("unce"));
  });
}

// "bir gün önce", "the day before", "am Tag davor"
bool is_the_day_before(const ReadTurn& turn, const Segment& segment) {
  for (std::size_t w = segment.first; w + 1 < segment.last; ++w) {
    const std::string& word = turn.words[w].text;
    const std::string& next = turn.words[w + 1].text;
    if ((word == "gun" && next == "once") || (word == "day" && next == "before") ||
        (word == "tag" && (next == "davor" || next == "vorher" || next == "zuvor")) ||
        (word == "vortag" || next == "vortag"))
      return true;
  }
  return false;
}

// The fragment of the sentence beside a segment that says when and nothing else: "yarın öğlene kadar, | size döneriz".
const Segment* fragment_beside(const TurnSegments& turn, std::size_t segment) {
  constexpr std::size_t kLongest = 6;  // words
  const auto says_when = [&](const Segment& other) {
    return other.predicate.tense == language::Tense::none && other.last - other.first <= kLongest && !other.question &&
           std::ranges::any_of(other.dates, [&](std::size_t d) { return is_day_level(turn.dates[d]); });
  };
  const Segment& own = turn.list[segment];
  if (segment > 0 && !own.sentence_begins && says_when(turn.list[segment - 1])) return &turn.list[segment - 1];
  if (segment + 1 < turn.list.size() && !own.sentence_ends && says_when(turn.list[segment + 1]))
    return &turn.list[segment + 1];
  return nullptr;
}

// "akşam", "heute Mittag": said turns after a day, it is of today and not of that day; "on birde" is of that day.
bool is_part_of_a_day(const ReadTurn& turn, const DateFind& date) {
  static constexpr std::array<std::string_view, 24> kParts = {
      "bugun",   "aksam",  "gece",      "ogle",       "sabah",    "ikindi", "today",     "tonight",
      "evening", "noon",   "lunch",     "morning",    "midnight", "dinner", "night",     "heut",
      "abend",   "mittag", "vormittag", "nachmittag", "nacht",    "fruh",   "afternoon", "gun"};
  return std::ranges::any_of(turn.words, [&](const ReadWord& word) {
    return word.begin < date.end && word.end > date.begin && std::ranges::any_of(kParts, [&](std::string_view part) {
             return std::string_view(word.text).starts_with(part);
           });
  });
}

struct Named {
  const DateFind* date = nullptr;
  std::size_t turn = 0;
};

// The last day named before the segment, at most `back` turns before its own.
Named named_before(const std::vector<TurnSegments>& segments, std::size_t turn, std::size_t begin, std::size_t back) {
  for (std::size_t step = 0; step <= back && step <= turn; ++step) {
    Named last;
    for (const DateFind& date : segments[turn - step].dates)
      if (is_day_level(date) && date.day && (step > 0 || date.end <= begin)) last = {&date, turn - step};
    if (last.date != nullptr) return last;
  }
  return {};
}

}  // namespace

Due due_of(const Reading& reading, const std::vector<TurnSegments>& segments, std::size_t turn, std::size_t segment) {
  const ReadTurn& read = reading.turns()[turn];
  const Segment& own = segments[turn].list[segment];
  const auto text_of = [&](const DateFind& date, std::size_t of) {
    return reading.turns()[of].turn->text.substr(date.begin, date.end - date.begin);
  };
  const DateFind* best = nullptr;
  for (const std::size_t d : own.dates) {
    const DateFind& date = segments[turn].dates[d];
    if (best == nullptr || rank_of(date) >= rank_of(*best)) best = &date;
  }
  if (best == nullptr || rank_of(*best) < 3) {
    if (const Segment* beside = fragment_beside(segments[turn], segment); beside != nullptr)
      for (const std::size_t d : beside->dates)
        if (best == nullptr || rank_of(segments[turn].dates[d]) >= rank_of(*best)) best = &segments[turn].dates[d];
  }
  const auto before = [&](std::size_t back) { return named_before(segments, turn, own.begin, back); };
  if (best == nullptr || !is_day_level(*best)) {
    if (is_the_day_before(read, own)) {
      if (const Named day = before(kTurnsBack); day.date != nullptr)
        return {year_month_day(local_days(*day.date->day) - std::chrono::days(1)), text_of(*day.date, day.turn)};
    }
  }
  if (best == nullptr) {
    const std::size_t back = hangs_on_a_day(read, own) ? kTurnsBack : 0;
    if (back == 0 && !waits_for_something(read, own)) return {};
    const Named day = before(back);
    if (day.date == nullptr) return {};
    return {day.date->day, text_of(*day.date, day.turn)};
  }
  Due due{best->day, text_of(*best, turn)};
  if (best->after_event) {
    due.day.reset();
    const Named day = before(0);
    if (day.date != nullptr && best->days > 0) {
      const local_days from(*day.date->day);
      due.day = year_month_day(best->working_days ? language::add_working_days(from, best->days)
                                                  : from + std::chrono::days(best->days));
    }
  } else if (best->kind == DateKind::clock) {
    const std::size_t back = is_part_of_a_day(read, *best) ? 0 : kTurnsBackOfClock;
    if (const Named day = before(back); day.date != nullptr) due.day = day.date->day;
  }
  return due;
}

}  // namespace cxai::analysis
