#include "base/written_time.hpp"

#include <cstdio>
#include <string>

namespace cxai::base {

Result<WrittenTime> parse_written_time(std::string_view text) {
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
  if (copy.size() == 10) return WrittenTime{time, std::nullopt};
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
  std::optional<std::chrono::minutes> ahead;
  if (*rest == '+' || *rest == '-') {
    const int sign = *rest == '+' ? 1 : -1;
    int offset_hour = 0;
    int offset_minute = 0;
    if (std::sscanf(rest + 1, "%2d:%2d%n", &offset_hour, &offset_minute, &used) != 2) return bad();
    ahead = std::chrono::minutes(sign * (offset_hour * 60 + offset_minute));
    rest += 1 + used;
  } else if (*rest == 'Z') {
    ++rest;
  }
  if (*rest != '\0') return bad();
  time += std::chrono::hours(hour) + std::chrono::minutes(minute) + std::chrono::seconds(second) + Millis(millis);
  return WrittenTime{time - ahead.value_or(std::chrono::minutes(0)), ahead};
}

}  // namespace cxai::base
