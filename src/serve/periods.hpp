// The names of hours and days in the centre's time: "2026-03-14T09", "2026-03-14".
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/clock.hpp"

namespace cxai::serve {

enum class Period : std::uint8_t { hour, day };

// Every period that [from, to) touches, ascending; none when they are more than 3700.
std::vector<std::string> period_keys(Timestamp from, Timestamp to, Period period, int utc_offset_minutes);

}  // namespace cxai::serve
