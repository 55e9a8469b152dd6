// Puts what a language model read beside what was found on this machine.
//
//   same value                       the local claim, accepted, with the evidence of both; `confirmed_by` says so
//   same matter in other words       both claims stand, accepted: problem, solutions and summary are sentences
//   another value                    both claims stand, disputed; the local one first
//   no local claim, or it abstains   the model's claim stands alone
//   the model's answer did not hold  the local claim stands as it is; `skipped` has the reason
//
// What a person said is never touched. docs/decisions/0093
//
// Threads  any number of calls at once
#pragma once

#include "conversation/analysis.hpp"
#include "reader/reading.hpp"

namespace cxai::pipeline {

void put_beside(conversation::Analysis& analysis, reader::Reading reading);

}  // namespace cxai::pipeline
