// The decoder: one step takes tokens of many windows one place further, reading each weight once for all of them.
//
// Input    rows: a token at a place of a sequence, with what that sequence looks back at
// Output   the logits of the rows that asked for them, [vocabulary]; where asked, the cross-attention weights of the
//          alignment heads
// Order    rows of one sequence stand side by side, places ascending; all of a prompt may come in one step
// Threads  one decoder for one team; models are shared
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "kernels/buffer.hpp"
#include "kernels/cache.hpp"
#include "kernels/team.hpp"
#include "whisper/model.hpp"

namespace cxai::whisper {

struct StepRow {
  const kernels::CrossCache* sound = nullptr;
  int token = 0;
  std::span<const int> slots;  // of the places 0 … its own in the TokenCache; its own is written
  bool wants_logits = false;
  std::uint16_t* looked_at = nullptr;  // [alignment heads, 1500] half precision; null: not wanted
};

class Decoder {
 public:
  // `slots`: tokens that the cache holds at once, of all sequences.
  Decoder(std::shared_ptr<const Model> model, kernels::Team& team, std::size_t slots);

  void step(std::span<const StepRow> rows);
  // Of row `index` of the last step, valid until the next; may be changed by the caller. Precondition: it asked.
  std::span<float> logits(std::size_t index);

  // (layer, head) in the order of `looked_at`.
  std::span<const std::pair<int, int>> alignment_heads() const { return alignment_heads_; }

 private:
  // y = after(norm(x) W + b) for all rows, spread over the team.
  void apply(const kernels::Linear& linear, const Norm* norm, const float* x, std::size_t rows, float* y,
             kernels::After after);
  void self_attention(std::span<const StepRow> rows, std::size_t layer);
  void cross_attention(std::span<const StepRow> rows, std::size_t layer);

  std::shared_ptr<const Model> model_;
  kernels::Team& team_;
  std::size_t width_;
  std::size_t heads_;
  std::size_t context_;
  kernels::TokenCache tokens_;
  std::vector<std::pair<int, int>> alignment_heads_;
  kernels::Activations ready_;
  kernels::Buffer<float> x_;         // [rows, d]
  kernels::Buffer<float> normed_;    // [rows, d]
  kernels::Buffer<float> wide_;      // [rows, 4 d]
  kernels::Buffer<float> attended_;  // [rows, d]
  kernels::Buffer<float> logits_;    // [asking rows, vocabulary padded]
  std::vector<std::size_t> logit_row_;
  std::vector<std::size_t> sequence_begins_;
  std::vector<kernels::Buffer<float>> scores_;  // one per worker
};

}  // namespace cxai::whisper
