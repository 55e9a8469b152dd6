// Counts and sums over filtered conversations, made in the database.
#pragma once

#include "store/sql.hpp"
#include "store/store.hpp"

namespace cxai::store {

// GroupBy::all gives exactly one bucket, also when nothing matches.
// Errors: invalid_input (utc_offset beyond 18 hours).
Result<std::vector<Bucket>> count_buckets(Database& database, const ConversationFilter& filter, GroupBy group,
                                          int utc_offset);

Result<std::vector<TopTerm>> count_top_terms(Database& database, const ConversationFilter& filter, int limit);

}  // namespace cxai::store
