// When a message was written.
//
// Threads  a reader belongs to one thread
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/clock.hpp"

namespace cxai::threads {

// "Tue Oct 31 22:10:47 +0000 2017", or ISO 8601 as base::parse_utc takes it; nullopt for anything else.
std::optional<Timestamp> parse_message_time(std::string_view text);

// The same for one text after the other. Neighbours mostly share all but the time of day, which stands at the same
// place in both forms; the rest is then not read again.
class MessageTimes {
 public:
  std::optional<Timestamp> parse(std::string_view text);

 private:
  std::string last_;      // a text with a time of day, or empty
  Timestamp midnight_{};  // of the day in last_, in its zone
};

}  // namespace cxai::threads
