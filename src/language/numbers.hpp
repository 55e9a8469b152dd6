// Numbers as people write and say them, with their values: "yirmi beş", "iki bin üç yüz", "bir buçuk", "3.500,50",
// "twenty-five", "fünfundzwanzig", "third".
//
// Personal data is read elsewhere (privacy/items.hpp): there digits matter, and "beş yüz otuz iki" is 5-3-2 as often
// as 532. Here a number is an amount, and its value is what counts.
//
// Input    valid UTF-8; language "tr", "en" or "de" (others: figures alone)
// Output   numbers in order of the text, not overlapping; byte offsets, a Turkish suffix included
// Threads  all functions from any thread
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "language/pieces.hpp"

namespace cxai::language {

struct NumberFind {
  std::size_t begin = 0;
  std::size_t end = 0;
  double value = 0;
  bool ordinal = false;  // "üçüncü", "third", "dritten", "3rd"
  bool spoken = false;   // words, not figures
};

std::vector<NumberFind> find_numbers(std::string_view text, std::string_view language);

// A number that begins at a given piece; `pieces` is how many it takes, `suffix` what Turkish hangs on its last word,
// folded ("beşinde" → "inde").
struct NumberAt {
  double value = 0;
  bool ordinal = false;
  bool spoken = false;
  std::size_t pieces = 0;
  std::string suffix;
};
std::optional<NumberAt> number_at(const std::vector<Piece>& pieces, std::size_t at, std::string_view language);

// "3.500,50" as the language writes it; empty when the text is no number. "14:30" and "12.05.2024" are none.
std::optional<double> figure_value(std::string_view text, std::string_view language);

}  // namespace cxai::language
