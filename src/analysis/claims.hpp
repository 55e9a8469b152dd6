// Makers of claims that count words, and what all makers share.
//
// Input    masked turns with roles
// Output   claims with evidence in the turns, or abstained
// Errors   none
// Threads  any number of calls at once
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "conversation/analysis.hpp"
#include "conversation/masked.hpp"
#include "conversation/transcript.hpp"

namespace cxai::analysis {

using MaskedTranscript = conversation::Masked<conversation::Transcript>;

inline constexpr std::string_view kKeywordModel = "keywords-frequency/1";

// Whether what agents say is read for feelings, too. Off where nobody has decided: feelings of people at work are
// inferred only where the employer has a reason that the law accepts (docs/privacy.md).
enum class AgentAffect : std::uint8_t { off, on };
inline constexpr std::string_view kAgentAffectModel = "agent-affect/2";

conversation::Claim find_keywords(const MaskedTranscript& transcript);        // computed
conversation::Claim find_repeated_words(const MaskedTranscript& transcript);  // computed

}  // namespace cxai::analysis
