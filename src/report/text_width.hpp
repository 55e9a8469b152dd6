// Text in columns of a terminal.
//
// Input    valid UTF-8
// Threads  all functions from any thread
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace cxai::report {

// Columns a terminal gives the text: 2 for East Asian wide characters and emoji, 0 for combining marks.
std::size_t display_width(std::string_view text);

// The text without control characters, which could command the terminal; line ends become blanks.
std::string printable(std::string_view text);

// Lines of at most `width` columns, broken at blanks; a word that is wider is broken inside. Never empty.
std::vector<std::string> wrap(std::string_view text, std::size_t width);

// The text and blanks up to `width` columns.
std::string pad(std::string_view text, std::size_t width);
std::string pad_left(std::string_view text, std::size_t width);

}  // namespace cxai::report
