// Tensors of one safetensors file.
//
// Input    the whole file's bytes: length of the header (8 bytes), the header (JSON), data
// Output   views into these bytes by the file's own names; tensors of types that weights do not have (integers, f64)
// are
//          left out
// Errors   corrupt_data; the message names the tensor, without the file's name
// Limits   offsets are checked against the file's length
// Threads  pure
// Source   huggingface/safetensors, the format's description
#pragma once

#include <cstddef>
#include <span>

#include "base/result.hpp"
#include "checkpoint/model_contents.hpp"

namespace cxai::checkpoint {

Result<TensorMap> read_safetensors(std::span<const std::byte> file);

}  // namespace cxai::checkpoint
