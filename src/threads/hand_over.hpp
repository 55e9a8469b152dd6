// A ring of things that several threads fill and one empties, in the order of their numbers.
//
// Threads  number k is filled by one thread, which waits until number k - kPlaces is emptied; the one that empties
//          waits for each to be filled
#pragma once

#include <array>
#include <condition_variable>
#include <cstddef>
#include <mutex>

namespace cxai::threads {

template <class T, std::size_t kPlaces>
class HandOver {
 public:
  // The filling side: the place of `number`, or null when nobody empties any more.
  T* to_fill(std::size_t number) {
    std::unique_lock lock(mutex_);
    emptied_one_.wait(lock, [&] { return number < emptied_ + kPlaces || stopped_; });
    return stopped_ ? nullptr : &places_[number % kPlaces];
  }
  void filled(std::size_t number) {
    {
      const std::lock_guard lock(mutex_);
      full_[number % kPlaces] = true;
    }
    filled_one_.notify_one();
  }

  // The emptying side: the next in order. emptied() gives its place back.
  T& to_empty() {
    std::unique_lock lock(mutex_);
    filled_one_.wait(lock, [&] { return full_[emptied_ % kPlaces]; });
    return places_[emptied_ % kPlaces];
  }
  void emptied() {
    {
      const std::lock_guard lock(mutex_);
      full_[emptied_ % kPlaces] = false;
      ++emptied_;
    }
    emptied_one_.notify_all();
  }
  void stop() {
    {
      const std::lock_guard lock(mutex_);
      stopped_ = true;
    }
    emptied_one_.notify_all();
  }

 private:
  std::mutex mutex_;
  std::condition_variable filled_one_;
  std::condition_variable emptied_one_;
  std::array<T, kPlaces> places_;
  std::array<bool, kPlaces> full_{};
  std::size_t emptied_ = 0;
  bool stopped_ = false;
};

}  // namespace cxai::threads
