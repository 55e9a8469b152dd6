// Linear support vector machines, one per label against all others, learned at once on sparse texts.
//
// Squared hinge loss; dual coordinate descent. A machine needs nothing of another's, so any number of threads gives the
// same weights: the tasks are blocks of kLanes labels.
// Where asked for, every machine sees the texts with its own weights of the columns: how much more, or less, likely a
// column is in its label's texts than in all others.
// Source   Hsieh et al. 2008, algorithm 1; Wang, Manning 2012 (ratios of naive Bayes as weights)
// Owns     weights and dual variables; borrows texts and labels, which must stay
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "learning/text_vectors.hpp"

namespace cxai::learning {

struct LinearOptions {
  float cost = 4;       // of an error, against large weights
  float balance = 0;    // an error on a label's own texts costs (mean texts of a label / its texts) to this power of it
  float smoothing = 0;  // of the ratios of naive Bayes, as a count of every column; 0: no such weights
};

class OneVsRest {
 public:
  static constexpr std::size_t kLanes = 8;

  // Learns from the texts in `members` (their places in `texts`).
  OneVsRest(const TextVectors& texts, std::span<const std::uint32_t> labels, std::vector<std::uint32_t> members,
            std::size_t label_count, std::size_t columns, LinearOptions options);

  std::size_t blocks() const { return blocks_.size(); }

  std::size_t members() const { return members_.size(); }

  // One pass over the members in this order of their numbers.
  void pass(std::size_t block, std::span<const std::uint32_t> order);

  // The score of a text for each label, into `scores` (blocks() · kLanes).
  void score(const TextVector& text, std::span<float> scores) const;

  float weight(std::size_t column, std::size_t label) const {
    return blocks_[label / kLanes].weights[column * kLanes + label % kLanes];
  }
  float bias(std::size_t label) const { return weight(columns_, label); }

  // The dual variables hold all that was learned.
  const std::vector<float>& duals(std::size_t block) const { return blocks_[block].duals; }
  void set_duals(std::size_t block, std::vector<float> duals);

 private:
  struct Block {
    std::vector<float> weights;  // [columns + 1, kLanes]; the last row is the bias
    std::vector<float> duals;    // [members, kLanes]
    // With ratios only, made when first needed:
    std::vector<std::int8_t> ratios;  // [columns, kLanes]; kWhole is a ratio of its label's mean
    std::vector<float> squares;       // [members, kLanes]
  };
  void weigh(Block& block, std::size_t number) const;
  void add(Block& block, const TextVector& text, const std::array<float, kLanes>& step) const;
  void rebuild(Block& block, std::size_t number);

  const TextVectors& texts_;
  std::span<const std::uint32_t> labels_;
  std::vector<std::uint32_t> members_;
  std::vector<float> squares_;  // of each member's length, the bias counted
  std::size_t columns_;
  float smoothing_;
  float diagonal_;                   // of the dual problem, for the texts of other labels
  std::vector<float> own_diagonal_;  // for each label's own texts
  std::vector<Block> blocks_;
};

}  // namespace cxai::learning
