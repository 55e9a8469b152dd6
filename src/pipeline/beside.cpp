#include "pipeline/beside.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <iterator>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace cxai::pipeline {
namespace {

using conversation::Analysis;
using conversation::Claim;
using conversation::ClaimState;
using conversation::Evidence;
using conversation::Method;

enum class Relation : std::uint8_t { same, reworded, other };

// What an item of a rubric or a plain value says; null: nothing, as where an item does not apply.
Json said_by(const Json& value) {
  const Json answer = value.is_object() ? value.value("answer", Json()) : value;
  return answer == "na" ? Json() : answer;
}

// Whether two objects say the same wherever both say something; false where they never do.
bool same_where_both(const Json& a, const Json& b) {
  if (!a.is_object() || !b.is_object()) return false;
  bool met = false;
  for (const auto& [name, value] : a.items()) {
    const Json one = said_by(value);
    const Json other = said_by(b.value(name, Json()));
    if (one.is_null() || other.is_null()) continue;
    if (one != other) return false;
    met = true;
  }
  return met;
}

std::set<std::string_view> turns_of(const Claim& claim) {
  std::set<std::string_view> turns;
  for (const Evidence& evidence : claim.evidence) turns.insert(evidence.turn);
  return turns;
}

// At least half of all turns that either points to are pointed to by both.
bool same_places(const Claim& a, const Claim& b) {
  const auto first = turns_of(a);
  const auto second = turns_of(b);
  std::vector<std::string_view> both;
  std::ranges::set_intersection(first, second, std::back_inserter(both));
  return !both.empty() && 3 * both.size() >= first.size() + second.size();
}

bool share_a_place(const Claim& a, const Claim& b) {
  const auto first = turns_of(a);
  return std::ranges::any_of(b.evidence, [&](const Evidence& e) { return first.contains(e.turn); });
}

double score_of(const Json& value) {
  if (value.is_number()) return value.get<double>();
  if (!value.is_object() || !value.contains("score") || !value["score"].is_number()) return -1;
  return value["score"].get<double>();
}

Relation relation(const Claim& local, const Claim& model) {
  const auto either = [](bool same, Relation then) { return same ? then : Relation::other; };
  const std::string_view field = local.field;
  if (field == "problem") return either(share_a_place(local, model), Relation::reworded);
  if (field == "summary") return Relation::reworded;  // two summaries are two ways to tell it
  if (field == "solutions") return either(same_places(local, model), Relation::reworded);
  if (field == "commitments") return either(same_places(local, model), Relation::same);
  if (field == "tone") return either(same_where_both(local.value, model.value), Relation::same);
  if (field == "empathy" || field == "professionalism") {
    const bool items = local.value.is_object() && model.value.is_object() && local.value.contains("items");
    if (items) return either(same_where_both(local.value["items"], model.value["items"]), Relation::same);
  }
  const double score = score_of(local.value);
  if (score > 0) return either(std::abs(score - score_of(model.value)) < 1, Relation::same);
  return either(local.value == model.value, Relation::same);
}

void add_evidence(Claim& to, const Claim& from) {
  for (const Evidence& evidence : from.evidence)
    if (std::ranges::none_of(to.evidence, [&](const Evidence& other) {
          return other.turn == evidence.turn && other.chars == evidence.chars;
        }))
      to.evidence.push_back(evidence);
}

void forget_reason(Analysis& analysis, std::string_view field) {
  std::erase_if(analysis.skipped, [&](const conversation::Skipped& skipped) { return skipped.feature == field; });
}

void put(Analysis& analysis, Claim model) {
  auto& claims = analysis.claims;
  const auto local = std::ranges::find(claims, model.field, &Claim::field);
  if (local == claims.end()) {
    forget_reason(analysis, model.field);
    claims.push_back(std::move(model));
    return;
  }
  if (local->method == Method::human || local->state == ClaimState::corrected) return;
  if (local->state == ClaimState::abstained) {
    *local = std::move(model);
    return;
  }
  switch (relation(*local, model)) {
    case Relation::same:
      local->confirmed_by = Method::llm;
      add_evidence(*local, model);
      return;
    case Relation::reworded:
      claims.insert(std::next(local), std::move(model));
      return;
    case Relation::other:
      local->state = ClaimState::disputed;
      model.state = ClaimState::disputed;
      claims.insert(std::next(local), std::move(model));
      return;
  }
}

}  // namespace

void put_beside(Analysis& analysis, reader::Reading reading) {
  constexpr std::string_view kPrefix = "llm.";
  for (Claim& claim : reading.claims) put(analysis, std::move(claim));
  for (const conversation::Skipped& skipped : reading.skipped) {
    if (!skipped.feature.starts_with(kPrefix)) continue;
    const std::string field = skipped.feature.substr(kPrefix.size());
    if (analysis.claim(field)) continue;
    // Nobody else answers this field: that the model does not is worth a line of its own.
    Claim abstained;
    abstained.field = field;
    abstained.method = Method::llm;
    abstained.state = ClaimState::abstained;
    analysis.claims.push_back(std::move(abstained));
    forget_reason(analysis, field);
  }
  std::ranges::move(reading.skipped, std::back_inserter(analysis.skipped));
  analysis.recipe.llm = std::move(reading.recipe);
}

}  // namespace cxai::pipeline
