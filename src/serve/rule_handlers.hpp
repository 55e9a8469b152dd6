// Handlers of rules. What each does stands in docs/formats/rules-api.md.
//
// Threads  worker threads, several at once
#pragma once

#include "base/result.hpp"
#include "serve/app.hpp"
#include "serve/request.hpp"

namespace cxai::serve {

Result<Response> show_rules(App& app, const Request& request);
Result<Response> list_rule_revisions(App& app, const Request& request);
Result<Response> show_rule_revision(App& app, const Request& request);
Result<Response> check_rules(App& app, const Request& request);
Result<Response> preview_rules(App& app, const Request& request);
Result<Response> publish_rules(App& app, const Request& request);
Result<Response> backfill_rules(App& app, const Request& request);

// The categories a conversation belongs to, with titles; null: no book was applied.
Result<Json> categories_document(App& app, const std::string& conversation_id);
// Of the book in use, as [{"id","name"}].
Result<Json> category_facet(App& app);

}  // namespace cxai::serve
