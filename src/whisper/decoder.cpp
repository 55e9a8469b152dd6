#include "whisper/decoder.hpp"

#include <algorithm>

#include "kernels/rows.hpp"

namespace cxai::whisper {
namespace {

using kernels::After;
using kernels::kHead;
using kernels::Linear;

// Columns one thread takes at a time: few enough to share out evenly, enough to be worth taking.
constexpr std::size_t kChunk = 4 * Linear::kColumns;

std::size_t padded(std::size_t n) {
  return (n + 15) / 16 * 16;
}

// Heads of the upper half of the layers, where most of those that follow the sound lie, evenly spread: for models whose
// own are not known.
std::vector<std::pair<int, int>> spread_heads(std::size_t layers, std::size_t heads) {
  constexpr std::size_t kMost = 24;
  const std::size_t first = layers / 2 * heads;
  const std::size_t all = layers * heads - first;
  const std::size_t count = std::min(all, kMost);
  std::vector<std::pair<int, int>> spread;
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t at = first + i * all / count;
    spread.emplace_back(static_cast<int>(at / heads), static_cast<int>(at % heads));
  }
  return spread;
}

}  // namespace

Decoder::Decoder(std::shared_ptr<const Model> model, kernels::Team& team, std::size_t slots)
    : model_(std::move(model)),
      team_(team),
      width_(model_->width()),
      heads_(model_->heads()),
      context_(static_cast<std::size_t>(model_->weights->dimensions().audio_context)),
      tokens_(model_->decoder.size(), width_, slots),
      alignment_heads_(model_->weights->alignment_heads()),
      scores_(static_cast<std::size_t>(team.size())) {
  if (alignment_heads_.empty()) alignment_heads_ = spread_heads(model_->decoder.size(), heads_);
  for (auto& scores : scores_) scores.resize(padded(std::max(context_, heads_ * 448)));
  ready_.fine = true;
}

void Decoder::apply(const Linear& linear, const Norm* norm, const float* x, std::size_t rows, float* y, After after) {
  if (norm) normed_.resize(rows * width_);
  const float* from = norm ? normed_.data() : x;
  linear.make_room(from, linear.in(), rows, ready_);
  const std::size_t shares = std::min(rows, static_cast<std::size_t>(team_.size()));
  team_.each(shares, [&](std::size_t share, int) {
    const std::size_t first = rows * share / shares;
    const std::size_t last = rows * (share + 1) / shares;
    if (norm)
      for (std::size_t r = first; r < last; ++r)
        kernels::layer_norm(x + r * width_, width_, norm->gain.data(), norm->bias.data(), normed_.data() + r * width_);
    linear.prepare_rows(from, linear.in(), first, last, ready_);
  });
  const std::size_t chunks = (linear.out() + kChunk - 1) / kChunk;
  team_.each(chunks, [&](std::size_t c, int) {
    linear.multiply(ready_, c * kChunk, std::min(linear.out(), (c + 1) * kChunk), y,
                    &linear == &model_->logits ? padded(linear.out()) : linear.out(), after);
  });
}

void Decoder::self_attention(std::span<const StepRow> rows, std::size_t layer) {
  for (std::size_t r = 0; r < rows.size(); ++r) {
    const float* qkv = wide_.data() + r * 3 * width_;
    tokens_.store(layer, static_cast<std::size_t>(rows[r].slots.back()), qkv + width_, qkv + 2 * width_);
  }
  team_.each(rows.size(), [&](std::size_t r, int worker) {
    tokens_.attend(layer, wide_.data() + r * 3 * width_, rows[r].slots.data(), rows[r].slots.size(),
                   scores_[static_cast<std::size_t>(worker)].data(), attended_.data() + r * width_);
  });
}

void Decoder::cross_attention(std::span<const StepRow> rows, std::size_t layer) {
  // Rows of a sequence one after the other, while its keys and values are in the cache.
  team_.each((sequence_begins_.size() - 1) * heads_, [&](std::size_t i, int worker) {
    const std::size_t sequence = i / heads_;
    const std::size_t head = i % heads_;
    float* scores = scores_[static_cast<std::size_t>(worker)].data();
    for (std::size_t r = sequence_begins_[sequence]; r < sequence_begins_[sequence + 1]; ++r) {
      rows[r].sound->attend(layer, head, wide_.data() + r * width_ + head * kHead, scores,
                            attended_.data() + r * width_ + head * kHead);
      if (!rows[r].looked_at) continue;
      for (std::size_t a = 0; a < alignment_heads_.size(); ++a)
        if (alignment_heads_[a] == std::pair{static_cast<int>(layer), static_cast<int>(head)})
          kernels::to_half(scores, context_, rows[r].looked_at + a * context_);
    }
  });
}

void Decoder::step(std::span<const StepRow> rows) {
  const std::size_t n = rows.size();
  x_.resize(n * width_);
  wide_.resize(n * 4 * width_);
  attended_.resize(n * width_);
  sequence_begins_.clear();
  for (std::size_t r = 0; r < n; ++r)
    if (r == 0 || rows[r].sound != rows[r - 1].sound) sequence_begins_.push_back(r);
  sequence_begins_.push_back(n);

  const checkpoint::TensorView& embedding = model_->weights->tensor("decoder.token_embedding.weight");
  for (std::size_t r = 0; r < n; ++r) {
    float* x = x_.data() + r * width_;
    checkpoint::read_floats(embedding, static_cast<std::int64_t>(static_cast<std::size_t>(rows[r].token) * width_),
                            {x, width_});
    const float* position = model_->decoder_positions.data() + (rows[r].slots.size() - 1) * width_;
    for (std::size_t i = 0; i < width_; ++i) x[i] += position[i];
  }
  for (std::size_t l = 0; l < model_->decoder.size(); ++l) {
    const DecoderLayer& layer = model_->decoder[l];
    apply(layer.queries_keys_values, &layer.self_norm, x_.data(), n, wide_.data(), After::store);
    self_attention(rows, l);
    apply(layer.self_out, nullptr, attended_.data(), n, x_.data(), After::add);
    apply(layer.cross_queries, &layer.cross_norm, x_.data(), n, wide_.data(), After::store);
    cross_attention(rows, l);
    apply(layer.cross_out, nullptr, attended_.data(), n, x_.data(), After::add);
    apply(layer.up, &layer.mlp_norm, x_.data(), n, wide_.data(), After::gelu);
    apply(layer.down, nullptr, wide_.data(), n, x_.data(), After::add);
  }
  logit_row_.assign(n, 0);
  std::size_t asking = 0;
  for (std::size_t r = 0; r < n; ++r) {
    if (!rows[r].wants_logits) continue;
    if (asking != r) std::copy_n(x_.data() + r * width_, width_, x_.data() + asking * width_);
    logit_row_[r] = asking++;
  }
  if (asking == 0) return;
  logits_.resize(asking * padded(model_->logits.out()));
  apply(model_->logits, &model_->decoder_norm, x_.data(), asking, logits_.data(), After::store);
}

std::span<float> Decoder::logits(std::size_t index) {
  return {logits_.data() + logit_row_[index] * padded(model_->logits.out()), model_->logits.out()};
}

}  // namespace cxai::whisper
