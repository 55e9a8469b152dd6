#include "dialogue/role_tagger.hpp"

#include <algorithm>

#include "base/embedded.hpp"
#include "base/hash.hpp"
#include "dialogue/role_features.hpp"
#include "learning/chain.hpp"

namespace cxai::dialogue {
namespace {

constexpr std::size_t kTags = kRoleTags.size();
constexpr float kImpossible = -1000;

constexpr std::size_t role_of(std::size_t tag) {
  return tag / 2;
}
constexpr bool is_again(std::size_t tag) {
  return tag % 2 == 1;
}

}  // namespace

const RoleTagger& RoleTagger::built_in() {
  static const RoleTagger tagger = [] {
    const auto* const file = base::embedded::find(base::embedded::role_models(), "roles.tagger");
    CXAI_CHECK(file != nullptr);
    auto opened = open(file->bytes);
    CXAI_CHECK(opened.has_value());
    return std::move(*opened);
  }();
  return tagger;
}

Result<RoleTagger> RoleTagger::open(std::string_view bundle) {
  RoleTagger out;
  CXAI_TRY(out.tagger_, learning::Tagger::open(bundle, kRoleFeatures));
  if (!std::ranges::equal(out.tagger_.tags(), kRoleTags))
    return fail(ErrorCode::unsupported, "tagger bundle: its tags are not the roles; train it anew");
  out.transitions_.assign(out.tagger_.transitions().begin(), out.tagger_.transitions().end());
  for (std::size_t t = 0; t < kTags; ++t) {
    if (is_again(t)) out.transitions_[t] = kImpossible;  // nothing stands before the first turn
    for (std::size_t f = 0; f < kTags; ++f)
      if ((role_of(f) == role_of(t)) != is_again(t)) out.transitions_[(f + 1) * kTags + t] = kImpossible;
  }
  out.sha256_ = base::sha256_hex(bundle);
  return out;
}

std::vector<float> RoleTagger::scores(const std::vector<std::string_view>& turns) const {
  std::vector<float> scores(turns.size() * kTags);
  const auto features = role_features(turns);
  for (std::size_t i = 0; i < turns.size(); ++i)
    tagger_.add_scores(features[i], std::span(scores).subspan(i * kTags, kTags));
  return scores;
}

RoleFit RoleTagger::fit(std::span<const float> scores, std::span<const RoleSet> allowed) const {
  std::vector<float> bound(scores.begin(), scores.end());
  for (std::size_t i = 0; i < allowed.size(); ++i)
    for (std::size_t t = 0; t < kTags; ++t)
      if ((allowed[i] >> role_of(t) & 1U) == 0) bound[i * kTags + t] = kImpossible;
  learning::Chain chain(kTags);
  chain.set_transitions(transitions_);
  const auto marginals = chain.marginals(bound);
  RoleFit fit{.turns = std::vector<RoleProbabilities>(allowed.size()), .log_sum = chain.log_sum()};
  for (std::size_t i = 0; i < allowed.size(); ++i)
    for (std::size_t t = 0; t < kTags; ++t) fit.turns[i][role_of(t)] += static_cast<double>(marginals[i * kTags + t]);
  return fit;
}

}  // namespace cxai::dialogue
