// The parts of a Whisper model in ggml's classic `.bin` format.
//
// Input    the whole file's bytes: magic, eleven sizes, mel filters, vocabulary, then tensors one after another
// Output   tensors as views into these bytes; whether they suffice for a model is complete()'s question
// Errors   corrupt_data · unsupported; the message says at which byte, without the file's name
// Limits   every length is checked against the bytes that are left before it is used
// Threads  pure
// Source   whisper.cpp's converter; block layouts of ggml, quantisation version 2
#pragma once

#include <cstddef>
#include <span>

#include "base/result.hpp"
#include "checkpoint/model_contents.hpp"

namespace cxai::checkpoint {

Result<ModelContents> read_ggml(std::span<const std::byte> file);

}  // namespace cxai::checkpoint
