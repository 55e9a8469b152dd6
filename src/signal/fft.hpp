// The spectrum of a short stretch of sound.
//
// Threads  one object per thread; different objects at once
#pragma once

#include <complex>
#include <cstddef>
#include <memory>
#include <span>

namespace cxai::signal {

// Discrete Fourier transform of real samples. `size` is even.
class RealFft {
 public:
  explicit RealFft(std::size_t size);
  ~RealFft();
  RealFft(RealFft&&) noexcept;
  RealFft& operator=(RealFft&&) noexcept;

  std::size_t size() const { return size_; }
  std::size_t bins() const { return size_ / 2 + 1; }

  // [size] -> [bins], unscaled.
  void forward(std::span<const float> samples, std::span<std::complex<float>> spectrum);
  // |forward|², [size] -> [bins].
  void power(std::span<const float> samples, std::span<float> power);

 private:
  struct Plan;
  std::size_t size_ = 0;
  std::unique_ptr<Plan> plan_;
};

}  // namespace cxai::signal
