// y = x Wᵀ + b for weights that were packed once: the matrix product of every layer.
//
// Input    x [rows, in], float32; W [out, in] and b [out] as read from a model
// Output   y [rows, out], float32
// Types    f32   oneDNN
//          bf16  both sides rounded to bf16, sums in f32; own kernel, AVX-512 with BF16 only
//          int8  W rounded to 8 bits with one scale per output, x to 8 (or, where Activations asks, 16) bits with a
//                scale and zero point per row, sums in int32; own kernel on AVX-512 with VNNI, oneDNN elsewhere
//                (there x has 7 or 14 bits, since pairs of products saturate at 16 bits)
// Threads  a Linear is immutable; one Activations per thread while it is written, shared freely after
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "kernels/buffer.hpp"
#include "kernels/machine.hpp"

namespace cxai::kernels {

// oneDNN brings its own threads; ours are enough. Tells it so for the calling thread, once.
void one_library_thread();

// Rows made ready for a product, by Linear::prepare.
struct Activations {
  bool fine = false;  // int8: twice the bits; for few rows, where weights are what is waited for
  std::size_t rows = 0;
  std::size_t stride = 0;      // bytes from row to row of `bytes`; with `fine` each row is two: high bytes, low bytes
  Buffer<std::uint8_t> bytes;  // int8: unsigned; bf16: pairs of bytes
  Buffer<float> scale;         // int8: x = scale · (byte - zero)
  Buffer<float> zero;
  const float* floats = nullptr;  // f32: the rows themselves, not owned, or a copy of rows that overlap
  Buffer<float> copies;
  std::size_t floats_stride = 0;
};

class Linear {
 public:
  // Writes row `out_index` of W into the span of `in` floats.
  using RowReader = std::function<void(std::size_t out_index, std::span<float> row)>;

  Linear() = default;
  // `bias`: [out], or empty for none. Precondition: machine.supports(compute).
  Linear(Compute compute, std::size_t out, std::size_t in, const RowReader& read, std::vector<float> bias,
         const Machine& machine = this_machine());

  std::size_t out() const { return out_; }
  std::size_t in() const { return in_; }
  std::size_t bytes() const;

  // x: `rows` rows, `stride` floats apart (rows may overlap). Where the type is f32, `x` must outlive `to`.
  void prepare(const float* x, std::size_t stride, std::size_t rows, Activations& to) const {
    make_room(x, stride, rows, to);
    prepare_rows(x, stride, 0, rows, to);
  }
  // The same in two steps: room for all rows, then rows [first, last), by several threads at once.
  void make_room(const float* x, std::size_t stride, std::size_t rows, Activations& to) const;
  void prepare_rows(const float* x, std::size_t stride, std::size_t first, std::size_t last, Activations& to) const;

  // Columns [from, to) of y, `stride` floats apart from row to row. `from` is a multiple of kColumns.
  void multiply(const Activations& x, std::size_t from, std::size_t to, float* y, std::size_t stride,
                After after = After::store) const;
  void multiply(const Activations& x, float* y, std::size_t stride, After after = After::store) const {
    multiply(x, 0, out_, y, stride, after);
  }

  static constexpr std::size_t kColumns = 32;

 private:
  void multiply_with_library(const Activations& x, std::size_t from, std::size_t to, float* y, std::size_t stride,
                             After after) const;

  Compute compute_ = Compute::f32;
  bool own_ = false;  // packed for our kernels
  std::size_t out_ = 0;
  std::size_t in_ = 0;
  std::size_t steps_ = 0;  // groups of four bytes along `in`, padded
  Buffer<std::uint8_t> packed_;
  Buffer<float> scale_;  // int8: per output
  Buffer<float> sum_;    // int8: sum of the rounded weights, per output
  Buffer<float> bias_;
};

}  // namespace cxai::kernels
