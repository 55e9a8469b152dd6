// The inner loops of our own products: panels of 32 outputs, four bytes of the inner dimension at a time.
// For Linear and attention; runs only on AVX-512 with VNNI and BF16.
//
// Layout   a panel is [steps, 32 outputs, 4 bytes]: 4 × int8 or 2 × bf16 along the inner dimension
#pragma once

#include <cstddef>
#include <cstdint>

#include "kernels/machine.hpp"

namespace cxai::kernels::panels {

inline constexpr std::size_t kPanel = 32;
inline constexpr std::size_t kMostRows = 14;  // rows of one tile: 28 accumulators

// What becomes of the sums of one panel. Pointers point at the panel's first output.
struct Finish {
  const float* row_scale = nullptr;  // int8: per row of x
  const float* row_zero = nullptr;
  const float* scale = nullptr;  // int8: per output
  const float* sum = nullptr;
  const float* bias = nullptr;
  After after = After::store;
  bool fine = false;
};

// y[r, 0 … columns) for `rows` rows and one panel. x: rows of `steps` groups, `stride` bytes apart.
void int8_rows(const std::uint8_t* x, std::size_t stride, std::size_t rows, const std::uint8_t* panel,
               std::size_t steps, const Finish& finish, float* y, std::size_t y_stride, std::size_t columns);
void bf16_rows(const std::uint8_t* x, std::size_t stride, std::size_t rows, const std::uint8_t* panel,
               std::size_t steps, const Finish& finish, float* y, std::size_t y_stride, std::size_t columns);

// One row of x to 8 bits (or, fine, to 16: high bytes, then low bytes at `low`): x = scale · (q - zero).
void round_row(const float* x, std::size_t n, std::uint8_t* to, std::uint8_t* low, float& scale, float& zero);
// One row to bf16, nearest even.
void bf16_row(const float* x, std::size_t n, std::uint8_t* to);

}  // namespace cxai::kernels::panels
