// Slows down the guessing of passwords: so many wrong ones a minute for one login, and more for one address.
//
// Limits   remembers at most 10 000 names; when full, the oldest windows go first
// Threads  all functions from any thread
#pragma once

#include <chrono>
#include <deque>
#include <map>
#include <mutex>
#include <string>

#include "base/clock.hpp"

namespace cxai::serve {

class LoginThrottle {
 public:
  static constexpr std::size_t kPerLogin = 10;
  static constexpr std::size_t kPerAddress = 50;
  static constexpr std::chrono::minutes kWindow{1};

  // Counts an attempt before it is made, so that attempts at once count as well.
  // False: too many wrong ones, refuse it unseen.
  bool begin(const std::string& login, const std::string& address, Timestamp now);
  // The attempt begun at `began` was right: it no longer counts.
  void succeeded(const std::string& login, const std::string& address, Timestamp began);

 private:
  using Attempts = std::deque<Timestamp>;
  void forget_before(Timestamp start);

  std::mutex mutex_;
  std::map<std::string, Attempts> attempts_;  // "l:" + login, "a:" + address
};

}  // namespace cxai::serve
