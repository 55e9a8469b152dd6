// A trained tagger: hashed features of each token in, a tag for each token out.
//
// Input    a bundle (docs/formats/tagger.md), written by tagger_trainer.hpp
// Errors   corrupt_data (not a bundle, cut short, digest wrong) · unsupported (another version or other features)
// Owns     nothing of the bundle: its bytes, built in or mapped, must stay
// Threads  any number at once, each with a Chain of its own
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "learning/chain.hpp"
#include "learning/feature_table.hpp"
#include "learning/lexicon.hpp"

namespace cxai::learning {

class Tagger {
 public:
  // `features` names the code that makes the features ("person/1"); a bundle trained with another is refused.
  static Result<Tagger> open(std::string_view bundle, std::string_view features);

  const std::vector<std::string>& tags() const { return tags_; }
  const Lexicon& lexicon() const { return lexicon_; }
  std::span<const float> transitions() const { return transitions_; }

  // Adds to `scores` (one per tag) what the features of one token say.
  void add_scores(std::span<const std::uint64_t> features, std::span<float> scores) const;

 private:
  std::vector<std::string> tags_;
  std::vector<float> transitions_;
  float scale_ = 1;
  Lexicon lexicon_;
  FeatureTable table_;
};

struct TaggerParts {
  std::string features;                     // the name of the code that makes them
  std::vector<std::string> tags;            // at most 255
  std::vector<float> transitions;           // [tags + 1, tags]
  float scale = 1;                          // a byte of weight counts this much
  std::string lexicon;                      // LexiconBuilder::bytes
  std::span<const FeatureWeights> weights;  // borrowed
};

std::string write_tagger(const TaggerParts& parts);

}  // namespace cxai::learning
