// A time as somebody wrote it down: the instant, and how the clocks of that place stand.
#pragma once

#include <chrono>
#include <optional>
#include <string_view>

#include "base/clock.hpp"

namespace cxai::base {

struct WrittenTime {
  Timestamp instant{};
  std::optional<std::chrono::minutes> ahead;  // of UTC, where the text has an offset ("+03:00"); "Z" says nothing of it
};

// Reads what parse_utc does. Errors: invalid_input showing the text.
Result<WrittenTime> parse_written_time(std::string_view text);

}  // namespace cxai::base
