// What people correct about who spoke: a new analysis is made from the same words, which supersedes the old one.
//
// Each analysis lists every correction it was made with, by whom and when; taking the last one back is a new analysis
// with one correction less.
// Threads  any
#pragma once

#include <optional>
#include <vector>

#include "base/result.hpp"
#include "conversation/analysis.hpp"
#include "conversation/correction.hpp"
#include "conversation/transcript.hpp"

namespace cxai::pipeline {

// In order. Errors: not_found, invalid_input (dialogue/correct.hpp); then nothing was changed.
Result<> apply_corrections(const std::vector<conversation::Correction>& corrections,
                           conversation::Transcript& transcript);

// The payload of the job that analyses the conversation anew with one correction more, or without the last one
// (`next` absent). Errors: those of apply_corrections(); conflict (nothing to take back, or no turns to correct).
Result<Json> correction_job(const conversation::Analysis& current, const std::optional<conversation::Correction>& next);

// The corrections of a job's payload; none for other jobs. Errors: corrupt_data.
Result<std::vector<conversation::Correction>> corrections_of(const Json& payload);

}  // namespace cxai::pipeline
