// Texts as sparse vectors over the features they share, weighted by how rare those are.
//
// Output   vectors of length 1: words hold `words_share` of the square of it, pieces of words the rest; less in a text
//          with features that are not in the vocabulary, which count but have no column
// Source   Salton, Buckley 1988 (weights of terms)
// Threads  build: one caller, `threads` of its own; the same texts give the same columns and values at any number
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace cxai::learning {

struct TextVector {
  std::span<const std::uint32_t> columns;
  std::span<const float> values;
};

class TextVectors {
 public:
  std::size_t size() const { return starts_.size() - 1; }
  std::size_t values() const { return values_.size(); }
  TextVector operator[](std::size_t i) const {
    return {std::span(columns_).subspan(starts_[i], starts_[i + 1] - starts_[i]),
            std::span(values_).subspan(starts_[i], starts_[i + 1] - starts_[i])};
  }

 private:
  friend class Vocabulary;
  std::vector<std::size_t> starts_{0};
  std::vector<std::uint32_t> columns_;
  std::vector<float> values_;
};

struct VocabularyOptions {
  float words_share = 0.5F;
  unsigned min_texts = 2;
  std::size_t max_features = 300'000;
};

class Vocabulary {
 public:
  Vocabulary(std::span<const std::string_view> texts, VocabularyOptions options, std::size_t threads);

  std::size_t size() const { return keys_.size(); }
  const std::vector<std::uint64_t>& keys() const { return keys_; }
  const std::vector<float>& idf() const { return idf_; }
  float unknown() const { return unknown_; }  // what a feature that is not in it counts
  TextVectors vectors(std::span<const std::string_view> texts, std::size_t threads) const;

 private:
  VocabularyOptions options_;
  std::vector<std::uint64_t> keys_;
  std::vector<float> idf_;
  float unknown_ = 0;
  std::unordered_map<std::uint64_t, std::uint32_t> columns_;
};

}  // namespace cxai::learning
