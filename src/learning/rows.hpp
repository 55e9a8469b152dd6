// Arithmetic on rows of weights: what training and answering spend their time on, as quick as the processor allows.
//
// Tables are row-major, `width` numbers a row. Everything is summed in one order, number by number, and no product is
// fused with a sum, so that every processor gives the same bits.
// Threads  all functions from any thread
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace cxai::learning {

// Which rows, and what each counts.
struct SparseRows {
  std::span<const std::uint32_t> rows;
  std::span<const float> factors;  // as many
};

struct RowArithmetic {
  // sums += Σ factor · row. `width` is a multiple of eight.
  void (*add_rows)(const float* table, std::size_t width, const SparseRows& which, float* sums);

  // Every row += factor · step. `width` is a multiple of eight.
  void (*add_to_rows)(float* table, std::size_t width, const SparseRows& which, const float* step);

  // Every row += factor · step · byte², with the bytes of a table as wide, for rows of eight numbers.
  void (*add_to_rows_by_bytes)(float* table, const std::int8_t* bytes, const SparseRows& which, const float* step);

  // out[r] += row r · x, for `count` rows one after another.
  void (*multiply)(const float* table, std::size_t width, std::size_t count, const float* x, float* out);

  // One step of AdaGrad on a row whose part of the gradient is delta · x, and gradient += delta · row before it.
  // `width` is a multiple of eight.
  void (*learn_row)(float delta, float rate, const float* x, std::size_t width, float* row, float* squares,
                    float* gradient);

  // sums[i] += factor · bytes[i]: of `first` bytes by one factor each row, then of `second` by another.
  struct Bytes {
    const std::int8_t* bytes;
    float first_factor;
    float second_factor;
  };
  void (*add_bytes)(std::span<const Bytes> rows, std::size_t first, std::size_t second, float* sums);
};

// What this processor runs fastest.
const RowArithmetic& row_arithmetic();

// Every way there is; for tests.
const RowArithmetic& portable_row_arithmetic();
const RowArithmetic* avx2_row_arithmetic();  // nullptr where the processor lacks AVX2

}  // namespace cxai::learning
