#include "privacy/numbers.hpp"

#include <algorithm>

#include "privacy/checksums.hpp"

namespace cxai::privacy {
namespace {

using enum PiiType;

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool uniform(const DigitRun& run, std::size_t taken) {
  return taken == 1 || run.is_spoken(taken) || run.all_separators(taken, " ,;") || run.all_separators(taken, "-");
}

bool has_card_groups(const DigitRun& run, std::size_t taken) {
  if (taken == 1 || run.is_spoken(taken)) return true;
  if (!uniform(run, taken)) return false;
  if (run.sizes_are(taken, {4, 6, 5}) || run.sizes_are(taken, {4, 6, 4})) return true;
  for (std::size_t g = 0; g + 1 < taken; ++g) {
    if (run.groups[g].size() != 4) return false;
  }
  return run.groups[taken - 1].size() <= 4;
}

// Separators and group sizes that a number written for dialling has, a date or a price has not.
bool has_phone_groups(const DigitRun& run, std::size_t taken) {
  if (run.is_spoken(taken)) return true;
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
    const char separator = run.groups[g].separator;
    if (separator == '.' && !run.all_separators(taken, ".")) return false;
    if (separator == '/' && g != 1) return false;
    if (run.groups[g].size() > 8) return false;
  }
  return true;
}

// "0532 …", "0 532 …", "030/…", "0 5 3 2 …": the area code stands alone or leads a group.
bool has_area_code(const DigitRun& run, std::size_t taken) {
  if (taken == 1 || run.is_spoken(taken)) return true;
  const std::size_t first = run.groups[0].size();
  if (first == 1 && (run.groups[1].size() == 3 || taken >= 9)) return true;
  return first >= 3 && first <= 6;
}

bool is_north_american(const DigitRun& run, std::size_t taken, std::string_view d, bool announced) {
  const bool with_country = run.sizes_are(taken, {1, 3, 3, 4}) && d[0] == '1';
  if (!with_country && !run.sizes_are(taken, {3, 3, 4})) return false;
  return announced || run.bracket || with_country || run.groups[1].separator != ' ';
}

// Ten digits said in many groups: nobody reads an amount so.
bool is_dictated(const DigitRun& run, std::size_t taken) {
  return run.is_spoken(taken) && taken >= 4 && run.all_separators(taken, " ,;-");
}

// Free and shared-cost numbers belong to companies.
bool is_company_number(std::string_view d) {
  static constexpr std::string_view kTurkish[] = {"0850", "0800", "0900", "0888"};
  static constexpr std::string_view kOthers[] = {"0180", "0137", "0845", "0870", "0300",
                                                 "0333", "1800", "1888", "1877", "1866"};
  return std::ranges::any_of(kTurkish, [&](std::string_view p) { return d.starts_with(p); }) ||
         std::ranges::any_of(kOthers, [&](std::string_view p) { return d.starts_with(p); });
}

// Separators and groups that only a telephone's number has: "(88) 684-334", "06-24312407", "02.27.96.63.08".
bool has_foreign_form(const DigitRun& run, std::size_t taken) {
  if (run.is_spoken(taken) || taken < 2) return false;
  const std::string_view d = run.first(taken);
  const std::size_t n = d.size();
  const std::size_t first = run.groups[0].size();
  if (run.bracket && run.groups[1].separator == ')') return first >= 2 && first <= 5 && n >= 8 && n <= 12;
  const bool of_a_clock = std::all_of(run.groups.begin(), run.groups.begin() + static_cast<std::ptrdiff_t>(taken),
                                      [](const DigitRun::Group& g) { return g.size() == 2; });  // "03-14 09-26-53"
  if (d[0] == '0' && d[1] != '0' && run.groups[1].separator == '-' && !of_a_clock)
    return first >= 2 && first <= 6 && n >= 9 && n <= 12;
  const bool pairs =
      taken == 5 && n == 10 && d[0] == '0' &&
      std::all_of(run.groups.begin(), run.groups.begin() + 5, [](const DigitRun::Group& g) { return g.size() == 2; });
  return pairs && (run.all_separators(taken, ".") || run.all_separators(taken, " ") || run.all_separators(taken, "-"));
}

bool is_phone(const DigitRun& run, std::size_t taken, const Context& context) {
  const std::string_view d = run.first(taken);
  const std::size_t n = d.size();
  if (!has_phone_groups(run, taken)) return false;
  const bool announced =
      (context.is_open(phone) && !(context.is_only_noun(phone) && n < 9)) || context.is_number_open();
  if (!announced && is_company_number(d)) return false;
  const bool sentence = !run.is_spoken(taken) && taken > 1 && !run.all_separators(taken, " -./(),");
  if (sentence && !announced) return false;
  if (run.plus) {
    if (d[0] == '0' || n < 8 || n > 15) return false;
    if (d.starts_with("90")) return n == 12;
    return d[0] != '1' || n == 11 || !run.is_spoken(taken);
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
    if (d[0] == '5' && (run.sizes_are(taken, {3, 3, 4}) || run.sizes_are(taken, {3, 7}))) return true;
    if (d[0] == '5' && taken == 1 && !run.groups[0].spoken && d[1] <= '6') return true;
  }
  if (n == 10 && d[0] == '5' && d[1] <= '6' && is_dictated(run, taken)) return true;
  if (n == 10 && d[0] >= '2' && is_dictated(run, taken) && (announced || taken >= 7)) return true;
  if (is_north_american(run, taken, d, announced)) return true;
  if (has_foreign_form(run, taken)) return true;
  // What was dictated further is part of it, or the whole is another thing.
  if (run.is_spoken(taken) && taken < run.groups.size() && n + run.groups[taken].size() > 13) return false;
  return announced && n >= 7 && n <= 13 && (taken > 1 || n >= 7);
}

}  // namespace

