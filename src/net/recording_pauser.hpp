// For tests: time that passes only when somebody pauses, and a note of every pause.
#pragma once

#include <mutex>
#include <vector>

#include "net/retry.hpp"

namespace cxai::net {

class RecordingPauser final : public Pauser {
 public:
  Timestamp now() const override {
    const std::scoped_lock lock(mutex_);
    return now_;
  }
  double chance() override { return 1.0; }
  Result<> pause(Millis time, const std::stop_token& stop) override {
    const std::scoped_lock lock(mutex_);
    if (stop.stop_requested()) return fail(ErrorCode::cancelled, "stopped on request");
    pauses_.push_back(time);
    now_ += time;
    return {};
  }
  std::vector<Millis> pauses() const {
    const std::scoped_lock lock(mutex_);
    return pauses_;
  }

 private:
  mutable std::mutex mutex_;
  Timestamp now_{std::chrono::sys_days(std::chrono::year(2026) / 3 / 14)};
  std::vector<Millis> pauses_;
};

}  // namespace cxai::net
