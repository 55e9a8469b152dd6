// A stop token that Ctrl-C and SIGTERM set.
#pragma once

#include <stop_token>
#include <thread>

#include "cli/stop_signal.hpp"

namespace cxai::cli {

class Interruptible {
 public:
  Interruptible();
  const std::stop_token& token() const { return token_; }

 private:
  StopOnSignal signals_;
  std::stop_source stop_;
  std::stop_token token_ = stop_.get_token();
  std::jthread watch_;
};

}  // namespace cxai::cli
