#include "kernels/attention.hpp"

#include <oneapi/dnnl/dnnl.h>

#include <algorithm>

#include "base/result.hpp"
#include "kernels/linear.hpp"
#include "kernels/panels.hpp"
#include "kernels/rows.hpp"

namespace cxai::kernels {
namespace {

constexpr std::size_t kTile = panels::kMostRows;

std::size_t padded(std::size_t rows) {
  return (rows + panels::kPanel - 1) / panels::kPanel * panels::kPanel;
}

}  // namespace

EncoderAttention::EncoderAttention(Compute compute, std::size_t rows, std::size_t heads, const Machine& machine)
    : own_(machine.avx512 && compute != Compute::f32), rows_(rows), heads_(heads) {
  if (!own_) return;
  key_bytes_ = padded(rows) * kHead;
  value_bytes_ = padded(rows) * kHead * 2;
  packed_.resize(heads * (key_bytes_ + value_bytes_));
  scales_.resize(heads * 2 * padded(rows));
}

void EncoderAttention::pack(const float* qkv, std::size_t head) {
  if (!own_) return;
  const std::size_t width = heads_ * kHead;
  std::uint8_t* to = packed_.data() + head * (key_bytes_ + value_bytes_);
  float* scales = scales_.data() + head * 2 * padded(rows_);
  panels::pack_keys(qkv + width + head * kHead, 3 * width, rows_, to, scales, scales + padded(rows_));
  panels::pack_values(qkv + 2 * width + head * kHead, 3 * width, rows_, to + key_bytes_);
}

void EncoderAttention::attend(const float* qkv, std::size_t first, std::size_t count, float* out, std::size_t stride,
                              Scratch& scratch) const {
  const std::size_t width = heads_ * kHead;
  if (own_) {
    scratch.scores.resize(kTile * padded(rows_));
    scratch.bytes.resize(kTile * (padded(rows_) * 2 + kHead));
    const std::size_t head_bytes = key_bytes_ + value_bytes_;
    const std::size_t tiles = (count + kTile - 1) / kTile;
    for (std::size_t head = 0; head < heads_; ++head) {
      const std::uint8_t* keys = packed_.data() + head * head_bytes;
      const float* scales = scales_.data() + head * 2 * padded(rows_);
      panels::PackedHead packed{
          keys, scales, scales + padded(rows_), keys + key_bytes_, keys + head_bytes, head_bytes / tiles};
      for (std::size_t tile = 0; tile < tiles; ++tile) {
        const std::size_t at = count * tile / tiles;
        panels::attend_tile(qkv + (first + at) * 3 * width + head * kHead, 3 * width, count * (tile + 1) / tiles - at,
                            packed, rows_, scratch.scores.data(), scratch.bytes.data(),
                            out + at * stride + head * kHead, stride);
        packed.next += packed.next_bytes;
      }
    }
    return;
  }
  scratch.scores.resize(count * rows_);
  const auto m = static_cast<dnnl_dim_t>(count);
  const auto n = static_cast<dnnl_dim_t>(rows_);
  const auto ld = static_cast<dnnl_dim_t>(3 * width);
  const auto k = static_cast<dnnl_dim_t>(kHead);
  for (std::size_t head = 0; head < heads_; ++head) {
    const float* queries = qkv + first * 3 * width + head * kHead;
    auto status = dnnl_sgemm('N', 'T', m, n, k, 0.125f, queries, ld, qkv + width + head * kHead, ld, 0.0f,
                             scratch.scores.data(), n);
    CXAI_CHECK(status == dnnl_success);
    for (std::size_t r = 0; r < count; ++r) softmax(scratch.scores.data() + r * rows_, rows_);
    status = dnnl_sgemm('N', 'N', m, k, n, 1.0f, scratch.scores.data(), n, qkv + 2 * width + head * kHead, ld, 0.0f,
                        out + head * kHead, static_cast<dnnl_dim_t>(stride));
    CXAI_CHECK(status == dnnl_success);
  }
}

}  // namespace cxai::kernels
