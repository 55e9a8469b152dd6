// The arithmetic of small networks that judge one frame at a time: out += weights · in.
//
// Input    weights [in, out], row-major: the row of one input lies together, so that all outputs grow at once
// Threads  pure
#pragma once

#include <span>

namespace cxai::vad {

// With AVX2 where the processor has it.
void multiply_add(std::span<const float> weights, std::span<const float> in, std::span<float> out);

// In place: 1 / (1 + e^-x) and tanh, to about 1e-6.
void sigmoid(std::span<float> values);
void hyperbolic_tangent(std::span<float> values);

}  // namespace cxai::vad
