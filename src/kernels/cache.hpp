// What a decoder looks back at: the keys and values of the sound (cross attention) and of the tokens so far.
//
// Types    half: keys and values in half precision, every processor
//          int8: 8 bits with one scale for each of a head's 64 places, over all rows; queries and weights stay at
//                16 bits, so that only the stored values are rounded. AVX-512 only; half the bytes, and reading them is
//                what a batched step waits for
// Threads  store_head() of different heads at once; then immutable
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "kernels/attention.hpp"
#include "kernels/buffer.hpp"
#include "kernels/machine.hpp"

namespace cxai::kernels {

// Keys and values of one window, all layers and heads.
class CrossCache {
 public:
  CrossCache(Compute compute, std::size_t layers, std::size_t heads, std::size_t rows,
             const Machine& machine = this_machine());

  // keys, values: [rows, 64] with `stride` floats from row to row.
  void store_head(std::size_t layer, std::size_t head, const float* keys, const float* values, std::size_t stride);
  // out[64] = softmax(q k / 8) v. query: [64]. scores: [padded_rows()] scratch, afterwards the weights, summing to 1.
  void attend(std::size_t layer, std::size_t head, const float* query, float* scores, float* out) const;

  std::size_t rows() const { return rows_; }
  std::size_t padded_rows() const { return padded_; }
  std::size_t bytes() const { return memory_.size() + scales_.size() * sizeof(float); }

 private:
  bool own_;
  std::size_t heads_;
  std::size_t rows_;
  std::size_t padded_;
  std::size_t head_bytes_;       // of keys; values take as much
  Buffer<std::uint8_t> memory_;  // [layers, heads, 2, head_bytes]
  Buffer<float> scales_;         // own: [layers, heads, 2, 64]
};

// Keys and values of tokens, in slots that sequences share: two hypotheses with the same beginning hold it once.
// Half precision.
class TokenCache {
 public:
  TokenCache(std::size_t layers, std::size_t width, std::size_t slots);

  void store(std::size_t layer, std::size_t slot, const float* key, const float* value);
  // out[width] over the tokens in slots[0 … count), every head by itself. query: [width]; scores: [heads, count]
  // scratch.
  void attend(std::size_t layer, const float* query, const int* slots, std::size_t count, float* scores,
              float* out) const;

 private:
  std::size_t width_;
  std::size_t slots_;
  Buffer<std::uint16_t> memory_;  // [layers, slots, 2, width]
};

namespace panels {

// The 8-bit kernels of CrossCache. rows: a multiple of 16.
void round_keys(const float* keys, std::size_t stride, std::size_t rows, std::size_t padded, std::uint8_t* to,
                float* scales);
void round_values(const float* values, std::size_t stride, std::size_t rows, std::size_t padded, std::uint8_t* to,
                  float* scales);
void attend_int8(const float* query, const std::uint8_t* keys, const float* key_scales, const std::uint8_t* values,
                 const float* value_scales, std::size_t rows, std::size_t padded, float* scores, float* out);

}  // namespace panels

}  // namespace cxai::kernels
