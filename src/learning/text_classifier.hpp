// A trained text classifier: a text in, a probability for each label out.
//
// Input    any UTF-8 text; a bundle written by text_classifier_trainer.hpp (docs/formats/text-classifier.md)
// Output   probabilities in [0, 1] over all labels that sum to 1, calibrated on texts the weights were not fitted on
// Errors   corrupt_data (not a bundle, cut short, digest wrong) · unsupported (another version or other features)
// Owns     nothing of the bundle: its bytes must stay
// Threads  any number at once, each with a Scratch of its own
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "learning/rows.hpp"
#include "learning/text_features.hpp"

namespace cxai::learning {

class TextClassifier {
 public:
  static Result<TextClassifier> open(std::string_view bundle);

  const std::vector<std::string>& labels() const { return labels_; }

  // Buffers used again from text to text.
  struct Scratch {
    TextFeatures features;
    std::vector<float> sums;  // of the labels, then of the hidden units
    std::vector<RowArithmetic::Bytes> rows;
  };

  // Fills `probabilities` (one per label).
  void classify(std::string_view text, Scratch& scratch, std::span<float> probabilities) const;

 private:
  std::vector<std::string> labels_;
  std::size_t hidden_ = 0;
  std::vector<float> biases_;   // of the labels, then of the hidden units
  std::vector<float> output_;   // [labels, hidden]
  std::vector<float> offsets_;  // per label
  float words_share_ = 1;
  float unknown_ = 0;
  std::string_view slots_;  // of the index: check and row, four bytes each
  std::size_t mask_ = 0;
  std::string_view rows_;  // a head of three floats, then a signed byte per label and per hidden unit
  std::size_t stride_ = 0;
};

// What a classifier is made of. Its score of a label is the offset, plus the linear weights of the text's features,
// plus the output weights of the hidden units that the text switches on; both already carry their slopes.
struct TextClassifierParts {
  struct Row {
    std::uint64_t key = 0;
    float idf = 0;
    std::vector<float> weights;  // per label, then per hidden unit
  };
  std::vector<std::string> labels;
  std::size_t hidden = 0;
  std::vector<float> biases;   // per label, then per hidden unit
  std::vector<float> output;   // [labels, hidden]
  std::vector<float> offsets;  // per label
  float words_share = 1;
  float unknown = 0;  // what a feature without a row counts
};

// What TextClassifier::open reads, row by row, so that the weights need not stand in memory twice. The same parts and
// rows give the same bytes.
std::string write_text_classifier(const TextClassifierParts& parts, std::size_t rows,
                                  const std::function<TextClassifierParts::Row(std::size_t)>& row);

}  // namespace cxai::learning
