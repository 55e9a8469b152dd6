#include "analysis/extraction.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

#include "analysis/due.hpp"
#include "analysis/evidence.hpp"

namespace cxai::analysis {
namespace {

using conversation::Claim;
using conversation::ClaimState;
using conversation::Evidence;
using conversation::Method;
using conversation::Role;

// Below this no turn states a need.
constexpr float kLeastProblem = 0.02F;

// A quotation mark whose partner stands outside is left out, or its partner taken in.
void settle_marks(const std::string& text, std::size_t& begin, std::size_t& end) {
  const auto inside = std::string_view(text).substr(begin, end - begin);
  if (std::ranges::count(inside, '"') % 2 == 0) return;
  if (end < text.size() && text[end] == '"') {
    ++end;
  } else if (begin > 0 && text[begin - 1] == '"') {
    --begin;
  }
}

std::optional<Quote> find_problem(const Reading& reading, const Acts& acts) {
  std::size_t best = 0;
  float most = 0;
  float all = 0;
  for (std::size_t t = 0; t < acts.turns.size(); ++t) {
    all += acts.turns[t][kProblem];
    if (acts.turns[t][kProblem] > most) {
      most = acts.turns[t][kProblem];
      best = t;
    }
  }
  if (most < kLeastProblem) return std::nullopt;
  const auto& likely = acts.likely[best];
  const auto& segments = acts.segments[best].list;
  std::size_t centre = 0;
  for (std::size_t s = 0; s < likely.size(); ++s)
    if (likely[s][kProblem] > likely[centre][kProblem]) centre = s;
  const auto belongs = [&](std::size_t s) { return likely[s][kProblem] >= 0.3F * likely[centre][kProblem]; };
  std::size_t first = centre;
  std::size_t last = centre;
  while (first > 0 && belongs(first - 1)) --first;
  while (last + 1 < segments.size() && belongs(last + 1)) ++last;
  const ReadTurn& turn = reading.turns()[best];
  Quote quote{best, behind_opening(turn, segments[first].begin, segments[last].end), segments[last].end,
              std::max(most, most / all)};  // some turn states it: how sure this one is among all
  settle_marks(turn.turn->text, quote.begin, quote.end);
  return quote;
}

std::vector<Quote> find_solutions(const Acts& acts) {
  std::vector<Quote> out;
  std::size_t last_segment = 0;
  for (const ActSpan& span : acts.spans[kSolution]) {
    if (!out.empty() && out.back().turn == span.turn && last_segment + 1 == span.segment) {
      out.back().end = span.end;
      out.back().probability = std::max(out.back().probability, span.probability);
    } else {
      out.push_back({span.turn, span.begin, span.end, span.probability});
    }
    last_segment = span.segment;
  }
  return out;
}

double rounded(double probability) {
  return std::round(std::clamp(probability, 0.0, 1.0) * 100) / 100;
}

std::string iso(const std::chrono::year_month_day& day) {
  char text[16];
  std::snprintf(text, sizeof text, "%04d-%02u-%02u", static_cast<int>(day.year()), static_cast<unsigned>(day.month()),
                static_cast<unsigned>(day.day()));
  return text;
}

Evidence evidence_of_quote(const Reading& reading, const Quote& quote) {
  return evidence_of(*reading.turns()[quote.turn].turn, quote.begin, quote.end);
}

// What was read to the end without finding anything is shown by the turns it would stand in.
void show_closing(const Reading& reading, Claim& claim) {
  const auto& agent = reading.turns_of(Role::agent);
  const auto& customer = reading.turns_of(Role::customer);
  for (const auto* turns : {&agent, &customer}) {
    for (std::size_t i = turns->size(); i-- > 0;) {
      if (reading.turns()[(*turns)[i]].words.empty()) continue;
      claim.evidence.push_back(reading.evidence((*turns)[i]));
      break;
    }
    if (!claim.evidence.empty()) return;
  }
  for (std::size_t t = reading.turns().size(); t-- > 0 && claim.evidence.empty();)
    if (!reading.turns()[t].words.empty()) claim.evidence.push_back(reading.evidence(t));
  if (claim.evidence.empty()) claim.state = ClaimState::abstained;
}

Claim claim_named(const char* field) {
  Claim claim;
  claim.field = field;
  claim.method = Method::classifier;
  return claim;
}

}  // namespace

std::string text_of(const Reading& reading, const Quote& quote) {
  return reading.turns()[quote.turn].turn->text.substr(quote.begin, quote.end - quote.begin);
}

Extracted extract(const Reading& reading, const Acts& acts, std::vector<Commitment> commitments, const Rubric& rubric) {
  Extracted out;
  out.problem = find_problem(reading, acts);
  out.solutions = find_solutions(acts);
  out.commitments = std::move(commitments);
  const ItemFinding& finding = rubric[kItemFollowUp];
  out.follow_up = finding.answer == ItemAnswer::yes;
  out.follow_up_probability = finding.probability;
  const auto open = std::ranges::find_if(
      out.commitments, [](const Commitment& one) { return one.by_agent && one.quote.probability >= 0.5F; });
  if (!out.follow_up && open != out.commitments.end()) {
    out.follow_up = true;
    out.follow_up_probability = open->quote.probability;
  }
  return out;
}

std::vector<Claim> claims_of(const Reading& reading, const Extracted& extracted, const std::string& problem_sentence) {
  Claim problem = claim_named("problem");
  if (extracted.problem) {
    const Quote& quote = *extracted.problem;
    problem.value = problem_sentence;
    problem.probability = rounded(quote.probability);
    problem.evidence.push_back(evidence_of_quote(reading, quote));
  } else {
    problem.state = ClaimState::abstained;
  }
  Claim solutions = claim_named("solutions");
  solutions.value = Json::array();
  double surest = 0;
  for (const Quote& quote : extracted.solutions) {
    solutions.value.push_back(text_of(reading, quote));
    solutions.evidence.push_back(evidence_of_quote(reading, quote));
    surest = std::max(surest, static_cast<double>(quote.probability));
  }
  solutions.probability = rounded(extracted.solutions.empty() ? 0.5 : surest);
  if (solutions.evidence.empty()) show_closing(reading, solutions);
  Claim commitments = claim_named("commitments");
  commitments.value = Json::array();
  surest = 0;
  for (const Commitment& one : extracted.commitments) {
    commitments.value.push_back({{"who", one.by_agent ? "agent" : "customer"},
                                 {"what", text_of(reading, one.quote)},
                                 {"when", one.when.empty() ? Json() : Json(one.when)},
                                 {"due", one.due ? Json(iso(*one.due)) : Json()},
                                 {"probability", rounded(one.quote.probability)}});
    commitments.evidence.push_back(evidence_of_quote(reading, one.quote));
    surest = std::max(surest, static_cast<double>(one.quote.probability));
  }
  commitments.probability = rounded(extracted.commitments.empty() ? 0.5 : surest);
  if (commitments.evidence.empty()) show_closing(reading, commitments);
  Claim follow_up = claim_named("follow_up");
  follow_up.value = extracted.follow_up;
  follow_up.probability = rounded(extracted.follow_up_probability);
  if (extracted.follow_up)
    for (const Commitment& one : extracted.commitments)
      if (one.by_agent) follow_up.evidence.push_back(evidence_of_quote(reading, one.quote));
  if (follow_up.evidence.empty()) show_closing(reading, follow_up);
  return {std::move(problem), std::move(solutions), std::move(commitments), std::move(follow_up)};
}

}  // namespace cxai::analysis
