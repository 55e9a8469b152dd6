// Work shared out over threads. What a task writes is its own affair, so the result does not depend on their number.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <functional>
#include <thread>
#include <vector>

namespace cxai::learning {

// Calls task(i) for every i below `count`, each once, on up to `threads` threads; 0: one per core. Returns when all are
// done.
inline void parallel(std::size_t threads, std::size_t count, const std::function<void(std::size_t)>& task) {
  if (threads == 0) threads = std::max(1U, std::thread::hardware_concurrency());
  threads = std::min(threads, count);
  std::atomic<std::size_t> next = 0;
  const auto work = [&] {
    for (std::size_t i = next++; i < count; i = next++) task(i);
  };
  std::vector<std::jthread> others;
  for (std::size_t t = 1; t < threads; ++t) others.emplace_back(work);
  work();
}

}  // namespace cxai::learning
