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

// The least argument of exp_of_negative. e^-87 is nothing beside the 1 of the highest.
constexpr float kLeastArgument = -87.0F;

// e^x for x from -87 to 0.
inline float exp_of_negative(float x) {
  constexpr float kLog2E = 1.44269504F;
  constexpr float kLn2High = 0.693359375F;
  constexpr float kLn2Low = -2.12194440e-4F;
  constexpr float kRound = 12582912.0F;  // 1.5 · 2^23: adding it rounds to a whole number
  const float shifted = x * kLog2E + kRound;
  const float whole = shifted - kRound;
  const float r = (x - whole * kLn2High) - whole * kLn2Low;
  float series = 1.3888889e-3F;
  series = series * r + 8.3333333e-3F;
  series = series * r + 4.1666667e-2F;
  series = series * r + 1.6666667e-1F;
  series = series * r + 0.5F;
  series = series * r + 1.0F;
  series = series * r + 1.0F;
  const std::uint32_t exponent = (std::bit_cast<std::uint32_t>(shifted) << 23) + 0x3F800000U;
  return series * std::bit_cast<float>(exponent);
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
  constexpr std::size_t kChunk = 16 * kLanes;
  float lanes[kLanes] = {};
  float terms[kChunk];
  for (std::size_t first = 0; first < values.size(); first += kChunk) {
    const std::size_t count = values.size() - first < kChunk ? values.size() - first : kChunk;
    for (std::size_t i = 0; i < count; ++i) terms[i] = values[first + i] - highest;
    for (std::size_t i = 0; i < count; ++i) terms[i] = terms[i] > kLeastArgument ? terms[i] : kLeastArgument;
    for (std::size_t i = 0; i < count; ++i) terms[i] = exp_of_negative(terms[i]);
    for (std::size_t i = count; i < kChunk; ++i) terms[i] = 0;
    for (std::size_t i = 0; i < kChunk; i += kLanes)
      for (std::size_t lane = 0; lane < kLanes; ++lane) lanes[lane] += terms[i + lane];
  }
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
