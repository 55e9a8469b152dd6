// A ring of things that one thread fills and another empties; filled things come out in order and are filled again.
//
// Threads  one fills, one empties; each waits for the other where the ring is full or empty
#pragma once

#include <array>
#include <condition_variable>
#include <cstddef>
#include <mutex>

namespace cxai::threads {

template <class T, std::size_t kPlaces>
class HandOver {
 public:
  // The filling side: the next place to fill, or null when nobody empties any more.
  T* to_fill() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return filled_ - emptied_ < kPlaces || stopped_; });
    return stopped_ ? nullptr : &places_[filled_ % kPlaces];
  }
  void filled() {
    {
      const std::lock_guard lock(mutex_);
      ++filled_;
    }
    changed_.notify_one();
  }
  void no_more() {
    {
      const std::lock_guard lock(mutex_);
      ended_ = true;
    }
    changed_.notify_one();
  }

  // The emptying side: the next place that is filled, or null at the end.
  T* to_empty() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return filled_ > emptied_ || ended_; });
    return filled_ > emptied_ ? &places_[emptied_ % kPlaces] : nullptr;
  }
  void emptied() {
    {
      const std::lock_guard lock(mutex_);
      ++emptied_;
    }
    changed_.notify_one();
  }
  void stop() {
    {
      const std::lock_guard lock(mutex_);
      stopped_ = true;
    }
    changed_.notify_one();
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::array<T, kPlaces> places_;
  std::size_t filled_ = 0;
  std::size_t emptied_ = 0;
  bool ended_ = false;
  bool stopped_ = false;
};

}  // namespace cxai::threads
