// Memory for numbers, aligned for the widest loads, contents undefined until written.
//
// Owns     its memory; grows, never shrinks
// Errors   std::bad_alloc, as everything that allocates
#pragma once

#include <cstddef>
#include <cstdlib>
#include <memory>
#include <new>

namespace cxai::kernels {

inline constexpr std::size_t kAlignment = 64;

template <class T>
class Buffer {
 public:
  Buffer() = default;
  explicit Buffer(std::size_t size) { resize(size); }

  // Contents are lost when it grows.
  void resize(std::size_t size) {
    if (size > capacity_) {
      const std::size_t bytes = (size * sizeof(T) + kAlignment - 1) / kAlignment * kAlignment;
      memory_.reset(static_cast<T*>(std::aligned_alloc(kAlignment, bytes)));
      if (!memory_) throw std::bad_alloc();
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
