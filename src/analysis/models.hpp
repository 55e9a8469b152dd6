// The bundles of this room, built into the program (src/analysis/models), and what they say of one thing or of a
// sequence.
//
// Output   probabilities; the same bundle and features give the same bits on every processor
// Threads  a Judge and a Sequence belong to one thread, the bundles behind them to all
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "analysis/features.hpp"
#include "conversation/analysis.hpp"
#include "learning/tagger.hpp"

namespace cxai::analysis {

// The bundle NAME.tagger; it must have been trained with `features`. A program without it, or with a broken one, is
// built wrongly and ends.
const learning::Tagger& built_in(std::string_view name, std::string_view features);

// All of them, by name, for recipes: {"NAME", sha256}.
std::vector<conversation::NamedModel> built_in_models();

// Which tag one thing has.
class Judge {
 public:
  explicit Judge(const learning::Tagger& tagger);
  const std::vector<std::string>& tags() const { return tagger_->tags(); }

  // One probability per tag. Valid until the next call.
  std::span<const float> judge(std::span<const std::uint64_t> features);

  // The tag to answer with, of the probabilities of judge(): the likeliest once each is weighed with what the bundle
  // holds for it (row 1 of its transitions, unused where nothing follows), so that rare tags are answered, too.
  std::size_t decide(std::span<const float> probabilities) const;

  // How much the features speak for `tag` against the mean of the others.
  float speaks_for(std::size_t tag, std::span<const std::uint64_t> features);

 private:
  const learning::Tagger* tagger_;
  learning::Chain chain_;
  std::vector<float> scores_;
};

// Which tag each thing of a sequence has: add() each, then read.
class Sequence {
 public:
  explicit Sequence(const learning::Tagger& tagger);
  const std::vector<std::string>& tags() const { return tagger_->tags(); }

  void clear() { scores_.clear(); }
  void add(std::span<const std::uint64_t> features);
  std::size_t size() const { return scores_.size() / tagger_->tags().size(); }

  std::span<const learning::Tag> best() { return chain_.best(scores_); }
  // Probabilities [things, tags]. Valid until the next call.
  std::span<const float> probabilities() { return chain_.marginals(scores_); }

 private:
  const learning::Tagger* tagger_;
  learning::Chain chain_;
  std::vector<float> scores_;
};

}  // namespace cxai::analysis
