// What a number is, by its form, its check digits and what announced it.
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
// `amount`: a unit or currency follows, so the number is nobody's telephone. `inside`: the run began before and nothing
// was found there, so that only what has a form of its own counts.
std::optional<Number> recognise_number(const DigitRun& run, std::size_t taken, const Context& context, bool amount,
                                       bool inside = false);

// How many digits a number of this type has at most; 0 where digits alone do not make one.
std::size_t most_digits(PiiType type);

// Wherever it is dialled from, a number ends in the same digits.
std::string phone_value(std::string_view digits);

// Numbers that everybody dials: free and shared-cost ones of firms ("0850 …", "444 …", "0800 …", "1-800-…"), enquiries.
bool is_service_number(std::string_view digits);

bool is_ipv4(std::string_view text);
bool is_ipv6(std::string_view text);

}  // namespace cxai::privacy
