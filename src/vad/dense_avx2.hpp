// dense.hpp for processors with AVX2 and FMA; dense.cpp asks the processor first.
#pragma once

#include <cstddef>

namespace cxai::vad::avx2 {

void multiply_add(const float* weights, const float* in, std::size_t ins, float* out, std::size_t outs);
void sigmoid(float* values, std::size_t count);
void hyperbolic_tangent(float* values, std::size_t count);

}  // namespace cxai::vad::avx2
