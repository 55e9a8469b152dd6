// read_floats: every tensor type of model files as float.
#include <bit>
#include <cstring>
#include <limits>

#include "checkpoint/model_contents.hpp"
#include "checkpoint/weights.hpp"

namespace cxai::checkpoint {
namespace {

constexpr std::size_t kFloatsAtOnce = 32;

// IEEE 754 half precision. Shifting the exponent into place and multiplying by 2^112 is exact for subnormal numbers
// too; infinity and NaN keep the largest exponent. Signed numbers, so that compilers make vectors of it.
float half_to_float(std::uint16_t half) {
  const std::int32_t magnitude = (half & 0x7FFF) << 13;
  const auto scaled = std::bit_cast<std::int32_t>(std::bit_cast<float>(magnitude) * 0x1p112F);
  const std::int32_t special = magnitude >= 0x0F800000 ? 0x7F800000 : 0;
  const std::int32_t sign = half & 0x8000 ? std::numeric_limits<std::int32_t>::min() : 0;
  return std::bit_cast<float>(scaled | special | sign);
}

template <class T>
T load(const std::byte* from) {
  T value;
  std::memcpy(&value, from, sizeof value);
  return value;
}

void from_half(const std::byte* in, std::span<float> out) {
  for (std::size_t i = 0; i < out.size(); ++i) out[i] = half_to_float(load<std::uint16_t>(in + 2 * i));
}

void from_bfloat(const std::byte* in, std::span<float> out) {
  for (std::size_t i = 0; i < out.size(); ++i)
    out[i] = std::bit_cast<float>(static_cast<std::uint32_t>(load<std::uint16_t>(in + 2 * i)) << 16);
}

// Blocks of 32 values: a scale, for the types _1 a least value, for q5 a word with the fifth bits, then the numbers:
// four bits each, the first half of the block in the low halves of the bytes; eight bits in q8_0.
template <bool kLeast, bool kFifth>
void from_nibbles(const std::byte* block, float* out) {
  const float scale = half_to_float(load<std::uint16_t>(block));
  block += 2;
  float least = (kFifth ? -16.0F : -8.0F) * scale;
  if constexpr (kLeast) {
    least = half_to_float(load<std::uint16_t>(block));
    block += 2;
  }
  std::uint32_t fifth = 0;
  if constexpr (kFifth) {
    fifth = load<std::uint32_t>(block);
    block += 4;
  }
  for (unsigned i = 0; i < kFloatsAtOnce / 2; ++i) {
    const auto both = std::to_integer<std::uint32_t>(block[i]);
    const std::uint32_t low = (both & 15u) | ((fifth >> i & 1u) << 4);
    const std::uint32_t high = (both >> 4) | ((fifth >> (i + 16) & 1u) << 4);
    out[i] = static_cast<float>(low) * scale + least;
    out[i + 16] = static_cast<float>(high) * scale + least;
  }
}

void from_q8_0(const std::byte* block, float* out) {
  const float scale = half_to_float(load<std::uint16_t>(block));
  for (std::size_t i = 0; i < kFloatsAtOnce; ++i) out[i] = scale * static_cast<float>(load<std::int8_t>(block + 2 + i));
}

template <class Convert>
void each_block(const std::byte* in, std::size_t block_bytes, std::span<float> out, Convert convert) {
  for (std::size_t i = 0; i < out.size(); i += kFloatsAtOnce, in += block_bytes) convert(in, out.data() + i);
}

}  // namespace

std::int64_t TensorView::elements() const {
  std::int64_t product = 1;
  for (const std::int64_t size : shape) product *= size;
  return product;
}

void read_floats(const TensorView& tensor, std::int64_t first, std::span<float> out) {
  const auto count = static_cast<std::int64_t>(out.size());
  CXAI_CHECK(first >= 0 && count <= tensor.elements() - first);
  if (out.empty()) return;
  if (is_quantised(tensor.type)) CXAI_CHECK(first % kFloatsAtOnce == 0 && count % kFloatsAtOnce == 0);
  const std::byte* const in = tensor.data.data() + tensor_bytes(tensor.type, first);
  const auto block_bytes = static_cast<std::size_t>(tensor_bytes(tensor.type, kFloatsAtOnce));
  switch (tensor.type) {
    case TensorType::f32:
      std::memcpy(out.data(), in, out.size_bytes());
      return;
    case TensorType::f16:
      return from_half(in, out);
    case TensorType::bf16:
      return from_bfloat(in, out);
    case TensorType::q4_0:
      return each_block(in, block_bytes, out, from_nibbles<false, false>);
    case TensorType::q4_1:
      return each_block(in, block_bytes, out, from_nibbles<true, false>);
    case TensorType::q5_0:
      return each_block(in, block_bytes, out, from_nibbles<false, true>);
    case TensorType::q5_1:
      return each_block(in, block_bytes, out, from_nibbles<true, true>);
    case TensorType::q8_0:
      return each_block(in, block_bytes, out, from_q8_0);
  }
}

}  // namespace cxai::checkpoint
