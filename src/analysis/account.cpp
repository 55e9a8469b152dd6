#include "analysis/account.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "analysis/acts.hpp"
#include "analysis/extraction.hpp"
#include "analysis/models.hpp"
#include "analysis/promises.hpp"
#include "analysis/rubric.hpp"
#include "analysis/scorecard.hpp"
#include "analysis/wording.hpp"

namespace cxai::analysis {
namespace {

using conversation::Claim;
using conversation::ClaimState;
using conversation::Method;

const Claim* find(const std::vector<Claim>& claims, std::string_view field) {
  const auto found = std::ranges::find(claims, field, &Claim::field);
  return found == claims.end() || found->state == ClaimState::abstained ? nullptr : &*found;
}

std::string text_of_claim(const std::vector<Claim>& claims, std::string_view field) {
  const Claim* claim = find(claims, field);
  return claim != nullptr && claim->value.is_string() ? claim->value.get<std::string>() : std::string();
}

// "kaç", "ne zaman", "how": a question, also where nobody wrote its mark.
bool asks(const ReadTurn& turn, const Segment& segment) {
  static constexpr std::array<std::string_view, 34> kWords = {
      "mi",  "mu",     "miyim",   "muyum", "miyiz",   "muyuz", "misiniz", "musunuz", "nasil",
      "kac", "hangi",  "nerede",  "nerde", "nereden", "neden", "niye",    "noldu",   "what",
      "how", "when",   "where",   "which", "why",     "who",   "was",     "wie",     "wann",
      "wo",  "welche", "welcher", "warum", "wieso",   "wer",   "wieviel"};
  if (segment.question || segment.predicate.tense == language::Tense::request) return true;
  for (std::size_t w = segment.first; w < segment.last; ++w) {
    const std::string& word = turn.words[w].text;
    if (word == "ne" && w + 1 < segment.last &&
        (turn.words[w + 1].text == "zaman" || turn.words[w + 1].text == "kadar"))
      return true;
    if (word == "was" && turn.words[w].folded == "was" && w != segment.first) continue;
    if (std::ranges::find(kWords, word) != kWords.end()) return true;
  }
  return false;
}

// The stars of a claim `satisfaction`, a number or an object with one.
std::optional<int> stars_of(const Claim* claim) {
  if (claim == nullptr) return std::nullopt;
  const Json& value = claim->value;
  const Json* number = value.is_number() ? &value : nullptr;
  for (const char* key : {"score", "stars", "csat", "value"})
    if (number == nullptr && value.is_object() && value.contains(key) && value[key].is_number()) number = &value[key];
  if (number == nullptr) return std::nullopt;
  return static_cast<int>(number->get<double>() + 0.5);
}

Story story_of(const Reading& reading, const Acts& acts, const Extracted& extracted, const std::vector<Claim>& claims,
               std::optional<language::LocalMinutes> at) {
  Story story;
  if (at) story.today = std::chrono::year_month_day(std::chrono::floor<std::chrono::days>(*at));
  story.language = reading.language();
  story.topic = text_of_claim(claims, "topic");
  story.resolution = text_of_claim(claims, "resolution");
  story.stars = stars_of(find(claims, "satisfaction"));
  story.follow_up = extracted.follow_up;
  if (extracted.problem) {
    const Quote& problem = *extracted.problem;
    story.problem_quote = text_of(reading, problem);
    const std::string& text = reading.turns()[problem.turn].turn->text;
    for (const Segment& segment : acts.segments[problem.turn].list) {
      if (segment.end <= problem.begin || segment.begin >= problem.end) continue;
      const bool question = asks(reading.turns()[problem.turn], segment);
      story.problem_asks = story.problem_asks || question;
      if (!question) story.problem.push_back(text.substr(segment.begin, segment.end - segment.begin));
    }
    // Where the question mark stands behind the quote.
    const std::size_t behind = text.find_first_not_of(' ', problem.end);
    if (behind != std::string::npos && text[behind] == '?') {
      story.problem_asks = true;
      story.problem_quote += '?';
    }
  }
  for (const Commitment& one : extracted.commitments)
    story.promises.push_back({text_of(reading, one.quote), one.by_agent, one.due});
  return story;
}

}  // namespace

AccountModels built_in_account() {
  return {&built_in("acts", kActFeatures), &built_in("promises", kPromiseFeatures),
          &built_in("rubric", kRubricFeatures)};
}

void add_account(const Reading& reading, std::optional<language::LocalMinutes> at, const AccountModels& models,
                 std::vector<Claim>& claims) {
  const Acts acts = read_acts(reading, *models.acts, at);
  std::vector<Commitment> commitments = find_commitments(reading, acts, *models.promises);
  const Rubric rubric = read_rubric(reading, acts, commitments, *models.rubric);
  const Extracted extracted = extract(reading, acts, std::move(commitments), rubric);
  const Story story = story_of(reading, acts, extracted, claims, at);
  for (Claim& claim : claims_of(reading, extracted, problem_sentence(story))) claims.push_back(std::move(claim));
  for (Claim& claim : scorecard_claims(reading, rubric, extracted)) claims.push_back(std::move(claim));
  Claim told;
  told.field = "summary";
  told.method = Method::rule;
  const std::string text = summary(story);
  // It says what other claims say, and stands on what they stand on.
  for (const char* field : {"problem", "resolution", "commitments"}) {
    const Claim* claim = find(claims, field);
    if (claim == nullptr) continue;
    for (const auto& evidence : claim->evidence)
      if (told.evidence.size() < 5) told.evidence.push_back(evidence);
  }
  if (text.empty() || told.evidence.empty()) {
    told.state = ClaimState::abstained;
    told.evidence.clear();
  } else {
    told.value = text;
  }
  claims.push_back(std::move(told));
  const auto satisfaction = std::ranges::find(claims, "satisfaction", &Claim::field);
  if (satisfaction != claims.end() && satisfaction->value.is_object() && story.stars)
    satisfaction->value["sentence"] = satisfaction_sentence(story);
}

}  // namespace cxai::analysis
