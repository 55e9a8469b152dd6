// Days and times that people name, as calendar days: "yarın öğleye kadar", "üç iş günü içinde", "haftaya salı",
// "within 48 hours", "bis Ende der Woche".
//
// A find's day is the last day the words allow, seen from the time of the conversation. Working days are Monday to
// Friday, counted from the next one, holidays not known; "haftaya salı" is the Tuesday of the following week; hours and
// minutes fall on their day; a clock time alone is the next one that comes; a week as a whole ends on its Friday,
// "hafta sonu" on its Sunday. What lies in the past ("dün", "two days ago", "iki haftadır") is no find.
//
// Input    valid UTF-8, Turkish apostrophe suffixes, lower case and plain letters included; language "tr", "en" or "de"
//          (others: written dates alone); the local time of the conversation, where it is known
// Output   finds in order of the text, not overlapping; byte offsets. A day with its time of day is one find
// Threads  any number of calls at once
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace cxai::language {

using LocalMinutes = std::chrono::local_time<std::chrono::minutes>;

enum class DateKind : std::uint8_t {
  day,       // "yarın", "cuma", "15 Temmuz", "ay sonu"
  duration,  // "üç iş günü içinde", "in five minutes"
  clock,     // "saat beşte", "akşam"
  now,       // "hemen", "right away"
  length     // a duration that says nothing of when: "drei Werktage"
};

struct DateFind {
  std::size_t begin = 0;
  std::size_t end = 0;
  DateKind kind{};
  // Empty without a known time of the conversation (but for dates with their year), and where the duration begins
  // with an event still to come.
  std::optional<std::chrono::year_month_day> day;
  bool after_event = false;  // "ulaştıktan sonra 5 iş günü içinde"
  // Of durations: what to count from another day ("… alır, alımdan sonra 5 iş günü içinde").
  int days = 0;
  bool working_days = false;
};

std::vector<DateFind> find_dates(std::string_view text, std::string_view language, std::optional<LocalMinutes> at);

// `count` Mondays to Fridays behind `day`.
std::chrono::local_days add_working_days(std::chrono::local_days day, int count);

}  // namespace cxai::language
