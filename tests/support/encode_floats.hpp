// Floats to the bytes of every tensor type that model files know: the other way round than checkpoint::read_floats.
//
// Input    quantised types: a multiple of 32 values
// Threads  pure
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "checkpoint/weights.hpp"

namespace cxai::support {

// To the nearest half precision number, ties to even.
std::uint16_t to_half(float value);

// Appends to `out`.
void encode_floats(std::span<const float> values, checkpoint::TensorType type, std::vector<std::byte>& out);

}  // namespace cxai::support
