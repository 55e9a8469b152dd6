// One tile of a product: up to 14 rows of x by one panel of 32 outputs, in registers. For files compiled for AVX-512.
//
// Layout   x: rows `stride` bytes apart, `steps` groups of four bytes; panel: [steps, 32, 4 bytes], 64-byte aligned
#pragma once

#include <immintrin.h>

#include <cstddef>
#include <cstdint>

namespace cxai::kernels::panels {

// A group of four bytes of one row, times two halves of a panel, added to their sums. In assembly because the
// compiler, given intrinsics, copies the sums in and out of memory.
struct Int8 {
  using Sum = __m512i;
  static Sum zero() { return _mm512_setzero_si512(); }
  static void add(const std::uint8_t* x, __m512i a, __m512i b, Sum& left, Sum& right) {
    asm("vpbroadcastd %[x], %%zmm31\n\t"
        "vpdpbusd %[a], %%zmm31, %[left]\n\t"
        "vpdpbusd %[b], %%zmm31, %[right]"
        : [left] "+v"(left), [right] "+v"(right)
        : [x] "m"(*reinterpret_cast<const std::int32_t*>(x)), [a] "v"(a), [b] "v"(b)
        : "zmm31");
  }
  static __m512 floats(Sum sum) { return _mm512_cvtepi32_ps(sum); }
};

struct Bf16 {
  using Sum = __m512;
  static Sum zero() { return _mm512_setzero_ps(); }
  static void add(const std::uint8_t* x, __m512i a, __m512i b, Sum& left, Sum& right) {
    asm("vpbroadcastd %[x], %%zmm31\n\t"
        "vdpbf16ps %[a], %%zmm31, %[left]\n\t"
        "vdpbf16ps %[b], %%zmm31, %[right]"
        : [left] "+v"(left), [right] "+v"(right)
        : [x] "m"(*reinterpret_cast<const std::int32_t*>(x)), [a] "v"(a), [b] "v"(b)
        : "zmm31");
  }
  static __m512 floats(Sum sum) { return sum; }
};

// Memory to have at hand for the tile after this one, fetched a little with each step.
struct Ahead {
  const std::uint8_t* at = nullptr;
  std::size_t bytes_per_step = 0;
};

// Sums as floats to out, rows `out_stride` floats apart, 64-byte aligned.
template <class Type, int kRows>
inline void tile(const std::uint8_t* x, std::size_t stride, const std::uint8_t* panel, std::size_t steps, float* out,
                 std::size_t out_stride, Ahead ahead) {
  typename Type::Sum left[kRows];
  typename Type::Sum right[kRows];
#pragma GCC unroll 14
  for (int r = 0; r < kRows; ++r) left[r] = right[r] = Type::zero();
  // A pointer for every three rows: the others are one and two strides from it.
  constexpr int kBases = (kRows + 2) / 3;
  const std::uint8_t* base[kBases];
#pragma GCC unroll 5
  for (int i = 0; i < kBases; ++i) base[i] = x + static_cast<std::size_t>(3 * i) * stride;
  for (const std::uint8_t* end = panel + steps * 128; panel != end; panel += 128) {
    const __m512i a = _mm512_load_si512(panel);
    const __m512i b = _mm512_load_si512(panel + 64);
    _mm_prefetch(ahead.at, _MM_HINT_T1);
    ahead.at += ahead.bytes_per_step;
#pragma GCC unroll 14
    for (int r = 0; r < kRows; ++r)
      Type::add(base[r / 3] + static_cast<std::size_t>(r % 3) * stride, a, b, left[r], right[r]);
#pragma GCC unroll 5
    for (int i = 0; i < kBases; ++i) base[i] += 4;
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
                    std::size_t steps, float* out, std::size_t out_stride, Ahead ahead = {}) {
  switch (rows) {
    case 1:
      return tile<Type, 1>(x, stride, panel, steps, out, out_stride, ahead);
    case 2:
      return tile<Type, 2>(x, stride, panel, steps, out, out_stride, ahead);
    case 3:
      return tile<Type, 3>(x, stride, panel, steps, out, out_stride, ahead);
    case 4:
      return tile<Type, 4>(x, stride, panel, steps, out, out_stride, ahead);
    case 5:
      return tile<Type, 5>(x, stride, panel, steps, out, out_stride, ahead);
    case 6:
      return tile<Type, 6>(x, stride, panel, steps, out, out_stride, ahead);
    case 7:
      return tile<Type, 7>(x, stride, panel, steps, out, out_stride, ahead);
    case 8:
      return tile<Type, 8>(x, stride, panel, steps, out, out_stride, ahead);
    case 9:
      return tile<Type, 9>(x, stride, panel, steps, out, out_stride, ahead);
    case 10:
      return tile<Type, 10>(x, stride, panel, steps, out, out_stride, ahead);
    case 11:
      return tile<Type, 11>(x, stride, panel, steps, out, out_stride, ahead);
    case 12:
      return tile<Type, 12>(x, stride, panel, steps, out, out_stride, ahead);
    case 13:
      return tile<Type, 13>(x, stride, panel, steps, out, out_stride, ahead);
    default:
      return tile<Type, 14>(x, stride, panel, steps, out, out_stride, ahead);
  }
}

}  // namespace cxai::kernels::panels
