// Hashed features of a whole conversation, for the models that judge it.
//
// Input    a reading and what models of its turns say
// Output   features appended to a list
// Threads  all functions from any thread
#pragma once

#include "analysis/features.hpp"
#include "analysis/judgement.hpp"
#include "analysis/signals.hpp"

namespace cxai::analysis {

// The words and cues of the turns by where they stand and who says them, and the course of the signals. No turns: none.
void add_conversation(const Reading& reading, const Signals& signals, Judgement judgement, Features& features);

// Those of them that a clause alone brings in: how a clause weighs for a judgement, to choose evidence by.
void add_clause_of(const Reading& reading, std::size_t turn, std::size_t clause, Judgement judgement,
                   Features& features);

}  // namespace cxai::analysis
