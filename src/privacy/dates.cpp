#include "privacy/dates.hpp"

#include <array>

#include "language/text.hpp"
#include "privacy/digit_run.hpp"

namespace cxai::privacy {
namespace {

constexpr std::array<std::array<std::string_view, 4>, 12> kMonths = {{{"ocak", "january", "januar", "janner"},
                                                                      {"subat", "february", "februar", ""},
                                                                      {"mart", "march", "marz", ""},
                                                                      {"nisan", "april", "", ""},
                                                                      {"mayis", "may", "mai", ""},
                                                                      {"haziran", "june", "juni", ""},
                                                                      {"temmuz", "july", "juli", ""},
                                                                      {"agustos", "august", "", ""},
                                                                      {"eylul", "september", "", ""},
                                                                      {"ekim", "october", "oktober", ""},
                                                                      {"kasim", "november", "", ""},
                                                                      {"aralik", "december", "dezember", ""}}};

class Reader {
 public:
  Reader(std::string_view text, std::size_t offset) : text_(text), at_(offset) {}

  // Between `least` and `most` digits, not more of them behind.
  std::optional<int> number(std::size_t least, std::size_t most) {
    std::size_t i = at_;
    int value = 0;
    while (i < text_.size() && text_[i] >= '0' && text_[i] <= '9' && i - at_ <= most)
      value = value * 10 + text_[i++] - '0';
    if (i - at_ < least || i - at_ > most) return std::nullopt;
    at_ = i;
    return value;
  }

  bool take(std::string_view s) {
    if (!text_.substr(at_).starts_with(s)) return false;
    at_ += s.size();
    return true;
  }

  std::optional<int> month() {
    const auto words = language::count_words(text_.substr(at_, 24));
    if (words.empty() || words[0].begin != 0) return std::nullopt;
    std::string_view word = text_.substr(at_, words[0].end);
    word = word.substr(0, word.find_first_of("'\xE2\xCA"));
    const std::string key = language::ascii_fold(language::fold(word, ""));
    for (std::size_t m = 0; m < kMonths.size(); ++m) {
      for (const std::string_view name : kMonths[m]) {
        if (name.empty() || key != name) continue;
        at_ += word.size();
        return static_cast<int>(m) + 1;
      }
    }
    return std::nullopt;
  }

  std::size_t at() const { return at_; }
  void back_to(std::size_t at) { at_ = at; }

 private:
  std::string_view text_;
  std::size_t at_;
};

bool is_day(int d) {
  return d >= 1 && d <= 31;
}
bool is_month(int m) {
  return m >= 1 && m <= 12;
}
bool is_year(int y) {
  return y >= 1900 && y <= 2099;
}

std::string iso(std::optional<int> y, int m, int d) {
  const auto two = [](int n) { return (n < 10 ? "0" : "") + std::to_string(n); };
  return (y ? std::to_string(*y) : "") + "-" + two(m) + "-" + two(d);
}

std::optional<DateFind> numeric(Reader r) {
  const auto first = r.number(1, 4);
  if (!first) return std::nullopt;
  for (const std::string_view separator : {".", "/", "-", " "}) {
    Reader q = r;
    if (!q.take(separator)) continue;
    if (separator == ".") q.take(" ");
    const auto second = q.number(1, 2);
    if (!second || !q.take(separator)) return std::nullopt;
    if (separator == ".") q.take(" ");
    if (is_year(*first)) {
      const auto day = q.number(1, 2);
      if (!day || !is_month(*second) || !is_day(*day)) return std::nullopt;
      return DateFind{q.at(), iso(first, *second, *day)};
    }
    auto year = q.number(2, 4);
    if (!year || !((is_day(*first) && is_month(*second)) || (is_month(*first) && is_day(*second)))) return std::nullopt;
    if (*year < 100) *year += *year > 30 ? 1900 : 2000;
    if (!is_year(*year)) return std::nullopt;
    return is_month(*second) ? DateFind{q.at(), iso(year, *second, *first)}
                             : DateFind{q.at(), iso(year, *first, *second)};
  }
  return std::nullopt;
}

// What follows day and month: a year, or nothing.
DateFind with_year(Reader r, int month, int day) {
  const std::size_t without = r.at();
  r.take(",");
  r.take(" ");
  const auto year = r.number(4, 4);
  if (year && is_year(*year)) return {r.at(), iso(year, month, day)};
  return {without, iso(std::nullopt, month, day)};
}

std::optional<DateFind> day_first(Reader r) {
  const auto day = r.number(1, 2);
  if (!day || !is_day(*day)) return std::nullopt;
  for (const std::string_view ordinal : {"st", "nd", "rd", "th", "."}) {
    if (r.take(ordinal)) break;
  }
  r.take(" ");
  r.take("of ");
  const auto month = r.month();
  if (!month) return std::nullopt;
  return with_year(r, *month, *day);
}

std::optional<DateFind> month_first(Reader r) {
  const auto month = r.month();
  if (!month || !r.take(" ")) return std::nullopt;
  const auto day = r.number(1, 2);
  if (!day || !is_day(*day)) return std::nullopt;
  for (const std::string_view ordinal : {"st", "nd", "rd", "th"}) {
    if (r.take(ordinal)) break;
  }
  return with_year(r, *month, *day);
}

}  // namespace

std::optional<DateFind> read_date(std::string_view text, std::size_t offset, bool bare_year) {
  const Reader r(text, offset);
  for (auto form : {numeric, day_first, month_first}) {
    const auto found = form(r);
    if (found && is_number_end(text, found->end)) return found;
  }
  if (bare_year) {
    Reader q = r;
    const auto year = q.number(4, 4);
    if (year && is_year(*year) && is_number_end(text, q.at())) return DateFind{q.at(), std::to_string(*year)};
  }
  return std::nullopt;
}

}  // namespace cxai::privacy
