#include "vad/dense_avx2.hpp"

#include "vad/dense_loops.hpp"

namespace cxai::vad::avx2 {

void multiply_add(const float* weights, const float* in, std::size_t ins, float* out, std::size_t outs) {
  multiply_add_loop(weights, in, ins, out, outs);
}

void sigmoid(float* values, std::size_t count) {
  sigmoid_loop(values, count);
}

void hyperbolic_tangent(float* values, std::size_t count) {
  tanh_loop(values, count);
}

}  // namespace cxai::vad::avx2
