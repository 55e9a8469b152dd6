#include "learning/tagger_trainer.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "base/result.hpp"
#include "learning/hash.hpp"

namespace cxai::learning {
namespace {

constexpr std::size_t kCounts = std::size_t{1} << 26;
constexpr float kLargestWeight = 4;      // beyond, one feature alone decides
constexpr float kLeastGradient = 1e-3F;  // a tag this near to what it should be teaches nothing

std::uint64_t next_splitmix(std::uint64_t& state) {
  state += 0x9E3779B97F4A7C15U;
  return mix(state);
}

int heaviest(const FeatureWeights& feature) {
  int most = 0;
  for (const std::int8_t weight : feature.weights) most = std::max(most, std::abs(int{weight}));
  return most;
}

void keep_heaviest(std::vector<FeatureWeights>& features, std::size_t count) {
  if (features.size() <= count) return;
  std::vector<std::size_t> with_weight(129);
  for (const FeatureWeights& feature : features) ++with_weight[static_cast<std::size_t>(heaviest(feature))];
  int least = 128;
  for (std::size_t kept = 0; least > 0 && kept + with_weight[static_cast<std::size_t>(least)] <= count; --least) {
    kept += with_weight[static_cast<std::size_t>(least)];
  }
  std::erase_if(features, [&](const FeatureWeights& feature) { return heaviest(feature) <= least; });
}

}  // namespace

TaggerTrainer::TaggerTrainer(TrainingOptions options)
    : options_(options),
      counts_(kCounts),
      transitions_((options.tags + 1) * options.tags),
      transition_squares_(transitions_.size()) {}

void TaggerTrainer::count(std::span<const std::uint64_t> features) {
  for (const std::uint64_t feature : features) {
    std::uint8_t& seen = counts_[feature & (kCounts - 1)];
    if (seen < 255) ++seen;
  }
}

void TaggerTrainer::add(std::span<const std::uint64_t> features, std::span<const std::uint32_t> ends,
                        std::span<const Tag> tags, float weight) {
  CXAI_CHECK(ends.size() == tags.size());
  sequences_.push_back({tags_.size(), tags.size(), weight});
  std::size_t k = 0;
  for (std::size_t i = 0; i < tags.size(); ++i) {
    for (; k < ends[i]; ++k) {
      if (counts_[features[k] & (kCounts - 1)] < options_.min_count) continue;
      const auto [at, fresh] = index_.try_emplace(features[k], static_cast<std::uint32_t>(keys_.size()));
      if (fresh) keys_.push_back(features[k]);
      features_.push_back(at->second);
    }
    ends_.push_back(features_.size());
    tags_.push_back(tags[i]);
  }
}

void TaggerTrainer::update(float& value, float& squares, float gradient) {
  squares += gradient * gradient;
  value -= options_.learning_rate * gradient / (std::sqrt(squares) + 1e-6F);
  value = std::clamp(value, -kLargestWeight, kLargestWeight);
}

double TaggerTrainer::step(const Sequence& sequence, Chain& chain, std::uint64_t& random) {
  const std::size_t tags = options_.tags;
  const auto keep_from = static_cast<std::uint64_t>(static_cast<double>(options_.feature_dropout) * 65536.0);
  scores_.assign(sequence.tokens * tags, 0);
  used_.clear();
  used_ends_.clear();
  for (std::size_t i = 0; i < sequence.tokens; ++i) {
    const std::size_t token = sequence.first_token + i;
    for (std::size_t k = token == 0 ? 0 : ends_[token - 1]; k < ends_[token]; ++k) {
      if ((next_splitmix(random) & 0xFFFF) < keep_from) continue;
      used_.push_back(features_[k]);
      const float* weights = &weights_[features_[k] * tags];
      for (std::size_t t = 0; t < tags; ++t) scores_[i * tags + t] += weights[t];
    }
    used_ends_.push_back(used_.size());
  }
  chain.set_transitions(transitions_);
  const auto marginals = chain.marginals(scores_);
  double score = 0;
  std::size_t k = 0;
  for (std::size_t i = 0; i < sequence.tokens; ++i) {
    const Tag right = tags_[sequence.first_token + i];
    const std::size_t row = i == 0 ? 0 : tags_[sequence.first_token + i - 1] + std::size_t{1};
    score += scores_[i * tags + right] + transitions_[row * tags + right];
    doubtful_.clear();
    for (std::size_t t = 0; t < tags; ++t) {
      const float gradient = marginals[i * tags + t] - (t == right ? 1.0F : 0.0F);
      if (std::abs(gradient) >= kLeastGradient) doubtful_.push_back({t, sequence.weight * gradient});
    }
    for (; k < used_ends_[i]; ++k) {
      const std::size_t at = used_[k] * tags;
      for (const auto& [t, gradient] : doubtful_) {
        update(weights_[at + t], squares_[at + t], gradient + options_.l2 * weights_[at + t]);
      }
    }
  }
  std::vector<float> gradients(transitions_.size());
  chain.add_pairs(gradients);
  for (std::size_t i = 0; i < sequence.tokens; ++i) {
    const Tag right = tags_[sequence.first_token + i];
    const std::size_t row = i == 0 ? 0 : tags_[sequence.first_token + i - 1] + std::size_t{1};
    gradients[row * tags + right] -= 1;
  }
  const double loss = chain.log_sum() - score;
  for (std::size_t k2 = 0; k2 < gradients.size(); ++k2) {
    if (gradients[k2] != 0) update(transitions_[k2], transition_squares_[k2], sequence.weight * gradients[k2]);
  }
  return loss;
}

// One training from the start; adds the weights after each pass of its second half to the sums.
void TaggerTrainer::run(std::uint64_t& random, const std::function<void(std::size_t, double)>& report,
                        std::vector<float>& sums, std::vector<float>& transition_sums) {
  weights_.assign(keys_.size() * options_.tags, 0);
  squares_.assign(weights_.size(), 0.01F);
  std::ranges::fill(transitions_, 0.0F);
  std::ranges::fill(transition_squares_, 0.01F);
  Chain chain(options_.tags);
  std::vector<std::uint32_t> order(sequences_.size());
  std::iota(order.begin(), order.end(), 0U);
  const std::size_t averaged = (options_.epochs + 1) / 2;
  for (std::size_t epoch = 0; epoch < options_.epochs; ++epoch) {
    for (std::size_t i = order.size(); i > 1; --i) std::swap(order[i - 1], order[next_splitmix(random) % i]);
    double loss = 0;
    for (const std::uint32_t number : order) loss += step(sequences_[number], chain, random);
    report(epoch, loss / static_cast<double>(std::max<std::size_t>(1, order.size())));
    if (epoch + averaged < options_.epochs) continue;
    for (std::size_t k = 0; k < sums.size(); ++k) sums[k] += weights_[k];
    for (std::size_t k = 0; k < transition_sums.size(); ++k) transition_sums[k] += transitions_[k];
  }
}

TrainedWeights TaggerTrainer::train(const std::function<void(std::size_t, double)>& report) {
  std::vector<float> sums(keys_.size() * options_.tags);
  std::vector<float> transition_sums(transitions_.size());
  std::uint64_t random = options_.seed;
  for (std::size_t r = 0; r < options_.runs; ++r) run(random, report, sums, transition_sums);
  const auto passes = static_cast<float>(std::max<std::size_t>(1, options_.runs * ((options_.epochs + 1) / 2)));
  weights_.resize(sums.size());
  std::ranges::transform(sums, weights_.begin(), [&](float sum) { return sum / passes; });
  std::ranges::transform(transition_sums, transitions_.begin(), [&](float sum) { return sum / passes; });
  return quantised();
}

TrainedWeights TaggerTrainer::quantised() const {
  const std::size_t tags = options_.tags;
  TrainedWeights trained;
  trained.transitions = transitions_;
  float largest = 1e-6F;
  // Only differences between tags count: the first tag's weight becomes 0.
  const auto weight = [&](std::size_t feature, std::size_t t) {
    return weights_[feature * tags + t] - weights_[feature * tags];
  };
  for (std::size_t f = 0; f < keys_.size(); ++f) {
    for (std::size_t t = 1; t < tags; ++t) largest = std::max(largest, std::abs(weight(f, t)));
  }
  trained.scale = largest / 127.0F;
  for (std::size_t f = 0; f < keys_.size(); ++f) {
    FeatureWeights kept{keys_[f], std::vector<std::int8_t>(tags)};
    for (std::size_t t = 1; t < tags; ++t) {
      kept.weights[t] = static_cast<std::int8_t>(std::lround(weight(f, t) / trained.scale));
    }
    if (std::ranges::any_of(kept.weights, [](std::int8_t w) { return w != 0; })) {
      trained.features.push_back(std::move(kept));
    }
  }
  keep_heaviest(trained.features, options_.max_features);
  return trained;
}

}  // namespace cxai::learning
