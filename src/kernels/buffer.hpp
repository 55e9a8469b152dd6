// Memory for numbers, aligned for the widest loads, contents undefined until written.
//
// Owns     its memory; grows, never shrinks
// Errors   std::bad_alloc, as everything that allocates
#pragma once

#include <sys/mman.h>

#include <cstddef>
#include <cstdlib>
#include <memory>
#include <new>

namespace cxai::kernels {

inline constexpr std::size_t kAlignment = 64;
inline constexpr std::size_t kHugePage = 2UL << 20;

template <class T>
class Buffer {
 public:
  Buffer() = default;
  explicit Buffer(std::size_t size) { resize(size); }

  // Contents are lost when it grows.
  void resize(std::size_t size) {
    if (size > capacity_) {
      // Large pages: weights are read from end to end, and a page's end stops the processor reading ahead.
      const std::size_t unit = size * sizeof(T) >= kHugePage ? kHugePage : kAlignment;
      const std::size_t bytes = (size * sizeof(T) + unit - 1) / unit * unit;
      memory_.reset(static_cast<T*>(std::aligned_alloc(unit, bytes)));
      if (!memory_) throw std::bad_alloc();
      if (unit == kHugePage) ::madvise(memory_.get(), bytes, MADV_HUGEPAGE);
      capacity_ = size;
    }
    size_ = size;
  }

  T* data() { return memory_.get(); }
  const T* data() const { return memory_.get(); }
  std::size_t size() const { return size_; }
  T& operator[](std::size_t i) { return memory_.get()[i]; }
  const T& operator[](std::size_t i) const { return memory_.get()[i]; }

 private:
  struct Free {
    void operator()(T* p) const { std::free(p); }
  };
  std::unique_ptr<T[], Free> memory_;
  std::size_t size_ = 0;
  std::size_t capacity_ = 0;
};

}  // namespace cxai::kernels
