#include "privacy/digit_run.hpp"

#include <algorithm>

#include "base/utf8.hpp"

namespace cxai::privacy {
namespace {

constexpr std::size_t kMostDigits = 34;
constexpr std::size_t kMostGroups = 14;

bool is_digit(std::string_view text, std::size_t i) {
  return i < text.size() && text[i] >= '0' && text[i] <= '9';
}

// The separator at `offset` when a digit follows it; empty otherwise.
std::string read_separator(std::string_view text, std::size_t& offset) {
  static constexpr std::size_t kMostCharacters = 3;
  std::string separator;
  std::size_t i = offset;
  while (i < text.size() && !is_digit(text, i) && separator.size() < kMostCharacters) {
    std::size_t next = i;
    const char32_t c = base::next_code_point(text, next);
    if (c == U' ' || c == 0xA0 || c == 0x202F) {
      separator += ' ';
    } else if (c == U'-' || c == 0x2010 || c == 0x2011 || c == 0x2013) {
      separator += '-';
    } else if (c == U'.' || c == U'/' || c == U'(' || c == U')') {
      separator += static_cast<char>(c);
    } else {
      return {};
    }
    i = next;
  }
  static constexpr std::string_view kAllowed[] = {" ", "-", ".", "/", ")", ") ", " (", "(", " - ", ")-", "-("};
  if (!is_digit(text, i) || std::ranges::find(kAllowed, separator) == std::end(kAllowed)) return {};
  offset = i;
  return separator;
}

}  // namespace

std::string_view DigitRun::first(std::size_t groups_taken) const {
  std::size_t n = 0;
  for (std::size_t g = 0; g < groups_taken; ++g) n += groups[g].size();
  return std::string_view(digits).substr(0, n);
}

bool DigitRun::sizes_are(std::size_t taken, std::initializer_list<std::size_t> sizes) const {
  return taken == sizes.size() && std::equal(sizes.begin(), sizes.end(), groups.begin(),
                                             [](std::size_t size, const Group& g) { return size == g.size(); });
}

bool DigitRun::has_open_bracket(std::size_t taken) const {
  return bracket && std::none_of(groups.begin(), groups.begin() + static_cast<std::ptrdiff_t>(taken),
                                 [](const Group& g) { return g.separator.starts_with(')'); });
}

bool DigitRun::all_separators(std::size_t taken, std::string_view separator) const {
  return std::all_of(groups.begin() + 1, groups.begin() + static_cast<std::ptrdiff_t>(taken),
                     [&](const Group& g) { return g.separator == separator; });
}

DigitRun read_digit_run(std::string_view text, std::size_t offset) {
  DigitRun run;
  std::size_t i = offset;
  if (i < text.size() && text[i] == '+') {
    run.plus = true;
    ++i;
  }
  if (i < text.size() && text[i] == '(') {
    run.bracket = true;
    ++i;
  }
  std::string separator;
  while (is_digit(text, i) && run.groups.size() < kMostGroups) {
    const std::size_t begin = i;
    while (is_digit(text, i)) ++i;
    if (run.digits.size() + (i - begin) > kMostDigits) break;
    run.digits.append(text.substr(begin, i - begin));
    run.groups.push_back({begin, i, separator});
    separator = read_separator(text, i);
    if (separator.empty()) break;
  }
  return run;
}

bool is_number_end(std::string_view text, std::size_t end) {
  if (end >= text.size()) return true;
  const char c = text[end];
  if ((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_') return false;
  return !((c == ',' || c == '.' || c == ':') && is_digit(text, end + 1));
}

}  // namespace cxai::privacy
