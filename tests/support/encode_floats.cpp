#include "support/encode_floats.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstring>

#include "base/result.hpp"

namespace cxai::support {
namespace {

using checkpoint::TensorType;

constexpr std::size_t kBlock = 32;

template <class T>
void append(const T& value, std::vector<std::byte>& out) {
  const auto bytes = std::as_bytes(std::span(&value, 1));
  out.insert(out.end(), bytes.begin(), bytes.end());
}

std::uint16_t to_bfloat(float value) {
  const auto bits = std::bit_cast<std::uint32_t>(value);
  return static_cast<std::uint16_t>((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16);
}

// Numbers from 0 to 2^bits - 1, the value being number · scale + least.
void append_nibbles(std::span<const float> block, int bits, bool with_least, std::vector<std::byte>& out) {
  const int levels = 1 << bits;
  float scale = 0;
  float least = 0;
  if (with_least) {
    const auto [low, high] = std::ranges::minmax(block);
    least = low;
    scale = (high - low) / static_cast<float>(levels - 1);
    append(to_half(scale), out);
    append(to_half(least), out);
  } else {
    // The largest by magnitude becomes number 0, of which there is one more on that side.
    const float extreme = std::ranges::max(block, {}, [](float x) { return std::abs(x); });
    scale = extreme / static_cast<float>(-levels / 2);
    least = extreme;
    append(to_half(scale), out);
  }
  std::array<std::uint32_t, kBlock> numbers{};
  std::uint32_t fifth = 0;
  for (std::size_t i = 0; i < kBlock; ++i) {
    const float number = scale != 0 ? (block[i] - least) / scale : (with_least ? 0.0F : static_cast<float>(levels / 2));
    numbers[i] = static_cast<std::uint32_t>(std::clamp(std::lround(number), 0L, static_cast<long>(levels - 1)));
    fifth |= (numbers[i] >> 4) << i;
  }
  if (bits == 5) append(fifth, out);
  for (std::size_t i = 0; i < kBlock / 2; ++i)
    append(static_cast<std::uint8_t>((numbers[i] & 15) | ((numbers[i + 16] & 15) << 4)), out);
}

void append_q8_0(std::span<const float> block, std::vector<std::byte>& out) {
  const float extreme = std::abs(std::ranges::max(block, {}, [](float x) { return std::abs(x); }));
  const float scale = extreme / 127.0F;
  append(to_half(scale), out);
  for (const float x : block) append(static_cast<std::int8_t>(scale > 0 ? std::lround(x / scale) : 0), out);
}

}  // namespace

std::uint16_t to_half(float value) {
  const auto bits = std::bit_cast<std::uint32_t>(value);
  const auto sign = static_cast<std::uint16_t>((bits >> 16) & 0x8000);
  const std::uint32_t magnitude = bits & 0x7FFFFFFF;
  if (magnitude > 0x7F800000) return sign | 0x7E00;
  if (magnitude >= 0x477FF000) return sign | 0x7C00;  // 65520 and more round to infinity
  if (magnitude < 0x38800000) {                       // subnormal: adding 0.5 rounds to multiples of 2^-24
    const float rounded = std::bit_cast<float>(magnitude) + 0.5F;
    return static_cast<std::uint16_t>(sign | (std::bit_cast<std::uint32_t>(rounded) - 0x3F000000));
  }
  return static_cast<std::uint16_t>(sign | ((magnitude + 0xC8000FFF + ((magnitude >> 13) & 1)) >> 13));
}

void encode_floats(std::span<const float> values, TensorType type, std::vector<std::byte>& out) {
  const auto each_block = [&](auto encode) {
    CXAI_CHECK(values.size() % kBlock == 0);
    for (std::size_t i = 0; i < values.size(); i += kBlock) encode(values.subspan(i, kBlock));
  };
  switch (type) {
    case TensorType::f32: {
      const auto bytes = std::as_bytes(values);
      out.insert(out.end(), bytes.begin(), bytes.end());
      return;
    }
    case TensorType::f16:
      for (const float x : values) append(to_half(x), out);
      return;
    case TensorType::bf16:
      for (const float x : values) append(to_bfloat(x), out);
      return;
    case TensorType::q4_0:
      return each_block([&](auto block) { append_nibbles(block, 4, false, out); });
    case TensorType::q4_1:
      return each_block([&](auto block) { append_nibbles(block, 4, true, out); });
    case TensorType::q5_0:
      return each_block([&](auto block) { append_nibbles(block, 5, false, out); });
    case TensorType::q5_1:
      return each_block([&](auto block) { append_nibbles(block, 5, true, out); });
    case TensorType::q8_0:
      return each_block([&](auto block) { append_q8_0(block, out); });
  }
}

}  // namespace cxai::support
