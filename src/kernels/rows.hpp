// What is done to rows of floats between the products. Vectorised for AVX2; all processors run these.
//
// Threads  pure
#pragma once

#include <cstddef>
#include <cstdint>

#include "kernels/machine.hpp"

namespace cxai::kernels {

// y = (x - mean) / sqrt(variance + 1e-5) · gain + bias
void layer_norm(const float* x, std::size_t n, const float* gain, const float* bias, float* y);

// Softmax in place; returns nothing but probabilities that sum to 1. n >= 1.
void softmax(float* x, std::size_t n);

// y = product + bias, or as `after` says. bias may be null.
void finish_row(const float* product, const float* bias, std::size_t n, float* y, After after);

// x = scale · (q - zero), q in 0 … 127; with `low` in 0 … 16383, as 128 · to + low.
void round_row_7(const float* x, std::size_t n, std::uint8_t* to, std::uint8_t* low, float& scale, float& zero);

// Half precision, nearest even.
void to_half(const float* x, std::size_t n, std::uint16_t* to);
void from_half(const std::uint16_t* x, std::size_t n, float* to);
float dot_half(const float* x, const std::uint16_t* half, std::size_t n);
void add_scaled_half(float* y, float scale, const std::uint16_t* half, std::size_t n);

}  // namespace cxai::kernels
