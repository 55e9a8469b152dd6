// A ConversationFilter as the condition of a query over the table `conversation`.
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "store/sql.hpp"
#include "store/store.hpp"

namespace cxai::store {

// Parts joined by AND, with the values of their question marks in order.
class Where {
 public:
  using Value = std::variant<std::string, std::int64_t>;

  void add(const std::string& condition, std::vector<Value> values = {});
  std::string sql() const { return sql_.empty() ? "1 = 1" : sql_; }
  bool empty() const { return sql_.empty(); }
  void bind(Query& query) const;

 private:
  std::string sql_;
  std::vector<Value> values_;
};

// In a list, "-" stands for unknown. Errors: invalid_input (more than 1000 entries in a list).
Result<Where> where(const ConversationFilter& filter);

}  // namespace cxai::store
