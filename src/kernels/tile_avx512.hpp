// One tile of a product: up to 14 rows of x by one panel of 32 outputs, in registers. For files compiled for AVX-512.
//
// Layout   x: rows `stride` bytes apart, `steps` groups of four bytes; panel: [steps, 32, 4 bytes], 64-byte aligned
#pragma once

#include <immintrin.h>

#include <cstddef>
#include <cstdint>

namespace cxai::kernels::panels {

struct Int8 {
  using Sum = __m512i;
  static Sum zero() { return _mm512_setzero_si512(); }
  static Sum add(Sum sum, __m512i x, __m512i w) { return _mm512_dpbusd_epi32(sum, x, w); }
  static __m512 floats(Sum sum) { return _mm512_cvtepi32_ps(sum); }
};

struct Bf16 {
  using Sum = __m512;
  static Sum zero() { return _mm512_setzero_ps(); }
  static Sum add(Sum sum, __m512i x, __m512i w) {
    return _mm512_dpbf16_ps(sum, reinterpret_cast<__m512bh>(x), reinterpret_cast<__m512bh>(w));
  }
  static __m512 floats(Sum sum) { return sum; }
};

// Sums as floats to out, rows `out_stride` floats apart, 64-byte aligned.
template <class Type, int kRows>
inline void tile(const std::uint8_t* x, std::size_t stride, const std::uint8_t* panel, std::size_t steps, float* out,
                 std::size_t out_stride) {
  typename Type::Sum left[kRows];
  typename Type::Sum right[kRows];
#pragma GCC unroll 14
  for (int r = 0; r < kRows; ++r) left[r] = right[r] = Type::zero();
  for (std::size_t s = 0; s < steps; ++s) {
    const __m512i a = _mm512_load_si512(panel);
    const __m512i b = _mm512_load_si512(panel + 64);
    panel += 128;
    const std::uint8_t* at = x + 4 * s;
#pragma GCC unroll 14
    for (int r = 0; r < kRows; ++r) {
      const __m512i v =
          _mm512_set1_epi32(*reinterpret_cast<const std::int32_t*>(at + static_cast<std::size_t>(r) * stride));
      left[r] = Type::add(left[r], v, a);
      right[r] = Type::add(right[r], v, b);
    }
  }
#pragma GCC unroll 14
  for (int r = 0; r < kRows; ++r) {
    float* to = out + static_cast<std::size_t>(r) * out_stride;
    _mm512_store_ps(to, Type::floats(left[r]));
    _mm512_store_ps(to + 16, Type::floats(right[r]));
  }
}

template <class Type>
inline void tile_of(std::size_t rows, const std::uint8_t* x, std::size_t stride, const std::uint8_t* panel,
                    std::size_t steps, float* out, std::size_t out_stride) {
  switch (rows) {
    case 1:
      return tile<Type, 1>(x, stride, panel, steps, out, out_stride);
    case 2:
      return tile<Type, 2>(x, stride, panel, steps, out, out_stride);
    case 3:
      return tile<Type, 3>(x, stride, panel, steps, out, out_stride);
    case 4:
      return tile<Type, 4>(x, stride, panel, steps, out, out_stride);
    case 5:
      return tile<Type, 5>(x, stride, panel, steps, out, out_stride);
    case 6:
      return tile<Type, 6>(x, stride, panel, steps, out, out_stride);
    case 7:
      return tile<Type, 7>(x, stride, panel, steps, out, out_stride);
    case 8:
      return tile<Type, 8>(x, stride, panel, steps, out, out_stride);
    case 9:
      return tile<Type, 9>(x, stride, panel, steps, out, out_stride);
    case 10:
      return tile<Type, 10>(x, stride, panel, steps, out, out_stride);
    case 11:
      return tile<Type, 11>(x, stride, panel, steps, out, out_stride);
    case 12:
      return tile<Type, 12>(x, stride, panel, steps, out, out_stride);
    case 13:
      return tile<Type, 13>(x, stride, panel, steps, out, out_stride);
    default:
      return tile<Type, 14>(x, stride, panel, steps, out, out_stride);
  }
}

}  // namespace cxai::kernels::panels
