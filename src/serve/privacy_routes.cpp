#include "custody/certificate.hpp"
#include "custody/holds.hpp"
#include "custody/requests.hpp"
#include "custody/retention.hpp"
#include "pipeline/details.hpp"
#include "serve/custody_routes.hpp"
#include "serve/documents.hpp"
#include "serve/filters.hpp"

namespace cxai::serve {
namespace {

std::string id_of(const Request& request) {
  return std::string(request.param("id"));
}

// The request as people read it: with names, and what is left of its 30 days.
Result<Json> request_document(App& app, Names& names, const store::PrivacyRequestRow& row) {
  Json document = custody::to_json(row, app.services.clock.now());
  for (Json& entry : document["history"]) CXAI_TRY_VOID(names.add(entry, "by"));
  return document;
}

Result<Response> request_response(App& app, const store::PrivacyRequestRow& row, int status = 200) {
  Names names(app);
  CXAI_TRY(const Json document, request_document(app, names, row));
  return json_response(document, status);
}

Result<Json> hold_document(Names& names, const store::LegalHold& hold) {
  Json document = custody::to_json(hold);
  CXAI_TRY_VOID(names.add(document, "placed_by"));
  CXAI_TRY_VOID(names.add(document, "released_by"));
  return document;
}

Result<Json> with_rows(App& app, const std::vector<custody::PersonConversation>& found) {
  Json items = Json::array();
  for (const auto& match : found) {
    Json item = custody::to_json(match);
    CXAI_TRY(const auto conversation, app.services.store.conversation(match.id));
    item["conversation"] = conversation ? row_document(*conversation) : Json();
    items.push_back(std::move(item));
  }
  return items;
}

Result<custody::Identifier> read_identifier(const Json& json, const std::string& path) {
  base::Reader in(json, path);
  custody::Identifier identifier{in.string("type"), in.string("value")};
  if (!in.ok()) return in.error();
  return identifier;
}

Result<std::vector<custody::Identifier>> read_identifiers(const Json& list) {
  std::vector<custody::Identifier> identifiers;
  for (std::size_t i = 0; i < list.size(); ++i) {
    CXAI_TRY(auto identifier, read_identifier(list[i], "identifiers[" + std::to_string(i) + "]"));
    identifiers.push_back(std::move(identifier));
  }
  return identifiers;
}

// Whoever watches the centre learns that the conversation is gone.
void tell_erased(App& app, const std::string& id) {
  app.services.events.publish({"conversation", Json{{"id", id}, {"state", "erased"}}, "", id});
}

}  // namespace

// ---- requests

Result<Response> list_requests(App& app, const Request& request) {
  CXAI_TRY(const auto page, read_row_page(request));
  CXAI_TRY(const auto rows, app.services.store.requests(split_list(request.query_value("state")), page));
  Names names(app);
  Json items = Json::array();
  for (const auto& row : rows) {
    CXAI_TRY(Json item, request_document(app, names, row));
    items.push_back(std::move(item));
  }
  return json_response(page_document(std::move(items), page, rows.empty() ? "" : rows.back().id));
}

Result<Response> open_request(App& app, const Request& request) {
  CXAI_TRY(const Json body, base::parse_json(request.body));
  base::Reader in(body, "");
  custody::RequestWish wish;
  wish.kind = in.string("kind");
  wish.note = pipeline::masked_text(in.string("note", ""));
  const auto received = in.optional_string("received_at");
  const auto& identifiers = in.array("identifiers", true);
  if (!in.ok()) return in.error();
  CXAI_TRY(wish.identifiers, read_identifiers(identifiers));
  if (received) {
    auto time = base::parse_utc(*received);
    if (!time) return fail("received_at: ", time.error());
    wish.received_at = *time;
  }
  CXAI_TRY(const auto row, custody::open_request(app.services.custody, wish, {request.user->id, wish.note}));
  return request_response(app, row, 201);
}

Result<Response> show_request(App& app, const Request& request) {
  CXAI_TRY(const auto row, custody::find_request(app.services.custody, id_of(request)));
  return request_response(app, row);
}

Result<Response> list_request_conversations(App& app, const Request& request) {
  CXAI_TRY(const auto row, custody::find_request(app.services.custody, id_of(request)));
  CXAI_TRY(const auto found, custody::conversations_of(app.services.custody, row));
  CXAI_TRY(Json items, with_rows(app, found));
  return json_response(Json{{"items", std::move(items)}});
}

Result<Response> find_person(App& app, const Request& request) {
  CXAI_TRY(const auto asked, read_order(request));
  CXAI_TRY(const Json body, base::parse_json(request.body));
  base::Reader in(body, "");
  const auto& list = in.array("identifiers", true);
  if (!in.ok()) return in.error();
  CXAI_TRY(const auto identifiers, read_identifiers(list));
  CXAI_TRY(const auto found, custody::find_person(app.services.custody, identifiers, asked.order));
  CXAI_TRY(Json items, with_rows(app, found.conversations));
  return json_response(Json{{"identifiers", found.labels}, {"items", std::move(items)}});
}

Result<Response> export_request(App& app, const Request& request) {
  CXAI_TRY(const auto asked, read_order(request));
  CXAI_TRY(const auto made, custody::export_person(app.services.custody, id_of(request), asked.except, asked.order));
  Response response =
      asked.format == "html" ? text_response(200, made.html, "text/html; charset=utf-8") : json_response(made.document);
  response.headers.set("Content-Disposition", http::attachment(id_of(request) + "." + asked.format));
  return response;
}

Result<Response> erase_request(App& app, const Request& request) {
  CXAI_TRY(const auto asked, read_order(request));
  CXAI_TRY(const Json certificate,
           custody::erase_person(app.services.custody, id_of(request), asked.except, asked.order));
  for (const Json& erased : certificate["destroyed"]) tell_erased(app, erased["conversation_id"].get<std::string>());
  return json_response(certificate);
}

Result<Response> refuse_request(App& app, const Request& request) {
  CXAI_TRY(const auto asked, read_order(request));
  CXAI_TRY(const auto row, custody::refuse_request(app.services.custody, id_of(request), asked.order));
  return request_response(app, row);
}

Result<Response> show_certificate(App& app, const Request& request) {
  CXAI_TRY(const auto row, custody::find_request(app.services.custody, id_of(request)));
  if (!row.document.contains("certificate"))
    return fail(ErrorCode::not_found, "this request has no certificate: nothing was erased for it");
  Response response = json_response(row.document["certificate"]);
  response.headers.set("Content-Disposition", http::attachment(row.id + "-certificate.json"));
  return response;
}

Result<Response> check_certificate(App& app, const Request& request) {
  CXAI_TRY(const Json body, base::parse_json(request.body));
  CXAI_TRY(const auto verdict, custody::verify_certificate(app.services.blobs.keys(), body));
  return json_response(Json{{"genuine", verdict.genuine}, {"of_this_centre", verdict.of_this_centre}});
}

// ---- retention

Result<Response> list_retention(App& app, const Request&) {
  CXAI_TRY(const auto classes, custody::classes(app.services.custody));
  Json items = Json::array();
  for (const auto& k : classes) items.push_back(custody::to_json(k));
  return json_response(Json{{"items", std::move(items)}});
}

Result<Response> set_retention(App& app, const Request& request) {
  CXAI_TRY(Json body, base::parse_json(request.body));
  if (!body.is_object()) return fail(ErrorCode::invalid_input, "send a retention class as a JSON object");
  body["name"] = std::string(request.param("name"));
  CXAI_TRY(const auto k, custody::retention_class_from(body));
  CXAI_TRY_VOID(custody::put_class(app.services.custody, k, {request.user->id, ""}));
  return json_response(custody::to_json(k));
}

Result<Response> drop_retention(App& app, const Request& request) {
  CXAI_TRY_VOID(custody::drop_class(app.services.custody, std::string(request.param("name")), {request.user->id, ""}));
  return no_content();
}

Result<Response> plan_retention(App& app, const Request& request) {
  CXAI_TRY(const std::int64_t limit, read_number(request, "limit", 1, 1000, 100));
  Json items = Json::array();
  std::int64_t due = 0;
  std::int64_t held = 0;
  std::uint64_t bytes = 0;
  CXAI_TRY_VOID(custody::plan(app.services.custody, [&](const custody::Due& one) {
    ++(one.holds.empty() ? due : held);
    if (one.holds.empty()) bytes += one.bytes;
    if (items.size() < static_cast<std::size_t>(limit)) items.push_back(custody::to_json(one));
  }));
  return json_response(Json{{"items", std::move(items)}, {"due", due}, {"held", held}, {"bytes", bytes}});
}

Result<Response> run_retention(App& app, const Request& request) {
  CXAI_TRY(const auto asked, read_order(request));
  CXAI_TRY(const auto run,
           custody::run_retention(app.services.custody, asked.order, [&](const custody::Due& due, const auto& error) {
             if (due.part == custody::Part::everything && due.holds.empty() && !error)
               tell_erased(app, due.conversation_id);
           }));
  return json_response(
      Json{{"destroyed", run.destroyed}, {"held", run.held}, {"failed", run.failed}, {"bytes", run.bytes}});
}

Result<Response> list_destructions(App& app, const Request& request) {
  CXAI_TRY(const auto page, read_row_page(request));
  CXAI_TRY(const auto rows, app.services.store.destructions(page));
  Names names(app);
  Json items = Json::array();
  for (const auto& row : rows) {
    items.push_back(custody::to_json(row));
    CXAI_TRY_VOID(names.add(items.back(), "actor"));
  }
  return json_response(page_document(std::move(items), page, rows.empty() ? "" : rows.back().id));
}

// ---- legal holds

Result<Response> list_holds(App& app, const Request& request) {
  CXAI_TRY(const auto page, read_row_page(request));
  CXAI_TRY(const auto rows, app.services.store.holds(request.query_value("released") == "1", page));
  Names names(app);
  Json items = Json::array();
  for (const auto& row : rows) {
    CXAI_TRY(Json item, hold_document(names, row));
    items.push_back(std::move(item));
  }
  return json_response(page_document(std::move(items), page, rows.empty() ? "" : rows.back().id));
}

Result<Response> place_hold(App& app, const Request& request) {
  CXAI_TRY(const auto asked, read_order(request));
  CXAI_TRY(const Json body, base::parse_json(request.body));
  base::Reader in(body, "");
  custody::HoldWish wish;
  wish.conversation_id = in.string("conversation_id", "");
  if (const Json* person = in.object("person")) {
    CXAI_TRY(wish.person, read_identifier(*person, "person"));
  }
  if (!in.ok()) return in.error();
  CXAI_TRY(const auto hold, custody::place_hold(app.services.custody, wish, asked.order));
  Names names(app);
  CXAI_TRY(const Json document, hold_document(names, hold));
  return json_response(document, 201);
}

Result<Response> release_hold(App& app, const Request& request) {
  CXAI_TRY(const auto asked, read_order(request));
  CXAI_TRY(const auto hold, custody::release_hold(app.services.custody, id_of(request), asked.order));
  Names names(app);
  CXAI_TRY(const Json document, hold_document(names, hold));
  return json_response(document);
}

}  // namespace cxai::serve
