#include "threads/message_time.hpp"

#include <cstring>

namespace cxai::threads {
namespace {

// The whole number in text[begin, begin + n), or -1.
int number(std::string_view text, std::size_t begin, std::size_t n) {
  int value = 0;
  for (const char c : text.substr(begin, n)) {
    if (c < '0' || c > '9') return -1;
    value = value * 10 + (c - '0');
  }
  return value;
}

// Where "22:10:47" stands in both forms.
constexpr std::size_t kTimeBegin = 11;
constexpr std::size_t kTimeEnd = 19;

std::optional<std::chrono::seconds> read_time_of_day(std::string_view text) {
  const int hour = number(text, kTimeBegin, 2);
  const int minute = number(text, kTimeBegin + 3, 2);
  const int second = number(text, kTimeBegin + 6, 2);
  if (text[kTimeBegin + 2] != ':' || text[kTimeBegin + 5] != ':' || hour < 0 || hour > 23 || minute < 0 ||
      minute > 59 || second < 0 || second > 60)
    return std::nullopt;
  return std::chrono::hours(hour) + std::chrono::minutes(minute) + std::chrono::seconds(second);
}

// Whether two texts of one size say the same behind the time of day. Of the usual size it is no call.
bool same_end(std::string_view a, std::string_view b) {
  if (a.size() == kTimeEnd + 11) return std::memcmp(a.data() + kTimeEnd, b.data() + kTimeEnd, 11) == 0;
  return a.substr(kTimeEnd) == b.substr(kTimeEnd);
}

}  // namespace

std::optional<Timestamp> parse_message_time(std::string_view text) {
  constexpr std::string_view kMonths = "JanFebMarAprMayJunJulAugSepOctNovDec";
  constexpr std::string_view kShape = "Aaa Aaa dd dd:dd:dd +dddd dddd";
  if (text.size() != kShape.size() || text[3] != ' ' || text[10] != ' ') {
    const auto time = base::parse_utc(text);
    return time ? std::optional(*time) : std::nullopt;
  }
  const std::size_t month = kMonths.find(text.substr(4, 3));
  const int day = number(text, 8, 2);
  const int hour = number(text, 11, 2);
  const int minute = number(text, 14, 2);
  const int second = number(text, 17, 2);
  const int offset_hour = number(text, 21, 2);
  const int offset_minute = number(text, 23, 2);
  const int year = number(text, 26, 4);
  const bool signs = text[7] == ' ' && text[13] == ':' && text[16] == ':' && text[19] == ' ' && text[25] == ' ' &&
                     (text[20] == '+' || text[20] == '-');
  if (!signs || month % 3 != 0 || month > 33 || day < 0 || hour < 0 || hour > 23 || minute < 0 || minute > 59 ||
      second < 0 || second > 60 || offset_hour < 0 || offset_minute < 0 || year < 1)
    return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(year),
                                         std::chrono::month(static_cast<unsigned>(month / 3 + 1)),
                                         std::chrono::day(static_cast<unsigned>(day))};
  if (!date.ok()) return std::nullopt;
  const int offset = (text[20] == '-' ? -1 : 1) * (offset_hour * 60 + offset_minute);
  return std::chrono::sys_days(date) + std::chrono::hours(hour) + std::chrono::minutes(minute - offset) +
         std::chrono::seconds(second);
}

std::optional<Timestamp> MessageTimes::parse(std::string_view text) {
  const auto time_of_day = text.size() < kTimeEnd ? std::nullopt : read_time_of_day(text);
  if (!time_of_day) return parse_message_time(text);
  if (text.size() == last_.size() && std::memcmp(text.data(), last_.data(), kTimeBegin) == 0 && same_end(text, last_))
    return midnight_ + *time_of_day;
  const auto time = parse_message_time(text);
  if (time) {
    last_ = text;
    midnight_ = *time - *time_of_day;
  }
  return time;
}

}  // namespace cxai::threads
