// Text of a CSV field as it stands in the file, written into JSON or into a CSV of one line per turn.
//
// Input    the bytes between the quotes; `doubled_quotes`: "" stands where one quote is meant
// Output   the end of what was written at `out`; for JSON at most 6 bytes for each, for CSV 2, and behind them up to
//          kEscapeSlack bytes that mean nothing
// Threads  any number of calls at once
#pragma once

#include <cstddef>
#include <string_view>

namespace cxai::threads {

inline constexpr std::size_t kEscapeSlack = 32;

// Inside a JSON string: quotes, backslashes and control characters escaped.
char* escape_json(std::string_view raw, bool doubled_quotes, char* out);

// Inside a quoted CSV field: quotes doubled, a line end becomes a space.
char* escape_csv_line(std::string_view raw, bool doubled_quotes, char* out);

// The same for each kind of processor, for the above to choose from and for tests to compare.
namespace portable {
char* escape_json(std::string_view raw, bool doubled_quotes, char* out);
char* escape_csv_line(std::string_view raw, bool doubled_quotes, char* out);
}  // namespace portable
namespace avx2 {
char* escape_json(std::string_view raw, bool doubled_quotes, char* out);
char* escape_csv_line(std::string_view raw, bool doubled_quotes, char* out);
}  // namespace avx2

}  // namespace cxai::threads