std::string phone_value(std::string_view digits) {
  static constexpr std::size_t kSubscriber = 10;
  return std::string(digits.size() > kSubscriber ? digits.substr(digits.size() - kSubscriber) : digits);
}

std::size_t most_digits(PiiType type) {
  switch (type) {
    case tckn:
      return 11;
    case vkn:
      return 10;
    case card:
      return 19;
    case cvv:
      return 4;
    case phone:
      return 14;
    case iban:
      return 32;
    case order_no:
    case customer_no:
    case policy_no:
    case other_id:
    case passport:
      return 18;
    case person:
    case email:
    case address:
    case date_of_birth:
    case plate:
    case username:
    case ip:
      return 0;
  }
  return 0;
}

std::optional<Number> recognise_number(const DigitRun& run, std::size_t taken, const Context& context, bool amount,
                                       bool inside) {
  const std::string_view d = run.first(taken);
  const std::size_t n = d.size();
  const bool plain = !run.plus && !run.bracket && uniform(run, taken);
  const bool code = context.announced_code() != nullptr;
  // The word said last tells two open announcements apart.
  const PiiType* last = context.announced();
  if (plain && n == 11 && d[0] != '0' && (taken <= 6 || run.is_spoken(taken))) {
    const bool announced = context.is_open(tckn) && (last == nullptr || *last == tckn || !is_code(*last));
    const bool valid = is_valid_tckn(d);
    const bool another = code && !context.is_open(tckn) && last != nullptr && is_code(*last);
    if ((valid && !another && !(amount && run.is_spoken(taken))) || announced)
      return Number{tckn, std::string(d), valid};
  }
  if (plain && (n == 10 || n == 12) && run.is_spoken(taken) && taken == run.groups.size() &&
      context.is_adjacent(tckn) && context.is_open(tckn) && !context.is_only_noun(tckn)) {
    return Number{tckn, std::string(d), false};
  }
  if (plain && n >= 13 && n <= 19) {
    const bool valid = passes_luhn(d) && has_card_prefix(d) && has_card_groups(run, taken);
    const bool another = last != nullptr && *last != card && is_code(*last) && !context.is_open(card);
    // Dictated digit by digit where a card is spoken of: misheard, and a card's all the same.
    const bool dictated =
        n >= 15 && n <= 16 && taken == run.groups.size() && is_dictated(run, taken) && context.is_near(card) && !code;
    if ((valid && !another) || context.is_open(card) || dictated) return Number{card, std::string(d), passes_luhn(d)};
  }
  if (plain && n == 10 && (context.is_open(vkn) || (context.is_near(vkn) && is_valid_vkn(d))))
    return Number{vkn, std::string(d), is_valid_vkn(d)};
  const bool digit_by_digit = run.is_spoken(taken) && taken == n;
  const bool code_of_card = context.is_open(cvv) || (context.is_card_near() && n == 3 && !run.is_spoken(taken)) ||
                            (context.is_back_open() && (n == 3 || context.is_card_known() || context.is_near(card)) &&
                             (context.is_card_known() || digit_by_digit));
  const bool behind_card = context.is_card_near() && n == 3 && !run.is_spoken(taken);
  if (plain && (!inside || behind_card) && (n == 3 || n == 4) && taken == run.groups.size() && code_of_card &&
      !amount && (taken == 1 || run.is_spoken(taken))) {
    return Number{cvv, std::string(d), std::nullopt};
  }
  // A Turkish mobile number is one even where a code was asked for a while ago.
  const PiiType* asked = context.announced_code();
  const bool mobile = n == 11 && d.starts_with("05") &&
                      !(asked != nullptr && context.is_adjacent(*asked) && context.announced_here(*asked));
  const bool code_announced = code && !mobile && !(last != nullptr && *last == phone);
  const bool begins_like_one = run.plus || d.starts_with("05") || d.starts_with("00") || !run.is_spoken(taken);
  // "dokuz sekiz … kırk sıfır" behind "IBAN" is a part of it.
  const bool of_iban = last != nullptr && *last == iban && run.is_spoken(taken);
  if (!amount && !code_announced && !of_iban && (!inside || begins_like_one) && is_phone(run, taken, context)) {
    return Number{phone, phone_value(d), std::nullopt};
  }
  return std::nullopt;
}

bool is_service_number(std::string_view digits) {
  const auto is = [&](std::string_view start, std::size_t least, std::size_t most) {
    return digits.starts_with(start) && digits.size() >= least && digits.size() <= most;
  };
  // Türkiye; Germany, Austria, Switzerland, Britain, Ireland; North America; Australia
  return is("444", 7, 7) || is("0850", 11, 11) || is("90850", 12, 12) || is("0800", 7, 12) || is("0900", 9, 11) ||
         is("0180", 8, 12) || is("0848", 10, 10) || is("0810", 9, 10) || is("0820", 9, 10) || is("00800", 11, 14) ||
         is("118", 5, 5) || is("116", 6, 6) || is("0300", 11, 11) || is("0808", 10, 11) || is("1800", 10, 11) ||
         is("1888", 11, 11) || is("1877", 11, 11) || is("1866", 11, 11) || is("1855", 11, 11) || is("1844", 11, 11) ||
         is("1833", 11, 11) || is("1300", 10, 10) || is("800555", 10, 10);
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
