// What was said before masking, for those who may know.
//
// Errors   those of the blobs; corrupt_data
// Threads  any
#pragma once

#include <optional>
#include <set>
#include <string>

#include "base/json.hpp"
#include "base/result.hpp"
#include "conversation/transcript.hpp"
#include "store/blobs.hpp"
#include "store/store.hpp"

namespace cxai::pipeline {

// The turns as they were masked for the current analysis. Null: there are none, or they are destroyed.
Result<std::optional<conversation::Transcript>> original_transcript(const store::Blobs& blobs,
                                                                    const store::ConversationRow& row);

// The same with everything masked but the identifiers whose hashes are `own`.
Result<std::optional<conversation::Transcript>> own_transcript(const store::Blobs& blobs,
                                                               const store::ConversationRow& row,
                                                               const std::set<std::string>& own);

// Source, customer's reference and metadata as they came; null where nothing was masked or they are destroyed.
Result<Json> original_details(const store::Blobs& blobs, const store::ConversationRow& row);

}  // namespace cxai::pipeline
