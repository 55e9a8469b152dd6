#include "kernels/attention.hpp"

#include <immintrin.h>

#include "kernels/panels.hpp"
#include "kernels/tile_avx512.hpp"
#include "kernels/vector_math_avx512.hpp"

namespace cxai::kernels::panels {
namespace {

constexpr std::size_t kSteps = kHead / 4;  // groups of four places along a head
constexpr float kLog2e = 1.44269504f;

std::size_t padded(std::size_t rows) {
  return (rows + kPanel - 1) / kPanel * kPanel;
}

// 2^x within 1e-4, which is more than bf16 keeps. Source: Chebyshev interpolation of degree 3 on [-1/2, 1/2].
inline __m512 power_of_two(__m512 x) {
  const __m512 n = _mm512_roundscale_ps(x, 0x08);
  const __m512 f = _mm512_sub_ps(x, n);
  __m512 p = _mm512_set1_ps(5.5838283e-2f);
  p = _mm512_fmadd_ps(p, f, _mm512_set1_ps(2.4263948e-1f));
  p = _mm512_fmadd_ps(p, f, _mm512_set1_ps(6.9313673e-1f));
  p = _mm512_fmadd_ps(p, f, _mm512_set1_ps(9.9992456e-1f));
  return _mm512_scalef_ps(p, n);
}

}  // namespace

// Keys: [panel of 32 keys][16 steps][32 keys][4 places], int8 with a scale per key. What all keys have in common is
// taken off first: it adds the same to every score of a query, which softmax does not see, and would cost precision.
void pack_keys(const float* keys, std::size_t stride, std::size_t rows, std::uint8_t* to, float* scales, float* sums) {
  __m512 mean[4];
  for (auto& m : mean) m = _mm512_setzero_ps();
  for (std::size_t row = 0; row < rows; ++row)
    for (std::size_t i = 0; i < 4; ++i) mean[i] = _mm512_add_ps(mean[i], _mm512_loadu_ps(keys + row * stride + 16 * i));
  for (auto& m : mean) m = _mm512_mul_ps(m, _mm512_set1_ps(1.0f / static_cast<float>(rows)));
  alignas(64) std::int8_t rounded[kHead];
  for (std::size_t row = 0; row < padded(rows); ++row) {
    __m512 part[4];
    __m512 most = _mm512_set1_ps(1e-20f);
    for (std::size_t i = 0; i < 4; ++i) {
      part[i] =
          row < rows ? _mm512_sub_ps(_mm512_loadu_ps(keys + row * stride + 16 * i), mean[i]) : _mm512_setzero_ps();
      most = _mm512_max_ps(most, _mm512_abs_ps(part[i]));
    }
    const float scale = _mm512_reduce_max_ps(most) / 127.0f;
    const __m512 inverse = _mm512_set1_ps(1.0f / scale);
    __m512i sum = _mm512_setzero_si512();
    for (std::size_t i = 0; i < 4; ++i) {
      const __m512i q = _mm512_cvtps_epi32(_mm512_mul_ps(part[i], inverse));
      sum = _mm512_add_epi32(sum, q);
      _mm_store_si128(reinterpret_cast<__m128i*>(rounded + 16 * i), _mm512_cvtepi32_epi8(q));
    }
    scales[row] = scale;
    sums[row] = static_cast<float>(_mm512_reduce_add_epi32(sum));
    auto* out = reinterpret_cast<std::uint32_t*>(to) + (row / kPanel) * kSteps * kPanel + row % kPanel;
    const auto* quads = reinterpret_cast<const std::uint32_t*>(rounded);
    for (std::size_t s = 0; s < kSteps; ++s) out[s * kPanel] = quads[s];
  }
}

// Values: [2 panels of 32 along the head][steps: pairs of rows][32][2 rows]
void pack_values(const float* values, std::size_t stride, std::size_t rows, std::uint8_t* to) {
  const std::size_t steps = padded(rows) / 2;
  for (std::size_t s = 0; s < steps; ++s)
    for (std::size_t half = 0; half < 2; ++half)
      for (std::size_t part = 0; part < 2; ++part) {
        const std::size_t column = half * kPanel + part * 16;
        const __m512 first = 2 * s < rows ? _mm512_loadu_ps(values + 2 * s * stride + column) : _mm512_setzero_ps();
        const __m512 second =
            2 * s + 1 < rows ? _mm512_loadu_ps(values + (2 * s + 1) * stride + column) : _mm512_setzero_ps();
        const __m512i low = _mm512_cvtepu16_epi32(reinterpret_cast<__m256i>(_mm512_cvtneps_pbh(first)));
        const __m512i high = _mm512_cvtepu16_epi32(reinterpret_cast<__m256i>(_mm512_cvtneps_pbh(second)));
        _mm512_store_si512(to + ((half * steps + s) * kPanel + part * 16) * 4,
                           _mm512_or_si512(low, _mm512_slli_epi32(high, 16)));
      }
}

void attend_tile(const float* queries, std::size_t stride, std::size_t count, const PackedHead& head, std::size_t rows,
                 float* scores, std::uint8_t* bytes, float* out, std::size_t out_stride) {
  const std::size_t width = padded(rows);
  float query_scale[kMostRows];
  float query_zero[kMostRows];
  for (std::size_t r = 0; r < count; ++r)
    round_row(queries + r * stride, kHead, bytes + r * kHead, nullptr, query_scale[r], query_zero[r]);

  // Scores up to the query's scale, and the largest of each query.
  alignas(64) float sums[kMostRows * kPanel];
  __m512 most[kMostRows];
  for (auto& m : most) m = _mm512_set1_ps(-1e30f);
  for (std::size_t panel = 0; panel < width / kPanel; ++panel) {
    const std::uint8_t* keys = head.keys + panel * kSteps * kPanel * 4;
    tile_of<Int8>(count, bytes, kHead, keys, kSteps, sums, kPanel, {keys + kSteps * kPanel * 4, 128});
    for (std::size_t half = 0; half < kPanel; half += 16) {
      const std::size_t first = panel * kPanel + half;
      const __m512 key_scale = _mm512_load_ps(head.key_scales + first);
      const __m512 key_sum = _mm512_load_ps(head.key_sums + first);
      const std::size_t left = first < rows ? rows - first : 0;
      const __mmask16 mask = left >= 16 ? static_cast<__mmask16>(0xFFFF) : static_cast<__mmask16>((1U << left) - 1);
      for (std::size_t r = 0; r < count; ++r) {
        __m512 v = _mm512_load_ps(sums + r * kPanel + half);
        v = _mm512_fnmadd_ps(_mm512_set1_ps(query_zero[r]), key_sum, v);
        v = _mm512_mask_mul_ps(_mm512_set1_ps(-1e30f), mask, v, key_scale);
        _mm512_store_ps(scores + r * width + first, v);
        most[r] = _mm512_max_ps(most[r], v);
      }
    }
  }

  std::uint8_t* weights = bytes + kMostRows * kHead;
  float inverse[kMostRows];
  for (std::size_t r = 0; r < count; ++r) {
    const float* row = scores + r * width;
    const float to_power = query_scale[r] * 0.125f * kLog2e;
    const __m512 by = _mm512_set1_ps(to_power);
    const __m512 top = _mm512_set1_ps(_mm512_reduce_max_ps(most[r]) * to_power);
    __m512 sum = _mm512_setzero_ps();
    __m512 sum_b = _mm512_setzero_ps();
    for (std::size_t i = 0; i < width; i += 32) {
      const __m512 e = power_of_two(_mm512_fmsub_ps(_mm512_load_ps(row + i), by, top));
      const __m512 f = power_of_two(_mm512_fmsub_ps(_mm512_load_ps(row + i + 16), by, top));
      sum = _mm512_add_ps(sum, e);
      sum_b = _mm512_add_ps(sum_b, f);
      _mm512_store_si512(weights + (r * width + i) * 2, reinterpret_cast<__m512i>(_mm512_cvtne2ps_pbh(f, e)));
    }
    inverse[r] = 1.0f / _mm512_reduce_add_ps(_mm512_add_ps(sum, sum_b));
  }
  Ahead ahead{head.next, head.next_bytes / width};
  for (std::size_t half = 0; half < 2; ++half) {
    const std::uint8_t* values = head.values + half * (width / 2) * kPanel * 4;
    tile_of<Bf16>(count, weights, width * 2, values, width / 2, sums, kPanel, ahead);
    ahead.at += width / 2 * ahead.bytes_per_step;
    for (std::size_t r = 0; r < count; ++r)
      for (std::size_t i = 0; i < kPanel; i += 16)
        _mm512_storeu_ps(out + r * out_stride + half * kPanel + i,
                         _mm512_mul_ps(_mm512_load_ps(sums + r * kPanel + i), _mm512_set1_ps(inverse[r])));
  }
}

}  // namespace cxai::kernels::panels
