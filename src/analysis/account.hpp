// The account of a conversation: what was needed, offered and promised, how the agent did it, and sentences about it.
//
// Input    a reading; the local time of the conversation, where it is known; the claims made so far, of which
//          `topic`, `resolution` and `satisfaction` are put into words
// Output   the claims problem, solutions, commitments, follow_up, empathy, professionalism, agent_performance, summary;
//          a sentence is added to `satisfaction`
// Threads  any number of calls at once
#pragma once

#include <optional>
#include <vector>

#include "analysis/reading.hpp"
#include "conversation/analysis.hpp"
#include "language/dates.hpp"
#include "learning/tagger.hpp"

namespace cxai::analysis {

// The bundles "acts", "promises" and "rubric".
struct AccountModels {
  const learning::Tagger* acts = nullptr;
  const learning::Tagger* promises = nullptr;
  const learning::Tagger* rubric = nullptr;
};
AccountModels built_in_account();

void add_account(const Reading& reading, std::optional<language::LocalMinutes> at, const AccountModels& models,
                 std::vector<conversation::Claim>& claims);

}  // namespace cxai::analysis
