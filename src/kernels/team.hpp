// A few threads that do one loop together, again and again, with a few microseconds between loops.
//
// Threads  one caller at a time; the caller works along as worker 0
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <thread>
#include <type_traits>
#include <vector>

namespace cxai::kernels {

class Team {
 public:
  // `threads`: 1 … ; the caller included.
  explicit Team(int threads);
  ~Team();
  Team(const Team&) = delete;
  Team& operator=(const Team&) = delete;

  int size() const { return static_cast<int>(threads_.size()) + 1; }

  // Calls body(index, worker) for every index below `count`, in any order, each once; returns when all are done.
  // worker: 0 … size() - 1, no two at once. `body` must not throw.
  template <class Body>
  void each(std::size_t count, Body&& body) {
    using Plain = std::remove_reference_t<Body>;
    run(
        count, [](void* context, std::size_t index, int worker) { (*static_cast<Plain*>(context))(index, worker); },
        const_cast<void*>(static_cast<const void*>(&body)));
  }

 private:
  using Call = void (*)(void* context, std::size_t index, int worker);
  void run(std::size_t count, Call call, void* context);
  void work(int worker);
  void take(int worker);

  std::atomic<std::uint32_t> round_{0};
  std::atomic<std::size_t> next_{0};
  std::atomic<int> busy_{0};
  std::atomic<bool> stop_{false};
  std::size_t count_ = 0;
  Call call_ = nullptr;
  void* context_ = nullptr;
  std::vector<std::jthread> threads_;
};

}  // namespace cxai::kernels
