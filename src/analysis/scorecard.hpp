// The marks of an agent out of five, from the answers of the scorecard: `empathy`, `professionalism`,
// `agent_performance`.
//
// Output   claims as docs/formats/analysis.md describes them. A mark is five times the share of "yes" among the items
//          that apply (docs/definitions.md, section 2); no item applies: the claim abstains
// Threads  any number of calls at once
#pragma once

#include <vector>

#include "analysis/extraction.hpp"
#include "analysis/rubric.hpp"
#include "conversation/analysis.hpp"

namespace cxai::analysis {

std::vector<conversation::Claim> scorecard_claims(const Reading& reading, const Rubric& rubric,
                                                  const Extracted& extracted);

}  // namespace cxai::analysis
