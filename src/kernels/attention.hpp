// Attention of an encoder layer: every row looks at every row, a head of 64 at a time.
//
// Input    queries, keys and values [rows, 3 · heads · 64], row-major, queries first, f32
// Output   softmax(q kᵀ / 8) v per head, heads side by side
// Types    f32 through oneDNN; on AVX-512, unless f32 is asked for, scores from int8 (a scale per query and per key,
// the
//          keys' mean taken off first) and the weighted sum in bf16
// Source   Zhang et al. 2024 (SageAttention) for the smoothing of the keys
// Threads  pack() of different heads at once, then attend() of different rows at once with a scratch each
#pragma once

#include <cstddef>
#include <cstdint>

#include "kernels/buffer.hpp"
#include "kernels/machine.hpp"

namespace cxai::kernels {

inline constexpr std::size_t kHead = 64;

class EncoderAttention {
 public:
  EncoderAttention(Compute compute, std::size_t rows, std::size_t heads, const Machine& machine = this_machine());

  struct Scratch {
    Buffer<float> scores;
    Buffer<std::uint8_t> bytes;
  };

  void pack(const float* qkv, std::size_t head);
  // Rows [first, first + count) of all heads into out, `stride` floats from row to row; out points at row `first`.
  void attend(const float* qkv, std::size_t first, std::size_t count, float* out, std::size_t stride,
              Scratch& scratch) const;

 private:
  bool own_;  // packed for our kernels
  std::size_t rows_;
  std::size_t heads_;
  std::size_t key_bytes_ = 0;  // of one head
  std::size_t value_bytes_ = 0;
  Buffer<std::uint8_t> packed_;  // per head keys, then values
  Buffer<float> scales_;         // per head the scales of its keys, then their sums
};

namespace panels {

// The kernels of EncoderAttention. Rows are padded to a multiple of 32.
struct PackedHead {
  const std::uint8_t* keys = nullptr;
  const float* key_scales = nullptr;
  const float* key_sums = nullptr;
  const std::uint8_t* values = nullptr;
  const std::uint8_t* next = nullptr;  // what is read after this tile, to be fetched meanwhile
  std::size_t next_bytes = 0;
};

void pack_keys(const float* keys, std::size_t stride, std::size_t rows, std::uint8_t* to, float* scales, float* sums);
void pack_values(const float* values, std::size_t stride, std::size_t rows, std::uint8_t* to);
// At most 14 queries. scores: [14, padded rows] floats; bytes: [14, 64] queries, then [14, padded rows] bf16.
void attend_tile(const float* queries, std::size_t stride, std::size_t count, const PackedHead& head, std::size_t rows,
                 float* scores, std::uint8_t* bytes, float* out, std::size_t out_stride);

}  // namespace panels

}  // namespace cxai::kernels
