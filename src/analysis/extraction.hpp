// The need, what was offered and what was promised, as claims: `problem`, `solutions`, `commitments`, `follow_up`.
//
// Input    a reading, its acts, promises and scorecard
// Output   claims as docs/formats/analysis.md describes them; the need and the promises also typed, for the sentences
//          of a report
// Rules    tests/quality/dialogues/README.md: a promise made twice counts once at its most definite wording; a day is
//          the last that the words allow; an open promise of the agent makes `follow_up` true
// Threads  any number of calls at once
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "analysis/acts.hpp"
#include "analysis/promises.hpp"
#include "analysis/rubric.hpp"
#include "conversation/analysis.hpp"

namespace cxai::analysis {

struct Extracted {
  std::optional<Quote> problem;
  std::vector<Quote> solutions;
  std::vector<Commitment> commitments;
  bool follow_up = false;
  double follow_up_probability = 0;
};

Extracted extract(const Reading& reading, const Acts& acts, std::vector<Commitment> commitments, const Rubric& rubric);

// In the order of docs/formats/analysis.md. `problem_sentence`: what the report says of the need.
std::vector<conversation::Claim> claims_of(const Reading& reading, const Extracted& extracted,
                                           const std::string& problem_sentence);

std::string text_of(const Reading& reading, const Quote& quote);

}  // namespace cxai::analysis
