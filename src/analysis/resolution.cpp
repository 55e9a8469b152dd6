#include <algorithm>
#include <array>
#include <cmath>

#include "analysis/claims.hpp"
#include "analysis/evidence.hpp"
#include "analysis/lexicon.hpp"

namespace cxai::analysis {
namespace {

using conversation::Claim;
using conversation::ClaimState;
using conversation::Evidence;
using conversation::Role;
using conversation::Turn;

struct Hit {
  Evidence evidence;
  int outcome = 0;
  double weight = 0;
};

}  // namespace

Claim find_resolution(const MaskedTranscript& transcript) {
  Claim claim;
  claim.field = "resolution";
  claim.method = conversation::Method::rule;
  const auto& turns = transcript->turns;
  std::vector<Hit> hits;
  std::array<double, 3> score{};
  for (std::size_t i = 0; i < turns.size(); ++i) {
    const Turn& turn = turns[i];
    if (turn.role != Role::agent && turn.role != Role::customer) continue;
    // What is said towards the end decides: full weight in the last third, a third of it before.
    const bool closing = i * 3 >= turns.size() * 2 || turns.size() - i <= 4;
    const auto& phrases = turn.role == Role::agent ? agent_outcome_phrases() : customer_outcome_phrases();
    if (turn.role == Role::customer && !closing) continue;
    for (const auto& match : phrases.find(turn.text, transcript->language)) {
      const double weight = match.phrase->weight * (closing ? 1.0 : 1.0 / 3);
      score[static_cast<std::size_t>(match.phrase->tag)] += weight;
      hits.push_back({evidence_of(turn, match.begin, match.end), match.phrase->tag, weight});
    }
  }
  const auto [solved, promised, refused] = score;
  const double best = std::ranges::max(score);
  int decisive = static_cast<int>(std::ranges::max_element(score) - score.begin());
  if (best < 1.2) {
    // Thanks alone is no solution, and silence is none either.
    claim.value = "cannot_tell";
    claim.probability = 0.5;
    if (turns.empty()) {
      claim.state = ClaimState::abstained;
    } else {
      claim.evidence.push_back(evidence_of(turns.back(), 0, turns.back().text.size()));
    }
    return claim;
  }
  const double margin = best - (solved + promised + refused - best) / 2;
  if (decisive == static_cast<int>(Outcome::solved) && refused > 0.6 * solved)
    claim.value = "partly";
  else if (decisive == static_cast<int>(Outcome::solved))
    claim.value = "resolved";
  else if (decisive == static_cast<int>(Outcome::promised))
    claim.value = solved > 0.7 * promised ? "partly" : "unresolved";
  else
    claim.value = "unresolved";
  claim.probability = std::round(std::clamp(1.0 / (1.0 + std::exp(-margin / 2)), 0.5, 0.95) * 100) / 100;
  std::ranges::stable_sort(hits, std::ranges::greater{}, &Hit::weight);
  for (const Hit& hit : hits)
    if ((hit.outcome == decisive || claim.value == "partly") && claim.evidence.size() < 3)
      claim.evidence.push_back(hit.evidence);
  return claim;
}

}  // namespace cxai::analysis
