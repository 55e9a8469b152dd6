#include "vad/dense.hpp"

#include "base/result.hpp"
#include "vad/dense_avx2.hpp"
#include "vad/dense_loops.hpp"

namespace cxai::vad {
namespace {

bool has_avx2() {
  static const bool has = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
  return has;
}

}  // namespace

void multiply_add(std::span<const float> weights, std::span<const float> in, std::span<float> out) {
  CXAI_CHECK(weights.size() == in.size() * out.size());
  (has_avx2() ? avx2::multiply_add : multiply_add_loop)(weights.data(), in.data(), in.size(), out.data(), out.size());
}

void sigmoid(std::span<float> values) {
  (has_avx2() ? avx2::sigmoid : sigmoid_loop)(values.data(), values.size());
}

void hyperbolic_tangent(std::span<float> values) {
  (has_avx2() ? avx2::hyperbolic_tangent : tanh_loop)(values.data(), values.size());
}

}  // namespace cxai::vad
