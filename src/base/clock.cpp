#include "base/clock.hpp"

#include <cstdio>

namespace cxai::base {

Timestamp SystemClock::now() const {
  return std::chrono::time_point_cast<Millis>(std::chrono::system_clock::now());
}

std::string format_utc(Timestamp time) {
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss<Millis> clock(time - day);
  char text[40];
  std::snprintf(text, sizeof text, "%04d-%02u-%02uT%02d:%02d:%02d.%03dZ", static_cast<int>(date.year()),
                static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                static_cast<int>(clock.hours().count()), static_cast<int>(clock.minutes().count()),
                static_cast<int>(clock.seconds().count()), static_cast<int>(clock.subseconds().count()));
  return text;
}

Result<Timestamp> parse_utc(std::string_view text) {
  const std::string copy(text);
  const auto bad = [&] {
    return fail(ErrorCode::invalid_input, "'" + copy.substr(0, 40) + "' is not a time like 2026-03-14T09:26:53Z");
  };
  int year = 0;
  int month = 0;
  int day = 0;
  int used = 0;
  if (std::sscanf(copy.c_str(), "%4d-%2d-%2d%n", &year, &month, &day, &used) != 3 || used != 10) return bad();
  const std::chrono::year_month_day date{std::chrono::year(year), std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(day))};
  if (!date.ok()) return bad();
  Timestamp time = std::chrono::sys_days(date);
  if (copy.size() == 10) return time;
  int hour = 0;
  int minute = 0;
  int second = 0;
  const char* rest = copy.c_str() + 10;
  if ((*rest != 'T' && *rest != ' ') || std::sscanf(rest + 1, "%2d:%2d%n", &hour, &minute, &used) != 2) return bad();
  rest += 1 + used;
  if (*rest == ':') {
    if (std::sscanf(rest + 1, "%2d%n", &second, &used) != 1) return bad();
    rest += 1 + used;
  }
  if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 60) return bad();
  int millis = 0;
  if (*rest == '.') {
    int scale = 100;
    for (++rest; *rest >= '0' && *rest <= '9'; ++rest, scale /= 10) millis += (*rest - '0') * scale;
  }
  int offset_minutes = 0;
  if (*rest == '+' || *rest == '-') {
    const int sign = *rest == '+' ? 1 : -1;
    int offset_hour = 0;
    int offset_minute = 0;
    if (std::sscanf(rest + 1, "%2d:%2d%n", &offset_hour, &offset_minute, &used) != 2) return bad();
    offset_minutes = sign * (offset_hour * 60 + offset_minute);
    rest += 1 + used;
  } else if (*rest == 'Z') {
    ++rest;
  }
  if (*rest != '\0') return bad();
  return time + std::chrono::hours(hour) + std::chrono::minutes(minute - offset_minutes) +
         std::chrono::seconds(second) + Millis(millis);
}

}  // namespace cxai::base
