// When a message was written.
#pragma once

#include <optional>
#include <string_view>

#include "base/clock.hpp"

namespace cxai::threads {

// "Tue Oct 31 22:10:47 +0000 2017", or ISO 8601 as base::parse_utc takes it; nullopt for anything else.
std::optional<Timestamp> parse_message_time(std::string_view text);

}  // namespace cxai::threads
