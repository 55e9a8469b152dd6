#include <algorithm>
#include <cmath>

#include "analysis/claims.hpp"
#include "analysis/evidence.hpp"
#include "analysis/lexicon.hpp"
#include "language/text.hpp"

namespace cxai::analysis {
namespace {

using conversation::ClaimState;
using conversation::Evidence;
using conversation::Method;
using conversation::Role;
using conversation::Turn;

struct Balance {
  double positive = 0;
  double negative = 0;
};

// A phrase followed within two words by a negation says the opposite, weakly: "memnun değilim", "not happy" before.
bool is_negated(const language::PhraseMatch& match, const std::vector<language::PhraseMatch>& negations) {
  return std::ranges::any_of(negations, [&](const language::PhraseMatch& negation) {
    const bool behind = negation.phrase->tag == 0 && negation.first_word >= match.first_word + match.words &&
                        negation.first_word < match.first_word + match.words + 2;
    const bool before = negation.phrase->tag == 1 && negation.first_word < match.first_word &&
                        match.first_word - negation.first_word <= 2;
    return behind || before;
  });
}

const language::PhraseSet& negations() {
  static const language::PhraseSet kNegations({{"değil*", 1, 0},
                                               {"yok", 1, 0},
                                               {"not", 1, 1},
                                               {"never", 1, 1},
                                               {"isn't", 1, 1},
                                               {"wasn't", 1, 1},
                                               {"don't", 1, 1},
                                               {"nicht", 1, 1},
                                               {"kein*", 1, 1},
                                               {"hiç", 1, 1}});
  return kNegations;
}

struct Hit {
  Evidence evidence;
  double weight = 0;  // signed
};

Balance weigh(const Turn& turn, const std::string& language, std::vector<Hit>& hits) {
  Balance balance;
  const auto denied = negations().find(turn.text, language);
  for (const auto& match : sentiment_phrases().find(turn.text, language)) {
    bool positive = match.phrase->tag == static_cast<int>(Feeling::positive);
    double weight = match.phrase->weight;
    if (is_negated(match, denied)) {
      positive = !positive;
      weight *= 0.7;
    }
    (positive ? balance.positive : balance.negative) += weight;
    hits.push_back({evidence_of(turn, match.begin, match.end), positive ? weight : -weight});
  }
  return balance;
}

struct Verdict {
  const char* label;
  double probability;
};

Verdict judge(const Balance& balance, double threshold) {
  const double sum = balance.positive + balance.negative;
  const double difference = balance.positive - balance.negative;
  const auto sure = [](double evidence) { return 1.0 / (1.0 + std::exp(-evidence)); };
  if (sum < threshold) return {"neutral", std::round((1.0 - 0.4 * sum / threshold) * 100) / 100};
  if (std::min(balance.positive, balance.negative) > 0.35 * sum && sum > 3 * threshold)
    return {"mixed", std::round(sure(std::min(balance.positive, balance.negative) - 1) * 100) / 100};
  const double probability = std::round(std::clamp(sure(std::abs(difference)), 0.5, 0.97) * 100) / 100;
  return {difference > 0 ? "positive" : "negative", probability};
}

}  // namespace

SentimentFindings find_sentiment(const MaskedTranscript& transcript, AgentAffect agent) {
  SentimentFindings out;
  out.claim.field = "sentiment";
  out.claim.method = Method::rule;
  std::vector<Hit> hits;
  Balance whole;
  const Turn* longest = nullptr;
  for (const Turn& turn : transcript->turns) {
    if (turn.role == Role::agent && agent == AgentAffect::on) {
      std::vector<Hit> of_agent;
      const Verdict verdict = judge(weigh(turn, transcript->language, of_agent), 0.5);
      out.turns.push_back({turn.id, verdict.label, verdict.probability});
    }
    if (turn.role != Role::customer) continue;
    const Balance balance = weigh(turn, transcript->language, hits);
    const Verdict verdict = judge(balance, 0.5);
    out.turns.push_back({turn.id, verdict.label, verdict.probability});
    // Thanks is politeness more than feeling, so a turn's praise counts only as far as it goes beyond it.
    whole.positive += std::max(0.0, balance.positive - 0.5);
    whole.negative += balance.negative;
    if (!longest || turn.text.size() > longest->text.size()) longest = &turn;
  }
  if (!longest) {
    out.claim.state = ClaimState::abstained;
    return out;
  }
  const Verdict verdict = judge(whole, 0.8);
  out.claim.value = verdict.label;
  out.claim.probability = verdict.probability;
  std::ranges::stable_sort(hits, std::ranges::greater{}, [](const Hit& hit) { return std::abs(hit.weight); });
  const std::string label = verdict.label;
  for (const Hit& hit : hits) {
    const bool fits = label == "mixed" || (label == "positive") == (hit.weight > 0);
    if (label != "neutral" && fits && out.claim.evidence.size() < 5) out.claim.evidence.push_back(hit.evidence);
  }
  if (out.claim.evidence.empty()) out.claim.evidence.push_back(evidence_of(*longest, 0, longest->text.size()));
  return out;
}

}  // namespace cxai::analysis
