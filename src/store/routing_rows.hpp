// Labels that people give, and the answers of models as their threshold moves. The columns route_* of a conversation
// and the table routing_label. Errors and contract as in store.hpp.
#pragma once

#include "store/sql.hpp"
#include "store/store.hpp"

namespace cxai::store {

Result<> put_routing_label(Database& database, const RoutingLabel& label);
Result<bool> drop_routing_label(Database& database, const std::string& conversation_id);
Result<std::optional<RoutingLabel>> get_routing_label(Database& database, const std::string& conversation_id);
Result<std::vector<LabelPair>> count_label_pairs(Database& database, const std::string& model);
Result<std::int64_t> answer_again(Database& database, const std::string& model, double threshold);

}  // namespace cxai::store
