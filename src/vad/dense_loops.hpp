// The loops of dense.hpp, compiled once for every processor and once for those with AVX2 (dense_avx2.cpp).
// In an unnamed namespace: each of the two files must have its own.
#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>

namespace cxai::vad {
namespace {

inline void multiply_add_loop(const float* __restrict weights, const float* __restrict in, std::size_t ins,
                              float* __restrict out, std::size_t outs) {
  std::size_t i = 0;
  for (; i + 4 <= ins; i += 4) {
    const float* __restrict w0 = weights + i * outs;
    const float* __restrict w1 = w0 + outs;
    const float* __restrict w2 = w1 + outs;
    const float* __restrict w3 = w2 + outs;
    const float x0 = in[i];
    const float x1 = in[i + 1];
    const float x2 = in[i + 2];
    const float x3 = in[i + 3];
    for (std::size_t k = 0; k < outs; ++k) out[k] += (w0[k] * x0 + w1[k] * x1) + (w2[k] * x2 + w3[k] * x3);
  }
  for (; i < ins; ++i)
    for (std::size_t k = 0; k < outs; ++k) out[k] += weights[i * outs + k] * in[i];
}

// e^x for |x| <= 80: 2^n times the Taylor series of what is left, |rest| <= ln 2 / 2.
inline float exponential(float x) {
  constexpr float kLog2E = 1.44269504F;
  constexpr float kRound = 12582912.0F;  // 1.5 · 2^23: adding it rounds to whole numbers
  const float shifted = x * kLog2E + kRound;
  const float n = shifted - kRound;
  const float r = x - n * 0.693145752F - n * 1.42860677e-6F;
  const float series =
      1.0F + r * (1.0F + r * (0.5F + r * (1.0F / 6 + r * (1.0F / 24 + r * (1.0F / 120 + r * (1.0F / 720))))));
  const auto exponent = std::bit_cast<std::uint32_t>(shifted) - std::bit_cast<std::uint32_t>(kRound);
  return series * std::bit_cast<float>((exponent + 127U) << 23U);
}

inline void sigmoid_loop(float* values, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) {
    const float x = std::min(std::max(values[i], -80.0F), 80.0F);
    values[i] = 1.0F / (1.0F + exponential(-x));
  }
}

inline void tanh_loop(float* values, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) {
    const float x = std::min(std::max(values[i], -20.0F), 20.0F);
    values[i] = 1.0F - 2.0F / (1.0F + exponential(2.0F * x));
  }
}

}  // namespace
}  // namespace cxai::vad
