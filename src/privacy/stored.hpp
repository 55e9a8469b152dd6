// What was masked before and has been kept since.
//
// Threads  any number of calls at once
#pragma once

#include "conversation/analysis.hpp"
#include "privacy/masker.hpp"

namespace cxai::privacy {

// The masked transcript that an analysis was made of, as its document has kept it: without what only stands before
// masking (counts) and without the time it was written down at.
MaskedTranscript transcript_of(const conversation::Analysis& analysis);

}  // namespace cxai::privacy
