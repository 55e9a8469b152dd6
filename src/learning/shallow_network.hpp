// A network of one hidden layer on sparse texts: columns -> hidden units (rectified) -> labels (softmax).
//
// Cross-entropy, AdaGrad with one step size per column and per output weight, a rate that falls to zero; parts of the
// input and of the hidden layer are left out at random while it learns.
// Source   Duchi, Hazan, Singer 2011 (AdaGrad); Srivastava et al. 2014 (dropout)
// Owns     weights; borrows texts and labels, which must stay
// Threads  one; the same seed gives the same weights
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "learning/text_vectors.hpp"

namespace cxai::learning {

struct NetworkOptions {
  std::size_t hidden = 128;  // a multiple of eight
  std::size_t epochs = 20;   // the rate falls to zero over so many passes
  float rate = 0.08F;
  float input_dropout = 0.5F;   // 0 switches it off
  float hidden_dropout = 0.5F;  // 0 switches it off
  std::uint64_t seed = 1;
};

class ShallowNetwork {
 public:
  ShallowNetwork(const TextVectors& texts, std::span<const std::uint32_t> labels, std::vector<std::uint32_t> members,
                 std::size_t label_count, std::size_t columns, NetworkOptions options);

  struct Pass {
    double loss = 0;      // mean, of what it said before it learned from the text, parts left out
    double accuracy = 0;  // of the same
  };
  // The next pass over all members in an order of its own.
  Pass pass();

  // All that the next pass depends on but texts and options. load: false when `bytes` are cut short; takes its part
  // from the front.
  void save(std::string& bytes) const;
  bool load(std::string_view& bytes);

  std::size_t hidden() const { return options_.hidden; }
  std::span<const float> input(std::size_t column) const {
    return std::span(input_).subspan(column * options_.hidden, options_.hidden);
  }
  std::span<const float> input_bias() const { return input(input_squares_.size() - 1); }
  std::span<const float> output(std::size_t label) const {
    return std::span(output_).subspan(label * options_.hidden, options_.hidden);
  }
  float output_bias(std::size_t label) const { return output_bias_[label]; }

  // Logarithms of probabilities but for a constant.
  void score(const TextVector& text, std::span<float> scores) const;

 private:
  bool learn(const TextVector& text, std::size_t label, float rate, double& loss);

  const TextVectors& texts_;
  std::span<const std::uint32_t> labels_;
  std::vector<std::uint32_t> members_;
  std::size_t label_count_;
  NetworkOptions options_;
  std::size_t epoch_ = 0;
  std::uint64_t random_;
  std::vector<float> input_;          // [columns + 1, hidden]; the last row is the bias
  std::vector<float> input_squares_;  // [columns + 1]
  std::vector<float> output_;         // [labels, hidden]
  std::vector<float> output_squares_;
  std::vector<float> output_bias_;
  std::vector<float> hidden_, gradient_, scores_;
  std::vector<std::uint32_t> kept_;
  std::vector<float> kept_values_;
};

}  // namespace cxai::learning
