// Judges what a language model answered: what holds becomes a claim, everything else is left out with the reason.
//
// Nothing is taken on trust: a value must be one of the field's, every quote must stand in the transcript and be of the
// party the field is about, a text must be short and may hold no number and no placeholder that was not said. A field
// of which any part fails abstains as a whole.
//
// Input    any JSON object; the masked transcript it is about
// Output   claims with the method `llm`, accepted and evidenced, at most one per field; `skipped` with the feature
//          `llm.<field>` for each other field: missing, wrong_type, wrong_value, too_long, bad_text, no_quote,
//          quote_not_found, quote_of_other_party, number_not_said, undecided
// Threads  any number of calls at once
#pragma once

#include <optional>
#include <vector>

#include "base/json.hpp"
#include "conversation/analysis.hpp"
#include "conversation/masked.hpp"
#include "conversation/transcript.hpp"
#include "language/dates.hpp"
#include "reader/fields.hpp"

namespace cxai::reader {

using MaskedTranscript = conversation::Masked<conversation::Transcript>;

struct Judged {
  std::vector<conversation::Claim> claims;
  std::vector<conversation::Skipped> skipped;
};

// `at`: the local time of the conversation, for the days in commitments.
Judged judge_answer(const Json& answer, const MaskedTranscript& transcript, AgentTone agent,
                    std::optional<language::LocalMinutes> at);

}  // namespace cxai::reader
