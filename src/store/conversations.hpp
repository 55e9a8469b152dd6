// Conversations in the database: registration, single rows, pages, analyses.
#pragma once

#include "store/sql.hpp"
#include "store/store.hpp"

namespace cxai::store {

Result<Registered> register_conversation(Database& database, const Arrival& arrival, Timestamp now);
Result<std::string> queue_again(Database& database, const std::string& conversation_id, const Json& payload,
                                Timestamp now);
Result<std::optional<ConversationRow>> get_conversation(Database& database, const std::string& id);

// Rows by (key, id); rows whose key is unknown come last in either order. `started_at` falls back to `created_at`.
// Errors: invalid_input (limit, cursor).
Result<ConversationPage> list_conversations(Database& database, const ConversationFilter& filter, const Page& page);

Result<std::optional<Json>> get_analysis(Database& database, const std::string& analysis_id);
Result<std::vector<std::string>> list_analyses(Database& database, const std::string& conversation_id);
// Errors: invalid_input (limit).
Result<std::vector<StoredAnalysis>> list_stock(Database& database, const StockWalk& walk);

}  // namespace cxai::store
