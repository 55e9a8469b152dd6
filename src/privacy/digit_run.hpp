// Digits as people write long numbers: in groups parted by spaces, dashes, dots, slashes or brackets.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace cxai::privacy {

struct DigitRun {
  struct Group {
    std::size_t begin = 0;  // byte offsets
    std::size_t end = 0;
    std::string separator;  // between this group and the one before; blanks as one ' ', dashes as '-'
    std::size_t size() const { return end - begin; }
  };
  bool plus = false;     // began with '+'
  bool bracket = false;  // began with '('
  std::string digits;
  std::vector<Group> groups;

  std::string_view first(std::size_t groups_taken) const;  // their digits
  bool sizes_are(std::size_t taken, std::initializer_list<std::size_t> sizes) const;
  bool has_open_bracket(std::size_t taken) const;  // the '(' it began with is not closed inside
  bool all_separators(std::size_t taken, std::string_view separator) const;
};

// Reads the run that begins at `offset`: a digit, or '+' or '(' right before one. At most 34 digits in 14 groups;
// no groups when none begins there.
DigitRun read_digit_run(std::string_view text, std::size_t offset);

// Whether a number may end at `end`: no letter or digit follows, nor a decimal part.
bool is_number_end(std::string_view text, std::size_t end);

}  // namespace cxai::privacy
