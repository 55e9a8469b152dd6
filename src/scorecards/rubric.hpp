// The rubric items in an analysis: the claims `empathy` and `professionalism` carry them.
//
// Source   docs/formats/analysis.md
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "conversation/analysis.hpp"

namespace cxai::scorecards {

struct RubricItem {
  std::string answer;  // "yes", "no", "na"
  std::optional<double> probability;
  std::vector<conversation::Evidence> evidence;  // inside the analysis' turns
};

// nullopt: the analysis says nothing of it, or abstains.
std::optional<RubricItem> rubric_item(const conversation::Analysis& analysis, std::string_view name);

}  // namespace cxai::scorecards
