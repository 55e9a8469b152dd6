#include "analysis/scorecard.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <initializer_list>

#include "analysis/evidence.hpp"

namespace cxai::analysis {
namespace {

using conversation::Claim;
using conversation::ClaimState;
using conversation::Evidence;
using conversation::Method;
using conversation::Role;

double hundredths(double value) {
  return std::round(value * 100) / 100;
}

// Where an answer "no" can be seen: what the agent said once the need was known, and at the end.
std::vector<Evidence> silent_places(const Reading& reading, const Extracted& extracted) {
  std::vector<Evidence> places;
  const auto& agent = reading.turns_of(Role::agent);
  const auto add = [&](std::size_t turn) {
    if (reading.turns()[turn].words.empty()) return;
    Evidence one = reading.evidence(turn);
    const bool known = std::ranges::any_of(places, [&](const Evidence& other) { return other.turn == one.turn; });
    if (!known) places.push_back(std::move(one));
  };
  if (extracted.problem) {
    const auto next = std::ranges::find_if(agent, [&](std::size_t turn) { return turn > extracted.problem->turn; });
    if (next != agent.end()) add(*next);
  }
  if (!agent.empty()) add(agent.back());
  for (const std::size_t turn : agent)
    if (places.empty()) add(turn);
  return places;
}

Claim mark(const char* field, std::initializer_list<Item> items, const Reading& reading, const Rubric& rubric,
           const Extracted& extracted) {
  Claim claim;
  claim.field = field;
  claim.method = Method::classifier;
  double yes = 0;
  double asked = 0;
  double sure = 0;
  Json answers = Json::object();
  for (const Item item : items) {
    const ItemFinding& finding = rubric[item];
    Json answer{{"answer", kItemAnswers[static_cast<std::size_t>(finding.answer)]},
                {"probability", hundredths(finding.probability)}};
    if (finding.span) {
      const Evidence evidence =
          evidence_of(*reading.turns()[finding.span->turn].turn, finding.span->begin, finding.span->end);
      answer["evidence"] = Json{{"turn", evidence.turn}, {"chars", {evidence.chars.begin, evidence.chars.end}}};
      const bool known = std::ranges::any_of(claim.evidence, [&](const Evidence& other) {
        return other.turn == evidence.turn && other.chars.begin == evidence.chars.begin;
      });
      if (!known) claim.evidence.push_back(evidence);
    }
    answers[std::string(kItems[item])] = std::move(answer);
    if (finding.answer == ItemAnswer::na) continue;
    ++asked;
    yes += finding.answer == ItemAnswer::yes ? 1 : 0;
    sure += finding.probability;
  }
  claim.value = Json{{"score", nullptr}, {"out_of", 5}, {"items", std::move(answers)}};
  if (asked > 0) {
    claim.value["score"] = std::round(50 * yes / asked) / 10;
    claim.probability = hundredths(sure / asked);
    if (claim.evidence.empty()) claim.evidence = silent_places(reading, extracted);
  }
  if (claim.evidence.empty()) {
    claim.state = ClaimState::abstained;
    claim.probability.reset();
  }
  return claim;
}

}  // namespace

std::vector<Claim> scorecard_claims(const Reading& reading, const Rubric& rubric, const Extracted& extracted) {
  std::vector<Claim> claims;
  claims.push_back(
      mark("empathy", {kItemAcknowledged, kItemApologised, kItemNamedFeeling}, reading, rubric, extracted));
  claims.push_back(
      mark("professionalism",
           {kItemGreeting, kItemIntroduced, kItemVerified, kItemNextSteps, kItemClosing, kItemNoRudeLanguage}, reading,
           rubric, extracted));
  claims.push_back(mark("agent_performance",
                        {kItemGreeting, kItemIntroduced, kItemVerified, kItemAcknowledged, kItemApologised,
                         kItemNamedFeeling, kItemNextSteps, kItemClosing, kItemNoRudeLanguage},
                        reading, rubric, extracted));
  return claims;
}

}  // namespace cxai::analysis
