#include "privacy/numbers.hpp"

#include <algorithm>
#include <array>

#include "privacy/checksums.hpp"

namespace cxai::privacy {
namespace {

using enum PiiType;

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_upper(char c) {
  return c >= 'A' && c <= 'Z';
}
bool is_letter(char c) {
  return is_upper(c) || (c >= 'a' && c <= 'z');
}
bool is_alnum(char c) {
  return is_digit(c) || is_letter(c);
}

bool uniform(const DigitRun& run, std::size_t taken) {
  return taken == 1 || run.all_separators(taken, " ") || run.all_separators(taken, "-");
}

bool has_card_groups(const DigitRun& run, std::size_t taken) {
  if (taken == 1) return true;
  if (!uniform(run, taken)) return false;
  if (run.sizes_are(taken, {4, 6, 5}) || run.sizes_are(taken, {4, 6, 4})) return true;
  for (std::size_t g = 0; g + 1 < taken; ++g) {
    if (run.groups[g].size() != 4) return false;
  }
  return run.groups[taken - 1].size() <= 4;
}

// Separators and group sizes that a number written for dialling has, a date or a price has not.
bool has_phone_groups(const DigitRun& run, std::size_t taken) {
  const bool date = run.sizes_are(taken, {2, 2, 4}) || run.sizes_are(taken, {1, 2, 4}) ||
                    run.sizes_are(taken, {2, 1, 4}) || run.sizes_are(taken, {1, 1, 4}) ||
                    run.sizes_are(taken, {4, 2, 2}) || run.sizes_are(taken, {2, 2, 2});
  if (date) return false;
  const auto later = run.groups.begin() + 1;
  const auto stop = run.groups.begin() + static_cast<std::ptrdiff_t>(taken);
  const bool thousands = taken > 1 && run.all_separators(taken, ".") &&
                         std::all_of(later, stop, [](const DigitRun::Group& g) { return g.size() == 3; });
  if (thousands) return false;
  for (std::size_t g = 1; g < taken; ++g) {
    const std::string& separator = run.groups[g].separator;
    if (separator == "." && !run.all_separators(taken, ".")) return false;
    if (separator == "/" && g != 1) return false;
    if (run.groups[g].size() > 8) return false;
  }
  return true;
}

// "0532 …", "0 532 …", "030/…": the area code stands alone or leads a group.
bool has_area_code(const DigitRun& run, std::size_t taken) {
  if (taken == 1) return true;
  const std::size_t first = run.groups[0].size();
  return (first == 1 && run.groups[1].size() == 3) || (first >= 3 && first <= 6);
}

bool is_north_american(const DigitRun& run, std::size_t taken, std::string_view d, bool announced) {
  const bool with_country = run.sizes_are(taken, {1, 3, 3, 4}) && d[0] == '1';
  if (!with_country && !run.sizes_are(taken, {3, 3, 4})) return false;
  return announced || run.bracket || with_country || run.groups[1].separator != " ";
}

// Wherever it is dialled from, a number ends in the same digits.
std::string phone_value(std::string_view digits) {
  static constexpr std::size_t kSubscriber = 10;
  return std::string(digits.size() > kSubscriber ? digits.substr(digits.size() - kSubscriber) : digits);
}

bool is_phone(const DigitRun& run, std::size_t taken, const Context& context) {
  const std::string_view d = run.first(taken);
  const std::size_t n = d.size();
  if (!has_phone_groups(run, taken)) return false;
  const bool announced = context.is_open(phone);
  if (run.plus) {
    if (d[0] == '0' || n < 8 || n > 15) return false;
    if (d.starts_with("90")) return n == 12;
    return d[0] != '1' || n == 11;
  }
  if (d.starts_with("00")) return n >= 12 && n <= 15 && d[2] != '0' && (!d.starts_with("0090") || n == 14);
  if (d[0] == '0' && n >= 9 && n <= 12 && has_area_code(run, taken)) {
    if (n == 11) return true;
    if (n == 10 && taken > 1) return true;
    if (n == 12 && (d.starts_with("015") || d.starts_with("016") || d.starts_with("017"))) return true;
  }
  if (n == 12 && d.starts_with("905") && (taken == 1 || run.groups[0].size() == 2)) return true;
  if (n == 10 && d[0] >= '2' && d[0] <= '5') {
    const bool turkish_groups = run.sizes_are(taken, {3, 3, 2, 2});
    if (turkish_groups && (d[0] == '5' || run.bracket)) return true;
    if (d[0] == '5' && run.sizes_are(taken, {3, 3, 4})) return true;
    if (d[0] == '5' && run.sizes_are(taken, {3, 7})) return true;
  }
  if (is_north_american(run, taken, d, announced)) return true;
  return announced && n >= 7 && n <= 13;
}

}  // namespace

std::optional<Number> recognise_number(const DigitRun& run, std::size_t taken, const Context& context, bool amount) {
  const std::string_view d = run.first(taken);
  const std::size_t n = d.size();
  const bool plain = !run.plus && !run.bracket && uniform(run, taken);
  if (plain && n == 11 && d[0] != '0' && taken <= 6) {
    const bool valid = is_valid_tckn(d);
    if (valid || context.is_open(tckn)) return Number{tckn, std::string(d), valid};
  }
  if (plain && n >= 13 && n <= 19) {
    const bool valid = passes_luhn(d) && has_card_prefix(d) && has_card_groups(run, taken);
    if (valid || context.is_open(card)) return Number{card, std::string(d), passes_luhn(d)};
  }
  if (plain && n == 10 && context.is_open(vkn)) return Number{vkn, std::string(d), is_valid_vkn(d)};
  if (plain && taken == 1 && run.groups.size() == 1 && (n == 3 || n == 4) && context.is_open(cvv) && !amount) {
    return Number{cvv, std::string(d), std::nullopt};
  }
  const bool code_announced = context.announced_code() != nullptr && !context.is_open(phone);
  if (!amount && !code_announced && is_phone(run, taken, context)) {
    return Number{phone, phone_value(d), std::nullopt};
  }
  return std::nullopt;
}

std::optional<PlateFind> read_plate(std::string_view text, std::size_t offset, bool announced) {
  std::size_t i = offset;
  const auto at = [&](std::size_t k) { return k < text.size() ? text[k] : '\0'; };
  const auto gap = [&] {
    const bool separated = at(i) == ' ' || at(i) == '-';
    if (separated) ++i;
    return separated;
  };
  if (offset > 0 && (is_alnum(text[offset - 1]) || text[offset - 1] == '.' || text[offset - 1] == ','))
    return std::nullopt;
  if (!is_digit(at(i)) || !is_digit(at(i + 1))) return std::nullopt;
  const int province = (at(i) - '0') * 10 + (at(i + 1) - '0');
  if (province < 1 || province > 81) return std::nullopt;
  std::string value(text.substr(i, 2));
  i += 2;
  const bool spaced = gap();
  const std::size_t letters = i;
  while (is_upper(at(i)) && at(i) != 'Q' && at(i) != 'W' && at(i) != 'X') ++i;
  const std::string_view middle = text.substr(letters, i - letters);
  if (middle.empty() || middle.size() > 3) return std::nullopt;
  value += middle;
  const bool spaced_again = gap();
  const std::size_t digits = i;
  while (is_digit(at(i))) ++i;
  const std::size_t count = i - digits;
  const bool fits = middle.size() == 1   ? count == 4 || count == 5
                    : middle.size() == 2 ? count == 3 || count == 4
                                         : count == 2 || count == 3;
  if (!fits || !is_number_end(text, i)) return std::nullopt;
  // "50 TL 250", "10 GB 100": an amount and another number, unless a plate was announced.
  static constexpr std::string_view kUnits[] = {"TL", "GB", "MB", "KG",  "KM",  "CM",
                                                "MM", "GR", "AY", "EUR", "USD", "LT"};
  if ((spaced || spaced_again) && !announced && std::ranges::find(kUnits, middle) != std::end(kUnits))
    return std::nullopt;
  value += text.substr(digits, count);
  return PlateFind{i, value};
}

Code read_code(std::string_view text, std::size_t offset) {
  Code code;
  std::size_t i = offset;
  if (i < text.size() && text[i] == '#') ++i;
  code.begin = i;
  bool letters = false;
  bool times_or_money = false;
  while (i < text.size()) {
    const char c = text[i];
    const bool inner = (c == '-' || c == '/' || c == '.' || c == ',' || c == ':') && i > code.begin &&
                       i + 1 < text.size() && is_alnum(text[i - 1]) && is_alnum(text[i + 1]);
    if (is_alnum(c)) {
      code.value += c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
      code.digits += is_digit(c) ? 1U : 0U;
      letters = letters || is_letter(c);
    } else if (inner) {
      times_or_money = times_or_money || c == ',' || c == ':' || (c == '.' && !letters);
      code.mixed = true;
    } else if ((static_cast<unsigned char>(c) >= 0x80 && static_cast<unsigned char>(c) != 0xE2) || c == '_') {
      return {};  // part of a longer word
    } else {
      break;
    }
    ++i;
  }
  code.end = i;
  code.mixed = code.mixed || letters;
  if (times_or_money || code.value.size() > 32) return {};
  if (letters && code.digits * 3 < code.value.size()) return {};  // a word with a number in it
  // "44 71 22 90": digits go on in groups.
  while (!letters && code.value.size() < 20 && i + 1 < text.size() && text[i] == ' ' && is_digit(text[i + 1])) {
    std::size_t j = i + 1;
    while (j < text.size() && is_digit(text[j])) ++j;
    if (!is_number_end(text, j)) break;
    code.value += text.substr(i + 1, j - i - 1);
    code.digits += j - i - 1;
    i = code.end = j;
  }
  return code;
}

bool is_ipv4(std::string_view text) {
  int parts = 0;
  for (std::size_t i = 0; i <= text.size();) {
    const std::size_t dot = std::min(text.find('.', i), text.size());
    const std::string_view part = text.substr(i, dot - i);
    if (part.empty() || part.size() > 3 || (part.size() > 1 && part[0] == '0') ||
        !std::ranges::all_of(part, is_digit)) {
      return false;
    }
    int value = 0;
    for (const char c : part) value = value * 10 + c - '0';
    if (value > 255) return false;
    ++parts;
    i = dot + 1;
  }
  return parts == 4;
}

bool is_ipv6(std::string_view text) {
  int groups = 0;
  int digits = 0;
  bool shortened = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == ':') {
      if (i + 1 < text.size() && text[i + 1] == ':') {
        if (shortened) return false;
        shortened = true;
      }
      groups += digits > 0 ? 1 : 0;
      digits = 0;
    } else if (is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F')) {
      if (++digits > 4) return false;
    } else {
      return false;
    }
  }
  groups += digits > 0 ? 1 : 0;
  return shortened ? groups >= 3 && groups < 8 : groups == 8;
}

}  // namespace cxai::privacy
