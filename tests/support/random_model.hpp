// Whisper models with random, reproducible weights: the engine's arithmetic, the readers of model files and the speed
// at every size can be checked without trained weights. The same options give the same bytes on every machine.
//
// Input    a size by name: nano (1 layer, width 64), toy (2 layers, width 128), tiny, tiny.en, base, small, medium,
//          large, large-v3, turbo
// Output   a ggml `.bin` file, or a Hugging Face directory
// Errors   invalid_input (size, type) · what writing a file gives
// Source   matrices N(0, gain / sqrt(fan-in)), embeddings N(0, 0.02²), norms 1 ± 0.1, from one xorshift64* stream in
// the
//          order of the file's tensors
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "checkpoint/weights.hpp"

namespace cxai::support {

struct RandomModel {
  std::string size = "toy";
  // Of matrices and the token embedding; the rest is f32. Quantised types leave convolutions in f16.
  checkpoint::TensorType type = checkpoint::TensorType::f16;
  std::uint64_t seed = 1;
  float gain = 1;
  // A ggml file whose sizes of vocabulary and context, filters and tokens to take; empty: computed filters and a
  // vocabulary of bytes, pairs of letters and blank + letter, the other ids without text.
  std::filesystem::path vocabulary{};
  int shards = 1;  // files of a Hugging Face directory's weights
};

std::optional<checkpoint::Dimensions> dimensions_of(std::string_view size);

Result<> write_ggml_model(const std::filesystem::path& file, const RandomModel& model);

// f32, f16 or bf16.
Result<> write_hugging_face_model(const std::filesystem::path& directory, const RandomModel& model);

// The tokens of a model without a vocabulary file, by id.
std::vector<std::string> small_vocabulary(const checkpoint::Dimensions& dimensions);

}  // namespace cxai::support
