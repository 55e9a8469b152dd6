#include <immintrin.h>

#include "kernels/panels.hpp"
#include "kernels/tile_avx512.hpp"
#include "kernels/vector_math_avx512.hpp"

namespace cxai::kernels::panels {
namespace {

inline void write(float* y, __mmask16 mask, __m512 v, After after) {
  if (after == After::add) v = _mm512_add_ps(v, _mm512_maskz_loadu_ps(mask, y));
  if (after == After::gelu) v = gelu16(v);
  _mm512_mask_storeu_ps(y, mask, v);
}

inline __mmask16 mask_of(std::size_t columns, std::size_t half) {
  const std::size_t from = half * 16;
  if (columns <= from) return 0;
  const std::size_t n = columns - from;
  return n >= 16 ? static_cast<__mmask16>(0xFFFF) : static_cast<__mmask16>((1U << n) - 1);
}

// Splits `rows` into tiles of nearly one size, each a multiple of `unit` rows.
struct Tiles {
  Tiles(std::size_t rows, std::size_t unit) : rows_(rows), unit_(unit) {
    const std::size_t most = kMostRows / unit;
    count_ = (rows / unit + most - 1) / most;
  }
  std::size_t next(std::size_t at, std::size_t index) const {
    const std::size_t left = (rows_ - at) / unit_;
    const std::size_t tiles_left = count_ - index;
    return (left + tiles_left - 1) / tiles_left * unit_;
  }
  std::size_t count() const { return count_; }
  std::size_t rows_, unit_, count_;
};

// The rows that a tile's results go to: on their way to the cache while the tile is computed.
void fetch_rows(const float* y, std::size_t y_stride, std::size_t rows) {
  for (std::size_t r = 0; r < rows; ++r) {
    __builtin_prefetch(y + r * y_stride, 1);
    __builtin_prefetch(y + r * y_stride + 16, 1);
  }
}

// The panels lie one after the other: while the tiles of one are computed, the next is fetched.
Ahead next_panel(const std::uint8_t* panel, std::size_t steps, std::size_t tiles) {
  return {panel + steps * 128, (128 + tiles - 1) / tiles};
}

}  // namespace

void int8_rows(const std::uint8_t* x, std::size_t stride, std::size_t rows, const std::uint8_t* panel,
               std::size_t steps, const Finish& finish, float* y, std::size_t y_stride, std::size_t columns) {
  alignas(64) float sums[kMostRows * 32];
  const std::size_t unit = finish.fine ? 2 : 1;
  const Tiles tiles(rows * unit, unit);
  Ahead ahead = next_panel(panel, steps, tiles.count());
  std::size_t at = 0;
  for (std::size_t index = 0; at < rows * unit; ++index) {
    const std::size_t n = tiles.next(at, index);
    fetch_rows(y + at / unit * y_stride, y_stride, n / unit);
    tile_of<Int8>(n, x + at * stride, stride, panel, steps, sums, 32, ahead);
    ahead.at += steps * ahead.bytes_per_step;
    for (std::size_t r = 0; r < n; r += unit) {
      const std::size_t row = (at + r) / unit;
      const __m512 row_scale = _mm512_set1_ps(finish.row_scale[row]);
      const __m512 row_zero = _mm512_set1_ps(finish.row_zero[row]);
      for (std::size_t half = 0; half < 2; ++half) {
        const __mmask16 mask = mask_of(columns, half);
        if (!mask) break;
        __m512 v = _mm512_load_ps(sums + r * 32 + half * 16);
        if (finish.fine) {
          const __m512 low = _mm512_load_ps(sums + (r + 1) * 32 + half * 16);
          v = _mm512_fmadd_ps(v, _mm512_set1_ps(256.0f), low);
        }
        v = _mm512_fnmadd_ps(row_zero, _mm512_load_ps(finish.sum + half * 16), v);
        v = _mm512_mul_ps(v, _mm512_mul_ps(row_scale, _mm512_load_ps(finish.scale + half * 16)));
        if (finish.bias) v = _mm512_add_ps(v, _mm512_load_ps(finish.bias + half * 16));
        write(y + row * y_stride + half * 16, mask, v, finish.after);
      }
    }
    at += n;
  }
}

void bf16_rows(const std::uint8_t* x, std::size_t stride, std::size_t rows, const std::uint8_t* panel,
               std::size_t steps, const Finish& finish, float* y, std::size_t y_stride, std::size_t columns) {
  alignas(64) float sums[kMostRows * 32];
  const Tiles tiles(rows, 1);
  Ahead ahead = next_panel(panel, steps, tiles.count());
  std::size_t at = 0;
  for (std::size_t index = 0; at < rows; ++index) {
    const std::size_t n = tiles.next(at, index);
    fetch_rows(y + at * y_stride, y_stride, n);
    tile_of<Bf16>(n, x + at * stride, stride, panel, steps, sums, 32, ahead);
    ahead.at += steps * ahead.bytes_per_step;
    for (std::size_t r = 0; r < n; ++r)
      for (std::size_t half = 0; half < 2; ++half) {
        const __mmask16 mask = mask_of(columns, half);
        if (!mask) break;
        __m512 v = _mm512_load_ps(sums + r * 32 + half * 16);
        if (finish.bias) v = _mm512_add_ps(v, _mm512_load_ps(finish.bias + half * 16));
        write(y + (at + r) * y_stride + half * 16, mask, v, finish.after);
      }
    at += n;
  }
}

void round_row(const float* x, std::size_t n, std::uint8_t* to, std::uint8_t* low, float& scale, float& zero) {
  __m512 least = _mm512_setzero_ps();
  __m512 most = _mm512_setzero_ps();
  std::size_t i = 0;
  for (; i + 16 <= n; i += 16) {
    const __m512 v = _mm512_loadu_ps(x + i);
    least = _mm512_min_ps(least, v);
    most = _mm512_max_ps(most, v);
  }
  const __mmask16 tail = static_cast<__mmask16>((1U << (n - i)) - 1);
  if (tail) {
    const __m512 v = _mm512_maskz_loadu_ps(tail, x + i);
    least = _mm512_min_ps(least, v);
    most = _mm512_max_ps(most, v);
  }
  const float low_end = _mm512_reduce_min_ps(least);
  const float range = _mm512_reduce_max_ps(most) - low_end;
  const float levels = low ? 65535.0f : 255.0f;
  scale = range > 0 ? range / levels : 1.0f;
  const float inverse = 1.0f / scale;
  zero = static_cast<float>(static_cast<int>(-low_end * inverse + 0.5f));
  const __m512 by = _mm512_set1_ps(inverse);
  const __m512 shift = _mm512_set1_ps(zero);
  const __m512i top = _mm512_set1_epi32(static_cast<int>(levels));
  const auto levels_of = [&](__m512 v) {
    const __m512i q = _mm512_cvtps_epi32(_mm512_fmadd_ps(v, by, shift));
    return _mm512_min_epi32(_mm512_max_epi32(q, _mm512_setzero_si512()), top);
  };
  for (i = 0; i < n; i += 16) {
    const bool whole = n - i >= 16;
    const __mmask16 mask = whole ? static_cast<__mmask16>(0xFFFF) : tail;
    __m512i q = levels_of(whole ? _mm512_loadu_ps(x + i) : _mm512_maskz_loadu_ps(mask, x + i));
    if (low) {
      _mm_mask_storeu_epi8(low + i, mask, _mm512_cvtepi32_epi8(q));
      q = _mm512_srli_epi32(q, 8);
    }
    if (whole)
      _mm_storeu_si128(reinterpret_cast<__m128i*>(to + i), _mm512_cvtepi32_epi8(q));
    else
      _mm_mask_storeu_epi8(to + i, mask, _mm512_cvtepi32_epi8(q));
  }
}

void bf16_row(const float* x, std::size_t n, std::uint8_t* to) {
  for (std::size_t i = 0; i < n; i += 16) {
    const __mmask16 mask = n - i >= 16 ? static_cast<__mmask16>(0xFFFF) : static_cast<__mmask16>((1U << (n - i)) - 1);
    const __m256bh v = _mm512_cvtneps_pbh(_mm512_maskz_loadu_ps(mask, x + i));
    _mm256_mask_storeu_epi16(to + 2 * i, mask, reinterpret_cast<__m256i>(v));
  }
}

}  // namespace cxai::kernels::panels
