// A linear chain of tags: the best sequence, and the probability of every tag at every place.
//
// Input    scores [places, tags] row-major and transitions [tags + 1, tags] row-major, natural logarithms without
//          normalisation; row 0 of the transitions is the start, row t + 1 what may follow tag t
// Source   Lafferty, McCallum, Pereira 2001 (conditional random fields); Rabiner 1989 (Viterbi, forward-backward with
//          scaling)
// Threads  one chain per thread; its buffers are used again from call to call
// Limits   of a place, a tag more than 80 below the best one counts as impossible
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

  // What the calls below reckon with, until it is set again. Copied.
  void set_transitions(std::span<const float> transitions);

  // The sequence of the highest score. Valid until the next call.
  std::span<const Tag> best(std::span<const float> scores);

  // Probabilities [places, tags], and the logarithm of the sum over all sequences. Valid until the next call.
  std::span<const float> marginals(std::span<const float> scores);
  double log_sum() const { return log_sum_; }

  // After marginals(): adds to `sums` [tags + 1, tags] how often each tag is expected behind each other; row 0 is the
  // start.
  void add_pairs(std::span<float> sums) const;

 private:
  std::size_t tags_;
  std::vector<float> transitions_;  // [tags + 1, tags]
  std::vector<float> forwards_;     // their exponentials
  std::vector<float> backwards_;    // the same without row 0, transposed: [tag behind, tag before]
  std::vector<Tag> path_;
  std::vector<Tag> back_;        // [places, tags]: the tag before
  std::vector<float> best_;      // [2, tags]: scores of the last place and of this one
  std::vector<float> emit_;      // [places, tags]: exponentials of the scores, the highest of a place 1
  std::vector<float> forward_;   // [places, tags], the sum of a place 1
  std::vector<float> backward_;  // [places, tags], scaled as forward_
  std::vector<float> scales_;    // [places]
  std::vector<float> marginals_;
  double log_sum_ = 0;
};

}  // namespace cxai::learning
