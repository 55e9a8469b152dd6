#include "kernels/attention.hpp"

#include <immintrin.h>

#include "kernels/panels.hpp"
#include "kernels/tile_avx512.hpp"
#include "kernels/vector_math_avx512.hpp"

namespace cxai::kernels::panels {
namespace {

constexpr std::size_t kSteps = kHead / 2;  // pairs of bf16 along a head

std::size_t padded(std::size_t rows) {
  return (rows + kPanel - 1) / kPanel * kPanel;
}

inline std::uint32_t* dwords(std::uint8_t* p) {
  return reinterpret_cast<std::uint32_t*>(p);
}

}  // namespace

// Keys: [panel of 32 keys][32 steps][32 keys][2 along the head]
void pack_keys(const float* keys, std::size_t stride, std::size_t rows, std::uint8_t* to) {
  for (std::size_t panel = 0; panel < padded(rows) / kPanel; ++panel)
    for (std::size_t lane = 0; lane < kPanel; ++lane) {
      const std::size_t row = panel * kPanel + lane;
      alignas(64) std::uint32_t pairs[kSteps] = {};
      if (row < rows) bf16_row(keys + row * stride, kHead, reinterpret_cast<std::uint8_t*>(pairs));
      std::uint32_t* out = dwords(to) + panel * kSteps * kPanel + lane;
      for (std::size_t s = 0; s < kSteps; ++s) out[s * kPanel] = pairs[s];
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

void attend_tile(const float* queries, std::size_t stride, std::size_t count, const std::uint8_t* keys,
                 const std::uint8_t* values, std::size_t rows, float* scores, std::uint8_t* bytes, float* out,
                 std::size_t out_stride) {
  const std::size_t width = padded(rows);
  alignas(64) float scaled[kHead];
  for (std::size_t r = 0; r < count; ++r) {
    for (std::size_t i = 0; i < kHead; i += 16)
      _mm512_store_ps(scaled + i, _mm512_mul_ps(_mm512_loadu_ps(queries + r * stride + i), _mm512_set1_ps(0.125f)));
    bf16_row(scaled, kHead, bytes + r * kHead * 2);
  }
  for (std::size_t panel = 0; panel < width / kPanel; ++panel)
    tile_of<Bf16>(count, bytes, kHead * 2, keys + panel * kSteps * kPanel * 4, kSteps, scores + panel * kPanel, width);

  std::uint8_t* weights = bytes + kMostRows * kHead * 2;
  alignas(64) float inverse[kMostRows];
  for (std::size_t r = 0; r < count; ++r) {
    float* row = scores + r * width;
    for (std::size_t i = rows; i < width; ++i) row[i] = -1e30f;
    __m512 most = _mm512_load_ps(row);
    __m512 most_b = most;
    for (std::size_t i = 0; i < width; i += 32) {
      most = _mm512_max_ps(most, _mm512_load_ps(row + i));
      most_b = _mm512_max_ps(most_b, _mm512_load_ps(row + i + 16));
    }
    const __m512 top = _mm512_set1_ps(_mm512_reduce_max_ps(_mm512_max_ps(most, most_b)));
    __m512 sum = _mm512_setzero_ps();
    __m512 sum_b = _mm512_setzero_ps();
    for (std::size_t i = 0; i < width; i += 32) {
      const __m512 e = exp16(_mm512_sub_ps(_mm512_load_ps(row + i), top));
      const __m512 f = exp16(_mm512_sub_ps(_mm512_load_ps(row + i + 16), top));
      sum = _mm512_add_ps(sum, e);
      sum_b = _mm512_add_ps(sum_b, f);
      _mm512_store_si512(weights + (r * width + i) * 2, reinterpret_cast<__m512i>(_mm512_cvtne2ps_pbh(f, e)));
    }
    inverse[r] = 1.0f / _mm512_reduce_add_ps(_mm512_add_ps(sum, sum_b));
  }
  alignas(64) float sums[kMostRows * kPanel];
  for (std::size_t half = 0; half < 2; ++half) {
    tile_of<Bf16>(count, weights, width * 2, values + half * (width / 2) * kPanel * 4, width / 2, sums, kPanel);
    for (std::size_t r = 0; r < count; ++r)
      for (std::size_t i = 0; i < kPanel; i += 16)
        _mm512_storeu_ps(out + r * out_stride + half * kPanel + i,
                         _mm512_mul_ps(_mm512_load_ps(sums + r * kPanel + i), _mm512_set1_ps(inverse[r])));
  }
}

}  // namespace cxai::kernels::panels
