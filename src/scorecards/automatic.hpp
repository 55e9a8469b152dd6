// What the machine answers to a card's questions, from the analysis of a conversation.
//
// Input    an analysis: its masked turns, its measures, the rubric items of its claims
// Output   one entry per question that has a source, in the card's order; an abstention says why
// Threads  pure
// Source   docs/definitions.md, section 8
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/json.hpp"
#include "conversation/analysis.hpp"
#include "scorecards/card.hpp"

namespace cxai::scorecards {

struct MachineAnswer {
  std::string question;
  std::string answer;                 // "yes", "no", "na"; empty: abstained
  std::string reason;                 // why abstained: no_item, no_times, no_evidence, not_measured, na_not_allowed
  std::optional<double> probability;  // of rubric items
  std::vector<conversation::Evidence> evidence;
  std::optional<double> measured;  // what a measure said
};

std::vector<MachineAnswer> answer_automatically(const Card& card, const conversation::Analysis& analysis);

Json evidence_to_json(const std::vector<conversation::Evidence>& evidence);

}  // namespace cxai::scorecards
