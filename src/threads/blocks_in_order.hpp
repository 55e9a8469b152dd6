// Blocks of output that several threads make beside each other and that go out in the order of their numbers.
//
// Threads  any number; each number belongs to one thread at a time
#pragma once

#include <condition_variable>
#include <cstddef>
#include <mutex>
#include <ostream>
#include <string_view>

namespace cxai::threads {

class BlocksInOrder {
 public:
  explicit BlocksInOrder(std::ostream& out) : out_(out) {}

  // Writes a part of block `number` once all blocks before it are finished; false when the output takes no more.
  bool write(std::size_t number, std::string_view part) {
    std::unique_lock lock(mutex_);
    turn_.wait(lock, [&] { return next_ == number || failed_; });
    if (failed_) return false;
    lock.unlock();  // it stays this block's turn
    const bool written =
        !part.empty() ? static_cast<bool>(out_.write(part.data(), static_cast<std::streamsize>(part.size()))) : true;
    if (written) return true;
    lock.lock();
    failed_ = true;
    turn_.notify_all();
    return false;
  }

  // After the last part; `number` counts up from 0.
  void finish(std::size_t number) {
    {
      std::unique_lock lock(mutex_);
      turn_.wait(lock, [&] { return next_ == number || failed_; });
      ++next_;
    }
    turn_.notify_all();
  }

  bool failed() {
    const std::lock_guard lock(mutex_);
    return failed_;
  }

 private:
  std::ostream& out_;
  std::mutex mutex_;
  std::condition_variable turn_;
  std::size_t next_ = 0;
  bool failed_ = false;
};

}  // namespace cxai::threads
