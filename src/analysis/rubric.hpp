// The scorecard of an agent: nine questions answered yes, no or not applicable, and whether something remains to be
// done after the conversation.
//
// Input    a reading, the acts and promises in it; the bundle "rubric" (built in, docs/models/analysis.md)
// Output   for each item the answer with its probability and, where it is yes, the span that shows it
// Threads  any number of calls at once
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "analysis/acts.hpp"
#include "analysis/features.hpp"
#include "analysis/promises.hpp"
#include "analysis/reading.hpp"

namespace cxai::analysis {

enum Item : std::size_t {
  kItemGreeting,
  kItemIntroduced,
  kItemVerified,
  kItemAcknowledged,
  kItemApologised,
  kItemNamedFeeling,
  kItemNextSteps,
  kItemClosing,
  kItemNoRudeLanguage,
  kItemFollowUp  // no item of the scorecard: yes or no
};
inline constexpr std::array<std::string_view, 10> kItems = {
    "greeting",      "introduced", "verified_identity", "acknowledged",     "apologised",
    "named_feeling", "next_steps", "closing",           "no_rude_language", "follow_up"};

enum class ItemAnswer : std::uint8_t { yes, no, na };
inline constexpr std::array<std::string_view, 3> kItemAnswers = {"yes", "no", "na"};

struct ItemFinding {
  ItemAnswer answer = ItemAnswer::na;
  double probability = 0;
  std::optional<ActSpan> span;
};
using Rubric = std::array<ItemFinding, kItems.size()>;

inline constexpr std::string_view kRubricFeatures = "rubric/2";

// Features of a whole conversation. Their code is part of the model.
void add_rubric_features(const Reading& reading, const Acts& acts, const std::vector<Commitment>& commitments,
                         Features& features);

Rubric read_rubric(const Reading& reading, const Acts& acts, const std::vector<Commitment>& commitments,
                   const learning::Tagger& tagger);

// The act that shows an item; nullopt for rude language, which shows its absence, and follow_up.
std::optional<Act> act_of(Item item);

}  // namespace cxai::analysis
