// Who listens to which original now, so that a player's many range requests are one entry of the audit chain.
//
// Rule     an entry is due when none was made for the same user and conversation within the last ten minutes
// Limits   a few thousand pairs; the oldest are forgotten, which makes one entry more
// Threads  all functions from any thread
#pragma once

#include <chrono>
#include <map>
#include <mutex>
#include <string>
#include <utility>

#include "base/clock.hpp"

namespace cxai::serve {

class Listeners {
 public:
  bool begins(const std::string& user, const std::string& conversation, Timestamp now) {
    constexpr auto kOneSitting = std::chrono::minutes(10);
    constexpr std::size_t kMost = 4096;
    const std::lock_guard lock(mutex_);
    if (since_.size() >= kMost)
      std::erase_if(since_, [&](const auto& pair) { return now - pair.second >= kOneSitting; });
    if (since_.size() >= kMost) since_.clear();
    const auto [it, fresh] = since_.try_emplace({user, conversation}, now);
    if (!fresh && now - it->second < kOneSitting) return false;
    it->second = now;
    return true;
  }

 private:
  std::mutex mutex_;
  std::map<std::pair<std::string, std::string>, Timestamp> since_;
};

}  // namespace cxai::serve
