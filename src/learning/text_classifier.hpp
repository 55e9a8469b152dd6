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
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "learning/text_features.hpp"

namespace cxai::learning {

class TextClassifier {
 public:
  static Result<TextClassifier> open(std::string_view bundle);

  const std::vector<std::string>& labels() const { return labels_; }

  // Buffers used again from text to text.
  struct Scratch {
    TextFeatures features;
    std::vector<float> sums;
    std::vector<std::uint32_t> rows;
    std::vector<float> values;
  };

  // Fills `probabilities` (one per label).
  void classify(std::string_view text, Scratch& scratch, std::span<float> probabilities) const;

 private:
  std::vector<std::string> labels_;
  std::vector<float> bias_;     // per label
  std::vector<float> offsets_;  // per label, of the calibration
  float slope_ = 1;             // of the calibration
  float words_share_ = 1;
  std::string_view slots_;  // of the index: check and row, four bytes each
  std::size_t mask_ = 0;
  std::string_view rows_;  // idf, scale, then a signed byte per label
  std::size_t stride_ = 0;
};

struct TextClassifierRow {
  std::uint64_t key = 0;
  float idf = 0;
  float scale = 0;
  std::vector<std::int8_t> weights;  // one per label
};

struct TextClassifierParts {
  std::vector<std::string> labels;
  std::vector<float> bias;
  std::vector<float> offsets;
  float slope = 1;
  float words_share = 1;
  std::vector<TextClassifierRow> rows;
};

// What TextClassifier::open reads. The same parts give the same bytes.
std::string write_text_classifier(const TextClassifierParts& parts);

}  // namespace cxai::learning
