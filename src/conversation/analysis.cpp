#include "conversation/analysis.hpp"

#include <algorithm>
#include <unordered_map>

#include "base/utf8.hpp"

namespace cxai::conversation {
namespace {

std::unexpected<Error> wrong(const std::string& path, const std::string& message) {
  return fail(ErrorCode::invalid_input, path + ": " + message);
}

std::string at(const char* list, std::size_t i) {
  return std::string(list) + "[" + std::to_string(i) + "]";
}

bool is_probability(double p) {
  return p >= 0 && p <= 1;
}

Result<> validate_turn(const Turn& turn, std::size_t length, const std::string& path) {
  if (turn.time && turn.time->end < turn.time->start) return wrong(path + ".end_ms", "must not be before the start");
  if (!is_probability(turn.confidence)) return wrong(path + ".confidence", "must be from 0 to 1");
  for (std::size_t i = 0; i < turn.words.size(); ++i) {
    const Word& word = turn.words[i];
    const std::string where = path + "." + at("words", i);
    if (word.time.end < word.time.start) return wrong(where + ".end_ms", "must not be before the start");
    if (!is_probability(word.confidence)) return wrong(where + ".confidence", "must be from 0 to 1");
  }
  for (std::size_t i = 0; i < turn.pii.size(); ++i) {
    const PiiSpan& span = turn.pii[i];
    if (span.chars.begin > span.chars.end || span.chars.end > length)
      return wrong(path + "." + at("pii", i) + ".chars", "must stay inside the turn's text");
  }
  return {};
}

}  // namespace

const char* to_string(Method method) {
  switch (method) {
    case Method::llm:
      return "llm";
    case Method::rule:
      return "rule";
    case Method::classifier:
      return "classifier";
    case Method::computed:
      return "computed";
    case Method::human:
      return "human";
  }
  return "computed";
}

const char* to_string(ClaimState state) {
  switch (state) {
    case ClaimState::accepted:
      return "accepted";
    case ClaimState::abstained:
      return "abstained";
    case ClaimState::disputed:
      return "disputed";
    case ClaimState::corrected:
      return "corrected";
  }
  return "accepted";
}

const char* to_string(AnalysisStatus status) {
  switch (status) {
    case AnalysisStatus::complete:
      return "complete";
    case AnalysisStatus::partial:
      return "partial";
    case AnalysisStatus::skipped:
      return "skipped";
    case AnalysisStatus::failed:
      return "failed";
  }
  return "failed";
}

const Claim* Analysis::claim(std::string_view field) const {
  const auto found = std::ranges::find(claims, field, &Claim::field);
  return found == claims.end() ? nullptr : &*found;
}

Result<> validate(const Analysis& analysis) {
  struct Known {
    std::size_t length;  // code points
    bool rateable;
    bool rated = false;
  };
  // What agents say has a sentiment only where the recipe says that it was read for feelings.
  const bool agents = std::ranges::any_of(
      analysis.recipe.models, [](const NamedModel& model) { return model.name.starts_with("agent-affect"); });
  std::unordered_map<std::string_view, Known> turns;
  for (std::size_t i = 0; i < analysis.turns.size(); ++i) {
    const Turn& turn = analysis.turns[i];
    const std::string path = at("turns", i);
    if (turn.id.empty()) return wrong(path + ".id", "is required");
    const std::size_t length = base::count_code_points(turn.text);
    if (!turns.try_emplace(turn.id, Known{length, turn.role == Role::customer || (agents && turn.role == Role::agent)})
             .second)
      return wrong(path + ".id", "the id '" + turn.id + "' is there twice");
    CXAI_TRY_VOID(validate_turn(turn, length, path));
  }
  for (std::size_t i = 0; i < analysis.turn_sentiments.size(); ++i) {
    const auto& sentiment = analysis.turn_sentiments[i];
    const std::string path = at("turn_sentiments", i);
    const auto turn = turns.find(sentiment.turn);
    if (turn == turns.end()) return wrong(path + ".turn", "no turn '" + sentiment.turn + "'");
    if (!turn->second.rateable) return wrong(path + ".turn", "only customer turns carry a sentiment");
    if (std::exchange(turn->second.rated, true)) return wrong(path + ".turn", "the turn has two sentiments");
    if (!is_probability(sentiment.probability)) return wrong(path + ".probability", "must be from 0 to 1");
  }
  for (std::size_t i = 0; i < analysis.claims.size(); ++i) {
    const Claim& claim = analysis.claims[i];
    const std::string path = at("claims", i);
    if (claim.field.empty()) return wrong(path + ".field", "is required");
    if (claim.probability && !is_probability(*claim.probability))
      return wrong(path + ".probability", "must be from 0 to 1");
    if (claim.method != Method::computed && claim.evidence.empty() && claim.state != ClaimState::abstained)
      return wrong(path + ".evidence", "a claim that is not computed needs evidence, or abstains");
    for (std::size_t k = 0; k < claim.evidence.size(); ++k) {
      const Evidence& evidence = claim.evidence[k];
      const std::string where = path + "." + at("evidence", k);
      const auto turn = turns.find(evidence.turn);
      if (turn == turns.end()) return wrong(where + ".turn", "no turn '" + evidence.turn + "'");
      if (evidence.chars.begin >= evidence.chars.end || evidence.chars.end > turn->second.length)
        return wrong(where + ".chars",
                     "must be a stretch inside the turn's " + std::to_string(turn->second.length) + " characters");
    }
  }
  return {};
}

std::optional<std::string> evidence_text(const Analysis& analysis, const Evidence& evidence) {
  const auto turn = std::ranges::find(analysis.turns, evidence.turn, &Turn::id);
  if (turn == analysis.turns.end()) return std::nullopt;
  const std::string& text = turn->text;
  if (evidence.chars.begin > evidence.chars.end || evidence.chars.end > base::count_code_points(text))
    return std::nullopt;
  const std::size_t begin = base::byte_offset(text, evidence.chars.begin);
  return text.substr(begin, base::byte_offset(text, evidence.chars.end) - begin);
}

}  // namespace cxai::conversation
