// Dates of birth as people write and say them.
#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "privacy/items.hpp"

namespace cxai::privacy {

struct DateFind {
  std::size_t end = 0;   // byte offset
  std::size_t next = 0;  // item behind it
  std::string value;     // "1980-01-31", unknown parts empty: "-01-31"
  bool spoken = false;
};

// The date that begins at item `at`: 31.01.1980, 31/1/80, 1980-01-31, 31 Ocak 1980, "vierzehnten dritten
// neunzehnhundert…", "January 31st, 1980", 31 Ocak; when `announced`, spoken figures alone ("on beş üç seksen iki") and
// a bare year too. Longest form first.
std::optional<DateFind> read_date(const Items& items, std::size_t at, bool announced);

}  // namespace cxai::privacy
