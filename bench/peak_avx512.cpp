#include <immintrin.h>

#include "peak_loops.hpp"

namespace cxai::bench {

void int8_rounds(long rounds) {
  __m512i sum[24];
#pragma GCC unroll 24
  for (int i = 0; i < 24; ++i) sum[i] = _mm512_setzero_si512();
  const __m512i x = _mm512_set1_epi8(1);
  for (long r = 0; r < rounds; ++r) {
#pragma GCC unroll 24
    for (int i = 0; i < 24; ++i) asm volatile("vpdpbusd %1, %1, %0" : "+v"(sum[i]) : "v"(x));
  }
}

void bf16_rounds(long rounds) {
  __m512 sum[24];
#pragma GCC unroll 24
  for (int i = 0; i < 24; ++i) sum[i] = _mm512_setzero_ps();
  const __m512i x = _mm512_set1_epi16(0x3F80);
  for (long r = 0; r < rounds; ++r) {
#pragma GCC unroll 24
    for (int i = 0; i < 24; ++i) asm volatile("vdpbf16ps %1, %1, %0" : "+v"(sum[i]) : "v"(x));
  }
}

}  // namespace cxai::bench
