// The small text work all transcript formats share: lines, white space, entities, clock times, language names.
//
// Input    UTF-8
// Threads  all functions from any thread
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"

namespace cxai::conversation {

// Later times are refused: 100 days.
inline constexpr Millis kLatestTime = std::chrono::hours(2400);

// Splits at LF, CRLF or CR, without a BOM. Errors: invalid_input naming the first line that is not UTF-8.
Result<std::vector<std::string_view>> split_lines(std::string_view text);

bool is_space(char c);
std::string_view trim(std::string_view text);

// Trimmed, every run of white space one blank.
std::string squeeze(std::string_view text);

// The text of the character reference ("&amp;", "&#39;", …) at `at`, which moves past it; nullopt when there is none.
std::optional<std::string> entity_at(std::string_view text, std::size_t& at);

// A time "[h:]mm:ss[.fraction]" at `at`, which moves past it. '.' and ',' both start the fraction.
std::optional<Millis> clock_at(std::string_view text, std::size_t& at);

// "01:02:03.450" with the given sign before the milliseconds.
std::string clock_text(Millis time, char decimal_sign);

// "tr" for "tr", "TR", "tr-TR" and "turkish"; any code of two or three letters is kept; otherwise empty.
std::string language_code(std::string_view language);

}  // namespace cxai::conversation
