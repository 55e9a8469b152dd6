// The models one classifier is made of, trained in step on the same texts: two kinds of linear machines and networks,
// once on all texts, and for every fold once on all but that fold.
//
// The first kind of linear machine follows the texts closely. The second looks first at what tells its label from the
// others (ratios of naive Bayes), forgives more, so that wrong labels move it less, and is balanced, so that rare
// labels count. Networks differ in their seeds and in how much they leave out.
//
// Owns     the models; borrows texts and labels, which must stay
// Threads  one caller; `threads` of its own, the same result at any number
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "learning/one_vs_rest.hpp"
#include "learning/shallow_network.hpp"
#include "learning/text_vectors.hpp"

namespace cxai::learning {

struct TextModelsOptions {
  std::uint64_t seed = 1;
  std::size_t threads = 0;
  std::size_t epochs = 20;
  std::size_t folds = 3;
  std::size_t networks = 2;
  std::size_t hidden = 128;
  LinearOptions close = {.cost = 4, .balance = 0};
  LinearOptions telling = {.cost = 1, .balance = 0.5F, .smoothing = 0.1F};
};

class TextModels {
 public:
  static constexpr std::size_t kLinear = 2;
  static constexpr std::size_t kKinds = kLinear + 1;  // scores of a text: each linear machine's, the networks' mean

  // `fold_of` has the fold of every text.
  TextModels(const TextVectors& texts, std::span<const std::uint32_t> labels, std::span<const std::uint32_t> fold_of,
             std::size_t label_count, std::size_t columns, TextModelsOptions options);

  std::size_t labels() const { return label_count_; }
  std::size_t passes() const { return passes_; }
  ShallowNetwork::Pass pass();  // of the networks on all texts

  // [texts, kKinds, labels], by the models on all texts.
  std::vector<float> scores(const TextVectors& of, std::span<const std::uint32_t> which) const;
  // The same of every training text, each by the models that did not learn from it.
  std::vector<float> held_out_scores() const;

  const OneVsRest& linear(std::size_t kind) const { return groups_.front().linear[kind]; }
  std::span<const ShallowNetwork> networks() const { return groups_.front().networks; }

  void save(std::string& bytes) const;
  bool load(std::string_view& bytes);  // false: cut short or not of these texts and options

 private:
  struct Group {
    std::vector<OneVsRest> linear;  // kLinear
    std::vector<ShallowNetwork> networks;
  };
  void score(const Group& group, const TextVector& text, std::span<float> scores) const;

  const TextVectors& texts_;
  std::span<const std::uint32_t> fold_of_;
  std::size_t label_count_;
  TextModelsOptions options_;
  std::size_t passes_ = 0;
  std::vector<Group> groups_;  // the first learned from all texts, number f + 1 from all but fold f
};

}  // namespace cxai::learning
