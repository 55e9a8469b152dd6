#include "report/number_text.hpp"

#include <cstdio>

namespace cxai::report {
namespace {

bool comma_is_decimal(std::string_view language) {
  return language == "tr" || language == "de";
}

std::string grouped(std::string digits, char mark) {
  for (std::size_t i = digits.size(); i > 3;) digits.insert(i -= 3, 1, mark);
  return digits;
}

}  // namespace

std::string count_text(std::int64_t number, std::string_view language) {
  const std::string digits = std::to_string(number);
  const char mark = comma_is_decimal(language) ? '.' : ',';
  return number < 0 ? "-" + grouped(digits.substr(1), mark) : grouped(digits, mark);
}

std::string number_text(double number, int decimals, std::string_view language) {
  char text[64];
  std::snprintf(text, sizeof text, "%.*f", decimals, number < 0 ? -number : number);
  std::string digits = text;
  const std::size_t point = digits.find('.');
  const std::string fraction = point == std::string::npos ? "" : digits.substr(point + 1);
  digits = grouped(digits.substr(0, point), comma_is_decimal(language) ? '.' : ',');
  if (!fraction.empty()) digits += (comma_is_decimal(language) ? "," : ".") + fraction;
  return number < 0 ? "-" + digits : digits;
}

std::string percent_text(double share, int decimals, std::string_view language) {
  const std::string number = number_text(share * 100, decimals, language);
  if (language == "tr") return "%" + number;
  return number + (language == "de" ? "\u00A0%" : "%");
}

}  // namespace cxai::report
