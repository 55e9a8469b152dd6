// What a written number is, by its form, its check digits and what announced it.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "privacy/context.hpp"
#include "privacy/digit_run.hpp"

namespace cxai::privacy {

struct Number {
  PiiType type{};
  std::string value;
  std::optional<bool> checksum;
};

// The first `taken` groups of the run as TCKN, CARD, VKN, CVV or PHONE. Announced numbers of the right length count
// even when their check digits are wrong: they were misheard or mistyped, and are personal all the same.
// `amount`: a unit or currency follows, so the number is nobody's telephone.
std::optional<Number> recognise_number(const DigitRun& run, std::size_t taken, const Context& context, bool amount);

struct PlateFind {
  std::size_t end = 0;
  std::string value;
};
// A Turkish number plate in upper case: province 01–81, one to three letters, two to five digits.
std::optional<PlateFind> read_plate(std::string_view text, std::size_t offset, bool announced);

// A run of letters and digits with single dashes, slashes, or dots inside, at least one digit; digits may go on in
// groups after a space. A '#' in front is skipped. `digits` is 0 when none begins here.
struct Code {
  std::size_t begin = 0;
  std::size_t end = 0;
  std::string value;
  std::size_t digits = 0;
  bool mixed = false;  // has letters or dashes
};
Code read_code(std::string_view text, std::size_t offset);

bool is_ipv4(std::string_view text);
bool is_ipv6(std::string_view text);

}  // namespace cxai::privacy
