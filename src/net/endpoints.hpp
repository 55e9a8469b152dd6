// Several servers that do the same work: takes them in turn, and leaves out for a while those that failed.
//
// Limits   a server that failed rests for `cool_down`; when all rest, the one that rested longest is taken
// Threads  any
#pragma once

#include <chrono>
#include <cstddef>
#include <mutex>
#include <string>
#include <vector>

#include "base/clock.hpp"

namespace cxai::net {

class Endpoints {
 public:
  using Time = std::chrono::steady_clock::time_point;

  // At least one.
  Endpoints(std::vector<std::string> urls, Millis cool_down);

  std::size_t size() const { return all_.size(); }
  const std::string& url(std::size_t index) const { return all_[index].url; }
  std::size_t next(Time now);
  void failed(std::size_t index, Time now);
  void worked(std::size_t index);
  bool any_healthy(Time now) const;

 private:
  struct Endpoint {
    std::string url;
    Time rests_until{};
  };
  mutable std::mutex mutex_;
  std::vector<Endpoint> all_;
  std::size_t turn_ = 0;
  Millis cool_down_;
};

}  // namespace cxai::net
