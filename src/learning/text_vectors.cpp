#include "learning/text_vectors.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <utility>

#include "learning/parallel.hpp"
#include "learning/text_features.hpp"

namespace cxai::learning {
namespace {

constexpr std::size_t kChunk = 256;  // texts of one task
constexpr std::size_t kShards = 64;  // of the keys, by their highest bits
constexpr unsigned kShardShift = 64 - 6;

// What an unknown feature counts beside the rarest known one: as much, so that texts judged in training look as those
// after it do. It makes a text that the vocabulary does not know short, and so its answer unsure.
constexpr float kUnknown = 1;

}  // namespace

Vocabulary::Vocabulary(std::span<const std::string_view> texts, VocabularyOptions options, std::size_t threads)
    : options_(options) {
  // Every feature of every text, by shard; then each shard counts its own.
  const std::size_t chunks = (texts.size() + kChunk - 1) / kChunk;
  std::vector<std::vector<std::vector<std::uint64_t>>> seen(chunks);
  parallel(threads, chunks, [&](std::size_t chunk) {
    seen[chunk].resize(kShards);
    TextFeatures features;
    for (std::size_t i = chunk * kChunk; i < std::min(texts.size(), (chunk + 1) * kChunk); ++i) {
      for (const TextFeature& feature : features.extract(texts[i])) {
        seen[chunk][feature.key >> kShardShift].push_back(feature.key);
      }
    }
  });
  std::vector<std::vector<std::pair<std::uint64_t, std::uint32_t>>> counted(kShards);
  parallel(threads, kShards, [&](std::size_t shard) {
    std::vector<std::uint64_t> keys;
    for (auto& chunk : seen) {
      keys.insert(keys.end(), chunk[shard].begin(), chunk[shard].end());
      std::vector<std::uint64_t>().swap(chunk[shard]);
    }
    std::ranges::sort(keys);
    for (std::size_t begin = 0; begin < keys.size();) {
      std::size_t end = begin;
      while (end < keys.size() && keys[end] == keys[begin]) ++end;
      if (end - begin >= options_.min_texts) {
        counted[shard].emplace_back(keys[begin], static_cast<std::uint32_t>(end - begin));
      }
      begin = end;
    }
  });
  std::vector<std::pair<std::uint64_t, std::uint32_t>> kept;
  for (const auto& shard : counted) std::ranges::copy(shard, std::back_inserter(kept));
  if (kept.size() > options_.max_features) {
    std::ranges::sort(kept, [](const auto& a, const auto& b) {
      return a.second != b.second ? a.second > b.second : a.first < b.first;
    });
    kept.resize(options_.max_features);
    std::ranges::sort(kept);
  }
  unknown_ = kUnknown * (1 + std::log(static_cast<float>(texts.size() + 1) / 2));
  columns_.reserve(kept.size());
  for (const auto& [key, count] : kept) {
    columns_.emplace(key, static_cast<std::uint32_t>(keys_.size()));
    keys_.push_back(key);
    idf_.push_back(1 + std::log(static_cast<float>(texts.size() + 1) / static_cast<float>(count + 1)));
  }
}

TextVectors Vocabulary::vectors(std::span<const std::string_view> texts, std::size_t threads) const {
  const std::size_t chunks = (texts.size() + kChunk - 1) / kChunk;
  std::vector<TextVectors> parts(chunks);
  parallel(threads, chunks, [&](std::size_t chunk) {
    TextVectors& part = parts[chunk];
    TextFeatures extractor;
    for (std::size_t i = chunk * kChunk; i < std::min(texts.size(), (chunk + 1) * kChunk); ++i) {
      const std::span<const TextFeature> features = extractor.extract(texts[i]);
      const std::size_t begin = part.values_.size();
      std::size_t words_end = begin;
      float squares[2] = {0, 0};
      for (std::size_t f = 0; f < features.size(); ++f) {
        const auto found = columns_.find(features[f].key);
        const bool word = f < extractor.words();
        if (found == columns_.end()) {
          const float value = unknown_ * features[f].value;
          squares[word ? 0 : 1] += value * value;
          continue;
        }
        const float value = features[f].value * idf_[found->second];
        squares[word ? 0 : 1] += value * value;
        part.columns_.push_back(found->second);
        part.values_.push_back(value);
        words_end += word ? 1 : 0;
      }
      const float shares[2] = {options_.words_share, 1 - options_.words_share};
      for (std::size_t v = begin; v < part.values_.size(); ++v) {
        const std::size_t block = v < words_end ? 0 : 1;
        part.values_[v] *= std::sqrt(shares[block] / squares[block]);
      }
      part.starts_.push_back(part.values_.size());
    }
  });
  TextVectors all;
  for (TextVectors& part : parts) {
    const std::size_t offset = all.values_.size();
    for (std::size_t i = 1; i < part.starts_.size(); ++i) all.starts_.push_back(offset + part.starts_[i]);
    all.columns_.insert(all.columns_.end(), part.columns_.begin(), part.columns_.end());
    all.values_.insert(all.values_.end(), part.values_.begin(), part.values_.end());
    part = TextVectors();
  }
  return all;
}

}  // namespace cxai::learning
