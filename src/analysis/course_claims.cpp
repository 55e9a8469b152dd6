// Claims about the course of a conversation: of the sentiment, to the solution, of the customer's conduct.
#include <algorithm>
#include <array>
#include <cmath>
#include <string>

#include "analysis/judgement_claims.hpp"
#include "analysis/weigh.hpp"

namespace cxai::analysis {
namespace {

using conversation::Claim;
using conversation::ClaimState;
using conversation::Method;
using conversation::Role;

constexpr std::size_t kQuarters = 4;
constexpr double kChange = 0.3;          // of the mean feeling from −1 to 1, that is more than chance
constexpr double kFreeMinutes = 10;      // longer is effort
constexpr double kMinutesPerPoint = 10;  // … of one point each so many minutes

// From −1 to 1.
double feeling_of(const std::array<float, 4>& p) {
  return static_cast<double>(p[kPositive] - p[kNegative]);
}

// Which quarter the middle of the turn falls in: of the time where all turns have one, else of the turns.
std::vector<std::size_t> quarters_of(const Reading& reading) {
  const auto& turns = reading.turns();
  const bool timed = std::ranges::all_of(turns, [](const ReadTurn& turn) { return turn.turn->time.has_value(); });
  Millis end{};
  for (const ReadTurn& turn : turns) end = timed ? std::max(end, turn.turn->time->end) : end;
  std::vector<std::size_t> quarters;
  for (std::size_t i = 0; i < turns.size(); ++i) {
    std::size_t quarter = i * kQuarters / turns.size();
    if (timed && end.count() > 0) {
      const auto middle = (turns[i].turn->time->start + turns[i].turn->time->end).count() / 2;
      quarter = static_cast<std::size_t>(std::clamp<std::int64_t>(middle * 4 / end.count(), 0, 3));
    }
    quarters.push_back(quarter);
  }
  return quarters;
}

bool has_times(const Reading& reading, std::size_t turn) {
  return reading.turns()[turn].turn->time.has_value();
}

std::size_t turns_with(const Reading& reading, Role role, CueId cue) {
  return static_cast<std::size_t>(std::ranges::count_if(reading.turns_of(role), [&](std::size_t turn) {
    return std::ranges::any_of(reading.turns()[turn].cues,
                               [&](const CueMatch& match) { return match.cue == cue && !match.negated; });
  }));
}

double clamp_score(double score) {
  return std::round(std::clamp(score, 1.0, 5.0) * 10) / 10;
}

}  // namespace

Claim sentiment_course(const Reading& reading, const Signals& signals) {
  Claim claim;
  claim.field = "sentiment_course";
  claim.method = Method::classifier;
  const auto& customers = reading.turns_of(Role::customer);
  if (customers.empty()) {
    claim.state = ClaimState::abstained;
    return claim;
  }
  const auto quarter_of = quarters_of(reading);
  std::array<std::array<double, 4>, kQuarters> sums{};
  std::array<std::size_t, kQuarters> counts{};
  for (const std::size_t turn : customers) {
    const std::size_t quarter = quarter_of[turn];
    ++counts[quarter];
    for (std::size_t s = 0; s < 4; ++s) sums[quarter][s] += static_cast<double>(signals.sentiment[turn][s]);
  }
  Json quarters = Json::array();
  double probability = 1;
  std::optional<std::size_t> first;
  std::optional<std::size_t> last;
  for (std::size_t q = 0; q < kQuarters; ++q) {
    if (counts[q] == 0) {
      quarters.push_back(nullptr);
      continue;
    }
    if (!first) first = q;
    last = q;
    const auto best = std::ranges::max_element(sums[q]);
    quarters.push_back(std::string(kSentiments[static_cast<std::size_t>(best - sums[q].begin())]));
    probability = std::min(probability, *best / static_cast<double>(counts[q]));
  }
  const auto mean = [&](std::size_t q) {
    return (sums[q][kPositive] - sums[q][kNegative]) / static_cast<double>(counts[q]);
  };
  const double change = mean(*last) - mean(*first);
  claim.value = Json{{"quarters", std::move(quarters)},
                     {"trend", change > kChange    ? "improving"
                               : change < -kChange ? "worsening"
                                                   : "stable"}};
  claim.probability = two_digits(probability);
  // The turns of strongest feeling of the first and of the last quarter.
  for (const std::size_t q : {*first, *last}) {
    std::optional<std::size_t> strongest;
    for (const std::size_t turn : customers) {
      if (quarter_of[turn] != q || reading.turns()[turn].turn->text.empty()) continue;
      if (!strongest ||
          std::abs(feeling_of(signals.sentiment[turn])) > std::abs(feeling_of(signals.sentiment[*strongest])))
        strongest = turn;
    }
    if (strongest) claim.evidence.push_back(reading.evidence(*strongest));
    if (*first == *last) break;
  }
  if (claim.evidence.empty()) {
    claim.value = nullptr;
    claim.probability.reset();
    claim.state = ClaimState::abstained;
  }
  return claim;
}

Claim time_to_resolution(const Reading& reading, const Signals& signals, const Claim& resolution,
                         std::optional<std::size_t> problem) {
  Claim claim;
  claim.field = "time_to_resolution";
  claim.method = Method::classifier;
  claim.probability = resolution.probability;
  claim.evidence = resolution.evidence;
  claim.state = resolution.state;
  if (resolution.state == ClaimState::abstained || (resolution.value != "resolved" && resolution.value != "partly"))
    return claim;
  const auto solved = solved_turn(signals);
  if (!problem || !solved || *solved < *problem || reading.turns()[*problem].words.empty() ||
      reading.turns()[*solved].words.empty()) {
    claim.state = ClaimState::abstained;
    return claim;
  }
  claim.evidence = {reading.evidence(*problem), reading.evidence(*solved)};
  const auto before = static_cast<double>(*solved == 0 ? 1 : signals.progress[*solved - 1][kOpen]);
  const double sudden = before - static_cast<double>(signals.progress[*solved][kOpen]);
  claim.probability = two_digits(std::clamp(resolution.probability.value_or(0) * (0.5 + sudden / 2), 0.0, 1.0));
  if (!has_times(reading, *problem) || !has_times(reading, *solved)) {
    claim.state = ClaimState::abstained;  // where is known, when is not
    return claim;
  }
  const auto& turns = reading.turns();
  claim.value = (turns[*solved].turn->time->end - turns[*problem].turn->time->start).count();
  return claim;
}

Claim customer_conduct(const Reading& reading, Judges& judges, const Judged& judged) {
  Claim claim;
  claim.field = "customer_conduct";
  claim.method = Method::classifier;
  const Verdict& tone = judged[Judgement::customer_tone];
  const auto& customers = reading.turns_of(Role::customer);
  if (tone.probabilities.empty() || customers.empty()) {
    claim.state = ClaimState::abstained;
    return claim;
  }
  static constexpr std::array<double, 5> kOfTone = {5, 4.7, 4.3, 4.3, 1.8};  // in the order of kTones
  static const CueId insult = cue_named("insult");
  static const CueId again = cue_named("again and again");
  static const CueId transfer = cue_named("transfer");
  double score = 0;
  for (std::size_t t = 0; t < kOfTone.size(); ++t) score += kOfTone[t] * static_cast<double>(tone.probabilities[t]);
  score -= std::min(1.5, 0.5 * static_cast<double>(turns_with(reading, Role::customer, insult)));
  const std::size_t repeats = turns_with(reading, Role::customer, again);
  const std::size_t transfers = turns_with(reading, Role::agent, transfer);
  double effort =
      1 + std::min(2.0, 0.7 * static_cast<double>(repeats)) + std::min(1.5, 0.7 * static_cast<double>(transfers));
  Json minutes;
  const bool timed = has_times(reading, 0) && has_times(reading, reading.turns().size() - 1);
  if (timed) {  // from the transcript: nothing of the sound goes into a claim
    const Millis span = reading.turns().back().turn->time->end - reading.turns().front().turn->time->start;
    const double length = static_cast<double>(span.count()) / 60'000;
    minutes = std::round(length * 10) / 10;
    effort += std::clamp((length - kFreeMinutes) / kMinutesPerPoint, 0.0, 1.5);
  }
  claim.value = Json{{"score", clamp_score(score)},
                     {"effort", clamp_score(effort)},
                     {"repeats", repeats},
                     {"transfers", transfers},
                     {"minutes", std::move(minutes)}};
  claim.probability = two_digits(tone.probability);
  claim.evidence =
      evidence_of_heaviest(reading,
                           weighed_clauses(reading, customers,
                                           [&](std::size_t turn, std::size_t clause) {
                                             return static_cast<double>(judges.weight(
                                                 reading, turn, clause, Judgement::customer_tone, tone.label));
                                           }),
                           2);
  if (claim.evidence.empty()) {
    claim.value = nullptr;
    claim.state = ClaimState::abstained;
  }
  return claim;
}

}  // namespace cxai::analysis
