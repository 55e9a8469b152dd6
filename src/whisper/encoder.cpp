#include "whisper/encoder.hpp"

#include <algorithm>
#include <cstring>

#include "kernels/rows.hpp"
#include "whisper/log_mel.hpp"

namespace cxai::whisper {
namespace {

using kernels::After;

// What one thread works on stays in its cache: nine tiles of 14 rows.
constexpr std::size_t kBlockRows = 126;

}  // namespace

Encoder::Encoder(std::shared_ptr<const Model> model, kernels::Team& team)
    : model_(std::move(model)),
      team_(team),
      context_(static_cast<std::size_t>(model_->weights->dimensions().audio_context)),
      width_(static_cast<std::size_t>(model_->weights->dimensions().audio_state)),
      heads_(static_cast<std::size_t>(model_->weights->dimensions().audio_heads)),
      workers_(static_cast<std::size_t>(team.size())),
      attention_(model_->compute, context_, heads_, model_->machine) {
  const auto threads = static_cast<std::size_t>(team.size());
  // As many blocks as every thread gets equally many of.
  const std::size_t wanted = (context_ + kBlockRows - 1) / kBlockRows;
  const std::size_t count = (wanted + threads - 1) / threads * threads;
  for (std::size_t b = 0; b < count; ++b)
    if (const Block block{context_ * b / count, context_ * (b + 1) / count}; block.rows() > 0) blocks_.push_back(block);
  encoded_ready_.resize(blocks_.size());
  const auto mels = static_cast<std::size_t>(model_->weights->dimensions().mels);
  padded_mel_.resize((kMelFrames + 2) * mels);
  convolved_.resize((kMelFrames + 1) * width_);
  x_.resize(context_ * width_);
  wide_.resize(context_ * 3 * width_);
  encoded_.resize(context_ * width_);
}

void Encoder::norm_rows(const float* x, const Norm& norm, std::size_t rows, float* to) const {
  for (std::size_t r = 0; r < rows; ++r)
    kernels::layer_norm(x + r * width_, width_, norm.gain.data(), norm.bias.data(), to + r * width_);
}

void Encoder::stem(std::span<const float> log_mel) {
  const auto mels = static_cast<std::size_t>(model_->weights->dimensions().mels);
  CXAI_CHECK(log_mel.size() == kMelFrames * mels);
  std::memset(padded_mel_.data(), 0, mels * sizeof(float));
  std::memcpy(padded_mel_.data() + mels, log_mel.data(), log_mel.size_bytes());
  std::memset(padded_mel_.data() + (kMelFrames + 1) * mels, 0, mels * sizeof(float));
  std::memset(convolved_.data(), 0, width_ * sizeof(float));
  team_.each(blocks_.size(), [&](std::size_t b, int worker) {
    Worker& w = workers_[static_cast<std::size_t>(worker)];
    const std::size_t first = 2 * blocks_[b].first;
    const std::size_t rows = 2 * blocks_[b].rows();
    model_->stem1.prepare(padded_mel_.data() + first * mels, mels, rows, w.ready);
    model_->stem1.multiply(w.ready, convolved_.data() + (first + 1) * width_, width_, After::gelu);
  });
  team_.each(blocks_.size(), [&](std::size_t b, int worker) {
    Worker& w = workers_[static_cast<std::size_t>(worker)];
    const auto [first, last] = blocks_[b];
    model_->stem2.prepare(convolved_.data() + 2 * first * width_, 2 * width_, last - first, w.ready);
    float* x = x_.data() + first * width_;
    model_->stem2.multiply(w.ready, x, width_, After::gelu);
    const float* positions = model_->encoder_positions.data() + first * width_;
    for (std::size_t i = 0; i < (last - first) * width_; ++i) x[i] += positions[i];
  });
}

void Encoder::layer(const EncoderLayer& layer) {
  team_.each(blocks_.size(), [&](std::size_t b, int worker) {
    Worker& w = workers_[static_cast<std::size_t>(worker)];
    const Block block = blocks_[b];
    w.rows.resize(block.rows() * width_);
    norm_rows(x_.data() + block.first * width_, layer.attention_norm, block.rows(), w.rows.data());
    layer.queries_keys_values.prepare(w.rows.data(), width_, block.rows(), w.ready);
    layer.queries_keys_values.multiply(w.ready, wide_.data() + block.first * 3 * width_, 3 * width_);
  });
  team_.each(heads_, [&](std::size_t head, int) { attention_.pack(wide_.data(), head); });
  team_.each(blocks_.size(), [&](std::size_t b, int worker) {
    Worker& w = workers_[static_cast<std::size_t>(worker)];
    const Block block = blocks_[b];
    float* x = x_.data() + block.first * width_;
    w.rows.resize(block.rows() * width_);
    attention_.attend(wide_.data(), block.first, block.rows(), w.rows.data(), width_, w.attention);
    layer.attention_out.prepare(w.rows.data(), width_, block.rows(), w.ready);
    layer.attention_out.multiply(w.ready, x, width_, After::add);
    norm_rows(x, layer.mlp_norm, block.rows(), w.rows.data());
    w.hidden.resize(block.rows() * 4 * width_);
    layer.up.prepare(w.rows.data(), width_, block.rows(), w.ready);
    layer.up.multiply(w.ready, w.hidden.data(), 4 * width_, After::gelu);
    layer.down.prepare(w.hidden.data(), 4 * width_, block.rows(), w.ready);
    layer.down.multiply(w.ready, x, width_, After::add);
  });
}

void Encoder::keys_values(kernels::CrossCache& to) {
  team_.each(blocks_.size(), [&](std::size_t b, int) {
    const Block block = blocks_[b];
    float* rows = encoded_.data() + block.first * width_;
    norm_rows(x_.data() + block.first * width_, model_->encoder_norm, block.rows(), rows);
    model_->decoder.front().cross_keys_values.prepare(rows, width_, block.rows(), encoded_ready_[b]);
  });
  const std::size_t text_width = model_->width();
  const std::size_t stride = 2 * text_width;
  for (std::size_t l = 0; l < model_->decoder.size(); ++l) {
    team_.each(blocks_.size(), [&](std::size_t b, int) {
      model_->decoder[l].cross_keys_values.multiply(encoded_ready_[b], wide_.data() + blocks_[b].first * stride,
                                                    stride);
    });
    team_.each(model_->heads(), [&](std::size_t head, int) {
      const float* keys = wide_.data() + head * kernels::kHead;
      to.store_head(l, head, keys, keys + text_width, stride);
    });
  }
}

void Encoder::run(std::span<const float> log_mel, kernels::CrossCache& to) {
  stem(log_mel);
  for (const EncoderLayer& l : model_->encoder) layer(l);
  keys_values(to);
}

}  // namespace cxai::whisper
