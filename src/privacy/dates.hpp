// Dates of birth as people write them.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace cxai::privacy {

struct DateFind {
  std::size_t end = 0;  // byte offset
  std::string value;    // "1980-01-31", unknown parts empty: "-01-31"
};

// The date that begins at `offset`: 31.01.1980, 31/1/80, 1980-01-31, 31 Ocak 1980, 31. Januar 1980, January 31st, 1980,
// 31 Ocak; a bare year only when `bare_year`. Longest form first.
std::optional<DateFind> read_date(std::string_view text, std::size_t offset, bool bare_year);

}  // namespace cxai::privacy
