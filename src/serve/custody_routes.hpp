// What the handlers of the privacy desk share. Threads: worker threads, several at once.
#pragma once

#include <map>
#include <set>
#include <string>

#include "custody/custodian.hpp"
#include "serve/handlers.hpp"

namespace cxai::serve {

// {"reason", "except"?: [conversation ids], "format"?}, in the name of who asks; the reason is masked.
struct OrderBody {
  custody::Order order;
  std::set<std::string> except;
  std::string format;
};
enum class ReasonRule { required, optional };
Result<OrderBody> read_order(const Request& request, ReasonRule rule = ReasonRule::required);

Result<store::RowPage> read_row_page(const Request& request);

// Names of users beside their ids, each asked for once.
class Names {
 public:
  explicit Names(App& app) : app_(app) {}
  // Puts `<key>_name` beside the id in `key`; null for the command line and for users that are gone.
  Result<> add(Json& item, const std::string& key);

 private:
  App& app_;
  std::map<std::string, Json> known_;
};

// {"items", "next_cursor"}; a full page may have a next one.
Json page_document(Json items, const store::RowPage& page, const std::string& last_id);

}  // namespace cxai::serve
