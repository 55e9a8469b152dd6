// Evaluating conversations by scorecards: what the machine says to a card at its start, whose answer counts, how an
// evaluation ends, how well machine and people agree.
//
// Contract  answers are only added; the machine's stand beside those of people
// Errors    not_found; conflict (no analysis yet, the card is not in use, the evaluation is finished or not complete);
//           invalid_input (an answer the question does not have); permission_denied (somebody else's evaluation)
// Threads   all functions from any thread
// Source    docs/definitions.md, section 8; docs/formats/scorecards.md
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "scorecards/agreement.hpp"
#include "scorecards/card.hpp"
#include "scorecards/scoring.hpp"
#include "store/quality_store.hpp"
#include "store/store.hpp"

namespace cxai::pipeline {

// What all of it works on; all outlive the call.
struct QualityDesk {
  store::Store& store;
  store::QualityStore& rows;
  const base::Clock& clock;
};

struct QuestionAgreement {
  std::string question;
  scorecards::Mode mode = scorecards::Mode::manual;  // as the card asks for
  scorecards::Agreement agreement;
};
// Of the questions the machine answers, in the card's order.
Result<std::vector<QuestionAgreement>> agreements(const QualityDesk& desk, const std::string& scorecard_id,
                                                  const scorecards::Card& card);

// Begins with the card's revision in use. `evaluator` is a user's id.
Result<store::EvaluationRow> start_evaluation(const QualityDesk& desk, const store::ConversationRow& conversation,
                                              const std::string& scorecard_id, const std::string& evaluator);

struct GivenAnswer {
  std::string question;
  std::optional<std::string> answer;  // nullopt: takes the person's answer back
  std::string note;                   // masked
};
Result<> give_answer(const QualityDesk& desk, const std::string& evaluation_id, const std::string& evaluator,
                     const GivenAnswer& given);

Result<store::EvaluationRow> finish_evaluation(const QualityDesk& desk, const std::string& evaluation_id,
                                               const std::string& evaluator);

// What stands beside each other for one question.
struct Standing {
  const store::EvaluationAnswer* machine = nullptr;  // the last; null: never asked
  const store::EvaluationAnswer* person = nullptr;   // the last; null: none, or taken back
};
// Borrows `answers`.
std::map<std::string, Standing> standings(const std::vector<store::EvaluationAnswer>& answers);
// The person's answer, else the machine's where it counts alone.
scorecards::Answers counting_answers(const std::map<std::string, Standing>& standings);

Result<scorecards::Card> card_of(const QualityDesk& desk, const std::string& revision_id);

}  // namespace cxai::pipeline
