// German words of days and times, for dates.hpp.
#include <algorithm>
#include <utility>

#include "language/date_reader.hpp"

namespace cxai::language {
namespace {

int month_of(std::string_view word) {
  static constexpr std::pair<std::string_view, int> kMonths[] = {
      {"januar", 1},    {"janner", 1},   {"jaenner", 1},   {"februar", 2},  {"feber", 2}, {"marz", 3},
      {"maerz", 3},     {"april", 4},    {"mai", 5},       {"juni", 6},     {"juli", 7},  {"august", 8},
      {"september", 9}, {"oktober", 10}, {"november", 11}, {"dezember", 12}};
  for (const auto& [name, month] : kMonths)
    if (name == word) return month;
  return 0;
}

int weekday_of(std::string_view word) {
  static constexpr std::pair<std::string_view, int> kDays[] = {{"montag", 0},     {"dienstag", 1}, {"mittwoch", 2},
                                                               {"donnerstag", 3}, {"freitag", 4},  {"samstag", 5},
                                                               {"sonnabend", 5},  {"sonntag", 6}};
  for (const auto& [name, day] : kDays) {
    if (word == name) return day;
    for (const std::string_view part : {"abend", "morgen", "mittag", "nachmittag", "vormittag", "fruh"})
      if (word.starts_with(name) && word.substr(name.size()) == part) return day;
  }
  return -1;
}

Reading reading(DateKind kind, std::size_t pieces, std::chrono::local_days day) {
  Reading out;
  out.kind = kind;
  out.pieces = pieces;
  out.day = day;
  return out;
}

std::optional<TimeUnit> unit_of(std::string_view word) {
  static constexpr std::pair<std::string_view, TimeUnit> kUnits[] = {{"minute", TimeUnit::minutes},
                                                                     {"minuten", TimeUnit::minutes},
                                                                     {"min", TimeUnit::minutes},
                                                                     {"stunde", TimeUnit::hours},
                                                                     {"stunden", TimeUnit::hours},
                                                                     {"std", TimeUnit::hours},
                                                                     {"viertelstunde", TimeUnit::hours},
                                                                     {"tag", TimeUnit::days},
                                                                     {"tage", TimeUnit::days},
                                                                     {"tagen", TimeUnit::days},
                                                                     {"tages", TimeUnit::days},
                                                                     {"werktag", TimeUnit::working_days},
                                                                     {"werktage", TimeUnit::working_days},
                                                                     {"werktagen", TimeUnit::working_days},
                                                                     {"werktages", TimeUnit::working_days},
                                                                     {"arbeitstag", TimeUnit::working_days},
                                                                     {"arbeitstage", TimeUnit::working_days},
                                                                     {"arbeitstagen", TimeUnit::working_days},
                                                                     {"bankarbeitstage", TimeUnit::working_days},
                                                                     {"bankarbeitstagen", TimeUnit::working_days},
                                                                     {"banktage", TimeUnit::working_days},
                                                                     {"banktagen", TimeUnit::working_days},
                                                                     {"woche", TimeUnit::weeks},
                                                                     {"wochen", TimeUnit::weeks},
                                                                     {"monat", TimeUnit::months},
                                                                     {"monate", TimeUnit::months},
                                                                     {"monaten", TimeUnit::months},
                                                                     {"monats", TimeUnit::months},
                                                                     {"jahr", TimeUnit::years},
                                                                     {"jahre", TimeUnit::years},
                                                                     {"jahren", TimeUnit::years}};
  for (const auto& [name, unit] : kUnits)
    if (name == word) return unit;
  return std::nullopt;
}

bool behind_event(const Cursor& text, std::size_t at, std::size_t behind) {
  for (std::size_t back = 1; back <= 6 && back <= at; ++back) {
    const std::string_view word = text.before(at, back);
    if (word == "." || word == "!" || word == "?" || word == ";") break;
    if (word == "sobald") return true;
  }
  if (text.any(behind, {"nach", "ab"})) {
    const std::string_view event = text.word(text.any(behind + 1, {"dem", "der"}) ? behind + 2 : behind + 1);
    for (const std::string_view stem : {"eingang", "erhalt", "prufung", "zugang", "ankunft", "rucksendung", "abholung",
                                        "genehmigung", "freigabe", "eintreffen"})
      if (event.starts_with(stem)) return true;
  }
  return false;
}

// "innerhalb von zwei Werktagen", "in fünf bis sieben Werktagen", "binnen einer Woche", "drei Werktage"
std::optional<Reading> read_duration(const Cursor& text, std::size_t at, const Calendar& calendar) {
  std::size_t next = at;
  const bool opened = text.any(next, {"innerhalb", "binnen", "in", "nach"});
  if (opened) {
    ++next;
    while (text.any(next, {"von", "den", "der", "nachsten", "spatestens", "etwa", "rund", "ca", "circa", "ungefahr",
                           "maximal", "hochstens", "knapp", "gut", "."}) &&
           next - at < 5)
      ++next;
  }
  double count = 1;
  if (const auto number = read_range(text, next)) {
    count = number->value;
    next += number->pieces;
    if (const auto half = text.number(next); half && half->value == 0.5 && count == 1) {  // "einer halben Stunde"
      count = 0.5;
      next += half->pieces;
    }
  } else if (!opened || next == at + 1) {
    return std::nullopt;
  }
  const auto unit = unit_of(text.word(next));
  if (!unit) return std::nullopt;
  if (text.word(next) == "viertelstunde") count *= 0.25;
  ++next;
  const std::size_t before = at == 0 ? text.size() : at - 1;
  if (text.any(before, {"vor", "seit", "letzten", "letzte", "vergangenen", "alle"}) || text.any(next, {"alt", "lang"}))
    return std::nullopt;
  if (text.any(at, {"nach"}) && !text.number(at + 1)) return std::nullopt;
  Reading out = duration_of(count, *unit, calendar);
  if (!opened) out.kind = DateKind::length;
  if (!opened && text.any(next, {"spater"})) {
    out.kind = DateKind::duration;
    ++next;
  }
  out.after_event = behind_event(text, at, next);
  out.pieces = next - at;
  return out;
}

std::optional<int> day_number(const NumberAt& number) {
  if (number.value < 1 || number.value > 31 || number.value != static_cast<int>(number.value)) return std::nullopt;
  return static_cast<int>(number.value);
}

// "15. Juli", "fünfzehnten Juli 2026", "am 30.", "bis zum dritten"
std::optional<Reading> read_calendar_date(const Cursor& text, std::size_t at, const Calendar& calendar) {
  const auto number = text.number(at);
  if (!number) return std::nullopt;
  const auto day = day_number(*number);
  if (!day) return std::nullopt;
  std::size_t next = at + number->pieces;
  const bool point = text.any(next, {"."}) && text.piece(next).tight && !number->spoken;
  const bool ordinal = number->ordinal || point;
  if (!ordinal) return std::nullopt;
  if (point) ++next;
  const int month = month_of(text.word(next));
  if (month == 0) {
    // "am 30.", "bis zum 15."
    const std::size_t before = at == 0 ? text.size() : at - 1;
    if (!text.any(before, {"am", "zum", "den", "vom"})) return std::nullopt;
    if (next < text.size() && text.piece(next).kind == TokenKind::word && number->spoken && text.any(before, {"den"}))
      return std::nullopt;
    if (text.any(next, {"tag", "mal", "platz", "stock", "versuch"})) return std::nullopt;
    const auto found = calendar.day_of_month(*day);
    return found ? std::optional(reading(DateKind::day, next - at, *found)) : std::nullopt;
  }
  ++next;
  std::optional<int> year;
  if (next < text.size() && text.piece(next).kind == TokenKind::number && text.word(next).size() == 4 &&
      text.word(next).starts_with("20")) {
    year = std::stoi(std::string(text.word(next)));
    ++next;
  }
  const auto found = calendar.date(*day, month, year);
  if (!found) return std::nullopt;
  Reading out = reading(DateKind::day, next - at, *found);
  out.absolute = year.has_value();
  out.dated = true;
  return out;
}

bool is_next(std::string_view word) {
  return word.starts_with("nachst") || word.starts_with("naechst") || word.starts_with("kommend");
}

std::optional<Reading> read_named_day(const Cursor& text, std::size_t at, const Calendar& calendar) {
  const std::string_view word = text.word(at);
  const std::size_t before = at == 0 ? text.size() : at - 1;
  if (word == "heute") return reading(DateKind::day, 1, calendar.today());
  if (word == "ubermorgen" || word == "uebermorgen") return reading(DateKind::day, 1, calendar.in_days(2));
  if (word == "morgen" && !text.any(before, {"guten", "am", "schonen", "moin", "n", "heute", "einen", "gut"})) {
    // A bare "Morgen," greets.
    if (at == 0 && (text.any(1, {",", "!", "."}) || text.size() == 1)) return std::nullopt;
    return reading(DateKind::day, 1, calendar.in_days(1));
  }
  if (word == "ende") {
    std::size_t next = at + 1;
    if (text.any(next, {"der", "des", "dieser", "dieses"})) ++next;
    int ahead = 0;
    if (is_next(text.word(next))) {
      ahead = 1;
      ++next;
    }
    if (text.any(next, {"woche"})) return reading(DateKind::day, next + 1 - at, calendar.end_of_week(ahead));
    if (text.any(next, {"monats", "monat"})) return reading(DateKind::day, next + 1 - at, calendar.end_of_month(ahead));
    if (text.any(next, {"jahres", "jahr"})) return reading(DateKind::day, next + 1 - at, calendar.end_of_year());
    if (text.any(next, {"tages"})) return reading(DateKind::day, next + 1 - at, calendar.today());
    return std::nullopt;
  }
  if ((word == "diese" || word == "dieser") && text.any(at + 1, {"woche"}))
    return reading(DateKind::day, 2, calendar.end_of_week(0));
  if (is_next(word) && text.any(at + 1, {"woche"})) {
    const int weekday = weekday_of(text.word(at + 2));
    if (weekday >= 0) return reading(DateKind::day, 3, calendar.of_week(1, weekday));
    return reading(DateKind::day, 2, calendar.end_of_week(1));
  }
  if (is_next(word) && text.any(at + 1, {"monat"})) return reading(DateKind::day, 2, calendar.end_of_month(1));
  if (word == "wochenende" && !text.any(before, {"schones", "letztes", "jedes", "schonen", "letzten", "letztem"}))
    return reading(DateKind::day, 1, calendar.of_week(0, 6));
  if (word == "monatsende") return reading(DateKind::day, 1, calendar.end_of_month(0));
  if (word == "jahresende") return reading(DateKind::day, 1, calendar.end_of_year());
  if (word == "feierabend" && text.any(before, {"bis", "zum"})) return reading(DateKind::day, 1, calendar.today());
  return std::nullopt;
}

std::optional<Reading> read_week_day(const Cursor& text, std::size_t at, const Calendar& calendar) {
  const std::size_t before = at == 0 ? text.size() : at - 1;
  if (text.any(before, {"letzten", "vergangenen", "jeden", "seit", "letzte"})) return std::nullopt;
  std::size_t next = at;
  if (is_next(text.word(next)) || text.any(next, {"diesen"})) ++next;
  const int weekday = weekday_of(text.word(next));
  if (weekday < 0) return std::nullopt;
  ++next;
  if (is_next(text.word(next)) && text.any(next + 1, {"woche"}))
    return reading(DateKind::day, next + 2 - at, calendar.of_week(1, weekday));
  if (text.any(next, {"in"}) && text.any(next + 1, {"einer"}) && text.any(next + 2, {"woche"}))
    return reading(DateKind::day, next + 3 - at, calendar.next(weekday) + std::chrono::days(7));
  return reading(DateKind::day, next - at, calendar.next(weekday));
}

std::pair<DayPart, std::size_t> part_at(const Cursor& text, std::size_t at) {
  const std::size_t before = at == 0 ? text.size() : at - 1;
  if (text.any(before, {"guten", "schonen", "schone", "gute", "gestern"})) return {DayPart::none, 0};
  const std::size_t skip = text.any(at, {"am"}) ? 1 : 0;
  const std::string_view word = text.word(at + skip);
  if (word == "abend" || word == "abends") return {DayPart::evening, skip + 1};
  if (word == "nachmittag" || word == "nachmittags") return {DayPart::afternoon, skip + 1};
  if (word == "mittag" || word == "mittags") return {DayPart::noon, skip + 1};
  if (word == "vormittag" || word == "vormittags") return {DayPart::morning, skip + 1};
  if (word == "nacht" || word == "nachts" || word == "mitternacht") return {DayPart::night, skip + 1};
  if (skip == 1 && word == "morgen") return {DayPart::morning, 2};
  if (word == "fruh" && text.any(before, {"morgen", "heute"})) return {DayPart::morning, 1};
  return {DayPart::none, 0};
}

// "um eins", "bis halb drei", "22 Uhr", "zwischen acht und zwölf", "ab 9", "um 11.20 Uhr"
std::optional<Reading> read_clock(const Cursor& text, std::size_t at, const Calendar& calendar) {
  std::size_t next = at;
  const bool opened = text.any(next, {"um", "bis", "gegen", "ab", "vor"});
  const bool between = text.any(next, {"zwischen"});
  if (opened || between) ++next;
  const bool half = text.any(next, {"halb", "viertel", "dreiviertel"});
  const bool quarter_past = text.any(next, {"viertel"}) && text.any(next + 1, {"nach", "vor"});
  if (half) next += quarter_past ? 2 : 1;
  double hour = -1;
  bool sure = half && opened;
  if (const auto figures = text.clock_figures(next)) {
    hour = *figures;
    ++next;
    sure = true;
  } else if (const auto number = text.number(next)) {
    if (number->ordinal || number->value < 1 || number->value > 24 || number->value != static_cast<int>(number->value))
      return std::nullopt;
    hour = half && !quarter_past ? number->value - 0.5 : number->value;
    next += number->pieces;
    if (text.any(next, {"und", "bis", "-"})) {
      const bool second_half = text.any(next + 1, {"halb"});
      const auto end = text.number(next + (second_half ? 2 : 1));
      if (end && end->value <= 24 && !end->ordinal) {
        hour = end->value - (second_half ? 0.5 : 0);
        next += (second_half ? 2 : 1) + end->pieces;
        sure = sure || between;
      }
    }
  } else {
    return std::nullopt;
  }
  if (text.any(next, {"uhr"})) {
    sure = true;
    ++next;
    if (const auto minutes = text.number(next); minutes && minutes->value < 60 && !minutes->ordinal)
      next += minutes->pieces;
  }
  if (!sure) {
    if (!opened || text.any(at, {"vor"})) return std::nullopt;
    // What is counted is no clock: "bis 20 Euro", "um drei Prozent".
    const bool goes_on =
        next >= text.size() || text.piece(next).kind != TokenKind::word ||
        text.any(next, {"selbst", "da", "an", "nicht", "bei", "sind", "ist", "fur", "ruf", "melde", "noch"});
    if (!goes_on) return std::nullopt;
  }
  if (hour < 0) return std::nullopt;
  const auto [part, length] = part_at(text, next);
  return reading(DateKind::clock, next + length - at, calendar.clock(hour, part, hour >= 13));
}

std::optional<Reading> read_part(const Cursor& text, std::size_t at, const Calendar& calendar) {
  const auto [part, length] = part_at(text, at);
  if (part == DayPart::none) return std::nullopt;
  return reading(DateKind::clock, length, calendar.part(part));
}

std::optional<Reading> read_now(const Cursor& text, std::size_t at, const Calendar& calendar) {
  if (text.any(at, {"sofort", "gleich", "umgehend"})) return reading(DateKind::now, 1, calendar.today());
  return std::nullopt;
}

}  // namespace

std::optional<Reading> read_german_date(const Cursor& text, std::size_t at, const Calendar& calendar) {
  for (const auto read :
       {read_duration, read_calendar_date, read_named_day, read_week_day, read_clock, read_part, read_now}) {
    if (auto found = read(text, at, calendar)) return found;
  }
  return std::nullopt;
}

}  // namespace cxai::language
