// Digits as people write and say long numbers: in groups parted by blanks, dashes, dots, slashes, brackets, pauses.
#pragma once

#include <cstddef>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "privacy/items.hpp"

namespace cxai::privacy {

struct DigitRun {
  struct Group {
    std::size_t begin = 0;  // byte offsets
    std::size_t end = 0;
    std::size_t item = 0;
    std::size_t length = 0;  // digits
    char separator = 0;      // before it: ' ' - . / ( ) , ';' for a pause, a filler word or
                             // the end of a sentence, '!' for a correction
    bool spoken = false;
    std::size_t size() const { return length; }
  };
  bool plus = false;      // began with '+', "plus", "artı"
  bool bracket = false;   // began with '('
  std::size_t begin = 0;  // of the sign it began with
  std::string digits;
  std::vector<Group> groups;

  std::string_view first(std::size_t groups_taken) const;  // their digits
  bool sizes_are(std::size_t taken, std::initializer_list<std::size_t> sizes) const;
  bool has_open_bracket(std::size_t taken) const;  // the '(' it began with is not closed inside
  bool all_separators(std::size_t taken, std::string_view allowed) const;
  bool is_spoken(std::size_t taken) const;
};

// Reads the run that begins at item `at`: a number, or '+' or '(' right before one, into `run`. At most 34 digits in
// 30 groups; no groups when none begins there.
void read_digit_run(const Items& items, std::size_t at, DigitRun& run);

// Whether a written number may end at `end`: no letter or digit follows, nor a decimal part.
bool is_number_end(std::string_view text, std::size_t end);

}  // namespace cxai::privacy
