// The tables of rule_store.hpp. Errors, threads: as there.
#pragma once

#include "store/sql.hpp"
#include "store/store.hpp"

namespace cxai::store {

Result<RulePublication> publish_rules(Database& database, const RuleRevision& revision,
                                      const std::optional<std::string>& seen);
Result<std::vector<RulePublication>> select_publications(Database& database);
Result<std::optional<RulePublication>> select_rules_in_use(Database& database);
Result<std::optional<RuleRevision>> select_rule_revision(Database& database, const std::string& id);
Result<std::optional<RuleReading>> select_reading(Database& database, const std::string& conversation_id);
Result<std::map<std::string, std::int64_t>> count_categories(Database& database);
Result<StockCounts> count_stock(Database& database);
Result<RuleChanges> put_readings(Database& database, const ReadingBatch& batch, Timestamp now);

// Within a transaction: these conversations belong to these categories and no others.
using Readings = std::vector<std::pair<std::string, RuleReading>>;
void replace_readings(soci::session& session, const Readings& readings);

}  // namespace cxai::store
