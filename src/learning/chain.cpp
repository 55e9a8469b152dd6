#include "learning/chain.hpp"

#include <algorithm>
#include <cmath>

#include "base/result.hpp"

namespace cxai::learning {
namespace {

constexpr float kImpossible = -80;  // its exponential is still a normal float

}  // namespace

void Chain::set_transitions(std::span<const float> transitions) {
  CXAI_CHECK(transitions.size() == (tags_ + 1) * tags_);
  transitions_.assign(transitions.begin(), transitions.end());
  forwards_.resize(transitions.size());
  std::ranges::transform(transitions, forwards_.begin(), [](float t) { return std::exp(std::max(t, kImpossible)); });
  backwards_.resize(tags_ * tags_);
  for (std::size_t f = 0; f < tags_; ++f) {
    for (std::size_t t = 0; t < tags_; ++t) backwards_[t * tags_ + f] = forwards_[(f + 1) * tags_ + t];
  }
}

std::span<const Tag> Chain::best(std::span<const float> scores) {
  const std::size_t places = scores.size() / tags_;
  path_.resize(places);
  if (places == 0) return path_;
  back_.resize(scores.size());
  best_.resize(2 * tags_);
  float* before = best_.data();
  float* here = before + tags_;
  for (std::size_t t = 0; t < tags_; ++t) before[t] = scores[t] + transitions_[t];
  for (std::size_t i = 1; i < places; ++i) {
    Tag* back = &back_[i * tags_];
    for (std::size_t t = 0; t < tags_; ++t) {
      here[t] = before[0] + transitions_[tags_ + t];
      back[t] = 0;
    }
    for (std::size_t f = 1; f < tags_; ++f) {
      const float* row = &transitions_[(f + 1) * tags_];
      for (std::size_t t = 0; t < tags_; ++t) {
        const float score = before[f] + row[t];
        back[t] = score > here[t] ? static_cast<Tag>(f) : back[t];
        here[t] = score > here[t] ? score : here[t];
      }
    }
    for (std::size_t t = 0; t < tags_; ++t) here[t] += scores[i * tags_ + t];
    std::swap(before, here);
  }
  path_[places - 1] = static_cast<Tag>(std::max_element(before, before + tags_) - before);
  for (std::size_t i = places - 1; i > 0; --i) path_[i - 1] = back_[i * tags_ + path_[i]];
  return path_;
}

std::span<const float> Chain::marginals(std::span<const float> scores) {
  const std::size_t places = scores.size() / tags_;
  marginals_.resize(scores.size());
  log_sum_ = 0;
  if (places == 0) return marginals_;
  emit_.resize(scores.size());
  forward_.resize(scores.size());
  backward_.resize(scores.size());
  scales_.resize(places);
  for (std::size_t i = 0; i < places; ++i) {
    const float* score = &scores[i * tags_];
    float* emit = &emit_[i * tags_];
    float* forward = &forward_[i * tags_];
    const float highest = *std::max_element(score, score + tags_);
    for (std::size_t t = 0; t < tags_; ++t) emit[t] = std::exp(std::max(score[t] - highest, kImpossible));
    if (i == 0) {
      std::copy_n(forwards_.begin(), tags_, forward);
    } else {
      std::fill_n(forward, tags_, 0.0F);
      for (std::size_t f = 0; f < tags_; ++f) {
        const float before = forward[f - tags_];
        const float* row = &forwards_[(f + 1) * tags_];
        for (std::size_t t = 0; t < tags_; ++t) forward[t] += before * row[t];
      }
    }
    float sum = 0;
    for (std::size_t t = 0; t < tags_; ++t) sum += forward[t] *= emit[t];
    scales_[i] = 1 / sum;
    for (std::size_t t = 0; t < tags_; ++t) forward[t] *= scales_[i];
    log_sum_ += static_cast<double>(highest) + std::log(static_cast<double>(sum));
  }
  std::fill_n(&backward_[(places - 1) * tags_], tags_, 1.0F);
  for (std::size_t i = places - 1; i > 0; --i) {
    const float* after = &backward_[i * tags_];
    const float* emit = &emit_[i * tags_];
    float* backward = &backward_[(i - 1) * tags_];
    std::fill_n(backward, tags_, 0.0F);
    for (std::size_t t = 0; t < tags_; ++t) {
      const float behind = after[t] * emit[t] * scales_[i];
      const float* row = &backwards_[t * tags_];
      for (std::size_t f = 0; f < tags_; ++f) backward[f] += behind * row[f];
    }
  }
  for (std::size_t k = 0; k < scores.size(); ++k) marginals_[k] = forward_[k] * backward_[k];
  return marginals_;
}

void Chain::add_pairs(std::span<float> sums) const {
  const std::size_t places = scales_.size();
  if (places == 0) return;
  for (std::size_t t = 0; t < tags_; ++t) sums[t] += marginals_[t];
  for (std::size_t i = 1; i < places; ++i) {
    const float* after = &backward_[i * tags_];
    const float* emit = &emit_[i * tags_];
    for (std::size_t f = 0; f < tags_; ++f) {
      const float before = forward_[(i - 1) * tags_ + f] * scales_[i];
      const float* row = &forwards_[(f + 1) * tags_];
      float* sum = &sums[(f + 1) * tags_];
      for (std::size_t t = 0; t < tags_; ++t) sum[t] += before * row[t] * emit[t] * after[t];
    }
  }
}

}  // namespace cxai::learning
