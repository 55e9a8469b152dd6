// Time as the product sees it: UTC instants in milliseconds, and a clock that tests can hold still.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace cxai::base {

using Millis = std::chrono::milliseconds;
using Timestamp = std::chrono::sys_time<Millis>;

class Clock {
 public:
  virtual ~Clock() = default;
  virtual Timestamp now() const = 0;
};

class SystemClock final : public Clock {
 public:
  Timestamp now() const override;
};

// Stands still until moved. Threads: one.
class FixedClock final : public Clock {
 public:
  explicit FixedClock(Timestamp start) : now_(start) {}
  Timestamp now() const override { return now_; }
  void advance(Millis by) { now_ += by; }

 private:
  Timestamp now_;
};

// "2026-03-14T09:26:53.589Z"
std::string format_utc(Timestamp time);

// Accepts what format_utc writes, with or without fraction, with Z or an offset (+03:00), and a bare date.
Result<Timestamp> parse_utc(std::string_view text);

}  // namespace cxai::base

namespace cxai {
using base::Millis;
using base::Timestamp;
}  // namespace cxai
