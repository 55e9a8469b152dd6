// Puts one analysis together: measures, claims, what was skipped, and the recipe that made it.
//
// Input    a masked transcript with roles (may have no turns), the voice activity (null: no recording), call metadata
// Output   an Analysis that satisfies conversation::validate; ids, times, inputs and the speech and roles of the
//          recipe are the caller's to fill
// Guard    no claim is made of sound: of the recording come measures of time alone
// Errors   none
// Threads  any number of calls at once
#pragma once

#include "analysis/claims.hpp"
#include "analysis/measures.hpp"
#include "conversation/analysis.hpp"

namespace cxai::analysis {

struct Analyzed {
  conversation::Analysis analysis;
  Measures measures;  // typed, for lists and statistics
};

Analyzed analyze(const MaskedTranscript& transcript, const conversation::SpeechActivity* activity,
                 const CallFacts& facts, AgentAffect agent_affect = AgentAffect::off);

}  // namespace cxai::analysis
