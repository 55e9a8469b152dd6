// Weights with sizes and a vocabulary alone, for tests of what needs no tensors.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "checkpoint/tokenizer.hpp"
#include "support/random_model.hpp"

namespace cxai::checkpoint {

class VocabularyOnly : public Weights {
 public:
  VocabularyOnly(const Dimensions& dimensions, std::vector<std::string> vocabulary)
      : dimensions_(dimensions), vocabulary_(std::move(vocabulary)) {}
  const Dimensions& dimensions() const override { return dimensions_; }
  const TensorView& tensor(std::string_view) const override { base::check_failed("no tensors", __FILE__, __LINE__); }
  const std::vector<float>& mel_filters() const override { return filters_; }
  const std::vector<std::string>& vocabulary() const override { return vocabulary_; }
  const std::vector<std::pair<int, int>>& alignment_heads() const override { return heads_; }
  std::string name() const override { return "vocabulary"; }
  std::string sha256() const override { return ""; }

 private:
  Dimensions dimensions_;
  std::vector<std::string> vocabulary_;
  std::vector<float> filters_;
  std::vector<std::pair<int, int>> heads_;
};

// Bytes, pairs of letters, blank + letter.
inline Tokenizer small_tokenizer(std::string_view size = "toy") {
  const Dimensions dimensions = *support::dimensions_of(size);
  return Tokenizer(std::make_shared<VocabularyOnly>(dimensions, support::small_vocabulary(dimensions)));
}

// The tokens of `pieces`, each one token of the small vocabulary.
inline std::vector<int> tokens_of(const Tokenizer& tokenizer, std::initializer_list<std::string_view> pieces) {
  std::vector<int> tokens;
  for (const std::string_view piece : pieces) {
    const auto found = tokenizer.encode(piece);
    CXAI_CHECK(found.size() == 1);
    tokens.push_back(found[0]);
  }
  return tokens;
}

}  // namespace cxai::checkpoint
