#include "kernels/team.hpp"

#include <immintrin.h>

#include <algorithm>

#include "kernels/linear.hpp"

namespace cxai::kernels {
namespace {

// Loops follow each other within microseconds: asleep, a thread would miss the next one.
constexpr int kSpins = 4'000;

template <class T>
void wait_while(const std::atomic<T>& value, T old) {
  for (int i = 0; i < kSpins; ++i) {
    if (value.load(std::memory_order_acquire) != old) return;
    _mm_pause();
  }
  while (value.load(std::memory_order_acquire) == old) value.wait(old, std::memory_order_acquire);
}

}  // namespace

Team::Team(int threads) {
  for (int worker = 1; worker < std::max(1, threads); ++worker) threads_.emplace_back([this, worker] { work(worker); });
}

Team::~Team() {
  stop_.store(true);
  round_.fetch_add(1);
  round_.notify_all();
}

void Team::run(std::size_t count, Call call, void* context) {
  one_library_thread();
  if (threads_.empty() || count <= 1) {
    for (std::size_t i = 0; i < count; ++i) call(context, i, 0);
    return;
  }
  count_ = count;
  call_ = call;
  context_ = context;
  next_.store(0, std::memory_order_relaxed);
  busy_.store(static_cast<int>(threads_.size()), std::memory_order_relaxed);
  round_.fetch_add(1, std::memory_order_release);
  round_.notify_all();
  take(0);
  for (int left = busy_.load(std::memory_order_acquire); left != 0; left = busy_.load(std::memory_order_acquire))
    wait_while(busy_, left);
}

void Team::take(int worker) {
  for (std::size_t i = next_.fetch_add(1, std::memory_order_relaxed); i < count_;
       i = next_.fetch_add(1, std::memory_order_relaxed))
    call_(context_, i, worker);
}

void Team::work(int worker) {
  one_library_thread();
  std::uint32_t seen = 0;
  while (true) {
    wait_while(round_, seen);
    ++seen;
    if (stop_.load()) return;
    take(worker);
    if (busy_.fetch_sub(1, std::memory_order_acq_rel) == 1) busy_.notify_all();
  }
}

}  // namespace cxai::kernels
