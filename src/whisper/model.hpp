// A Whisper model ready to compute: weights packed once into the type they are multiplied in.
//
// Input    Weights (files, mapped), the type, threads to pack with
// Types    f32, bf16, int8 (kernels/linear.hpp). With int8 the two convolutions and the attention between frames stay
//          in bf16 (f32 where the processor has none): they are a fiftieth of the work and the first to lose accuracy
// Errors   those of Weights::open · unsupported (this processor lacks AVX2, or AVX-512 with BF16 for bf16)
// Threads  immutable
// Source   Radford et al. 2022 (Whisper), section 2.2
#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "checkpoint/tokenizer.hpp"
#include "checkpoint/weights.hpp"
#include "kernels/linear.hpp"
#include "kernels/machine.hpp"

namespace cxai::whisper {

using kernels::Compute;
Compute fastest_compute();                                    // of this processor
std::optional<Compute> compute_named(std::string_view name);  // "f32", "bf16", "int8"

struct Norm {
  std::vector<float> gain;
  std::vector<float> bias;
};

struct EncoderLayer {
  Norm attention_norm;
  kernels::Linear queries_keys_values;  // one above the other: [3 d, d]
  kernels::Linear attention_out;
  Norm mlp_norm;
  kernels::Linear up;
  kernels::Linear down;
};

struct DecoderLayer {
  Norm self_norm;
  kernels::Linear queries_keys_values;
  kernels::Linear self_out;
  Norm cross_norm;
  kernels::Linear cross_queries;
  kernels::Linear cross_keys_values;  // [2 d, d], of the encoder's output
  kernels::Linear cross_out;
  Norm mlp_norm;
  kernels::Linear up;
  kernels::Linear down;
};

struct Model {
  // `threads`: to pack with. `machine`: other than this_machine() for tests.
  static Result<std::shared_ptr<const Model>> load(const std::filesystem::path& path, kernels::Compute compute,
                                                   int threads,
                                                   const kernels::Machine& machine = kernels::this_machine());

  explicit Model(std::shared_ptr<const checkpoint::Weights> from) : weights(std::move(from)), tokenizer(weights) {}

  std::size_t bytes() const;          // of the packed weights
  std::size_t decoder_bytes() const;  // of those that every step reads
  std::size_t width() const { return static_cast<std::size_t>(weights->dimensions().text_state); }
  std::size_t heads() const { return static_cast<std::size_t>(weights->dimensions().text_heads); }
  std::string name() const;  // "whisper-medium/int8"

  std::shared_ptr<const checkpoint::Weights> weights;
  checkpoint::Tokenizer tokenizer;
  kernels::Compute compute{};
  kernels::Machine machine;

  kernels::Linear stem1;  // convolutions as products: [d, 3 · mels], [d, 3 · d], the kernel's taps side by side
  kernels::Linear stem2;
  std::vector<float> encoder_positions;  // [1500, d]
  std::vector<EncoderLayer> encoder;
  Norm encoder_norm;

  std::vector<float> decoder_positions;  // [448, d]
  std::vector<DecoderLayer> decoder;
  Norm decoder_norm;
  kernels::Linear logits;  // the token embedding
};

}  // namespace cxai::whisper
