#include "privacy/dates.hpp"

#include <array>

#include "privacy/digit_run.hpp"

namespace cxai::privacy {
namespace {

constexpr int kFirstYear = 1900;
constexpr int kLastYear = 2029;

bool is_day(int v) {
  return v >= 1 && v <= 31;
}
bool is_month(int v) {
  return v >= 1 && v <= 12;
}
bool is_year(int v) {
  return v >= kFirstYear && v <= kLastYear;
}

std::string two(int v) {
  return (v < 10 ? "0" : "") + std::to_string(v);
}
// A year of two digits belongs to the last hundred years.
int full_year(int v) {
  return v > kLastYear - 2000 ? 1900 + v : 2000 + v;
}
std::string iso(std::optional<int> year, int month, int day) {
  return (year ? std::to_string(*year) : "") + "-" + two(month) + "-" + two(day);
}

// A place in the items; copied to try a form and given up when it does not fit.
class Reader {
 public:
  Reader(const Items& items, std::size_t at) : items_(&items), at_(at) {}

  bool done() const { return at_ >= items_->size(); }
  const Item& here() const { return (*items_)[at_]; }
  std::size_t at() const { return at_; }
  std::size_t end() const { return (*items_)[at_ - 1].end; }
  bool spoken() const { return spoken_; }

  bool sign(char c, bool tight) {
    if (done() || here().sign != c || (tight && here().space_before)) return false;
    ++at_;
    return true;
  }
  bool tight() const { return !done() && !here().space_before; }

  // A number of one or two digits, an ordinal too; "oh five" as well.
  std::optional<int> small() {
    skip_fillers();
    if (done()) return std::nullopt;
    if (here().is_number() && here().digits_count <= 2) {
      int v = items_->value(here());
      spoken_ = spoken_ || here().spoken;
      const bool zero = v == 0 && here().digits_count == 1;
      ++at_;
      if (zero && !done() && here().is_number() && here().digits_count == 1) {
        v = items_->value(here());
        ++at_;
      }
      return v;
    }
    if (here().kind == TokenKind::mixed) {  // "31st"
      const std::string word = folded(items_->text_of(here()));
      const std::string_view ending = word.size() > 2 ? std::string_view(word).substr(word.size() - 2) : "";
      if (ending == "st" || ending == "nd" || ending == "rd" || ending == "th") {
        int v = 0;
        for (const char c : word.substr(0, word.size() - 2)) {
          if (c < '0' || c > '9' || v > 99) return std::nullopt;
          v = v * 10 + (c - '0');
        }
        ++at_;
        return v;
      }
    }
    return std::nullopt;
  }

  std::optional<int> month() {
    skip_fillers();
    if (done() || !here().is_word() || here().entry == nullptr || here().entry->month == 0) return std::nullopt;
    return (*items_)[at_++].entry->month;
  }

  // 1982, '82 as 82, "nineteen eighty two", "nineteen oh four", "twenty twenty four".
  std::optional<int> year(bool two_digits) {
    skip_fillers();
    if (done() || !here().is_number() || here().ordinal) return std::nullopt;
    const bool said = here().spoken;
    const int v = items_->value(here());
    spoken_ = spoken_ || said;
    if (here().digits_count == 4 && is_year(v)) {
      ++at_;
      return v;
    }
    if (said && (v == 19 || v == 20 || v == 18) && at_ + 1 < items_->size() && (*items_)[at_ + 1].is_number()) {
      std::size_t next = at_ + 1;
      int low = items_->value((*items_)[next]);
      if (low == 0 && next + 1 < items_->size() && (*items_)[next + 1].is_number() &&
          (*items_)[next + 1].digits_count == 1)
        low = items_->value((*items_)[++next]);
      if (low >= 0 && low < 100 && (*items_)[next].spoken && (low >= 10 || next > at_ + 1 || v == 20)) {
        at_ = next + 1;
        return v * 100 + low;
      }
    }
    if (two_digits && here().digits_count == 2) {
      ++at_;
      return full_year(v);
    }
    return std::nullopt;
  }

  void skip_words() {
    for (; !done() && here().is_word(); ++at_) {
      const std::string word = folded(items_->text_of(here()));
      if (word != "of" && word != "the" && word != "der" && word != "den" && word != "des" && word != "in") return;
    }
  }
  void skip_fillers() {
    while (!done() && here().is_word() && here().is(Entry::kFiller) && here().letter == 0) ++at_;
  }
  bool number_ends() const {
    return (*items_)[at_ - 1].spoken || is_number_end(items_->text(), (*items_)[at_ - 1].end);
  }
  const Items& items() const { return *items_; }

