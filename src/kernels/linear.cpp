#include "kernels/linear.hpp"

#include <oneapi/dnnl/dnnl.h>

#include <algorithm>
#include <cmath>
#include <cstring>

#include "base/result.hpp"
#include "kernels/panels.hpp"
#include "kernels/rows.hpp"

// Of the OpenMP library that oneDNN runs on; its header comes with a compiler's own OpenMP only.
extern "C" void omp_set_num_threads(int threads);

namespace cxai::kernels {
namespace {

using panels::kPanel;

constexpr std::size_t round_up(std::size_t n, std::size_t to) {
  return (n + to - 1) / to * to;
}

std::uint16_t to_bf16(float x) {
  std::uint32_t bits = 0;
  std::memcpy(&bits, &x, 4);
  return static_cast<std::uint16_t>((bits + 0x7FFFU + ((bits >> 16) & 1U)) >> 16);
}

// 8 bits, one scale for the row. Returns the scale; `sum` of the rounded values.
float round_weights(std::span<const float> row, std::span<std::int8_t> to, float& sum) {
  float most = 0;
  for (const float w : row) most = std::max(most, std::abs(w));
  const float scale = most > 0 ? most / 127.0f : 1.0f;
  int total = 0;
  for (std::size_t i = 0; i < row.size(); ++i) {
    const int q = static_cast<int>(std::lrint(row[i] / scale));
    to[i] = static_cast<std::int8_t>(std::clamp(q, -127, 127));
    total += to[i];
  }
  sum = static_cast<float>(total);
  return scale;
}

}  // namespace

void one_library_thread() {
  static thread_local const bool kTold = [] {
    omp_set_num_threads(1);
    return true;
  }();
  static_cast<void>(kTold);
}

Linear::Linear(Compute compute, std::size_t out, std::size_t in, const RowReader& read, std::vector<float> bias,
               const Machine& machine)
    : compute_(compute), own_(compute != Compute::f32 && machine.avx512), out_(out), in_(in) {
  CXAI_CHECK(machine.supports(compute) && (bias.empty() || bias.size() == out));
  const std::size_t columns = round_up(out, kPanel);
  if (!bias.empty()) {
    bias_.resize(columns);
    std::fill_n(bias_.data(), columns, 0.0f);
    std::copy(bias.begin(), bias.end(), bias_.data());
  }
  std::vector<float> row(in);
  if (compute == Compute::int8) {
    scale_.resize(columns);
    sum_.resize(columns);
    std::fill_n(scale_.data(), columns, 0.0f);
    std::fill_n(sum_.data(), columns, 0.0f);
  }
  if (!own_) {
    const std::size_t width = compute == Compute::f32 ? 4 : 1;
    packed_.resize(out * in * width);
    for (std::size_t o = 0; o < out; ++o) {
      read(o, row);
      std::uint8_t* to = packed_.data() + o * in * width;
      if (compute == Compute::f32)
        std::memcpy(to, row.data(), in * 4);
      else
        scale_[o] = round_weights(row, {reinterpret_cast<std::int8_t*>(to), in}, sum_[o]);
    }
    return;
  }
  const std::size_t per_step = compute == Compute::int8 ? 4 : 2;
  steps_ = (in + per_step - 1) / per_step;
  packed_.resize(columns * steps_ * 4);
  std::memset(packed_.data(), 0, packed_.size());
  std::vector<std::uint8_t> bytes(steps_ * 4);
  for (std::size_t o = 0; o < out; ++o) {
    read(o, row);
    if (compute == Compute::int8) {
      scale_[o] = round_weights(row, {reinterpret_cast<std::int8_t*>(bytes.data()), in}, sum_[o]);
    } else {
      for (std::size_t i = 0; i < in; ++i) {
        const std::uint16_t half = to_bf16(row[i]);
        std::memcpy(bytes.data() + 2 * i, &half, 2);
      }
    }
    std::uint8_t* to = packed_.data() + (o / kPanel) * steps_ * kPanel * 4 + (o % kPanel) * 4;
    for (std::size_t s = 0; s < steps_; ++s) std::memcpy(to + s * kPanel * 4, bytes.data() + 4 * s, 4);
  }
}

std::size_t Linear::bytes() const {
  return packed_.size() + (scale_.size() + sum_.size() + bias_.size()) * sizeof(float);
}

void Linear::make_room(const float* x, std::size_t stride, std::size_t rows, Activations& to) const {
  to.rows = rows;
  if (compute_ == Compute::f32) {
    to.floats = x;
    to.floats_stride = stride;
    if (stride >= in_) return;
    to.copies.resize(rows * in_);  // the library wants rows apart
    to.floats = to.copies.data();
    to.floats_stride = in_;
    return;
  }
  if (compute_ == Compute::int8) {
    to.scale.resize(rows);
    to.zero.resize(rows);
  }
  if (!own_) {
    to.stride = in_;
    to.bytes.resize((to.fine ? 2 * rows : rows) * in_);
    return;
  }
  // A cache line more than a round number, or the rows of a tile would all lie in the same few places of the cache.
  to.stride = round_up(steps_ * 4, 128) + 64;
  to.bytes.resize((compute_ == Compute::int8 && to.fine ? 2 * rows : rows) * to.stride);
}

void Linear::prepare_rows(const float* x, std::size_t stride, std::size_t first, std::size_t last,
                          Activations& to) const {
  for (std::size_t r = first; r < last; ++r) {
    const float* row = x + r * stride;
    if (compute_ == Compute::f32) {
      if (stride < in_) std::copy_n(row, in_, to.copies.data() + r * in_);
    } else if (!own_) {
      std::uint8_t* line = to.bytes.data() + (to.fine ? 2 * r : r) * in_;
      round_row_7(row, in_, line, to.fine ? line + in_ : nullptr, to.scale[r], to.zero[r]);
    } else if (compute_ == Compute::bf16) {
      std::uint8_t* line = to.bytes.data() + r * to.stride;
      panels::bf16_row(row, in_, line);
      std::memset(line + 2 * in_, 0, steps_ * 4 - 2 * in_);
    } else {
      std::uint8_t* line = to.bytes.data() + (to.fine ? 2 * r : r) * to.stride;
      std::uint8_t* low = to.fine ? line + to.stride : nullptr;
      panels::round_row(row, in_, line, low, to.scale[r], to.zero[r]);
      std::memset(line + in_, 0, steps_ * 4 - in_);
      if (low) std::memset(low + in_, 0, steps_ * 4 - in_);
    }
  }
}

void Linear::multiply(const Activations& x, std::size_t from, std::size_t to, float* y, std::size_t stride,
                      After after) const {
  if (!own_) return multiply_with_library(x, from, to, y, stride, after);
  panels::Finish finish{.row_scale = x.scale.data(), .row_zero = x.zero.data(), .after = after, .fine = x.fine};
  for (std::size_t column = from; column < to; column += kPanel) {
    const std::uint8_t* panel = packed_.data() + column * steps_ * 4;
    if (bias_.size()) finish.bias = bias_.data() + column;
    const std::size_t columns = std::min(kPanel, to - column);
    if (compute_ == Compute::int8) {
      finish.scale = scale_.data() + column;
      finish.sum = sum_.data() + column;
      panels::int8_rows(x.bytes.data(), x.stride, x.rows, panel, steps_, finish, y + column, stride, columns);
    } else {
      panels::bf16_rows(x.bytes.data(), x.stride, x.rows, panel, steps_, finish, y + column, stride, columns);
    }
  }
}

void Linear::multiply_with_library(const Activations& x, std::size_t from, std::size_t to, float* y, std::size_t stride,
                                   After after) const {
  const auto m = static_cast<dnnl_dim_t>(x.rows);
  const auto n = static_cast<dnnl_dim_t>(to - from);
  const auto k = static_cast<dnnl_dim_t>(in_);
  static thread_local Buffer<float> products;
  static thread_local Buffer<std::int32_t> sums;
  products.resize(x.rows * (to - from));
  if (compute_ == Compute::f32) {
    const auto status =
        dnnl_sgemm('N', 'T', m, n, k, 1.0f, x.floats, static_cast<dnnl_dim_t>(x.floats_stride),
                   reinterpret_cast<const float*>(packed_.data()) + from * in_, k, 0.0f, products.data(), n);
    CXAI_CHECK(status == dnnl_success);
  } else {
    const std::size_t columns = to - from;
    const std::size_t lines = x.fine ? 2 : 1;  // of a row
    sums.resize(lines * products.size());
    const std::int32_t offset = 0;
    const auto status = dnnl_gemm_u8s8s32('N', 'T', 'F', static_cast<dnnl_dim_t>(lines * x.rows), n, k, 1.0f,
                                          x.bytes.data(), static_cast<dnnl_dim_t>(x.stride), 0,
                                          reinterpret_cast<const std::int8_t*>(packed_.data()) + from * in_, k, 0, 0.0f,
                                          sums.data(), n, &offset);
    CXAI_CHECK(status == dnnl_success);
    for (std::size_t r = 0; r < x.rows; ++r) {
      const std::int32_t* high = sums.data() + lines * r * columns;
      float* product = products.data() + r * columns;
      for (std::size_t c = 0; c < columns; ++c)
        product[c] = x.fine ? 128.0f * static_cast<float>(high[c]) + static_cast<float>(high[columns + c])
                            : static_cast<float>(high[c]);
      for (std::size_t c = 0; c < columns; ++c)
        product[c] = (product[c] - x.zero[r] * sum_[from + c]) * x.scale[r] * scale_[from + c];
    }
  }
  for (std::size_t r = 0; r < x.rows; ++r)
    finish_row(products.data() + r * (to - from), bias_.size() ? bias_.data() + from : nullptr, to - from,
               y + r * stride + from, after);
}

}  // namespace cxai::kernels
