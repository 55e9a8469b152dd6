#include <algorithm>
#include <map>
#include <thread>

#include "pipeline/job_document.hpp"
#include "pipeline/rule_desk.hpp"
#include "serve/custody_routes.hpp"
#include "serve/rule_handlers.hpp"

namespace cxai::serve {
namespace {

constexpr std::size_t kMostNote = 500;  // bytes

// How many categories each book has; a book is read once.
class Sizes {
 public:
  explicit Sizes(App& app) : app_(app) {}
  Result<std::size_t> of(const std::string& revision) {
    const auto found = known_.find(revision);
    if (found != known_.end()) return found->second;
    CXAI_TRY(const auto book, app_.services.rules.book(revision));
    return known_[revision] = book.categories.size();
  }

 private:
  App& app_;
  std::map<std::string, std::size_t> known_;
};

Result<Json> publication_document(const store::RulePublication& row, bool in_use, Names& names, Sizes& sizes) {
  CXAI_TRY(const auto categories, sizes.of(row.revision));
  Json document{{"number", row.number},    {"revision", row.revision},
                {"published_by", row.by},  {"published_at", base::format_utc(row.at)},
                {"note", row.note},        {"in_use", in_use},
                {"categories", categories}};
  CXAI_TRY_VOID(names.add(document, "published_by"));
  return document;
}

Result<Json> rules_document(App& app) {
  store::Store& store = app.services.store;
  CXAI_TRY(const auto publication, store.rules_in_use());
  CXAI_TRY(const auto stock, store.stock_counts());
  Json document{{"revision", nullptr},          {"book", nullptr},
                {"publication", nullptr},       {"categories", Json::array()},
                {"conversations", stock.ready}, {"behind", publication ? stock.behind : 0}};
  CXAI_TRY(document["backfill"], app.services.rules.backfill_document());
  if (!publication) return document;
  CXAI_TRY(const auto book, app.services.rules.book(publication->revision));
  CXAI_TRY(const auto counts, store.category_counts());
  Names names(app);
  Sizes sizes(app);
  document["revision"] = publication->revision;
  document["book"] = rules::to_json(book);
  CXAI_TRY(document["publication"], publication_document(*publication, true, names, sizes));
  for (const auto& category : book.categories) {
    const auto count = counts.find(category.name);
    document["categories"].push_back(Json{{"name", category.name},
                                          {"title", category.title},
                                          {"description", category.description},
                                          {"conversations", count == counts.end() ? 0 : count->second}});
  }
  return document;
}

Result<rules::Book> read_book(const Json& body) {
  if (!body.is_object() || !body.contains("book"))
    return fail(ErrorCode::invalid_input, "book: is required: a document of the schema " + std::string(rules::kSchema));
  auto book = rules::book_from_json(body["book"]);
  if (!book) return fail("book.", book.error());
  return book;
}

Result<> note_rules(App& app, const Request& request, const char* action, Json detail) {
  CXAI_TRY_VOID(app.services.custody.audit.note({request.user->id, action, "", "", std::move(detail)}));
  return {};
}

}  // namespace

Result<Response> show_rules(App& app, const Request&) {
  CXAI_TRY(const auto document, rules_document(app));
  return json_response(document);
}

Result<Response> list_rule_revisions(App& app, const Request&) {
  CXAI_TRY(const auto rows, app.services.store.rule_publications());
  Names names(app);
  Sizes sizes(app);
  Json items = Json::array();
  for (const auto& row : rows) {
    CXAI_TRY(auto item, publication_document(row, items.empty(), names, sizes));
    items.push_back(std::move(item));
  }
  return json_response(Json{{"items", std::move(items)}});
}

Result<Response> show_rule_revision(App& app, const Request& request) {
  CXAI_TRY(const auto row, app.services.store.rule_revision(std::string(request.param("revision"))));
  if (!row) return fail(ErrorCode::not_found, "there is no book of rules with this revision");
  Names names(app);
  Json document{{"revision", row->id},
                {"book", row->document},
                {"created_by", row->created_by},
                {"created_at", base::format_utc(row->created_at)},
                {"note", row->note}};
  CXAI_TRY_VOID(names.add(document, "created_by"));
  return json_response(document);
}

Result<Response> check_rules(App& app, const Request& request) {
  CXAI_TRY(const Json body, base::parse_json(request.body));
  CXAI_TRY(const auto book, read_book(body));
  CXAI_TRY(const auto used, app.services.store.rules_in_use());
  const std::string revision = rules::revision_id(book);
  return json_response(Json{{"revision", revision},
                            {"book", rules::to_json(book)},
                            {"categories", book.categories.size()},
                            {"changed", !used || used->revision != revision}});
}

Result<Response> preview_rules(App& app, const Request& request) {
  CXAI_TRY(const Json body, base::parse_json(request.body));
  CXAI_TRY(const auto book, read_book(body));
  base::Reader in(body, "");
  pipeline::PreviewOptions options;
  options.conversations = static_cast<int>(in.integer("conversations", 1, 5000, options.conversations));
  options.samples = static_cast<int>(in.integer("samples", 0, 20, options.samples));
  if (!in.ok()) return in.error();
  options.threads = static_cast<int>(std::clamp(std::thread::hardware_concurrency(), 1U, 4U));
  CXAI_TRY(const auto document, app.services.rules.preview(book, options));
  return json_response(document);
}

Result<Response> publish_rules(App& app, const Request& request) {
  CXAI_TRY(const Json body, base::parse_json(request.body));
  base::Reader in(body, "");
  pipeline::Publishing how;
  how.by = request.user->id;
  how.note = in.string("note", "");
  const auto earlier = in.optional_string("revision");
  if (body.is_object() && body.contains("seen")) how.seen = in.optional_string("seen").value_or("");
  if (!in.ok()) return in.error();
  if (how.note.size() > kMostNote)
    return fail(ErrorCode::invalid_input, "note: may have " + std::to_string(kMostNote) + " bytes");
  if (earlier && body.contains("book"))
    return fail(ErrorCode::invalid_input, "revision: either this or book, not both");
  std::optional<store::RulePublication> row;
  if (earlier) {
    CXAI_TRY(row, app.services.rules.publish_again(*earlier, how));
  } else {
    CXAI_TRY(const auto book, read_book(body));
    CXAI_TRY(row, app.services.rules.publish(book, how));
  }
  CXAI_TRY_VOID(note_rules(app, request, "rules.publish", Json{{"revision", row->revision}, {"number", row->number}}));
  return show_rules(app, request);
}

Result<Response> backfill_rules(App& app, const Request& request) {
  CXAI_TRY(const auto id, app.services.rules.start_backfill());
  CXAI_TRY_VOID(note_rules(app, request, "rules.backfill", Json{{"job", id}}));
  CXAI_TRY(const auto job, app.services.store.job(id));
  if (!job) return fail(ErrorCode::not_found, "there is no such job");
  return json_response(pipeline::job_document(*job), 202);
}

Result<Json> categories_document(App& app, const std::string& conversation_id) {
  CXAI_TRY(const auto reading, app.services.store.rule_reading(conversation_id));
  if (!reading) return Json();
  CXAI_TRY(const auto used, app.services.store.rules_in_use());
  CXAI_TRY(const auto book, app.services.rules.book(reading->revision));
  Json document{{"revision", reading->revision},
                {"current", used && used->revision == reading->revision},
                {"items", Json::array()}};
  for (const auto& category : book.categories)
    for (const auto& match : reading->matches)
      if (match.category == category.name)
        document["items"].push_back(
            Json{{"name", match.category}, {"title", category.title}, {"evidence", match.evidence}});
  return document;
}

Result<Json> category_facet(App& app) {
  Json list = Json::array();
  CXAI_TRY(const auto used, app.services.rules.in_use());
  if (!used) return list;
  for (const auto& category : used->evaluator.book().categories)
    list.push_back(Json{{"id", category.name}, {"name", category.title}});
  return list;
}

}  // namespace cxai::serve
