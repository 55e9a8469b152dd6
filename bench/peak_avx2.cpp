#include <immintrin.h>

#include "peak_loops.hpp"

namespace cxai::bench {

void f32_rounds(long rounds) {
  __m256 sum[12];
#pragma GCC unroll 12
  for (int i = 0; i < 12; ++i) sum[i] = _mm256_setzero_ps();
  const __m256 x = _mm256_set1_ps(1.0f);
  for (long r = 0; r < rounds; ++r) {
#pragma GCC unroll 12
    for (int i = 0; i < 12; ++i) asm volatile("vfmadd231ps %1, %1, %0" : "+x"(sum[i]) : "x"(x));
  }
}

unsigned long read_all(const void* memory, std::size_t bytes) {
  const auto* at = static_cast<const char*>(memory);
  __m256i sum[8];
  for (auto& s : sum) s = _mm256_setzero_si256();
  for (std::size_t i = 0; i + 256 <= bytes; i += 256)
    for (int j = 0; j < 8; ++j)
      sum[j] = _mm256_xor_si256(sum[j], _mm256_load_si256(reinterpret_cast<const __m256i*>(at + i + 32 * j)));
  for (int j = 1; j < 8; ++j) sum[0] = _mm256_xor_si256(sum[0], sum[j]);
  return static_cast<unsigned long>(_mm256_extract_epi64(sum[0], 0));
}

}  // namespace cxai::bench
