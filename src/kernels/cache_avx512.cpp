#include "kernels/cache.hpp"

#include <immintrin.h>

#include "kernels/vector_math_avx512.hpp"

namespace cxai::kernels::panels {
namespace {

// Keys and values come from memory once a step: fetched this far ahead of their use.
constexpr std::size_t kAhead = 4096;

// The largest magnitude of each place over all rows, as a scale to 127 levels.
void scales_of(const float* x, std::size_t stride, std::size_t rows, float* scales) {
  for (std::size_t c = 0; c < kHead; c += 16) {
    __m512 most = _mm512_setzero_ps();
    for (std::size_t r = 0; r < rows; ++r)
      most = _mm512_max_ps(most, _mm512_abs_ps(_mm512_loadu_ps(x + r * stride + c)));
    most = _mm512_max_ps(most, _mm512_set1_ps(1e-20f));
    _mm512_storeu_ps(scales + c, _mm512_div_ps(most, _mm512_set1_ps(127.0f)));
  }
}

void round_scaled_row(const float* x, const float* scales, std::int8_t* to) {
  for (std::size_t c = 0; c < kHead; c += 16) {
    const __m512 q = _mm512_div_ps(_mm512_loadu_ps(x + c), _mm512_loadu_ps(scales + c));
    _mm_storeu_si128(reinterpret_cast<__m128i*>(to + c), _mm512_cvtsepi32_epi8(_mm512_cvtps_epi32(q)));
  }
}

}  // namespace

// Keys: [panel of 16 rows][16 steps][16 rows][4 places], as value + 128.
void round_keys(const float* keys, std::size_t stride, std::size_t rows, std::size_t padded, std::uint8_t* to,
                float* scales) {
  scales_of(keys, stride, rows, scales);
  alignas(64) std::int8_t rounded[kHead] = {};
  for (std::size_t r = 0; r < padded; ++r) {
    if (r < rows)
      round_scaled_row(keys + r * stride, scales, rounded);
    else
      _mm512_store_si512(rounded, _mm512_setzero_si512());
    _mm512_store_si512(rounded, _mm512_xor_si512(_mm512_load_si512(rounded), _mm512_set1_epi8(-128)));
    auto* out = reinterpret_cast<std::uint32_t*>(to) + (r / 16) * 256 + r % 16;
    const auto* quads = reinterpret_cast<const std::uint32_t*>(rounded);
    for (std::size_t s = 0; s < 16; ++s) out[s * 16] = quads[s];
  }
}

// Values: [group of 4 rows][64 places][4 rows].
void round_values(const float* values, std::size_t stride, std::size_t rows, std::size_t padded, std::uint8_t* to,
                  float* scales) {
  scales_of(values, stride, rows, scales);
  alignas(64) std::int8_t rounded[4][kHead];
  for (std::size_t r = 0; r < padded; r += 4) {
    for (std::size_t i = 0; i < 4; ++i)
      if (r + i < rows)
        round_scaled_row(values + (r + i) * stride, scales, rounded[i]);
      else
        _mm512_store_si512(rounded[i], _mm512_setzero_si512());
    std::uint8_t* out = to + r * kHead;
    for (std::size_t c = 0; c < kHead; ++c)
      for (std::size_t i = 0; i < 4; ++i) out[c * 4 + i] = static_cast<std::uint8_t>(rounded[i][c]);
  }
}

void attend_int8(const float* query, const std::uint8_t* keys, const float* key_scales, const std::uint8_t* values,
                 const float* value_scales, std::size_t rows, std::size_t padded, float* scores, float* out) {
  // The query at 16 bits, as high and low signed bytes, the scales of the keys' places in it.
  __m512 parts[4];
  __m512 most = _mm512_set1_ps(1e-20f);
  for (std::size_t i = 0; i < 4; ++i) {
    parts[i] = _mm512_mul_ps(_mm512_loadu_ps(query + 16 * i), _mm512_loadu_ps(key_scales + 16 * i));
    most = _mm512_max_ps(most, _mm512_abs_ps(parts[i]));
  }
  const float step = _mm512_reduce_max_ps(most) / 32000.0f;
  alignas(64) std::int8_t high[kHead];
  alignas(64) std::int8_t low[kHead];
  __m512i total = _mm512_setzero_si512();
  for (std::size_t i = 0; i < 4; ++i) {
    const __m512i q = _mm512_cvtps_epi32(_mm512_mul_ps(parts[i], _mm512_set1_ps(1.0f / step)));
    const __m512i h = _mm512_srai_epi32(_mm512_add_epi32(q, _mm512_set1_epi32(128)), 8);
    total = _mm512_add_epi32(total, q);
    _mm_store_si128(reinterpret_cast<__m128i*>(high + 16 * i), _mm512_cvtepi32_epi8(h));
    _mm_store_si128(reinterpret_cast<__m128i*>(low + 16 * i),
                    _mm512_cvtepi32_epi8(_mm512_sub_epi32(q, _mm512_slli_epi32(h, 8))));
  }
  // Keys are stored 128 too high; what that adds is the same for all of them.
  const __m512 excess = _mm512_set1_ps(128.0f * static_cast<float>(_mm512_reduce_add_epi32(total)));
  const __m512 scale = _mm512_set1_ps(step * 0.125f);
  const auto* high_quads = reinterpret_cast<const std::int32_t*>(high);
  const auto* low_quads = reinterpret_cast<const std::int32_t*>(low);
  __m512 top = _mm512_set1_ps(-1e30f);
  for (std::size_t r = 0; r < padded; r += 16) {
    const std::uint8_t* panel = keys + r * kHead;
    __m512i h0 = _mm512_setzero_si512();
    __m512i h1 = h0;
    __m512i l0 = h0;
    __m512i l1 = h0;
#pragma GCC unroll 8
    for (int s = 0; s < 16; s += 2) {
      const __m512i a = _mm512_load_si512(panel + s * 64);
      const __m512i b = _mm512_load_si512(panel + s * 64 + 64);
      _mm_prefetch(panel + kAhead + s * 64, _MM_HINT_T0);
      _mm_prefetch(panel + kAhead + s * 64 + 64, _MM_HINT_T0);
      h0 = _mm512_dpbusd_epi32(h0, a, _mm512_set1_epi32(high_quads[s]));
      l0 = _mm512_dpbusd_epi32(l0, a, _mm512_set1_epi32(low_quads[s]));
      h1 = _mm512_dpbusd_epi32(h1, b, _mm512_set1_epi32(high_quads[s + 1]));
      l1 = _mm512_dpbusd_epi32(l1, b, _mm512_set1_epi32(low_quads[s + 1]));
    }
    const __m512 h = _mm512_cvtepi32_ps(_mm512_add_epi32(h0, h1));
    const __m512 l = _mm512_cvtepi32_ps(_mm512_add_epi32(l0, l1));
    __m512 v = _mm512_mul_ps(_mm512_sub_ps(_mm512_fmadd_ps(h, _mm512_set1_ps(256.0f), l), excess), scale);
    if (r + 16 > rows)
      v = _mm512_mask_mov_ps(_mm512_set1_ps(-1e30f), static_cast<__mmask16>((1U << (rows - r)) - 1), v);
    _mm512_storeu_ps(scores + r, v);
    top = _mm512_max_ps(top, v);
  }
  top = _mm512_set1_ps(_mm512_reduce_max_ps(top));
  __m512 sum = _mm512_setzero_ps();
  for (std::size_t r = 0; r < padded; r += 16) {
    const __m512 e = exp16(_mm512_sub_ps(_mm512_loadu_ps(scores + r), top));
    sum = _mm512_add_ps(sum, e);
    _mm512_storeu_ps(scores + r, e);
  }
  const __m512 inverse = _mm512_set1_ps(1.0f / _mm512_reduce_add_ps(sum));

  // The weights at 16 bits: the largest is 1 before it is divided by the sum.
  __m512i high_sum[4];
  __m512i low_sum[4];
  for (int i = 0; i < 4; ++i) high_sum[i] = low_sum[i] = _mm512_setzero_si512();
  for (std::size_t r = 0; r < padded; r += 16) {
    const __m512 e = _mm512_loadu_ps(scores + r);
    _mm512_storeu_ps(scores + r, _mm512_mul_ps(e, inverse));
    const __m512i q = _mm512_cvtps_epi32(_mm512_mul_ps(e, _mm512_set1_ps(65535.0f)));
    alignas(16) std::uint8_t h[16];
    alignas(16) std::uint8_t l[16];
    _mm_store_si128(reinterpret_cast<__m128i*>(h), _mm512_cvtepi32_epi8(_mm512_srli_epi32(q, 8)));
    _mm_store_si128(reinterpret_cast<__m128i*>(l), _mm512_cvtepi32_epi8(q));
#pragma GCC unroll 4
    for (std::size_t g = 0; g < 4; ++g) {
      const __m512i wh = _mm512_set1_epi32(reinterpret_cast<const std::int32_t*>(h)[g]);
      const __m512i wl = _mm512_set1_epi32(reinterpret_cast<const std::int32_t*>(l)[g]);
      const std::uint8_t* group = values + (r + 4 * g) * kHead;
#pragma GCC unroll 4
      for (int i = 0; i < 4; ++i) {
        const __m512i v = _mm512_load_si512(group + 64 * i);
        _mm_prefetch(group + kAhead + 64 * i, _MM_HINT_T0);
        high_sum[i] = _mm512_dpbusd_epi32(high_sum[i], wh, v);
        low_sum[i] = _mm512_dpbusd_epi32(low_sum[i], wl, v);
      }
    }
  }
  const __m512 last = _mm512_mul_ps(inverse, _mm512_set1_ps(1.0f / 65535.0f));
  for (std::size_t i = 0; i < 4; ++i) {
    const __m512 h = _mm512_cvtepi32_ps(high_sum[i]);
    const __m512 v = _mm512_fmadd_ps(h, _mm512_set1_ps(256.0f), _mm512_cvtepi32_ps(low_sum[i]));
    _mm512_storeu_ps(out + 16 * i, _mm512_mul_ps(_mm512_mul_ps(v, last), _mm512_loadu_ps(value_scales + 16 * i)));
  }
}

}  // namespace cxai::kernels::panels
