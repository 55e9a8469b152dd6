#include "analysis/judgement_claims.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>

#include "analysis/weigh.hpp"

namespace cxai::analysis {
namespace {

using conversation::Claim;
using conversation::ClaimState;
using conversation::Method;
using conversation::Role;

constexpr std::size_t kMostEvidence = 3;
constexpr std::size_t kClosingTurns = 6;
constexpr std::size_t kOpeningTurns = 4;
// How much what the models of turns say counts beside the weight of words.
constexpr double kSignalWeight = 3;

// Surer than this a judgement is stated; where the line is drawn says docs/models/analysis.md.
double threshold(Judgement judgement) {
  switch (judgement) {
    case Judgement::sentiment:
    case Judgement::resolution:
      return 0.4;
    case Judgement::agent_tone:
    case Judgement::customer_tone:
      return 0.4;
    case Judgement::mood:
      return 0.25;
    case Judgement::topic:
      return 0.2;
    case Judgement::satisfaction:
    case Judgement::churn_risk:
      return 0;
  }
  return 0;
}

std::vector<std::size_t> turns_where(const Reading& reading, std::size_t first, std::size_t last, auto wanted) {
  std::vector<std::size_t> turns;
  for (std::size_t turn = first; turn < last; ++turn) {
    const ReadTurn& read = reading.turns()[turn];
    if (!read.clauses.empty() && wanted(read.role)) turns.push_back(turn);
  }
  return turns;
}

// The turns that evidence for a judgement is looked for in, the likeliest place first: where it has none, further ones.
std::vector<std::size_t> candidates(const Reading& reading, Judgement judgement) {
  const std::size_t count = reading.turns().size();
  const auto customer = [](Role role) { return role == Role::customer; };
  const auto party = [](Role role) { return role == Role::customer || role == Role::other; };
  const auto speaker = [](Role role) { return role != Role::ivr; };
  const auto anyone = [](Role) { return true; };
  std::vector<std::size_t> turns;
  switch (judgement) {
    case Judgement::topic:
      turns = turns_where(reading, 0, count, party);
      if (turns.size() > kOpeningTurns) turns.resize(kOpeningTurns);
      break;
    case Judgement::resolution:
      turns = turns_where(reading, std::min(count * 2 / 3, count - std::min(count, kClosingTurns)), count, speaker);
      break;
    case Judgement::agent_tone:
      turns = turns_where(reading, 0, count, [](Role role) { return role == Role::agent; });
      break;
    case Judgement::sentiment:
    case Judgement::mood:
    case Judgement::customer_tone:
    case Judgement::satisfaction:
    case Judgement::churn_risk:
      turns = turns_where(reading, 0, count, customer);
      break;
  }
  if (turns.empty() && judgement != Judgement::agent_tone && judgement != Judgement::customer_tone)
    turns = turns_where(reading, 0, count, anyone);
  return turns;
}

// How much the turn's own sentiment and the course of the matter support the label.
double support(const Signals& signals, std::size_t turn, Judgement judgement, std::size_t label) {
  const auto& feeling = signals.sentiment[turn];
  const auto bad = static_cast<double>(feeling[kNegative] + feeling[kMixed]);
  const auto good = static_cast<double>(feeling[kPositive] + feeling[kMixed]);
  switch (judgement) {
    case Judgement::sentiment:
      return label == kNegative ? bad : label == kPositive ? good : label == kMixed ? bad + good : 0;
    case Judgement::mood:
      return kMoods[label] == "satisfied" || kMoods[label] == "happy" ? good : kMoods[label] == "neutral" ? 0 : bad;
    case Judgement::satisfaction:
      return label <= 1 ? bad : label >= 3 ? good : 0;
    case Judgement::churn_risk:
      return label == kLowRisk ? 0 : bad;
    case Judgement::customer_tone:
      return label == kAggressive ? bad : 0;
    case Judgement::resolution: {
      if (label != kResolved && label != kPartly) return 0;
      const auto before = static_cast<double>(turn == 0 ? 1 : signals.progress[turn - 1][kOpen]);
      return std::max(0.0, 2 * (before - static_cast<double>(signals.progress[turn][kOpen])));
    }
    case Judgement::agent_tone:
    case Judgement::topic:
      return 0;
  }
  return 0;
}

// Whether the clause holds a phrase that says the outcome: what an agent says is done, promised or refused, what a
// customer says works or does not, a line that drops.
bool says_outcome(const Reading& reading, std::size_t turn, std::size_t clause, std::size_t label) {
  struct Sign {
    CueId cue;
    Role role;
    bool solves;
  };
  static const std::vector<Sign> kSigns = {
      {cue_named("done"), Role::agent, true},       {cue_named("answer works"), Role::customer, true},
      {cue_named("relief"), Role::customer, true},  {cue_named("promise"), Role::agent, false},
      {cue_named("refusal"), Role::agent, false},   {cue_named("not yet"), Role::customer, false},
      {cue_named("dropped"), Role::agent, false},   {cue_named("dropped"), Role::customer, false},
      {cue_named("leaving"), Role::customer, false}};
  const ReadTurn& read = reading.turns()[turn];
  const Clause& here = read.clauses[clause];
  const bool solved = label == kResolved || label == kPartly;
  return std::ranges::any_of(read.cues, [&](const CueMatch& match) {
    if (match.negated || match.first < here.first || match.first >= here.last) return false;
    return std::ranges::any_of(kSigns, [&](const Sign& sign) {
      return sign.cue == match.cue && sign.role == read.role && sign.solves == solved;
    });
  });
}

std::vector<conversation::Evidence> evidence_for(const Reading& reading, Judges& judges, const Judged& judged,
                                                 Judgement judgement, std::size_t label) {
  const auto weigh = [&](std::size_t turn, std::size_t clause) {
    double weight = static_cast<double>(judges.weight(reading, turn, clause, judgement, label)) +
                    kSignalWeight * support(judged.signals, turn, judgement, label);
    if (judgement == Judgement::resolution && says_outcome(reading, turn, clause, label)) weight += 2 * kSignalWeight;
    return weight;
  };
  return evidence_of_heaviest(reading, weighed_clauses(reading, candidates(reading, judgement), weigh), kMostEvidence);
}

Claim claim_of(const Reading& reading, Judges& judges, const Judged& judged, Judgement judgement) {
  Claim claim;
  claim.field = std::string(name_of(judgement));
  claim.method = Method::classifier;
  const Verdict& verdict = judged[judgement];
  if (verdict.probabilities.empty()) {
    claim.state = ClaimState::abstained;
    return claim;
  }
  claim.probability = two_digits(verdict.probability);
  claim.evidence = evidence_for(reading, judges, judged, judgement, verdict.label);
  if (claim.evidence.empty() || verdict.probability < threshold(judgement)) {
    claim.state = ClaimState::abstained;
    return claim;
  }
  claim.value = std::string(labels_of(judgement)[verdict.label]);
  return claim;
}

Claim tone_claim(const Reading& reading, Judges& judges, const Judged& judged, AgentAffect agent) {
  Claim claim;
  claim.field = "tone";
  claim.method = Method::classifier;
  double least = 1;
  for (const auto& [party, judgement] :
       {std::pair("agent", Judgement::agent_tone), std::pair("customer", Judgement::customer_tone)}) {
    if (judgement == Judgement::agent_tone && agent == AgentAffect::off) continue;
    Claim one = claim_of(reading, judges, judged, judgement);
    if (one.state == ClaimState::abstained) continue;
    claim.value[party] = std::move(one.value);
    least = std::min(least, one.probability.value_or(0));
    claim.evidence.insert(claim.evidence.end(), one.evidence.begin(), one.evidence.end());
  }
  if (claim.value.is_null()) {
    claim.state = ClaimState::abstained;
  } else {
    claim.probability = least;
  }
  return claim;
}

// The expected stars, with the interval; sure is how likely the truth is within one of it.
Claim satisfaction_claim(const Reading& reading, Judges& judges, const Judged& judged) {
  Claim claim = claim_of(reading, judges, judged, Judgement::satisfaction);
  if (claim.state == ClaimState::abstained) return claim;
  const Verdict& verdict = judged[Judgement::satisfaction];
  const Satisfaction stars = satisfaction_of(verdict);
  double near = 0;
  for (std::size_t s = 0; s < verdict.probabilities.size(); ++s) {
    if (std::abs(static_cast<double>(s) + 1 - stars.score) <= 1) near += static_cast<double>(verdict.probabilities[s]);
  }
  claim.value = Json{
      {"score", std::round(stars.score * 10) / 10}, {"low", std::lround(stars.low)}, {"high", std::lround(stars.high)}};
  claim.probability = two_digits(near);
  return claim;
}

// Where leaving is said or hinted at is evidence; the words of threats and of leaving come before others.
Claim churn_claim(const Reading& reading, Judges& judges, const Judged& judged) {
  Claim claim = claim_of(reading, judges, judged, Judgement::churn_risk);
  const Verdict& verdict = judged[Judgement::churn_risk];
  if (claim.state == ClaimState::abstained || verdict.label == kLowRisk) return claim;
  static const std::array<CueId, 2> kCues = {cue_named("leaving"), cue_named("legal threat")};
  const auto weigh = [&](std::size_t turn, std::size_t clause) {
    const Clause& here = reading.turns()[turn].clauses[clause];
    const bool cue = std::ranges::any_of(reading.turns()[turn].cues, [&](const CueMatch& match) {
      return std::ranges::find(kCues, match.cue) != kCues.end() && match.first >= here.first && match.first < here.last;
    });
    return static_cast<double>(judges.weight(reading, turn, clause, Judgement::churn_risk, verdict.label)) +
           (cue ? 2 * kSignalWeight : 0) + support(judged.signals, turn, Judgement::churn_risk, verdict.label);
  };
  claim.evidence = evidence_of_heaviest(
      reading, weighed_clauses(reading, candidates(reading, Judgement::churn_risk), weigh), kMostEvidence);
  return claim;
}

}  // namespace

std::vector<conversation::Analysis::TurnSentiment> turn_sentiments(const Reading& reading, const Signals& signals) {
  std::vector<conversation::Analysis::TurnSentiment> all;
  for (std::size_t turn = 0; turn < signals.sentiment.size(); ++turn) {
    const auto& p = signals.sentiment[turn];
    const auto best = std::ranges::max_element(p);
    if (*best <= 0) continue;
    all.push_back({reading.turns()[turn].turn->id, std::string(kSentiments[static_cast<std::size_t>(best - p.begin())]),
                   two_digits(static_cast<double>(*best))});
  }
  return all;
}

std::vector<Claim> judgement_claims(const Reading& reading, Judges& judges, const Judged& judged, AgentAffect agent) {
  std::vector<Claim> claims;
  claims.push_back(claim_of(reading, judges, judged, Judgement::sentiment));
  if (reading.turns_of(Role::customer).empty()) {  // nobody whose feelings they would be
    claims.back() = {"sentiment", nullptr, std::nullopt, Method::classifier, {}, ClaimState::abstained};
    for (const char* field : {"mood", "satisfaction", "churn_risk"})
      claims.push_back({field, nullptr, std::nullopt, Method::classifier, {}, ClaimState::abstained});
  } else {
    claims.push_back(claim_of(reading, judges, judged, Judgement::mood));
    claims.push_back(satisfaction_claim(reading, judges, judged));
    claims.push_back(churn_claim(reading, judges, judged));
  }
  claims.push_back(tone_claim(reading, judges, judged, agent));
  claims.push_back(claim_of(reading, judges, judged, Judgement::resolution));
  claims.push_back(claim_of(reading, judges, judged, Judgement::topic));
  return claims;
}

}  // namespace cxai::analysis
