#include "kernels/cache.hpp"

#include <algorithm>
#include <cstring>

#include "kernels/rows.hpp"

namespace cxai::kernels {

CrossCache::CrossCache(Compute compute, std::size_t layers, std::size_t heads, std::size_t rows, const Machine& machine)
    : own_(compute == Compute::int8 && machine.avx512),
      heads_(heads),
      rows_(rows),
      padded_((rows + 15) / 16 * 16),
      head_bytes_(own_ ? padded_ * kHead : rows * kHead * 2) {
  memory_.resize(layers * heads * 2 * head_bytes_);
  std::memset(memory_.data(), 0, memory_.size());  // memory is got here, not in the middle of the work
  if (own_) scales_.resize(layers * heads * 2 * kHead);
}

void CrossCache::store_head(std::size_t layer, std::size_t head, const float* keys, const float* values,
                            std::size_t stride) {
  const std::size_t index = (layer * heads_ + head) * 2;
  std::uint8_t* to = memory_.data() + index * head_bytes_;
  if (own_) {
    float* scales = scales_.data() + index * kHead;
    panels::round_keys(keys, stride, rows_, padded_, to, scales);
    panels::round_values(values, stride, rows_, padded_, to + head_bytes_, scales + kHead);
    return;
  }
  auto* half = reinterpret_cast<std::uint16_t*>(to);
  for (std::size_t r = 0; r < rows_; ++r) {
    to_half(keys + r * stride, kHead, half + r * kHead);
    to_half(values + r * stride, kHead, half + (rows_ + r) * kHead);
  }
}

void CrossCache::attend(std::size_t layer, std::size_t head, const float* query, float* scores, float* out) const {
  const std::size_t index = (layer * heads_ + head) * 2;
  const std::uint8_t* from = memory_.data() + index * head_bytes_;
  if (own_) {
    const float* scales = scales_.data() + index * kHead;
    panels::attend_int8(query, from, scales, from + head_bytes_, scales + kHead, rows_, padded_, scores, out);
    return;
  }
  const auto* half = reinterpret_cast<const std::uint16_t*>(from);
  for (std::size_t r = 0; r < rows_; ++r) scores[r] = 0.125f * dot_half(query, half + r * kHead, kHead);
  softmax(scores, rows_);
  std::fill_n(out, kHead, 0.0f);
  for (std::size_t r = 0; r < rows_; ++r) add_scaled_half(out, scores[r], half + (rows_ + r) * kHead, kHead);
}

TokenCache::TokenCache(std::size_t layers, std::size_t width, std::size_t slots)
    : width_(width), slots_(slots), memory_(layers * slots * 2 * width) {}

void TokenCache::store(std::size_t layer, std::size_t slot, const float* key, const float* value) {
  std::uint16_t* to = memory_.data() + (layer * slots_ + slot) * 2 * width_;
  to_half(key, width_, to);
  to_half(value, width_, to + width_);
}

void TokenCache::attend(std::size_t layer, const float* query, const int* slots, std::size_t count, float* scores,
                        float* out) const {
  const std::uint16_t* base = memory_.data() + layer * slots_ * 2 * width_;
  const std::size_t heads = width_ / kHead;
  // Slot by slot, all heads: what lies together is read together.
  for (std::size_t i = 0; i < count; ++i) {
    const std::uint16_t* key = base + static_cast<std::size_t>(slots[i]) * 2 * width_;
    for (std::size_t head = 0; head < heads; ++head)
      scores[head * count + i] = 0.125f * dot_half(query + head * kHead, key + head * kHead, kHead);
  }
  for (std::size_t head = 0; head < heads; ++head) softmax(scores + head * count, count);
  std::fill_n(out, width_, 0.0f);
  for (std::size_t i = 0; i < count; ++i) {
    const std::uint16_t* value = base + static_cast<std::size_t>(slots[i]) * 2 * width_ + width_;
    for (std::size_t head = 0; head < heads; ++head)
      add_scaled_half(out + head * kHead, scores[head * count + i], value + head * kHead, kHead);
  }
}

}  // namespace cxai::kernels
