#include "privacy/checksums.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <iterator>

namespace cxai::privacy {
namespace {

int digit(char c) {
  return c - '0';
}

int prefix(std::string_view digits, std::size_t length) {
  int value = 0;
  for (const char c : digits.substr(0, length)) value = value * 10 + digit(c);
  return value;
}

struct Country {
  std::string_view code;
  std::size_t length;
};

constexpr Country kCountries[] = {
    {"AD", 24}, {"AE", 23}, {"AL", 28}, {"AT", 20}, {"AZ", 28}, {"BA", 20}, {"BE", 16}, {"BG", 22}, {"BH", 22},
    {"BI", 27}, {"BR", 29}, {"BY", 28}, {"CH", 21}, {"CR", 22}, {"CY", 28}, {"CZ", 24}, {"DE", 22}, {"DJ", 27},
    {"DK", 18}, {"DO", 28}, {"EE", 20}, {"EG", 29}, {"ES", 24}, {"FI", 18}, {"FK", 18}, {"FO", 18}, {"FR", 27},
    {"GB", 22}, {"GE", 22}, {"GI", 23}, {"GL", 18}, {"GR", 27}, {"GT", 28}, {"HR", 21}, {"HU", 28}, {"IE", 22},
    {"IL", 23}, {"IQ", 23}, {"IS", 26}, {"IT", 27}, {"JO", 30}, {"KW", 30}, {"KZ", 20}, {"LB", 28}, {"LC", 32},
    {"LI", 21}, {"LT", 20}, {"LU", 20}, {"LV", 21}, {"LY", 25}, {"MC", 27}, {"MD", 24}, {"ME", 22}, {"MK", 19},
    {"MN", 20}, {"MR", 27}, {"MT", 31}, {"MU", 30}, {"NI", 28}, {"NL", 18}, {"NO", 15}, {"OM", 23}, {"PK", 24},
    {"PL", 28}, {"PS", 29}, {"PT", 25}, {"QA", 29}, {"RO", 24}, {"RS", 22}, {"RU", 33}, {"SA", 24}, {"SC", 31},
    {"SD", 18}, {"SE", 24}, {"SI", 19}, {"SK", 24}, {"SM", 27}, {"SO", 23}, {"ST", 25}, {"SV", 28}, {"TL", 23},
    {"TN", 24}, {"TR", 26}, {"UA", 29}, {"VA", 22}, {"VG", 24}, {"XK", 20}, {"YE", 30}};

}  // namespace

bool is_valid_tckn(std::string_view digits) {
  if (digits.size() != 11 || digits[0] == '0') return false;
  int odd = 0;
  int even = 0;
  for (std::size_t i = 0; i < 9; ++i) (i % 2 == 0 ? odd : even) += digit(digits[i]);
  const int tenth = ((odd * 7 - even) % 10 + 10) % 10;
  return digit(digits[9]) == tenth && digit(digits[10]) == (odd + even + tenth) % 10;
}

bool is_valid_vkn(std::string_view digits) {
  if (digits.size() != 10) return false;
  int sum = 0;
  for (int i = 0; i < 9; ++i) {
    const int shifted = (digit(digits[static_cast<std::size_t>(i)]) + 9 - i) % 10;
    const int power = (shifted << (9 - i)) % 9;
    sum += shifted != 0 && power == 0 ? 9 : power;
  }
  return digit(digits[9]) == (10 - sum % 10) % 10;
}

bool passes_luhn(std::string_view digits) {
  int sum = 0;
  bool twice = false;
  for (auto it = digits.rbegin(); it != digits.rend(); ++it, twice = !twice) {
    const int d = twice ? 2 * digit(*it) : digit(*it);
    sum += d > 9 ? d - 9 : d;
  }
  return !digits.empty() && sum % 10 == 0;
}

bool has_card_prefix(std::string_view digits) {
  const std::size_t n = digits.size();
  if (n < 13 || n > 19) return false;
  const int two = prefix(digits, 2);
  const int four = prefix(digits, 4);
  if (digits[0] == '4') return n == 13 || n == 16 || n == 19;                      // Visa
  if ((two >= 51 && two <= 55) || (four >= 2221 && four <= 2720)) return n == 16;  // Mastercard
  if (two == 34 || two == 37) return n == 15;                                      // Amex
  if (two == 30 || two == 36 || two == 38 || two == 39) return n >= 14;            // Diners Club
  if (two == 35 || four == 9792 || four == 2205) return n == 16;                   // JCB, Troy, Mir
  return two == 50 || (two >= 56 && two <= 69);                                    // Maestro, Discover, UnionPay
}

std::size_t iban_length(std::string_view country) {
  static constexpr std::array<std::uint8_t, 26UZ * 26> kLengths = [] {
    std::array<std::uint8_t, 26UZ * 26> lengths{};
    for (const Country& c : kCountries)
      lengths[static_cast<std::size_t>((c.code[0] - 'A') * 26 + (c.code[1] - 'A'))] =
          static_cast<std::uint8_t>(c.length);
    return lengths;
  }();
  const auto letter = [](char c) { return c >= 'A' && c <= 'Z'; };
  if (country.size() != 2 || !letter(country[0]) || !letter(country[1])) return 0;
  return kLengths[static_cast<std::size_t>((country[0] - 'A') * 26 + (country[1] - 'A'))];
}

bool is_valid_iban(std::string_view iban) {
  if (iban.size() < 5 || iban.size() != iban_length(iban.substr(0, 2))) return false;
  int remainder = 0;
  const auto feed = [&](char c) {
    if (c >= '0' && c <= '9') {
      remainder = (remainder * 10 + digit(c)) % 97;
    } else {
      remainder = (remainder * 100 + (c - 'A' + 10)) % 97;
    }
  };
  for (const char c : iban.substr(4)) feed(c);
  for (const char c : iban.substr(0, 4)) feed(c);
  return remainder == 1;
}

}  // namespace cxai::privacy
