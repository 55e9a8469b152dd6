// What the readers of the three languages share, for dates.hpp: a calendar around the conversation's time, and what
// was read at a place.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "language/dates.hpp"
#include "language/numbers.hpp"
#include "language/pieces.hpp"

namespace cxai::language {

struct Reading {
  std::size_t pieces = 0;
  DateKind kind{};
  std::chrono::local_days day{};
  bool absolute = false;  // says its year
  bool dated = false;     // names the day of the month: surer than a weekday beside it
  bool after_event = false;
  int days = 0;
  bool working_days = false;
};

enum class DayPart : std::uint8_t { none, morning, noon, afternoon, evening, night };

class Calendar {
 public:
  explicit Calendar(LocalMinutes at) : at_(at), today_(std::chrono::floor<std::chrono::days>(at)) {}

  std::chrono::local_days today() const { return today_; }
  std::chrono::local_days in_days(int count) const { return today_ + std::chrono::days(count); }
  std::chrono::local_days after(std::chrono::minutes length) const {
    return std::chrono::floor<std::chrono::days>(at_ + length);
  }
  std::chrono::local_days working(int count) const { return add_working_days(today_, count); }
  std::chrono::local_days in_months(int count) const;
  // Monday 0 … Sunday 6
  int weekday_today() const;
  std::chrono::local_days next(int weekday) const;                // not today
  std::chrono::local_days of_week(int weeks, int weekday) const;  // of the week that many weeks ahead
  std::chrono::local_days end_of_week(int weeks) const;  // its Friday; of this week the Sunday once Friday is over
  std::chrono::local_days end_of_month(int months) const;
  std::chrono::local_days end_of_year() const;
  // The next one: this month's where it is still to come.
  std::optional<std::chrono::local_days> day_of_month(int day, int months = -1) const;
  // Without its year: the one nearest to the conversation, at most four months back.
  std::optional<std::chrono::local_days> date(int day, int month, std::optional<int> year) const;
  // A clock time that is still to come; hours below 12 may be of the afternoon, unless `exact`.
  std::chrono::local_days clock(double hour, DayPart part, bool exact) const;
  std::chrono::local_days part(DayPart part) const;

 private:
  double hour_now() const;
  LocalMinutes at_;
  std::chrono::local_days today_;
};

// A place in the pieces; reading beyond the end gives empty words.
class Cursor {
 public:
  Cursor(const std::vector<Piece>& pieces, std::string_view language) : pieces_(&pieces), language_(language) {}

  std::string_view word(std::size_t i) const { return i < pieces_->size() ? (*pieces_)[i].word : std::string_view(); }
  std::string_view suffix(std::size_t i) const {
    return i < pieces_->size() ? (*pieces_)[i].suffix : std::string_view();
  }
  // The word before `i`; empty at the start.
  std::string_view before(std::size_t i, std::size_t back = 1) const {
    return i >= back ? word(i - back) : std::string_view();
  }
  bool any(std::size_t i, std::initializer_list<std::string_view> words) const;
  std::size_t size() const { return pieces_->size(); }
  const Piece& piece(std::size_t i) const { return (*pieces_)[i]; }
  std::optional<NumberAt> number(std::size_t i) const { return number_at(*pieces_, i, language_); }
  // "14:30", "17.00", "02:00"; hours with their minutes as a fraction.
  std::optional<double> clock_figures(std::size_t i) const;
  std::string_view language() const { return language_; }

 private:
  const std::vector<Piece>* pieces_;
  std::string_view language_;
};

// "12.05.2026", "12.05.", "2026-05-12", "12/05/2026": the day first, unless it cannot be one.
std::optional<Reading> read_written_date(const Cursor& text, std::size_t at, const Calendar& calendar);

std::optional<Reading> read_turkish_date(const Cursor& text, std::size_t at, const Calendar& calendar);
std::optional<Reading> read_english_date(const Cursor& text, std::size_t at, const Calendar& calendar);
std::optional<Reading> read_german_date(const Cursor& text, std::size_t at, const Calendar& calendar);

// "three to five", "3-5", "beş yedi", "iki ila üç": the larger, which is the last that the words allow.
struct NumberRange {
  double value = 0;
  std::size_t pieces = 0;
  std::string suffix;
};
std::optional<NumberRange> read_range(const Cursor& text, std::size_t at);

enum class TimeUnit : std::uint8_t { minutes, hours, days, working_days, weeks, months, years };
// The reading of so many units from now; `pieces` is left to the caller.
Reading duration_of(double count, TimeUnit unit, const Calendar& calendar);

}  // namespace cxai::language