 private:
  const Items* items_;
  std::size_t at_;
  bool spoken_ = false;
};

DateFind found(const Reader& r, std::string value) {
  return {r.end(), r.at(), std::move(value), r.spoken()};
}

// 31.01.1980, 31/1/80, 1980-01-31; month first where it cannot be the day.
std::optional<DateFind> numeric(Reader r, bool) {
  if (!r.here().is_number() || r.here().spoken) return std::nullopt;
  const std::uint32_t first_digits = r.here().digits_count;
  const int first = r.items().value(r.here());
  Reader q(r.items(), r.at() + 1);
  if (q.done()) return std::nullopt;
  const char separator = q.here().sign;
  if (separator != '.' && separator != '/' && separator != '-') return std::nullopt;
  if (!q.sign(separator, true) || q.done() || !q.here().is_number() || q.here().digits_count > 2) return std::nullopt;
  if (q.here().space_before && separator != '.') return std::nullopt;
  const auto second = q.small();
  if (!second || q.done() || !q.sign(separator, true) || q.done()) return std::nullopt;
  if ((q.here().space_before && separator != '.') || !q.here().is_number() || q.here().spoken) return std::nullopt;
  const std::uint32_t last_digits = q.here().digits_count;
  const int last = r.items().value(q.here());
  Reader behind(r.items(), q.at() + 1);
  if (!behind.number_ends()) return std::nullopt;
  if (first_digits == 4 && is_year(first) && is_month(*second) && is_day(last) && last_digits <= 2)
    return found(behind, iso(first, *second, last));
  if (first_digits > 2 || (last_digits != 2 && last_digits != 4)) return std::nullopt;
  const int year = last_digits == 2 ? full_year(last) : last;
  if (!is_year(year)) return std::nullopt;
  if (is_day(first) && is_month(*second)) return found(behind, iso(year, *second, first));
  if (is_month(first) && is_day(*second)) return found(behind, iso(year, first, *second));
  return std::nullopt;
}

DateFind with_year(const Reader& without, int month, int day) {
  Reader r = without;
  r.sign('\'', false);
  if (!r.sign(',', false)) r.sign('.', true);
  r.skip_words();
  r.sign('\'', false);
  const auto year = r.year(true);
  if (year && r.number_ends()) return found(r, iso(year, month, day));
  return found(without, iso(std::nullopt, month, day));
}

// 31 Ocak 1980, 31. Januar 1980, "thirty first of January"
std::optional<DateFind> day_first(Reader r, bool) {
  const auto day = r.small();
  if (!day || !is_day(*day)) return std::nullopt;
  r.sign('.', true);
  r.skip_words();
  const auto month = r.month();
  if (!month) return std::nullopt;
  return with_year(r, *month, *day);
}

std::optional<DateFind> month_first(Reader r, bool) {
  const auto month = r.month();
  if (!month) return std::nullopt;
  r.skip_words();
  const auto day = r.small();
  if (!day || !is_day(*day)) return std::nullopt;
  return with_year(r, *month, *day);
}

// "on beş üç seksen iki", "vierzehnten dritten neunzehnhundert…", "twenty two oh seven ninety five", "15 03 1982"
std::optional<DateFind> figures(Reader r, bool announced) {
  if (!announced) return std::nullopt;
  const auto pause = [&] {
    if (!r.sign(',', false)) r.sign('.', false);
    r.skip_words();
  };
  const auto day = r.small();
  if (!day || !is_day(*day)) return std::nullopt;
  pause();
  // "üç | (sıfır) beş bin dokuz yüz doksan": month and year in one number
  if (!r.done() && r.here().is_number() && r.here().spoken && r.items().value(r.here()) == 0 &&
      r.at() + 1 < r.items().size() && r.items()[r.at() + 1].is_number() && r.items()[r.at() + 1].digits_count >= 4) {
    r = Reader(r.items(), r.at() + 1);
  }
  if (!r.done() && r.here().is_number() && r.here().spoken) {
    const int v = r.items().value(r.here());
    if (v >= 1900 + 1000 && v < 13000 && v % 1000 >= 900 && is_month(v / 1000)) {
      Reader behind(r.items(), r.at() + 1);
      DateFind date = found(behind, iso(1000 + v % 1000, v / 1000, *day));
      date.spoken = true;
      return date;
    }
  }
  const auto month = r.small();
  if (!month || !is_month(*month)) return std::nullopt;
  pause();
  const auto year = r.year(true);
  if (!year || !r.number_ends()) return std::nullopt;
  return found(r, iso(year, *month, *day));
}

// "June 2009"
std::optional<DateFind> month_and_year(Reader r, bool announced) {
  if (!announced) return std::nullopt;
  const auto month = r.month();
  if (!month) return std::nullopt;
  r.skip_words();
  const auto year = r.year(false);
  if (!year || !r.number_ends()) return std::nullopt;
  return found(r, std::to_string(*year) + "-" + two(*month));
}

std::optional<DateFind> bare_year(Reader r, bool announced) {
  const bool said = r.here().spoken;
  const auto year = r.year(announced && said);
  if (!year || !r.number_ends()) return std::nullopt;
  return found(r, std::to_string(*year));
}

}  // namespace

std::optional<DateFind> read_date(const Items& items, std::size_t at, bool announced) {
  const Reader r(items, at);
  for (auto form : {numeric, day_first, month_and_year, month_first, figures, bare_year}) {
    if (auto date = form(r, announced)) return date;
  }
  return std::nullopt;
}

}  // namespace cxai::privacy
