// A linear chain of tags: the best sequence, and the probability of every tag at every place.
//
// Input    scores [places, tags] row-major and transitions [tags + 1, tags] row-major, natural logarithms without
//          normalisation; row 0 of the transitions is the start, row t + 1 what may follow tag t
// Source   Lafferty, McCallum, Pereira 2001 (conditional random fields); Rabiner 1989 (Viterbi, forward-backward)
// Threads  one chain per thread; its buffers are used again from call to call
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace cxai::learning {

using Tag = std::uint8_t;

class Chain {
 public:
  explicit Chain(std::size_t tags) : tags_(tags) {}

  // The sequence of the highest score. Valid until the next call.
  std::span<const Tag> best(std::span<const float> scores, std::span<const float> transitions);

  // Probabilities [places, tags], and the logarithm of the sum over all sequences. Valid until the next call.
  std::span<const float> marginals(std::span<const float> scores, std::span<const float> transitions);
  double log_sum() const { return log_sum_; }

  // After marginals(): the probability that `from` stands at `place` - 1 and `to` at `place`.
  float pair_probability(std::size_t place, Tag from, Tag to, std::span<const float> scores,
                         std::span<const float> transitions) const;

 private:
  std::size_t tags_;
  std::vector<Tag> path_;
  std::vector<Tag> back_;         // [places, tags]: the tag before
  std::vector<float> forward_;    // [places, tags]; best scores, or logarithms of sums
  std::vector<float> backward_;   // [places, tags]
  std::vector<float> marginals_;  // [places, tags]
  double log_sum_ = 0;
};

}  // namespace cxai::learning
