#include "cli/interruptible.hpp"

#include <condition_variable>
#include <mutex>

#include "base/clock.hpp"

namespace cxai::cli {
namespace {

constexpr Millis kLookForSignal{50};

}  // namespace

Interruptible::Interruptible()
    : watch_([this](const std::stop_token& ended) {
        std::mutex mutex;
        std::condition_variable_any never;
        std::unique_lock lock(mutex);
        while (!ended.stop_requested()) {
          if (stop_requested()) stop_.request_stop();
          never.wait_for(lock, ended, kLookForSignal, [] { return false; });
        }
      }) {}

}  // namespace cxai::cli
