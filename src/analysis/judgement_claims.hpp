// The claims that models of turns and of conversations judge, each with the clauses that weigh most for it.
//
// Input    a masked transcript and its reading; what the models say of it
// Output   claims whose probability holds (docs/models/analysis.md); below the field's threshold a claim abstains and
//          has no value
// Errors   none
// Threads  any number of calls at once
#pragma once

#include <optional>
#include <vector>

#include "analysis/claims.hpp"
#include "analysis/judges.hpp"
#include "analysis/reading.hpp"
#include "conversation/analysis.hpp"

namespace cxai::analysis {

// Sentiment of the customer's turns, with AgentAffect::on of the agent's, too.
std::vector<conversation::Analysis::TurnSentiment> turn_sentiments(const Reading& reading, const Signals& signals);

// sentiment, mood, tone, resolution, satisfaction, churn_risk and topic; their values are those of docs/definitions.md,
// section 2. Of the agent's tone nothing is said with AgentAffect::off.
std::vector<conversation::Claim> judgement_claims(const Reading& reading, Judges& judges, const Judged& judged,
                                                  AgentAffect agent);

// sentiment_course: {"quarters": […], "trend": "improving | stable | worsening"}. By time where the turns have times.
conversation::Claim sentiment_course(const Reading& reading, const Signals& signals);

// time_to_resolution: milliseconds from the start of the problem's turn to the end of the solving one; null where the
// claim `resolution` is not that it was solved at least partly. Turns without times: abstained, with both as evidence.
// `problem` is the place of the turn that states the need.
conversation::Claim time_to_resolution(const Reading& reading, const Signals& signals,
                                       const conversation::Claim& resolution, std::optional<std::size_t> problem);

// customer_conduct: {"score": 1 … 5, "effort": 1 … 5, "repeats": n, "transfers": n, "minutes": m | null}. The score is
// the tone of what the customer says, less what is rude; the effort grows with what had to be said or done again, with
// transfers and with minutes beyond ten.
conversation::Claim customer_conduct(const Reading& reading, Judges& judges, const Judged& judged);

}  // namespace cxai::analysis
