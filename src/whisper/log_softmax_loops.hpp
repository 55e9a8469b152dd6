// The loops of log_softmax, written so that compilers turn them into vector instructions. Each source that includes
// them gets its own copy, made for the processor that the source is compiled for.
//
// Source   exp by splitting off a power of two and a polynomial of degree 6 on the rest; relative error below 3e-7
#pragma once

#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>

namespace cxai::whisper {

// For processors with AVX2 and FMA.
void log_softmax_avx2(std::span<float> logits);

namespace {

constexpr std::size_t kLanes = 32;

// e^x for x <= 0; 0 below -87.
inline float exp_of_negative(float x) {
  constexpr float kLog2E = 1.44269504F;
  constexpr float kLn2High = 0.693359375F;
  constexpr float kLn2Low = -2.12194440e-4F;
  constexpr float kRound = 12582912.0F;  // 1.5 · 2^23: adding it rounds to a whole number
  const float clamped = x < -87.0F ? -87.0F : x;
  const float shifted = clamped * kLog2E + kRound;
  const float whole = shifted - kRound;
  const float r = (clamped - whole * kLn2High) - whole * kLn2Low;
  float series = 1.3888889e-3F;
  series = series * r + 8.3333333e-3F;
  series = series * r + 4.1666667e-2F;
  series = series * r + 1.6666667e-1F;
  series = series * r + 0.5F;
  series = series * r + 1.0F;
  series = series * r + 1.0F;
  const std::uint32_t exponent = (std::bit_cast<std::uint32_t>(shifted) << 23) + 0x3F800000U;
  return x < -87.0F ? 0.0F : series * std::bit_cast<float>(exponent);
}

inline float highest_of(std::span<const float> values) {
  float lanes[kLanes];
  for (float& lane : lanes) lane = -std::numeric_limits<float>::infinity();
  std::size_t i = 0;
  for (; i + kLanes <= values.size(); i += kLanes)
    for (std::size_t lane = 0; lane < kLanes; ++lane)
      lanes[lane] = values[i + lane] > lanes[lane] ? values[i + lane] : lanes[lane];
  for (std::size_t lane = 0; i + lane < values.size(); ++lane)
    lanes[lane] = values[i + lane] > lanes[lane] ? values[i + lane] : lanes[lane];
  float highest = lanes[0];
  for (const float lane : lanes) highest = lane > highest ? lane : highest;
  return highest;
}

// Sum of e^(x - highest). Each lane adds some thousand terms of at most 1: far from where float loses them.
inline double sum_of_exponentials(std::span<const float> values, float highest) {
  float lanes[kLanes] = {};
  std::size_t i = 0;
  for (; i + kLanes <= values.size(); i += kLanes)
    for (std::size_t lane = 0; lane < kLanes; ++lane) lanes[lane] += exp_of_negative(values[i + lane] - highest);
  for (std::size_t lane = 0; i + lane < values.size(); ++lane)
    lanes[lane] += exp_of_negative(values[i + lane] - highest);
  double total = 0;
  for (const float lane : lanes) total += static_cast<double>(lane);
  return total;
}

inline void log_softmax_loops(std::span<float> logits) {
  const float highest = highest_of(logits);
  if (highest == -std::numeric_limits<float>::infinity()) return;
  const auto log_sum = static_cast<float>(std::log(sum_of_exponentials(logits, highest)));
  for (float& x : logits) x = (x - highest) - log_sum;
}

}  // namespace
}  // namespace cxai::whisper
