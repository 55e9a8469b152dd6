#include "pipeline/quality.hpp"

#include <cmath>

#include "base/hash.hpp"
#include "scorecards/automatic.hpp"

namespace cxai::pipeline {
namespace {

using scorecards::Mode;

constexpr std::size_t kNamed = 3;  // questions an error names

Result<store::EvaluationRow> own_evaluation(const QualityDesk& desk, const std::string& id,
                                            const std::string& evaluator) {
  CXAI_TRY(auto row, desk.rows.evaluation(id));
  if (!row) return fail(ErrorCode::not_found, "there is no such evaluation");
  if (row->evaluator != evaluator)
    return fail(ErrorCode::permission_denied, "only who began an evaluation goes on with it; begin one of your own");
  if (row->finished_at) return fail(ErrorCode::conflict, "the evaluation is finished; start another one");
  return std::move(*row);
}

Result<conversation::Analysis> analysis_of(const QualityDesk& desk, const std::string& id) {
  std::optional<Json> document;
  if (!id.empty()) {
    CXAI_TRY(document, desk.store.analysis(id));
  }
  if (!document) return fail(ErrorCode::conflict, "the conversation has no analysis yet; wait until it is ready");
  return conversation::analysis_from_json(*document);
}

// May the machine answer these alone now?
Result<std::map<std::string, bool>> unlocked(const QualityDesk& desk, const std::string& scorecard_id,
                                             const scorecards::Card& card) {
  CXAI_TRY(const auto list, agreements(desk, scorecard_id, card));
  std::map<std::string, bool> result;
  for (const QuestionAgreement& entry : list)
    result[entry.question] = entry.mode == Mode::automatic && entry.agreement.lock == scorecards::Lock::unlocked;
  return result;
}

std::int64_t milli(double share) {
  return std::llround(share * 5000);
}

}  // namespace

Result<scorecards::Card> card_of(const QualityDesk& desk, const std::string& revision_id) {
  CXAI_TRY(const auto revision, desk.rows.scorecard_revision(revision_id));
  if (!revision) return fail(ErrorCode::not_found, "there is no such revision");
  return scorecards::card_from_json(revision->document);
}

Result<std::vector<QuestionAgreement>> agreements(const QualityDesk& desk, const std::string& scorecard_id,
                                                  const scorecards::Card& card) {
  std::vector<QuestionAgreement> list;
  for (const auto& section : card.sections)
    for (const auto& question : section.questions) {
      if (question.source.kind == scorecards::SourceKind::person) continue;
      CXAI_TRY(const auto rows, desk.rows.answer_pairs(scorecard_id, scorecards::question_key(question),
                                                       static_cast<int>(scorecards::kWindowPairs)));
      std::vector<scorecards::AnswerPair> pairs;
      for (const auto& row : rows) pairs.push_back({row.machine, row.person, row.blind});
      list.push_back({question.id, question.mode, scorecards::agreement(pairs)});
    }
  return list;
}

Result<store::EvaluationRow> start_evaluation(const QualityDesk& desk, const store::ConversationRow& conversation,
                                              const std::string& scorecard_id, const std::string& evaluator) {
  CXAI_TRY(const auto scorecard, desk.rows.scorecard(scorecard_id));
  if (!scorecard) return fail(ErrorCode::not_found, "there is no such scorecard");
  if (scorecard->published.empty()) return fail(ErrorCode::conflict, "the scorecard is not in use; publish it first");
  CXAI_TRY(const auto card, card_of(desk, scorecard->published));
  CXAI_TRY(const auto analysis, analysis_of(desk, conversation.analysis_id));
  CXAI_TRY(auto alone, unlocked(desk, scorecard_id, card));
  store::EvaluationRow row;
  row.id = base::new_id("ev_");
  row.conversation_id = conversation.conversation.id;
  row.scorecard_id = scorecard_id;
  row.revision_id = scorecard->published;
  row.analysis_id = conversation.analysis_id;
  row.agent_id = conversation.conversation.agent_id;
  row.agent_label = conversation.conversation.agent_name.empty() ? row.agent_id : conversation.conversation.agent_name;
  row.evaluator = evaluator;
  row.started_at = desk.clock.now();
  std::vector<store::EvaluationAnswer> machine;
  for (const auto& said : scorecards::answer_automatically(card, analysis)) {
    store::EvaluationAnswer answer;
    answer.evaluation_id = row.id;
    answer.question = said.question;
    answer.origin = store::AnswerOrigin::machine;
    answer.author = row.analysis_id;
    answer.answer = said.answer;
    answer.reason = said.reason;
    answer.probability = said.probability;
    answer.measured = said.measured;
    answer.evidence = scorecards::evidence_to_json(said.evidence);
    answer.counts = alone[said.question] && !said.answer.empty();
    answer.at = row.started_at;
    machine.push_back(std::move(answer));
  }
  CXAI_TRY_VOID(desk.rows.start_evaluation(row, machine));
  return row;
}

Result<> give_answer(const QualityDesk& desk, const std::string& evaluation_id, const std::string& evaluator,
                     const GivenAnswer& given) {
  CXAI_TRY(const auto row, own_evaluation(desk, evaluation_id, evaluator));
  CXAI_TRY(const auto card, card_of(desk, row.revision_id));
  const auto* question = card.question(given.question);
  if (!question) return fail(ErrorCode::invalid_input, "question: the card has no such question");
  if (given.answer) CXAI_TRY_VOID(scorecards::check_answer(*question, *given.answer));
  CXAI_TRY(const auto answers, desk.rows.evaluation_answers(evaluation_id));
  const auto beside = standings(answers);
  const auto known = beside.find(given.question);
  store::EvaluationAnswer answer;
  answer.evaluation_id = evaluation_id;
  answer.question = given.question;
  answer.origin = store::AnswerOrigin::person;
  answer.author = evaluator;
  answer.answer = given.answer.value_or("");
  answer.note = given.note;
  answer.saw_machine = question->mode != Mode::manual && known != beside.end() && known->second.machine &&
                       !known->second.machine->answer.empty();
  answer.at = desk.clock.now();
  return desk.rows.add_answer(answer);
}

Result<store::EvaluationRow> finish_evaluation(const QualityDesk& desk, const std::string& evaluation_id,
                                               const std::string& evaluator) {
  CXAI_TRY(const auto row, own_evaluation(desk, evaluation_id, evaluator));
  CXAI_TRY(const auto card, card_of(desk, row.revision_id));
  CXAI_TRY(const auto answers, desk.rows.evaluation_answers(evaluation_id));
  const auto beside = standings(answers);
  const auto counting = counting_answers(beside);
  const auto score = scorecards::score(card, counting);
  if (!score.complete()) {
    std::string open;
    std::size_t named = 0;
    for (const auto& section : card.sections)
      for (const auto& question : section.questions)
        if (!counting.contains(question.id) && named++ < kNamed) open += (open.empty() ? "" : ", ") + question.id;
    return fail(ErrorCode::conflict,
                "the evaluation is not complete: " + std::to_string(score.questions - score.answered) +
                    " questions have no answer (" + open + (named > kNamed ? ", …)" : ")"));
  }
  store::EvaluationEnd end;
  if (score.share) end.score_milli = milli(*score.share);
  end.compliant = score.compliant;
  end.summary = scorecards::to_json(score);
  for (const auto& section : score.sections)
    if (section.share) end.sections.emplace_back(section.id, milli(*section.share));
  for (const auto& section : card.sections)
    for (const auto& question : section.questions) {
      const auto said = beside.find(question.id);
      if (said == beside.end() || !said->second.machine || !said->second.person) continue;
      if (said->second.machine->answer.empty()) continue;
      end.pairs.push_back({scorecards::question_key(question), said->second.machine->answer,
                           said->second.person->answer, !said->second.person->saw_machine});
    }
  end.at = desk.clock.now();
  CXAI_TRY_VOID(desk.rows.finish_evaluation(evaluation_id, end));
  CXAI_TRY(auto finished, desk.rows.evaluation(evaluation_id));
  if (!finished) return fail(ErrorCode::not_found, "there is no such evaluation");
  return std::move(*finished);
}

std::map<std::string, Standing> standings(const std::vector<store::EvaluationAnswer>& answers) {
  std::map<std::string, Standing> result;
  for (const auto& answer : answers) {
    Standing& standing = result[answer.question];
    if (answer.origin == store::AnswerOrigin::machine)
      standing.machine = &answer;
    else
      standing.person = answer.answer.empty() ? nullptr : &answer;
  }
  return result;
}

scorecards::Answers counting_answers(const std::map<std::string, Standing>& standings) {
  scorecards::Answers result;
  for (const auto& [question, standing] : standings) {
    if (standing.person)
      result[question] = standing.person->answer;
    else if (standing.machine && standing.machine->counts)
      result[question] = standing.machine->answer;
  }
  return result;
}

}  // namespace cxai::pipeline
