// Turkish words of days and times, for dates.hpp.
#include <algorithm>
#include <utility>

#include "language/characters.hpp"
#include "language/date_reader.hpp"

namespace cxai::language {
namespace {

constexpr std::string_view kMonths[] = {"ocak",   "subat",   "mart",  "nisan", "mayis", "haziran",
                                        "temmuz", "agustos", "eylul", "ekim",  "kasim", "aralik"};
constexpr std::string_view kWeekdays[] = {"pazartesi", "sali", "carsamba", "persembe", "cuma", "cumartesi", "pazar"};

// Case endings, folded to plain letters.
bool is_case(std::string_view rest) {
  static constexpr std::string_view kCases[] = {
      "",   "a",   "e",  "ya", "ye",  "da", "de", "ta",  "te",  "dan", "den", "tan",  "ten",  "i",    "u", "yi",
      "yu", "nin", "in", "un", "nun", "ne", "na", "nde", "nda", "ki",  "dir", "sine", "sina", "gunu", "si"};
  return std::ranges::find(kCases, rest) != std::end(kCases);
}

// The month a word names, 0 for none: "temmuz", "temmuzda", "aralığın".
int month_of(std::string_view word) {
  for (std::size_t m = 0; m < std::size(kMonths); ++m) {
    if (word.starts_with(kMonths[m]) && is_case(word.substr(kMonths[m].size()))) return static_cast<int>(m) + 1;
  }
  if (word.starts_with("aralig") || word.starts_with("ocag")) return word[0] == 'a' ? 12 : 1;
  return 0;
}

int weekday_of(std::string_view word) {
  int best = -1;
  std::size_t length = 0;
  for (std::size_t d = 0; d < std::size(kWeekdays); ++d) {
    const std::string_view name = kWeekdays[d];
    if (word.starts_with(name) && name.size() > length && is_case(word.substr(name.size()))) {
      best = static_cast<int>(d);
      length = name.size();
    }
  }
  return best;
}

struct Unit {
  TimeUnit unit{};
  std::size_t pieces = 0;
  std::string_view ending;  // of the last word
};

std::optional<std::string_view> ending_of(std::string_view word, std::string_view stem) {
  static constexpr std::string_view kEndings[] = {
      "",    "a",   "e",   "ya",   "ye",   "da",     "de",  "ta",   "te",    "dan", "den", "tan",   "ten",
      "i",   "u",   "in",  "un",   "nin",  "lik",    "luk", "unde", "inde",  "une", "ine", "sinde", "dir",
      "dur", "tir", "tur", "dirr", "ligi", "ligina", "lik", "udur", "unden", "si",  "nun", "gi"};
  if (!word.starts_with(stem)) return std::nullopt;
  const std::string_view rest = word.substr(stem.size());
  if (std::ranges::find(kEndings, rest) == std::end(kEndings)) return std::nullopt;
  return rest;
}

std::optional<Unit> unit_at(const Cursor& text, std::size_t at) {
  static constexpr std::pair<std::string_view, TimeUnit> kUnits[] = {
      {"dakika", TimeUnit::minutes}, {"dakka", TimeUnit::minutes}, {"dk", TimeUnit::minutes},
      {"dkk", TimeUnit::minutes},    {"saat", TimeUnit::hours},    {"gun", TimeUnit::days},
      {"hafta", TimeUnit::weeks},    {"hf", TimeUnit::weeks},      {"ay", TimeUnit::months},
      {"yil", TimeUnit::years},      {"sene", TimeUnit::years}};
  if (text.any(at, {"is", "mesai", "calisma"})) {
    if (const auto ending = ending_of(text.word(at + 1), "gun")) return Unit{TimeUnit::working_days, 2, *ending};
  }
  if (const auto ending = ending_of(text.word(at), "isgun")) return Unit{TimeUnit::working_days, 1, *ending};
  for (const auto& [stem, unit] : kUnits)
    if (const auto ending = ending_of(text.word(at), stem)) return Unit{unit, 1, *ending};
  return std::nullopt;
}

bool is_within(std::string_view word) {
  return word == "icinde" || word == "icerisinde" || word == "icnde" || word == "icine" || word == "zarfinda";
}

// "gelince", "ulaştıktan sonra", "ulaştığında", "alımdan sonra" among the words before, in the same sentence.
bool behind_event(const Cursor& text, std::size_t at) {
  for (std::size_t back = 1; back <= 5 && back <= at; ++back) {
    const std::string_view word = text.before(at, back);
    if (word == "." || word == "!" || word == "?" || word == ";") return false;
    if (word.size() > 5 && (word.ends_with("ince") || word.ends_with("inca") || word.ends_with("unca") ||
                            word.ends_with("unce") || word.ends_with("diginda") || word.ends_with("dugunda") ||
                            word.ends_with("tiginda") || word.ends_with("tugunda")))
      return true;
    if (word == "sonra" || word == "itibaren" || word == "sonrasi" || word == "sonrasinda") {
      const std::string_view event = text.before(at, back + 1);
      const bool time = event == "bundan" || event == "bugunden" || event == "ogleden" || event == "yarindan";
      if (!time && (event.ends_with("dan") || event.ends_with("den") || event.ends_with("tan") ||
                    event.ends_with("ten") || word == "sonrasi" || word == "sonrasinda"))
        return true;
    }
  }
  return false;
}

std::optional<Reading> read_duration(const Cursor& text, std::size_t at, const Calendar& calendar) {
  const auto number = read_range(text, at);
  if (!number || !number->suffix.empty()) return std::nullopt;
  std::size_t next = at + number->pieces;
  const auto unit = unit_at(text, next);
  if (!unit) return std::nullopt;
  next += unit->pieces;
  Reading out = duration_of(number->value, unit->unit, calendar);
  const std::string_view ending = unit->ending.empty() ? text.suffix(next - 1) : unit->ending;
  // "iki haftadır", "üç gündür": since then. "üç gün önce", "yarım saat önce": no day of its own.
  if (ending == "dir" || ending == "dur" || ending == "tir" || ending == "tur" || ending == "udur") return std::nullopt;
  if (text.any(next, {"once", "onceki", "evvel", "oncesinde", "oncesine"})) return std::nullopt;
  if (text.any(at == 0 ? text.size() : at - 1, {"son", "gecen"})) return std::nullopt;
  if (is_within(text.word(next))) {
    ++next;
  } else if (text.any(next, {"sonra", "sonraya", "sonrasina"}) || text.any(next, {"kadar"})) {
    ++next;
  } else if (ending == "e" || ending == "a" || ending == "ye" || ending == "ya" || ending == "une" || ending == "ine" ||
             ending == "unde" || ending == "inde") {
    if (text.any(next, {"kadar", "kalmaz", "kalmadan"})) ++next;
  } else if (ending.empty() || ending == "u") {
    out.kind = DateKind::length;
    if (ending == "u" && unit->unit != TimeUnit::working_days) return std::nullopt;
  } else {
    return std::nullopt;
  }
  out.after_event = behind_event(text, at);
  out.pieces = next - at;
  return out;
}

std::optional<Reading> day_reading(std::size_t pieces, std::chrono::local_days day) {
  Reading out;
  out.pieces = pieces;
  out.kind = DateKind::day;
  out.day = day;
  return out;
}

// Takes "günü", "sabah", "kadar" behind a day with it.
std::optional<Reading> with_tail(const Cursor& text, std::size_t at, std::optional<Reading> reading) {
  if (!reading) return reading;
  const auto next = [&] { return at + reading->pieces; };
  if (text.any(next(), {"gunu", "gunune", "gunden", "gununde"})) ++reading->pieces;
  if (text.any(next(), {"kadar", "dek"})) ++reading->pieces;
  return reading;
}

// "15 Temmuz'da", "on ekim", "1 Haziran 2026"
std::optional<Reading> read_calendar_date(const Cursor& text, std::size_t at, const Calendar& calendar) {
  const auto number = text.number(at);
  if (!number || number->ordinal || !number->suffix.empty() || number->value != static_cast<int>(number->value))
    return std::nullopt;
  std::size_t next = at + number->pieces;
  const int month = month_of(text.word(next));
  if (month == 0) return std::nullopt;
  ++next;
  std::optional<int> year;
  if (next < text.size() && text.piece(next).kind == TokenKind::number && text.word(next).size() == 4 &&
      text.word(next).starts_with("20")) {
    year = std::stoi(std::string(text.word(next)));
    ++next;
  }
  const auto day = calendar.date(static_cast<int>(number->value), month, year);
  if (!day) return std::nullopt;
  auto out = day_reading(next - at, *day);
  out->absolute = year.has_value();
  out->dated = true;
  return out;
}

// "ayın onuna", "bu ayın 20'sinde", "gelecek ayın beşi", "21'inde"
std::optional<Reading> read_day_of_month(const Cursor& text, std::size_t at, const Calendar& calendar) {
  std::size_t next = at;
  int months = -1;
  if (text.any(next, {"gelecek", "onumuzdeki", "oteki"}) && text.any(next + 1, {"ayin"})) {
    months = 1;
    ++next;
  } else if (text.any(next, {"bu"}) && text.any(next + 1, {"ayin"})) {
    ++next;
  }
  const bool of_month = text.any(next, {"ayin", "ayn"});
  if (of_month) ++next;
  const auto number = text.number(next);
  if (!number || number->value < 1 || number->value > 31 || number->value != static_cast<int>(number->value))
    return std::nullopt;
  static constexpr std::string_view kEndings[] = {"inde", "unde", "sinde", "sinda", "unda", "inda", "ine", "une",
                                                  "sine", "sina", "una",   "ina",   "i",    "u",    "si"};
  const bool possessive = std::ranges::find(kEndings, number->suffix) != std::end(kEndings);
  if (of_month ? !possessive : (number->spoken || number->suffix.size() < 3 || !possessive)) return std::nullopt;
  const auto day = calendar.day_of_month(static_cast<int>(number->value), months);
  if (!day) return std::nullopt;
  auto out = day_reading(next + number->pieces - at, *day);
  out->dated = true;
  return out;
}

std::optional<Reading> read_named_day(const Cursor& text, std::size_t at, const Calendar& calendar) {
  const std::string_view word = text.word(at);
  if (word == "bugun" || word == "bugunden" || word == "bugune" || word == "bgn")
    return day_reading(1, calendar.today());
  if (word == "yarin" || word == "yarina" || word == "yarindan" || word == "yrn") {
    if (text.any(at + 1, {"degil", "degilse"})) return std::nullopt;
    return day_reading(1, calendar.in_days(1));
  }
  if ((word == "obur" || word == "oburgun" || word == "obursu") &&
      (word == "oburgun" || text.word(at + 1).starts_with("gun")))
    return day_reading(word == "oburgun" ? 1 : 2, calendar.in_days(2));
  if (word == "ertesi" && text.word(at + 1).starts_with("gun")) return day_reading(2, calendar.in_days(1));
  if ((word == "gun" || word == "gunun") && is_within(text.word(at + 1))) return day_reading(2, calendar.today());
  if ((word == "gun" || word == "gunun") && text.word(at + 1).starts_with("sonu"))
    return day_reading(2, calendar.today());
  if (word == "hafta" && is_within(text.word(at + 1))) return day_reading(2, calendar.end_of_week(0));
  if (word == "ay" && is_within(text.word(at + 1))) return day_reading(2, calendar.end_of_month(0));
  if ((word == "bu" && text.any(at + 1, {"hafta", "haftaki"}))) {
    const std::size_t more = is_within(text.word(at + 2)) ? 1 : 0;
    if (text.word(at + 2).starts_with("sonu")) return day_reading(3, calendar.of_week(0, 6));
    const int weekday = weekday_of(text.word(at + 2));
    if (weekday >= 0) return day_reading(3, calendar.of_week(0, weekday));
    return day_reading(2 + more, calendar.end_of_week(0));
  }
  if (word == "bu" && text.any(at + 1, {"ay"}) && is_within(text.word(at + 2)))
    return day_reading(3, calendar.end_of_month(0));
  if (word == "hafta" && text.word(at + 1).starts_with("sonu")) return day_reading(2, calendar.of_week(0, 6));
  if (word.starts_with("haftasonu")) return day_reading(1, calendar.of_week(0, 6));
  if (word == "hafta" && text.word(at + 1).starts_with("basi")) return day_reading(2, calendar.of_week(1, 0));
  if ((word == "hafta" || word == "haftanin") && text.any(at + 1, {"ici", "icine"}))
    return day_reading(2, calendar.end_of_week(calendar.weekday_today() > 4 ? 1 : 0));
  if ((word == "ay" || word == "ayin") && text.word(at + 1).starts_with("sonu"))
    return day_reading(2, calendar.end_of_month(0));
  if ((word == "ay" || word == "ayin") && text.word(at + 1).starts_with("basi"))
    return day_reading(2, *calendar.day_of_month(1));
  if ((word == "yil" || word == "sene" || word == "yilin") && text.word(at + 1).starts_with("sonu"))
    return day_reading(2, calendar.end_of_year());
  return std::nullopt;
}

// "haftaya salı", "gelecek hafta", "cuma günü", "pazartesiye kadar"
std::optional<Reading> read_week_day(const Cursor& text, std::size_t at, const Calendar& calendar) {
  if (text.any(at == 0 ? text.size() : at - 1, {"gecen", "her", "gectigimiz", "onceki", "gecmis", "semt"}))
    return std::nullopt;
  std::size_t next = at;
  int weeks = 0;
  if (text.any(next, {"haftaya"})) {
    weeks = 1;
    ++next;
    if (text.any(next, {"bugun", "bu"})) return day_reading(text.any(next, {"bu"}) ? 3 : 2, calendar.in_days(7));
  } else if (text.any(next, {"gelecek", "onumuzdeki", "oteki"})) {
    if (text.word(next + 1).starts_with("hafta")) {
      weeks = 1;
      next += 2;
      if (text.word(next).starts_with("sonu")) return day_reading(next + 1 - at, calendar.of_week(1, 6));
      if (text.any(next, {"ici"}) || is_within(text.word(next)))
        return day_reading(next + 1 - at, calendar.of_week(1, 4));
      if (text.word(next).starts_with("basi")) return day_reading(next + 1 - at, calendar.of_week(1, 0));
    } else if (text.any(next + 1, {"ay"})) {
      return day_reading(2, calendar.end_of_month(1));
    } else {
      ++next;
      if (weekday_of(text.word(next)) < 0) return std::nullopt;
    }
  } else if (text.any(next, {"bu"}) && weekday_of(text.word(next + 1)) >= 0) {
    ++next;
  }
  const int weekday = weekday_of(text.word(next));
  if (weekday < 0) {
    if (weeks == 0) return std::nullopt;
    return day_reading(next - at, text.any(at, {"haftaya"}) ? calendar.in_days(7) : calendar.of_week(1, 4));
  }
  // "pazar yeri", "pazarda", "cumadan beri": no day.
  if (weekday == 6 && text.any(next + 1, {"yeri", "yerinde", "arabasi", "alisverisi", "lama"})) return std::nullopt;
  if (text.any(next + 1, {"beri", "gunleri"}) || text.any(next + 2, {"beri"})) return std::nullopt;
  const auto day = weeks == 1 ? calendar.of_week(1, weekday) : calendar.next(weekday);
  return day_reading(next + 1 - at, day);
}

std::pair<DayPart, std::size_t> part_at(const Cursor& text, std::size_t at) {
  const std::string_view word = text.word(at);
  if (word == "sabah" || word == "sabaha" || word == "sabahtan" || word == "sabahleyin") return {DayPart::morning, 1};
  if (word == "ogleden" && text.any(at + 1, {"sonra", "sonraya"})) return {DayPart::afternoon, 2};
  if (word == "ogleden" && text.any(at + 1, {"once"})) return {DayPart::morning, 2};
  if (word == "ogle" || word == "oglen" || word == "oglene" || word == "ogleye" || word == "ogleyin" ||
      word == "oglenleyin")
    return {DayPart::noon, 1};
  if (word == "aksam" || word == "aksama" || word == "aksamina" || word == "aksamustu" || word == "aksamleyin" ||
      word == "aksami")
    return {DayPart::evening, 1};
  if (word == "ikindi" || word == "ikindiye") return {DayPart::afternoon, 1};
  if (word == "gece" || word == "geceye") return {DayPart::night, 1};
  if (word == "mesai" && (text.word(at + 1).starts_with("bitim") || text.word(at + 1).starts_with("sonu") ||
                          text.word(at + 1).starts_with("saati")))
    return {DayPart::evening, 2};
  if (word == "is" && text.word(at + 1).starts_with("cikis")) return {DayPart::evening, 2};
  return {DayPart::none, 0};
}

bool is_hour(const NumberAt& number) {
  const double twice = number.value * 2;
  return !number.ordinal && number.value > 0 && number.value <= 24 && twice == static_cast<int>(twice);
}

// "saat beşte", "17.00'ye kadar", "on bir buçukta", "13 ile 17 arasında", "beşe kadar", "altı gibi"; `named` where
// "saat" or a part of the day stands before.
std::optional<std::pair<double, std::size_t>> clock_at(const Cursor& text, std::size_t at, bool named) {
  if (const auto figures = text.clock_figures(at)) {
    std::size_t next = at + 1;
    double hour = *figures;
    if (text.any(next, {"-", "ile", "–"})) {
      if (const auto end = text.clock_figures(next + 1)) {
        hour = *end;
        next += 2;
      }
    }
    if (text.word(next).starts_with("aras")) ++next;
    if (text.any(next, {"kadar", "gibi"})) ++next;
    return std::pair(hour, next - at);
  }
  const auto number = text.number(at);
  if (!number || !is_hour(*number)) return std::nullopt;
  std::size_t next = at + number->pieces;
  double hour = number->value;
  // A range: "14 ile 16 arası", "dokuz on bir arasına", "14-16 arası"
  if (number->suffix.empty()) {
    std::size_t second_at = next;
    if (text.any(second_at, {"ile", "-", "–", "ve"})) ++second_at;
    const auto second = text.number(second_at);
    if (second && is_hour(*second) && text.word(second_at + second->pieces).starts_with("aras"))
      return std::pair(second->value, second_at + second->pieces + 1 - at);
  }
  const std::string_view ending = number->suffix;
  const bool locative = ending == "de" || ending == "da" || ending == "te" || ending == "ta";
  const bool dative = ending == "e" || ending == "a" || ending == "ye" || ending == "ya";
  const bool toward = text.any(next, {"kadar", "dek", "dogru"});
  const bool about = text.any(next, {"gibi", "civari", "civarinda", "sularinda", "bucuk"});
  // "birde" is "bir de" where nothing speaks of a clock; a locative otherwise names an hour.
  if (locative && (named || (number->value > 1.5 && !text.any(next, {"bir"})))) return std::pair(hour, next - at);
  if (dative && toward) return std::pair(hour, next + 1 - at);
  if (named && (dative || ending == "i" || ending == "u" || ending == "yi" || ending == "den" || ending == "dan" ||
                ending == "ten"))
    return std::pair(hour, next - at);
  if (about && (named || number->spoken || text.any(next, {"gibi", "civari"}))) return std::pair(hour, next + 1 - at);
  if (named && ending.empty()) {
    // "saat on sekiz otuz"
    const auto minutes = text.number(next);
    if (minutes && minutes->value < 60 && minutes->value >= 5 && !minutes->ordinal)
      return std::pair(hour + minutes->value / 60, next + minutes->pieces - at);
    return std::pair(hour, next - at);
  }
  return std::nullopt;
}

std::optional<Reading> read_clock(const Cursor& text, std::size_t at, const Calendar& calendar) {
  std::size_t next = at;
  if (text.any(next, {"bu"})) {
    const auto [part, length] = part_at(text, next + 1);
    if (part == DayPart::none || part == DayPart::morning) return std::nullopt;
    ++next;
  }
  auto [part, length] = part_at(text, next);
  if (part != DayPart::none && text.any(at == 0 ? text.size() : at - 1, {"dun", "gecen", "her"})) return std::nullopt;
  next += length;
  // "iyi akşamlar" is another word; "iyi geceler" too. "gece yarısı", "gece yarısından sonra"
  const bool midnight = part == DayPart::night && text.word(next).starts_with("yari");
  if (midnight) ++next;
  bool named = part != DayPart::none;
  if (text.any(next, {"saat", "saati"})) {
    named = true;
    ++next;
  }
  if (text.any(next, {"en"}) && text.any(next + 1, {"gec"}) && named) next += 2;
  if (const auto clock = clock_at(text, next, named)) {
    Reading out;
    out.kind = DateKind::clock;
    const bool exact = text.word(next).starts_with("0") || clock->first >= 13;
    out.day = calendar.clock(clock->first, part, exact);
    out.pieces = next + clock->second - at;
    return out;
  }
  if (part == DayPart::none) return std::nullopt;
  Reading out;
  out.kind = DateKind::clock;
  out.day = calendar.part(part);
  if (midnight && text.any(next, {"sonra"})) out.day = calendar.in_days(1);
  if (text.any(next, {"kadar", "dek", "gibi", "dogru"})) ++next;
  out.pieces = next - at;
  return out;
}

std::optional<Reading> read_now(const Cursor& text, std::size_t at, const Calendar& calendar) {
  const bool now = text.any(at, {"hemen", "simdi", "simdii", "derhal", "birazdan", "anda", "hemn"});
  if (!now) return std::nullopt;
  Reading out;
  out.kind = DateKind::now;
  out.day = calendar.today();
  out.pieces = 1;
  return out;
}

}  // namespace

std::optional<Reading> read_turkish_date(const Cursor& text, std::size_t at, const Calendar& calendar) {
  for (const auto read : {read_duration, read_calendar_date, read_day_of_month, read_named_day, read_week_day}) {
    if (auto reading = with_tail(text, at, read(text, at, calendar))) return reading;
  }
  if (auto reading = read_clock(text, at, calendar)) return reading;
  return read_now(text, at, calendar);
}

}  // namespace cxai::language
