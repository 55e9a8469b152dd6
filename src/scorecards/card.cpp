#include "scorecards/card.hpp"

#include <algorithm>
#include <cmath>

#include "base/hash.hpp"
#include "scorecards/card_json.hpp"

namespace cxai::scorecards {

const char* to_string(QuestionType type) {
  switch (type) {
    case QuestionType::yes_no:
      return "yes_no";
    case QuestionType::scale:
      return "scale";
    case QuestionType::choice:
      return "choice";
  }
  return "";
}

const char* to_string(NaRule rule) {
  switch (rule) {
    case NaRule::not_allowed:
      return "not_allowed";
    case NaRule::leave_out:
      return "leave_out";
    case NaRule::full_points:
      return "full_points";
  }
  return "";
}

const char* to_string(Critical critical) {
  switch (critical) {
    case Critical::none:
      return "none";
    case Critical::section:
      return "section";
    case Critical::card:
      return "card";
    case Critical::compliance:
      return "compliance";
  }
  return "";
}

const char* to_string(Mode mode) {
  switch (mode) {
    case Mode::manual:
      return "manual";
    case Mode::suggest:
      return "suggest";
    case Mode::automatic:
      return "auto";
  }
  return "";
}

const char* to_string(SourceKind kind) {
  switch (kind) {
    case SourceKind::person:
      return "person";
    case SourceKind::rubric:
      return "rubric";
    case SourceKind::phrases:
      return "phrases";
    case SourceKind::measure:
      return "measure";
  }
  return "";
}

const Question* Card::question(std::string_view id) const {
  for (const Section& section : sections)
    for (const Question& question : section.questions)
      if (question.id == id) return &question;
  return nullptr;
}

Result<> check_answer(const Question& question, std::string_view answer) {
  if (answer == kNa) {
    if (question.na != NaRule::not_allowed) return {};
    return fail(ErrorCode::invalid_input, "answer: this question does not take 'not applicable'");
  }
  switch (question.type) {
    case QuestionType::yes_no:
      if (answer == kYes || answer == kNo) return {};
      return fail(ErrorCode::invalid_input, "answer: must be yes, no or na");
    case QuestionType::scale:
      for (int value = question.scale_min; value <= question.scale_max; ++value)
        if (answer == std::to_string(value)) return {};
      return fail(ErrorCode::invalid_input, "answer: must be a whole number from " +
                                                std::to_string(question.scale_min) + " to " +
                                                std::to_string(question.scale_max) + ", or na");
    case QuestionType::choice:
      if (std::ranges::find(question.options, answer, &Option::id) != question.options.end()) return {};
      return fail(ErrorCode::invalid_input, "answer: must be the id of an option, or na");
  }
  return {};
}

std::string question_key(const Question& question) {
  Json json = question_to_json(question);
  for (const char* aside : {"id", "help", "weight", "na", "critical", "mode", "good"}) json.erase(aside);
  return base::content_id("qk_", base::dump_json(json));
}

}  // namespace cxai::scorecards
