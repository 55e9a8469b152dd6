#include "analysis/models.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <mutex>
#include <utility>

#include "base/embedded.hpp"
#include "base/hash.hpp"
#include "base/result.hpp"

namespace cxai::analysis {

using learning::Tagger;

const Tagger& built_in(std::string_view name, std::string_view features) {
  static std::mutex mutex;
  static std::map<std::string, Tagger, std::less<>> opened;
  const std::scoped_lock lock(mutex);
  if (const auto found = opened.find(name); found != opened.end()) return found->second;
  const auto* const file = base::embedded::find(base::embedded::analysis_models(), std::string(name) + ".tagger");
  CXAI_CHECK(file != nullptr);
  auto tagger = Tagger::open(file->bytes, features);
  CXAI_CHECK(tagger.has_value());
  return opened.emplace(std::string(name), std::move(*tagger)).first->second;
}

std::vector<conversation::NamedModel> built_in_models() {
  static const std::vector<conversation::NamedModel> models = [] {
    std::vector<conversation::NamedModel> list;
    for (const auto& file : base::embedded::analysis_models()) {
      list.push_back({std::string(file.path.substr(0, file.path.rfind('.'))), base::sha256_hex(file.bytes)});
    }
    return list;
  }();
  return models;
}

Judge::Judge(const Tagger& tagger) : tagger_(&tagger), chain_(tagger.tags().size()) {
  chain_.set_transitions(tagger.transitions());
}

std::span<const float> Judge::judge(std::span<const std::uint64_t> features) {
  scores_.assign(tagger_->tags().size(), 0);
  tagger_->add_scores(features, scores_);
  return chain_.marginals(scores_);
}

std::size_t Judge::decide(std::span<const float> probabilities) const {
  const std::size_t tags = probabilities.size();
  std::size_t best = 0;
  float most = -1;
  for (std::size_t t = 0; t < tags; ++t) {
    const float weighed = probabilities[t] * std::exp(tagger_->transitions()[tags + t]);
    if (weighed > most) {
      most = weighed;
      best = t;
    }
  }
  return best;
}

float Judge::speaks_for(std::size_t tag, std::span<const std::uint64_t> features) {
  const std::size_t tags = tagger_->tags().size();
  scores_.assign(tags, 0);
  tagger_->add_scores(features, scores_);
  float others = 0;
  for (std::size_t t = 0; t < tags; ++t) others += t == tag ? 0 : scores_[t];
  return scores_[tag] - others / static_cast<float>(std::max<std::size_t>(1, tags - 1));
}

Sequence::Sequence(const Tagger& tagger) : tagger_(&tagger), chain_(tagger.tags().size()) {
  chain_.set_transitions(tagger.transitions());
}

void Sequence::add(std::span<const std::uint64_t> features) {
  const std::size_t tags = tagger_->tags().size();
  scores_.resize(scores_.size() + tags);
  tagger_->add_scores(features, std::span(scores_).last(tags));
}

}  // namespace cxai::analysis
