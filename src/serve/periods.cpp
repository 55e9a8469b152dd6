#include "serve/periods.hpp"

#include <chrono>

namespace cxai::serve {

std::vector<std::string> period_keys(Timestamp from, Timestamp to, Period period, int utc_offset_minutes) {
  constexpr std::int64_t kMax = 3700;
  const std::chrono::minutes offset(utc_offset_minutes);
  const Millis step = period == Period::hour ? Millis(std::chrono::hours(1)) : Millis(std::chrono::days(1));
  const auto day_or_hour = [&](Timestamp local) {
    return period == Period::hour ? Timestamp(std::chrono::floor<std::chrono::hours>(local))
                                  : Timestamp(std::chrono::floor<std::chrono::days>(local));
  };
  const Timestamp end = to + offset;
  std::vector<std::string> keys;
  if ((end - day_or_hour(from + offset)) / step > kMax) return keys;
  for (Timestamp at = day_or_hour(from + offset); at < end; at += step)
    keys.push_back(base::format_utc(at).substr(0, period == Period::hour ? 13 : 10));
  return keys;
}

}  // namespace cxai::serve
