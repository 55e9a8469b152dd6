#include <immintrin.h>

#include "learning/rows_loops.hpp"

namespace cxai::learning {
namespace {

struct Eight {
  __m256 numbers;

  static Eight all(float value) { return {_mm256_set1_ps(value)}; }
  static Eight load(const float* from) { return {_mm256_loadu_ps(from)}; }
  static Eight bytes(std::uint64_t given) {
    return {_mm256_cvtepi32_ps(_mm256_cvtepi8_epi32(_mm_cvtsi64_si128(static_cast<long long>(given))))};
  }
  void store(float* to) const { _mm256_storeu_ps(to, numbers); }
  Eight root() const { return {_mm256_sqrt_ps(numbers)}; }
  friend Eight operator+(Eight a, Eight b) { return {_mm256_add_ps(a.numbers, b.numbers)}; }
  friend Eight operator-(Eight a, Eight b) { return {_mm256_sub_ps(a.numbers, b.numbers)}; }
  friend Eight operator*(Eight a, Eight b) { return {_mm256_mul_ps(a.numbers, b.numbers)}; }
  friend Eight operator/(Eight a, Eight b) { return {_mm256_div_ps(a.numbers, b.numbers)}; }
};

}  // namespace

const RowArithmetic* avx2_row_arithmetic() {
  return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") ? &RowLoops<Eight>::kAll : nullptr;
}

}  // namespace cxai::learning
