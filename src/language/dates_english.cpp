// English words of days and times, for dates.hpp.
#include <algorithm>
#include <utility>

#include "language/date_reader.hpp"

namespace cxai::language {
namespace {

int month_of(std::string_view word) {
  static constexpr std::pair<std::string_view, int> kMonths[] = {
      {"january", 1},  {"jan", 1},    {"february", 2},  {"feb", 2},       {"march", 3},     {"mar", 3},
      {"april", 4},    {"apr", 4},    {"may", 5},       {"june", 6},      {"jun", 6},       {"july", 7},
      {"jul", 7},      {"august", 8}, {"aug", 8},       {"september", 9}, {"sept", 9},      {"sep", 9},
      {"october", 10}, {"oct", 10},   {"november", 11}, {"nov", 11},      {"december", 12}, {"dec", 12}};
  for (const auto& [name, month] : kMonths)
    if (name == word) return month;
  return 0;
}

int weekday_of(std::string_view word) {
  static constexpr std::pair<std::string_view, int> kDays[] = {
      {"monday", 0},   {"mon", 0},      {"tuesday", 1}, {"tue", 1},   {"tues", 1},   {"wednesday", 2},
      {"wed", 2},      {"thursday", 3}, {"thu", 3},     {"thurs", 3}, {"friday", 4}, {"fri", 4},
      {"saturday", 5}, {"sat", 5},      {"sunday", 6},  {"sun", 6}};
  for (const auto& [name, day] : kDays)
    if (name == word) return day;
  return -1;
}

std::string_view bare(const Cursor& text, std::size_t at) {
  // "Friday's", "tomorrow's" say whose, not when.
  return text.suffix(at) == "s" ? std::string_view() : text.word(at);
}

Reading reading(DateKind kind, std::size_t pieces, std::chrono::local_days day) {
  Reading out;
  out.kind = kind;
  out.pieces = pieces;
  out.day = day;
  return out;
}

std::optional<std::pair<TimeUnit, std::size_t>> unit_at(const Cursor& text, std::size_t at) {
  static constexpr std::pair<std::string_view, TimeUnit> kUnits[] = {{"minute", TimeUnit::minutes},
                                                                     {"minutes", TimeUnit::minutes},
                                                                     {"min", TimeUnit::minutes},
                                                                     {"mins", TimeUnit::minutes},
                                                                     {"hour", TimeUnit::hours},
                                                                     {"hours", TimeUnit::hours},
                                                                     {"hr", TimeUnit::hours},
                                                                     {"hrs", TimeUnit::hours},
                                                                     {"day", TimeUnit::days},
                                                                     {"days", TimeUnit::days},
                                                                     {"week", TimeUnit::weeks},
                                                                     {"weeks", TimeUnit::weeks},
                                                                     {"month", TimeUnit::months},
                                                                     {"months", TimeUnit::months},
                                                                     {"year", TimeUnit::years},
                                                                     {"years", TimeUnit::years},
                                                                     {"workday", TimeUnit::working_days},
                                                                     {"workdays", TimeUnit::working_days}};
  if (text.any(at, {"business", "working", "work", "bank"}) && text.any(at + 1, {"day", "days"}))
    return std::pair(TimeUnit::working_days, std::size_t{2});
  for (const auto& [name, unit] : kUnits)
    if (name == text.word(at)) return std::pair(unit, std::size_t{1});
  return std::nullopt;
}

bool behind_event(const Cursor& text, std::size_t at, std::size_t behind) {
  for (std::size_t back = 1; back <= 7 && back <= at; ++back) {
    const std::string_view word = text.before(at, back);
    if (word == "." || word == "!" || word == "?" || word == ";") break;
    if (word == "once") return true;
  }
  if (text.any(behind, {"after", "from", "of"})) {
    for (std::size_t i = behind + 1; i <= behind + 4; ++i) {
      const std::string_view word = text.word(i);
      if (word.starts_with("receiv") || word.starts_with("receipt") || word.starts_with("arriv") ||
          word.starts_with("get") || word.starts_with("approv") || word.starts_with("deliver") ||
          word.starts_with("return") || word.starts_with("dispatch"))
        return true;
    }
  }
  return false;
}

// "within 48 hours", "in three business days", "in the next hour", "3-5 business days"
std::optional<Reading> read_duration(const Cursor& text, std::size_t at, const Calendar& calendar) {
  std::size_t next = at;
  const bool opened = text.any(next, {"within", "in", "inside", "under"});
  if (opened) ++next;
  while (opened &&
         text.any(next, {"the", "next", "about", "around", "roughly", "maximum", "up", "to", "another", "just", "less",
                         "than", "about", "like", "a", "an"}) &&
         !text.number(next)) {
    ++next;
    if (next - at > 4) return std::nullopt;
  }
  double count = 1;
  if (text.any(next, {"couple"}) && text.any(next + 1, {"of"})) {
    count = 2;
    next += 2;
  } else if (const auto number = read_range(text, next)) {
    count = number->value;
    next += number->pieces;
    if (count == 0.5 && text.any(next, {"a", "an"})) ++next;
    if (text.any(next, {"-"})) ++next;
  } else if (!opened || next == at + 1) {
    return std::nullopt;
  }
  const auto unit = unit_at(text, next);
  if (!unit) return std::nullopt;
  next += unit->second;
  if (text.suffix(next - 1) == "s" || text.word(next) == "'") {
    // "a week's time", "two weeks' time"
    while (text.any(next, {"'", "’", "time"})) ++next;
  }
  if (text.any(next, {"ago", "earlier", "before", "old"})) return std::nullopt;
  if (!opened && text.any(at == 0 ? text.size() : at - 1, {"for", "last", "past", "since", "every", "over", "of"}))
    return std::nullopt;
  Reading out = duration_of(count, unit->first, calendar);
  if (!opened) {
    if (text.any(next, {"later", "from"}))
      next += text.any(next, {"from"}) && text.any(next + 1, {"now", "today"}) ? 2 : 1;
    else
      out.kind = DateKind::length;
  }
  out.after_event = behind_event(text, at, next);
  out.pieces = next - at;
  return out;
}

std::optional<int> ordinal_or_day(const NumberAt& number) {
  if (number.value < 1 || number.value > 31 || number.value != static_cast<int>(number.value)) return std::nullopt;
  return static_cast<int>(number.value);
}

// "the second of April", "2 April", "25 September 2026", "April 2nd", "the 30th"
std::optional<Reading> read_calendar_date(const Cursor& text, std::size_t at, const Calendar& calendar) {
  std::size_t next = at;
  const bool article = text.any(next, {"the"});
  if (article) ++next;
  std::optional<int> day;
  int month = 0;
  bool ordinal = false;
  if (const auto number = text.number(next)) {
    day = ordinal_or_day(*number);
    ordinal = number->ordinal;
    next += number->pieces;
    const std::size_t month_at = text.any(next, {"of"}) ? next + 1 : next;
    month = month_of(text.word(month_at));
    if (month > 0) next = month_at + 1;
  } else if (!article && month_of(text.word(next)) > 0) {
    month = month_of(text.word(next++));
    if (text.any(next, {"the"})) ++next;
    const auto behind = text.number(next);
    if (!behind) return std::nullopt;
    day = ordinal_or_day(*behind);
    next += behind->pieces;
  }
  if (!day) return std::nullopt;
  if (month == 0) {
    if (!article || !ordinal || !text.any(at == 0 ? text.size() : at - 1, {"on", "by", "until", "till", "before"}))
      return std::nullopt;
    const auto found = calendar.day_of_month(*day);
    return found ? std::optional(reading(DateKind::day, next - at, *found)) : std::nullopt;
  }
  std::optional<int> year;
  const std::size_t year_at = text.any(next, {","}) ? next + 1 : next;
  if (year_at < text.size() && text.piece(year_at).kind == TokenKind::number && text.word(year_at).size() == 4 &&
      text.word(year_at).starts_with("20")) {
    year = std::stoi(std::string(text.word(year_at)));
    next = year_at + 1;
  }
  const auto found = calendar.date(*day, month, year);
  if (!found) return std::nullopt;
  Reading out = reading(DateKind::day, next - at, *found);
  out.absolute = year.has_value();
  out.dated = true;
  return out;
}

std::optional<Reading> read_named_day(const Cursor& text, std::size_t at, const Calendar& calendar) {
  const std::string_view word = bare(text, at);
  if (word == "today") return reading(DateKind::day, 1, calendar.today());
  if (word == "tonight") return reading(DateKind::day, 1, calendar.today());
  if (word == "tomorrow" || word == "tmrw" || word == "tmr" || word == "tomorow")
    return reading(DateKind::day, 1, calendar.in_days(1));
  if (word == "day" && text.any(at + 1, {"after"}) && text.any(at + 2, {"tomorrow"}))
    return reading(DateKind::day, 3, calendar.in_days(2));
  if (word == "end" || word == "close") {
    std::size_t next = at + 1;
    if (text.any(next, {"of"})) ++next;
    if (text.any(next, {"the", "this"})) ++next;
    int ahead = 0;
    if (text.any(next, {"next"})) {
      ahead = 1;
      ++next;
    }
    if (text.any(next, {"day", "business", "play"})) return reading(DateKind::day, next + 1 - at, calendar.today());
    if (text.any(next, {"week"})) return reading(DateKind::day, next + 1 - at, calendar.end_of_week(ahead));
    if (text.any(next, {"month"})) return reading(DateKind::day, next + 1 - at, calendar.end_of_month(ahead));
    if (text.any(next, {"year"})) return reading(DateKind::day, next + 1 - at, calendar.end_of_year());
    return std::nullopt;
  }
  if (word == "this" && text.any(at + 1, {"week"})) return reading(DateKind::day, 2, calendar.end_of_week(0));
  if (word == "next" && text.any(at + 1, {"week"})) {
    const int weekday = weekday_of(text.word(at + 2));
    if (weekday >= 0) return reading(DateKind::day, 3, calendar.of_week(1, weekday));
    return reading(DateKind::day, 2, calendar.end_of_week(1));
  }
  if (word == "this" && text.any(at + 1, {"month"})) return reading(DateKind::day, 2, calendar.end_of_month(0));
  if (word == "next" && text.any(at + 1, {"month"})) return reading(DateKind::day, 2, calendar.end_of_month(1));
  if (word == "weekend" && !text.any(at == 0 ? text.size() : at - 1, {"last", "every", "bank"}))
    return reading(DateKind::day, 1, calendar.of_week(0, 6));
  return std::nullopt;
}

std::optional<Reading> read_week_day(const Cursor& text, std::size_t at, const Calendar& calendar) {
  if (text.any(at == 0 ? text.size() : at - 1, {"last", "every", "each", "since", "previous"})) return std::nullopt;
  std::size_t next = at;
  const bool following = text.any(next, {"next"});
  if (following || text.any(next, {"this", "coming"})) ++next;
  const std::string_view name = bare(text, next);
  const int weekday = weekday_of(name);
  if (weekday < 0) return std::nullopt;
  // "sat", "sun", "mon", "wed" are words; a short form needs "on", "by" or the like.
  if (name.size() <= 4 && !text.any(at == 0 ? text.size() : at - 1, {"on", "by", "until", "till", "next"}) &&
      next == at)
    return std::nullopt;
  ++next;
  if (text.any(next, {"week"}) && !following)
    return reading(DateKind::day, next + 1 - at, calendar.next(weekday) + std::chrono::days(7));
  if (text.any(next, {"next"}) && text.any(next + 1, {"week"}))
    return reading(DateKind::day, next + 2 - at, calendar.of_week(1, weekday));
  return reading(DateKind::day, next - at, following ? calendar.of_week(1, weekday) : calendar.next(weekday));
}

std::pair<DayPart, std::size_t> part_at(const Cursor& text, std::size_t at) {
  std::size_t next = at;
  if (text.any(next, {"this", "in", "by"})) ++next;
  if (text.any(next, {"the"}) && next > at) ++next;
  const std::string_view word = text.word(next);
  const std::size_t length = next + 1 - at;
  const bool introduced = next > at || text.any(at == 0 ? text.size() : at - 1, {"tomorrow", "today", "day"});
  const bool weekday_before = at > 0 && weekday_of(text.before(at)) >= 0;
  if (!introduced && !weekday_before && word != "noon" && word != "lunchtime" && word != "midnight")
    return {DayPart::none, 0};
  if (word == "morning") return {DayPart::morning, length};
  if (word == "noon" || word == "lunchtime" || word == "lunch") return {DayPart::noon, length};
  if (word == "afternoon") return {DayPart::afternoon, length};
  if (word == "evening") return {DayPart::evening, length};
  if (word == "night" || word == "midnight") return {DayPart::night, length};
  return {DayPart::none, 0};
}

// "at ten", "by half past nine", "between five and six", "before 7 PM", "at half eight"
std::optional<Reading> read_clock(const Cursor& text, std::size_t at, const Calendar& calendar) {
  std::size_t next = at;
  const bool opened = text.any(next, {"at", "by", "before", "around", "until", "till", "after"});
  const bool between = text.any(next, {"between"});
  if (text.any(next, {"after"}) && text.any(next + 1, {"midnight"}))
    return reading(DateKind::clock, 2, calendar.in_days(1));
  if (opened || between) ++next;
  if (opened && text.any(next, {"about", "around"})) ++next;
  double hour = -1;
  bool sure = false;
  if (opened && text.any(next, {"half", "quarter"})) {
    std::size_t n = next + 1;
    if (text.any(n, {"past", "to"})) ++n;
    const auto number = text.number(n);
    if (!number || number->value > 12) return std::nullopt;
    hour = number->value + 0.5;
    next = n + number->pieces;
    sure = true;
  } else if (const auto figures = text.clock_figures(next)) {
    hour = *figures;
    ++next;
    sure = true;
    if (text.any(next, {"-", "to", "–"})) {
      if (const auto end = text.clock_figures(next + 1)) {
        hour = *end;
        next += 2;
      }
    }
  } else if (const auto number = text.number(next)) {
    if (number->ordinal || number->value < 1 || number->value > 24 || number->value != static_cast<int>(number->value))
      return std::nullopt;
    hour = number->value;
    next += number->pieces;
    if (text.any(next, {"-", "to", "and"})) {
      const auto end = text.number(next + 1);
      if (end && end->value <= 24 && end->value != number->value && !end->ordinal) {
        hour = end->value;
        next += 1 + end->pieces;
        sure = between;
      }
    } else if (const auto minutes = text.number(next); minutes && minutes->value < 60 && minutes->value >= 10) {
      next += minutes->pieces;
    }
  } else {
    return std::nullopt;
  }
  DayPart part = DayPart::none;
  if (text.any(next, {"am", "pm", "noon", "oclock", "o'clock", "o"})) {
    if (text.any(next, {"am"})) part = DayPart::morning;
    if (text.any(next, {"pm"})) part = hour < 12 ? DayPart::evening : DayPart::none;
    if (text.any(next, {"o"}) && text.suffix(next) != "clock") return std::nullopt;
    ++next;
    sure = true;
  } else if (text.any(next, {"a", "p"}) && text.any(next + 1, {"m"})) {
    part = text.any(next, {"a"}) ? DayPart::morning : DayPart::evening;
    next += 2;
    sure = true;
  } else if (text.any(next, {"in"}) && text.any(next + 1, {"the"}) &&
             text.any(next + 2, {"morning", "afternoon", "evening"})) {
    part = text.any(next + 2, {"morning"}) ? DayPart::morning : DayPart::evening;
    next += 3;
    sure = true;
  }
  // What is counted or measured is no clock: "at 3 stations", "by 20 percent".
  if (!sure && (!opened || next >= text.size() || text.piece(next).kind == TokenKind::word)) {
    const bool goes_on =
        text.any(next, {"then", "on", "to", "tomorrow", "today", "for", "and", "so", "this", "sharp", "latest", "if"});
    if (!opened || (next < text.size() && !goes_on)) return std::nullopt;
  }
  if (!opened && !between && !sure) return std::nullopt;
  return reading(DateKind::clock, next - at, calendar.clock(hour, part, hour >= 13));
}

std::optional<Reading> read_part(const Cursor& text, std::size_t at, const Calendar& calendar) {
  const auto [part, length] = part_at(text, at);
  if (part == DayPart::none) return std::nullopt;
  return reading(DateKind::clock, length, calendar.part(part));
}

std::optional<Reading> read_now(const Cursor& text, std::size_t at, const Calendar& calendar) {
  if (text.any(at, {"immediately"})) return reading(DateKind::now, 1, calendar.today());
  if (text.any(at, {"right", "straight"}) && text.any(at + 1, {"now", "away"}))
    return reading(DateKind::now, 2, calendar.today());
  if (text.any(at, {"shortly", "now"})) return reading(DateKind::now, 1, calendar.today());
  return std::nullopt;
}

}  // namespace

std::optional<Reading> read_english_date(const Cursor& text, std::size_t at, const Calendar& calendar) {
  for (const auto read :
       {read_duration, read_calendar_date, read_named_day, read_week_day, read_clock, read_part, read_now}) {
    if (auto found = read(text, at, calendar)) return found;
  }
  return std::nullopt;
}

}  // namespace cxai::language
