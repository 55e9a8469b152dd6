#include "learning/chain.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace cxai::learning {
namespace {

template <class Term>
float log_sum_exp(std::size_t count, Term term) {
  float highest = -std::numeric_limits<float>::infinity();
  for (std::size_t i = 0; i < count; ++i) highest = std::max(highest, term(i));
  float sum = 0;
  for (std::size_t i = 0; i < count; ++i) sum += std::exp(term(i) - highest);
  return highest + std::log(sum);
}

}  // namespace

std::span<const Tag> Chain::best(std::span<const float> scores, std::span<const float> transitions) {
  const std::size_t places = scores.size() / tags_;
  path_.resize(places);
  if (places == 0) return path_;
  forward_.resize(scores.size());
  back_.resize(scores.size());
  for (std::size_t t = 0; t < tags_; ++t) forward_[t] = scores[t] + transitions[t];
  for (std::size_t i = 1; i < places; ++i) {
    const float* before = &forward_[(i - 1) * tags_];
    for (std::size_t t = 0; t < tags_; ++t) {
      std::size_t from = 0;
      float highest = before[0] + transitions[tags_ + t];
      for (std::size_t f = 1; f < tags_; ++f) {
        const float score = before[f] + transitions[(f + 1) * tags_ + t];
        if (score > highest) {
          highest = score;
          from = f;
        }
      }
      forward_[i * tags_ + t] = highest + scores[i * tags_ + t];
      back_[i * tags_ + t] = static_cast<Tag>(from);
    }
  }
  const float* last = &forward_[(places - 1) * tags_];
  path_[places - 1] = static_cast<Tag>(std::max_element(last, last + tags_) - last);
  for (std::size_t i = places - 1; i > 0; --i) path_[i - 1] = back_[i * tags_ + path_[i]];
  return path_;
}

std::span<const float> Chain::marginals(std::span<const float> scores, std::span<const float> transitions) {
  const std::size_t places = scores.size() / tags_;
  marginals_.resize(scores.size());
  log_sum_ = 0;
  if (places == 0) return marginals_;
  forward_.resize(scores.size());
  backward_.resize(scores.size());
  for (std::size_t t = 0; t < tags_; ++t) forward_[t] = scores[t] + transitions[t];
  for (std::size_t i = 1; i < places; ++i) {
    const float* before = &forward_[(i - 1) * tags_];
    for (std::size_t t = 0; t < tags_; ++t) {
      forward_[i * tags_ + t] = scores[i * tags_ + t] + log_sum_exp(tags_, [&](std::size_t f) {
                                  return before[f] + transitions[(f + 1) * tags_ + t];
                                });
    }
  }
  for (std::size_t t = 0; t < tags_; ++t) backward_[(places - 1) * tags_ + t] = 0;
  for (std::size_t i = places - 1; i > 0; --i) {
    const float* after = &backward_[i * tags_];
    for (std::size_t f = 0; f < tags_; ++f) {
      backward_[(i - 1) * tags_ + f] = log_sum_exp(
          tags_, [&](std::size_t t) { return transitions[(f + 1) * tags_ + t] + scores[i * tags_ + t] + after[t]; });
    }
  }
  const float total = log_sum_exp(tags_, [&](std::size_t t) { return forward_[(places - 1) * tags_ + t]; });
  for (std::size_t k = 0; k < scores.size(); ++k) marginals_[k] = std::exp(forward_[k] + backward_[k] - total);
  log_sum_ = total;
  return marginals_;
}

float Chain::pair_probability(std::size_t place, Tag from, Tag to, std::span<const float> scores,
                              std::span<const float> transitions) const {
  const float score = forward_[(place - 1) * tags_ + from] + transitions[(from + std::size_t{1}) * tags_ + to] +
                      scores[place * tags_ + to] + backward_[place * tags_ + to];
  return std::exp(score - static_cast<float>(log_sum_));
}

}  // namespace cxai::learning
