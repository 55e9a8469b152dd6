#include "language/dates.hpp"

#include <algorithm>
#include <cmath>

#include "language/characters.hpp"
#include "language/date_reader.hpp"

namespace cxai::language {
namespace {

using std::chrono::days;
using std::chrono::local_days;

// Words that may stand between a day and its time of day.
bool joins(std::string_view word) {
  static constexpr std::string_view kJoints[] = {
      ",",     "saat", "gunu", "gun", "en",      "gec",      "gecinden", "kadar", "(",          "at",
      "by",    "on",   "the",  "in",  "of",      "um",       "bis",      "am",    "spatestens", "ab",
      "gegen", "von",  "im",   "zum", "between", "zwischen", "around",   "about", "till",       "until",
      "from",  "dan",  "den",  "-",   "before",  "vor",      "noch",     "icin"};
  return std::ranges::find(kJoints, word) != std::end(kJoints);
}

bool is_day_level(DateKind kind) {
  return kind == DateKind::day || kind == DateKind::duration;
}

struct Found {
  DateFind find;
  std::size_t first = 0;  // pieces
  std::size_t behind = 0;
  bool dated = false;
};

bool only_joints(const std::vector<Piece>& pieces, std::size_t from, std::size_t to) {
  if (to < from || to - from > 3) return false;
  for (std::size_t i = from; i < to; ++i)
    if (!joins(pieces[i].word)) return false;
  return true;
}

// A day and the time of day beside it are one find, and so is a day said twice ("yarın, 28 Kasım").
void merge(std::vector<Found>& found, const std::vector<Piece>& pieces) {
  std::vector<Found> out;
  for (const Found& next : found) {
    if (!out.empty() && only_joints(pieces, out.back().behind, next.first)) {
      DateFind& a = out.back().find;
      const DateFind& b = next.find;
      const bool a_day = is_day_level(a.kind);
      const bool b_day = is_day_level(b.kind);
      const bool times = !a_day && !b_day && a.kind == DateKind::clock && b.kind == DateKind::clock;
      if (a.kind != DateKind::length && b.kind != DateKind::length &&
          (a_day != b_day || times || (a.day && a.day == b.day) || out.back().dated != next.dated)) {
        const std::size_t begin = a.begin;
        // Of two times of day the later is the last that the words allow.
        if ((b_day && !a_day) || (b_day && next.dated && !out.back().dated) ||
            (times && b.day && a.day && *a.day < *b.day && b.kind == DateKind::clock))
          a = b;
        a.begin = begin;
        a.end = next.find.end;
        out.back().dated = out.back().dated || next.dated;
        out.back().behind = next.behind;
        continue;
      }
    }
    out.push_back(next);
  }
  found = std::move(out);
}

}  // namespace

local_days add_working_days(local_days day, int count) {
  while (count > 0) {
    day += days(1);
    const unsigned weekday = std::chrono::weekday(day).iso_encoding();
    if (weekday <= 5) --count;
  }
  return day;
}

int Calendar::weekday_today() const {
  return static_cast<int>(std::chrono::weekday(today_).iso_encoding()) - 1;
}

double Calendar::hour_now() const {
  return static_cast<double>((at_ - today_).count()) / 60.0;
}

local_days Calendar::next(int weekday) const {
  const int ahead = (weekday - weekday_today() + 7) % 7;
  return today_ + days(ahead == 0 ? 7 : ahead);
}

local_days Calendar::of_week(int weeks, int weekday) const {
  return today_ + days(weekday - weekday_today() + 7 * weeks);
}

local_days Calendar::end_of_week(int weeks) const {
  if (weeks == 0 && weekday_today() > 4) return of_week(0, 6);
  return of_week(weeks, 4);
}

local_days Calendar::in_months(int count) const {
  const std::chrono::year_month_day day(today_);
  const std::chrono::year_month month = day.year() / day.month() + std::chrono::months(count);
  const std::chrono::year_month_day exact = month / day.day();
  return local_days(exact.ok() ? exact : std::chrono::year_month_day(month / std::chrono::last));
}

local_days Calendar::end_of_month(int months) const {
  const std::chrono::year_month_day day(today_);
  return local_days((day.year() / day.month() + std::chrono::months(months)) / std::chrono::last);
}

local_days Calendar::end_of_year() const {
  const std::chrono::year_month_day day(today_);
  return local_days(day.year() / std::chrono::December / 31);
}

std::optional<local_days> Calendar::day_of_month(int day, int months) const {
  if (day < 1 || day > 31) return std::nullopt;
  const std::chrono::year_month_day now(today_);
  std::chrono::year_month month = now.year() / now.month();
  if (months >= 0)
    month += std::chrono::months(months);
  else if (static_cast<int>(static_cast<unsigned>(now.day())) > day)
    month += std::chrono::months(1);
  const std::chrono::year_month_day date = month / std::chrono::day(static_cast<unsigned>(day));
  return local_days(date.ok() ? date : std::chrono::year_month_day(month / std::chrono::last));
}

std::optional<local_days> Calendar::date(int day, int month, std::optional<int> year) const {
  if (day < 1 || day > 31 || month < 1 || month > 12) return std::nullopt;
  const auto make = [&](int y) {
    return std::chrono::year(y) / std::chrono::month(static_cast<unsigned>(month)) /
           std::chrono::day(static_cast<unsigned>(day));
  };
  if (year) {
    const std::chrono::year_month_day date = make(*year);
    return date.ok() && *year >= 1900 && *year < 2200 ? std::optional(local_days(date)) : std::nullopt;
  }
  const int this_year = static_cast<int>(std::chrono::year_month_day(today_).year());
  for (const int y : {this_year - 1, this_year, this_year + 1}) {
    const std::chrono::year_month_day date = make(y);
    if (date.ok() && local_days(date) >= today_ - days(120)) return local_days(date);
  }
  return std::nullopt;
}

local_days Calendar::clock(double hour, DayPart part, bool exact) const {
  if (hour >= 24) return today_ + days(1);
  const double now = hour_now();
  if ((part == DayPart::evening || part == DayPart::afternoon || part == DayPart::noon) && hour < 12) hour += 12;
  if (part == DayPart::night && hour >= 6 && hour < 12) hour += 12;
  if (part != DayPart::none) exact = true;
  if (hour > now) return today_;
  if (!exact && hour < 12 && hour + 12 > now) return today_;
  return today_ + days(1);
}

local_days Calendar::part(DayPart part) const {
  const double now = hour_now();
  double over = 24;
  if (part == DayPart::morning) over = 12;
  if (part == DayPart::noon) over = 14;
  if (part == DayPart::afternoon) over = 18;
  if (part == DayPart::evening) over = 23;
  return today_ + days(now >= over ? 1 : 0);
}

bool Cursor::any(std::size_t i, std::initializer_list<std::string_view> words) const {
  return std::ranges::find(words, word(i)) != words.end();
}

std::optional<double> Cursor::clock_figures(std::size_t i) const {
  if (i >= size() || piece(i).kind != TokenKind::number) return std::nullopt;
  const std::string& text = piece(i).word;
  const std::size_t separator = text.find_first_of(":.");
  if (separator == std::string::npos || separator > 2 || separator == 0 || text.size() != separator + 3)
    return std::nullopt;
  for (std::size_t c = 0; c < text.size(); ++c)
    if (c != separator && !is_ascii_digit(text[c])) return std::nullopt;
  const int hour = std::stoi(text.substr(0, separator));
  const int minute = std::stoi(text.substr(separator + 1));
  if (hour > 24 || minute > 59) return std::nullopt;
  return hour + minute / 60.0;
}

std::optional<Reading> read_written_date(const Cursor& text, std::size_t at, const Calendar& calendar) {
  if (at >= text.size() || text.piece(at).kind != TokenKind::number) return std::nullopt;
  std::vector<int> parts;
  std::string digits;
  std::size_t used = 0;
  char separator = 0;
  const auto close = [&] {
    if (digits.empty() || digits.size() > 4 || parts.size() > 3) return false;
    parts.push_back(std::stoi(digits));
    digits.clear();
    return true;
  };
  std::size_t first_digits = 0;
  for (std::size_t i = at; i < text.size() && i < at + 6 && (i == at || text.piece(i).tight); ++i) {
    const std::string_view word = text.word(i);
    bool fits = true;
    for (const char c : word) {
      if (is_ascii_digit(c)) {
        digits.push_back(c);
      } else if ((c == '.' || c == '/' || c == '-') && (separator == 0 || separator == c) && !digits.empty()) {
        if (parts.empty()) first_digits = digits.size();
        separator = c;
        if (!close()) return std::nullopt;
      } else {
        fits = false;
        break;
      }
    }
    if (!fits) break;
    used = i + 1 - at;
    if (!text.suffix(i).empty()) break;
  }
  if (!digits.empty() && !close()) return std::nullopt;
  Reading out;
  out.pieces = used;
  out.kind = DateKind::day;
  std::optional<local_days> day;
  if (parts.size() == 3 && first_digits == 4) {
    day = calendar.date(parts[2], parts[1], parts[0]);
    out.absolute = true;
  } else if (parts.size() == 3) {
    const int year = parts[2] < 100 ? 2000 + parts[2] : parts[2];
    day = calendar.date(parts[0], parts[1], year);
    if (!day) day = calendar.date(parts[1], parts[0], year);
    out.absolute = true;
  } else if (parts.size() == 2 && separator == '/') {
    day = calendar.date(parts[0], parts[1], std::nullopt);
  } else if (parts.size() == 2 && separator == '.' && is_language(text.language(), "de") && used >= 2 &&
             text.word(at + used - 1) == ".") {  // "12.05."
    day = calendar.date(parts[0], parts[1], std::nullopt);
  }
  if (!day) return std::nullopt;
  out.day = *day;
  out.dated = true;
  return out;
}

std::optional<NumberRange> read_range(const Cursor& text, std::size_t at) {
  const auto first = text.number(at);
  if (!first || first->ordinal) return std::nullopt;
  NumberRange out{first->value, first->pieces, first->suffix};
  std::size_t next = at + first->pieces;
  const bool joint = text.any(next, {"-", "–", "ila", "ile", "to", "or", "and", "bis", "oder", "veya", "ya"});
  if (joint) ++next;
  if (joint && text.any(next, {"da"})) ++next;  // "ya da"
  if (!first->suffix.empty()) return out;
  const auto second = text.number(next);
  if (second && !second->ordinal && second->value > first->value && (joint || second->spoken == first->spoken)) {
    out.value = second->value;
    out.pieces = next + second->pieces - at;
    out.suffix = second->suffix;
  }
  return out;
}

Reading duration_of(double count, TimeUnit unit, const Calendar& calendar) {
  Reading out;
  out.kind = DateKind::duration;
  count = std::clamp(count, 0.0, 4000.0);
  const int whole = static_cast<int>(std::ceil(count));
  switch (unit) {
    case TimeUnit::minutes:
      out.day = calendar.after(std::chrono::minutes(static_cast<int>(count)));
      break;
    case TimeUnit::hours:
      out.day = calendar.after(std::chrono::minutes(static_cast<int>(count * 60)));
      break;
    case TimeUnit::days:
      out.day = calendar.in_days(whole);
      out.days = whole;
      break;
    case TimeUnit::working_days:
      out.day = calendar.working(whole);
      out.days = whole;
      out.working_days = true;
      break;
    case TimeUnit::weeks:
      out.days = static_cast<int>(std::ceil(count * 7));
      out.day = calendar.in_days(out.days);
      break;
    case TimeUnit::months:
      out.day = count == 0.5 ? calendar.in_days(15) : calendar.in_months(whole);
      out.days = static_cast<int>((out.day - calendar.today()).count());
      break;
    case TimeUnit::years:
      out.day = calendar.in_months(static_cast<int>(count * 12));
      out.days = static_cast<int>((out.day - calendar.today()).count());
      break;
  }
  return out;
}

std::vector<DateFind> find_dates(std::string_view text, std::string_view language, std::optional<LocalMinutes> at) {
  const std::vector<Piece> pieces = pieces_of(text, language);
  const Cursor cursor(pieces, language);
  const Calendar calendar(at.value_or(LocalMinutes(local_days(std::chrono::year(2026) / 1 / 1))));
  std::vector<Found> found;
  for (std::size_t i = 0; i < pieces.size();) {
    std::optional<Reading> reading = read_written_date(cursor, i, calendar);
    if (!reading && is_language(language, "tr")) reading = read_turkish_date(cursor, i, calendar);
    if (!reading && is_language(language, "en")) reading = read_english_date(cursor, i, calendar);
    if (!reading && is_language(language, "de")) reading = read_german_date(cursor, i, calendar);
    if (!reading || reading->pieces == 0) {
      ++i;
      continue;
    }
    Found one;
    one.first = i;
    one.behind = i + reading->pieces;
    one.find.begin = pieces[i].begin;
    one.find.end = pieces[one.behind - 1].end;
    one.dated = reading->dated;
    one.find.kind = reading->kind;
    one.find.after_event = reading->after_event;
    one.find.days = reading->days;
    one.find.working_days = reading->working_days;
    if ((at || reading->absolute) && !reading->after_event) one.find.day = std::chrono::year_month_day(reading->day);
    found.push_back(one);
    i = one.behind;
  }
  merge(found, pieces);
  std::vector<DateFind> out;
  for (Found& one : found) out.push_back(one.find);
  return out;
}

}  // namespace cxai::language
