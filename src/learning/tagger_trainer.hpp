// Trains a linear-chain conditional random field on tagged sequences of hashed features.
//
// Input    every sequence twice, in any order: count() all of them, then add() all of them
// Output   weights as signed bytes and transitions, for write_tagger
// Source   Lafferty, McCallum, Pereira 2001; AdaGrad: Duchi, Hazan, Singer 2011; the weights are the mean of those
// after
//          each pass of the second half: Polyak, Juditsky 1992
// Threads  one; the same sequences, options and seed give the same weights
// Limits   memory: four bytes for each feature of each token that is kept, 64 MiB for counting
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "learning/chain.hpp"
#include "learning/feature_table.hpp"

namespace cxai::learning {

struct TrainingOptions {
  std::size_t tags = 3;
  std::size_t epochs = 8;
  std::size_t runs = 1;  // trainings from the start, in other orders, whose weights are averaged (Breiman 1996)
  float learning_rate = 0.15F;
  float l2 = 1e-5F;                    // pulls the weights an example touches towards 0; 0 switches it off
  float feature_dropout = 0.2F;        // share of a token's features left out of one pass; 0 switches it off
  unsigned min_count = 3;              // features seen less often are not kept
  std::size_t max_features = 345'000;  // the heaviest are kept; two thirds of a power of two fill a table well
  std::uint64_t seed = 1;
};

struct TrainedWeights {
  std::vector<float> transitions;  // [tags + 1, tags]
  float scale = 1;
  std::vector<FeatureWeights> features;  // in the order they were first seen; all-zero ones left out
};

class TaggerTrainer {
 public:
  explicit TaggerTrainer(TrainingOptions options);

  // `features` of the whole sequence, one token after the other; `ends[i]` is where those of token i end.
  void count(std::span<const std::uint64_t> features);
  void add(std::span<const std::uint64_t> features, std::span<const std::uint32_t> ends, std::span<const Tag> tags,
           float weight = 1);

  // `report(epoch, loss per sequence)` after each pass.
  TrainedWeights train(const std::function<void(std::size_t, double)>& report);

  std::size_t features_kept() const { return keys_.size(); }

 private:
  struct Sequence {
    std::size_t first_token = 0;
    std::size_t tokens = 0;
    float weight = 1;
  };
  double step(const Sequence& sequence, Chain& chain, std::uint64_t& random);
  void run(std::uint64_t& random, const std::function<void(std::size_t, double)>& report, std::vector<float>& sums,
           std::vector<float>& transition_sums);
  void update(float& value, float& squares, float gradient);
  TrainedWeights quantised() const;

  TrainingOptions options_;
  std::vector<std::uint8_t> counts_;  // by hash; two features may share one, which only keeps more
  std::unordered_map<std::uint64_t, std::uint32_t> index_;
  std::vector<std::uint64_t> keys_;
  std::vector<std::uint32_t> features_;  // of all tokens, as numbers in keys_
  std::vector<std::size_t> ends_;        // of each token in features_
  std::vector<Tag> tags_;
  std::vector<Sequence> sequences_;
  std::vector<float> weights_;  // [features, tags]
  std::vector<float> squares_;
  std::vector<float> transitions_;  // [tags + 1, tags]
  std::vector<float> transition_squares_;
  std::vector<float> scores_;
  std::vector<std::uint32_t> used_;  // features of the sequence that are not dropped
  std::vector<std::size_t> used_ends_;
  std::vector<std::pair<std::size_t, float>> doubtful_;  // tags of a token that have something to learn, gradients
};

}  // namespace cxai::learning
