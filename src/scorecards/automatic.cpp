#include "scorecards/automatic.hpp"

#include <algorithm>

#include "base/utf8.hpp"
#include "language/phrases.hpp"
#include "scorecards/position.hpp"
#include "scorecards/rubric.hpp"

namespace cxai::scorecards {
namespace {

using conversation::Analysis;
using conversation::Evidence;
using conversation::Turn;

constexpr std::size_t kMostEvidence = 5;

std::string yes_or_no(bool yes) {
  return std::string(yes ? kYes : kNo);
}

void answer_from_rubric(const Question& question, const Analysis& analysis, MachineAnswer& out) {
  const auto item = rubric_item(analysis, question.source.item);
  if (!item) {
    out.reason = "no_item";
    return;
  }
  out.probability = item->probability;
  out.evidence = item->evidence;
  out.answer = item->answer;
  if (item->answer == kNa && question.na == NaRule::not_allowed) {
    out.answer.clear();
    out.reason = "na_not_allowed";
  }
  if (item->answer != kYes || !question.position) return;
  const Stretch stretch(question.position, analysis.turns);
  if (stretch.unknown() || item->evidence.empty()) {
    out.answer.clear();
    out.reason = stretch.unknown() ? "no_times" : "no_evidence";
    return;
  }
  out.answer = yes_or_no(std::ranges::any_of(item->evidence, [&](const Evidence& e) { return stretch.holds(e); }));
}

void answer_from_phrases(const Question& question, const Analysis& analysis, MachineAnswer& out) {
  const Stretch stretch(question.position, analysis.turns);
  if (stretch.unknown()) {
    out.reason = "no_times";
    return;
  }
  std::vector<language::Phrase> phrases;
  for (const std::string& phrase : question.source.phrases) phrases.push_back({phrase});
  const language::PhraseSet set(std::move(phrases));
  for (const Turn* turn : stretch.turns()) {
    if (turn->role != question.source.speaker) continue;
    base::CodePointIndex index(turn->text);
    for (const auto& match : set.find(turn->text, analysis.language)) {
      // Matches may overlap: a new index where one begins before the last ended.
      base::CodePointIndex end = index;
      const std::size_t begin = end.at(match.begin);
      index = end;
      const Evidence evidence{turn->id, {begin, end.at(match.end)}};
      if (stretch.holds(evidence)) out.evidence.push_back(evidence);
    }
  }
  out.answer = yes_or_no(out.evidence.empty() != question.source.expect_said);
}

// "silence_total_ms", "talk_share.agent", "reply_gap_ms.agent.median".
std::optional<double> measured(const Json& measures, std::string_view name) {
  const Json* value = &measures;
  while (!name.empty()) {
    const std::size_t dot = std::min(name.find('.'), name.size());
    const std::string key(name.substr(0, dot));
    name.remove_prefix(std::min(dot + 1, name.size()));
    if (!value->is_object() || !value->contains(key)) return std::nullopt;
    value = &(*value)[key];
  }
  if (!value->is_number()) return std::nullopt;
  return value->get<double>();
}

std::optional<double> longest_silence(const Json& measures) {
  if (!measured(measures, "silence_total_ms") || !measures.contains("silence")) return std::nullopt;
  double longest = 0;
  for (const Json& gap : measures["silence"]) longest = std::max(longest, measured(gap, "duration_ms").value_or(0));
  return longest;
}

// Where the agent or the customer cut in.
void add_interruptions(const Question& question, const Analysis& analysis, MachineAnswer& out) {
  constexpr std::string_view kCount = "interruption_count.";
  if (!question.source.measure.starts_with(kCount) || !analysis.measures.contains("interruption")) return;
  const std::string party = question.source.measure.substr(kCount.size());
  for (const Json& cut : analysis.measures["interruption"]) {
    if (!cut.is_object() || cut.value("by", "") != party || !cut.contains("turn") || !cut["turn"].is_string()) continue;
    const auto turn = std::ranges::find(analysis.turns, cut["turn"].get<std::string>(), &Turn::id);
    if (turn != analysis.turns.end() && !turn->text.empty())
      out.evidence.push_back({turn->id, {0, base::count_code_points(turn->text)}});
  }
}

void answer_from_measure(const Question& question, const Analysis& analysis, MachineAnswer& out) {
  const Source& source = question.source;
  const auto value = source.measure == "longest_silence_ms" ? longest_silence(analysis.measures)
                                                            : measured(analysis.measures, source.measure);
  if (!value) {
    out.reason = "not_measured";
    return;
  }
  out.measured = value;
  out.answer =
      yes_or_no((!source.at_least || *value >= *source.at_least) && (!source.at_most || *value <= *source.at_most));
  add_interruptions(question, analysis, out);
}

}  // namespace

std::vector<MachineAnswer> answer_automatically(const Card& card, const Analysis& analysis) {
  std::vector<MachineAnswer> answers;
  for (const Section& section : card.sections)
    for (const Question& question : section.questions) {
      if (question.source.kind == SourceKind::person) continue;
      MachineAnswer answer;
      answer.question = question.id;
      switch (question.source.kind) {
        case SourceKind::rubric:
          answer_from_rubric(question, analysis, answer);
          break;
        case SourceKind::phrases:
          answer_from_phrases(question, analysis, answer);
          break;
        case SourceKind::measure:
          answer_from_measure(question, analysis, answer);
          break;
        case SourceKind::person:
          break;
      }
      if (answer.evidence.size() > kMostEvidence) answer.evidence.resize(kMostEvidence);
      answers.push_back(std::move(answer));
    }
  return answers;
}

Json evidence_to_json(const std::vector<Evidence>& evidence) {
  Json list = Json::array();
  for (const Evidence& e : evidence)
    list.push_back(Json{{"turn", e.turn}, {"chars", Json::array({e.chars.begin, e.chars.end})}});
  return list;
}

}  // namespace cxai::scorecards
