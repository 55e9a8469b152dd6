#include "scorecards/scoring.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>

namespace cxai::scorecards {
namespace {

double hundredths(double value) {
  return std::round(value * 100) / 100;
}

Json five_or_null(const std::optional<double>& share) {
  return share ? Json(hundredths(*share * 5)) : Json();
}

}  // namespace

std::optional<double> points_of(const Question& question, std::string_view answer) {
  if (answer == kNa) {
    if (question.na == NaRule::full_points) return 1.0;
    return std::nullopt;
  }
  switch (question.type) {
    case QuestionType::yes_no:
      return (answer == kYes) == question.good_is_yes ? 1.0 : 0.0;
    case QuestionType::scale: {
      const double value = std::strtod(std::string(answer).c_str(), nullptr);
      return (value - question.scale_min) / (question.scale_max - question.scale_min);
    }
    case QuestionType::choice: {
      const auto option = std::ranges::find(question.options, answer, &Option::id);
      return option == question.options.end() ? 0.0 : option->points;
    }
  }
  return std::nullopt;
}

std::optional<double> CardScore::five() const {
  if (!share) return std::nullopt;
  return hundredths(*share * 5);
}

CardScore score(const Card& card, const Answers& answers) {
  CardScore result;
  double sum = 0;
  double weight = 0;
  double known = 0;
  double all = 0;
  for (const Section& section : card.sections) {
    SectionScore part;
    part.id = section.id;
    double section_sum = 0;
    double section_weight = 0;
    double section_known = 0;
    double section_all = 0;
    for (const Question& question : section.questions) {
      ++result.questions;
      section_all += question.weight;
      const auto answer = answers.find(question.id);
      if (answer == answers.end()) continue;
      ++result.answered;
      section_known += question.weight;
      const auto points = points_of(question, answer->second);
      if (!points) continue;
      section_sum += question.weight * *points;
      section_weight += question.weight;
      if (*points > 0 || question.critical == Critical::none) continue;
      result.failures.push_back(question.id);
      if (question.critical == Critical::section) part.failed = true;
      if (question.critical == Critical::card) result.failed = true;
      if (question.critical == Critical::compliance) result.compliant = false;
    }
    if (section_weight > 0) part.share = section_sum / section_weight;
    if (part.failed) part.share = 0.0;
    if (part.share) {
      sum += section.weight * *part.share;
      weight += section.weight;
    }
    if (section_all > 0) {
      known += section.weight * section_known / section_all;
      all += section.weight;
    }
    result.sections.push_back(std::move(part));
  }
  if (weight > 0) result.share = sum / weight;
  if (result.failed) result.share = 0.0;
  if (all > 0) result.weight_answered = known / all;
  return result;
}

Json to_json(const CardScore& score) {
  Json sections = Json::array();
  for (const SectionScore& section : score.sections)
    sections.push_back(Json{{"id", section.id}, {"score", five_or_null(section.share)}, {"failed", section.failed}});
  return Json{{"score", five_or_null(score.share)}, {"failed", score.failed},     {"compliant", score.compliant},
              {"failures", score.failures},         {"answered", score.answered}, {"questions", score.questions},
              {"sections", std::move(sections)}};
}

}  // namespace cxai::scorecards
