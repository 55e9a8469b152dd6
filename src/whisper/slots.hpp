// Who holds which place of the TokenCache: hypotheses share the places of a common beginning.
//
// Threads  one
#pragma once

#include <vector>

#include "base/result.hpp"

namespace cxai::whisper {

class Slots {
 public:
  explicit Slots(int count) : holders_(static_cast<std::size_t>(count), 0) {
    for (int slot = count - 1; slot >= 0; --slot) free_.push_back(slot);
  }

  // Precondition: one is free.
  int take() {
    CXAI_CHECK(!free_.empty());
    const int slot = free_.back();
    free_.pop_back();
    holders_[static_cast<std::size_t>(slot)] = 1;
    return slot;
  }
  void share(int slot) { ++holders_[static_cast<std::size_t>(slot)]; }
  void give_back(int slot) {
    if (--holders_[static_cast<std::size_t>(slot)] == 0) free_.push_back(slot);
  }

 private:
  std::vector<int> holders_;
  std::vector<int> free_;
};

// The places of one sequence, in order; copies share them.
class SlotList {
 public:
  explicit SlotList(Slots& slots) : slots_(&slots) {}
  SlotList(const SlotList& other) : slots_(other.slots_), list_(other.list_) {
    for (const int slot : list_) slots_->share(slot);
  }
  SlotList(SlotList&& other) noexcept : slots_(other.slots_), list_(std::move(other.list_)) { other.list_.clear(); }
  SlotList& operator=(SlotList other) noexcept {
    std::swap(slots_, other.slots_);
    std::swap(list_, other.list_);
    return *this;
  }
  ~SlotList() {
    for (const int slot : list_) slots_->give_back(slot);
  }

  void extend() { list_.push_back(slots_->take()); }
  const std::vector<int>& list() const { return list_; }
  std::size_t size() const { return list_.size(); }

 private:
  Slots* slots_;
  std::vector<int> list_;
};

}  // namespace cxai::whisper
