#include <algorithm>
#include <array>
#include <cstdio>
#include <optional>
#include <string>

#include "base/embedded.hpp"
#include "demo/demo.hpp"

namespace cxai::demo {
namespace {

using std::chrono::days;

constexpr std::array<const char*, 12> kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                              "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
constexpr std::array<const char*, 7> kWeekdays{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};

// "Wed Nov 12 16:37:03 +0000 2025": where it stands in the text, and when it is.
struct Stamp {
  std::size_t begin;
  Timestamp time;
};
constexpr std::size_t kStampLength = 30;
constexpr std::string_view kZone = " +0000 ";

std::optional<Timestamp> parse_stamp(const std::string& text) {
  std::array<char, 4> weekday{};
  std::array<char, 4> month{};
  int day = 0;
  int hour = 0;
  int minute = 0;
  int second = 0;
  int year = 0;
  if (std::sscanf(text.c_str(), "%3s %3s %2d %2d:%2d:%2d +0000 %4d", weekday.data(), month.data(), &day, &hour, &minute,
                  &second, &year) != 7)
    return std::nullopt;
  const auto found = std::ranges::find(kMonths, std::string_view(month.data()));
  if (found == kMonths.end()) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(year),
                                         std::chrono::month(static_cast<unsigned>(found - kMonths.begin()) + 1),
                                         std::chrono::day(static_cast<unsigned>(day))};
  return std::chrono::sys_days(date) + std::chrono::hours(hour) + std::chrono::minutes(minute) +
         std::chrono::seconds(second);
}

std::string write_stamp(Timestamp time) {
  const auto day = std::chrono::floor<days>(time);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss<Millis> clock(time - day);
  std::array<char, 64> text{};
  std::snprintf(text.data(), text.size(), "%s %s %02u %02d:%02d:%02d +0000 %04d",
                kWeekdays[std::chrono::weekday(day).c_encoding()], kMonths[static_cast<unsigned>(date.month()) - 1],
                static_cast<unsigned>(date.day()), static_cast<int>(clock.hours().count()),
                static_cast<int>(clock.minutes().count()), static_cast<int>(clock.seconds().count()),
                static_cast<int>(date.year()));
  return text.data();
}

}  // namespace

Result<std::string> demo_tweets(Timestamp now) {
  const auto* file = base::embedded::find(base::embedded::demo_files(), "tweets.csv");
  if (!file) return fail(ErrorCode::unsupported, "this program was built without demonstration messages");
  std::string csv(file->bytes);
  std::vector<Stamp> stamps;
  for (std::size_t zone = csv.find(kZone); zone != std::string::npos; zone = csv.find(kZone, zone + 1)) {
    if (zone < 19) continue;
    if (const auto time = parse_stamp(csv.substr(zone - 19, kStampLength))) stamps.push_back({zone - 19, *time});
  }
  if (stamps.empty()) return csv;
  const Timestamp last = std::ranges::max(stamps, {}, &Stamp::time).time;
  const auto shift = std::chrono::floor<days>(now - last);
  for (const Stamp& stamp : stamps) csv.replace(stamp.begin, kStampLength, write_stamp(stamp.time + shift));
  return csv;
}

}  // namespace cxai::demo
