#include "base/log.hpp"
#include "conversation/formats.hpp"
#include "pipeline/details.hpp"
#include "pipeline/originals.hpp"
#include "serve/access.hpp"
#include "serve/custody_routes.hpp"
#include "serve/documents.hpp"
#include "serve/filters.hpp"

namespace cxai::serve {
namespace {

constexpr std::size_t kLongestReason = 1000;

std::string one_of(base::Reader& in, const char* key, std::initializer_list<std::string_view> allowed) {
  std::string value = in.string(key, "");
  bool known = value.empty();
  for (const auto name : allowed) known = known || value == name;
  if (!known) in.reject(key, "is not one of those docs/formats/privacy-api.md lists");
  return value;
}

Json consent_document(const std::optional<store::Consent>& consent) {
  if (!consent) return Json{{"notice", nullptr}, {"consent", nullptr}, {"basis", nullptr}};
  return Json{{"notice", or_null(consent->notice)},
              {"consent", or_null(consent->consent)},
              {"basis", or_null(consent->basis)},
              {"recorded_by", consent->recorded_by},
              {"recorded_at", base::format_utc(consent->recorded_at)}};
}

}  // namespace

Result<OrderBody> read_order(const Request& request, ReasonRule rule) {
  OrderBody out;
  out.order.actor = request.user->id;
  const auto body = base::parse_json(request.body.empty() ? "{}" : request.body);
  if (!body) return std::unexpected(body.error());
  base::Reader in(*body, "");
  const std::string reason = in.string("reason", "");
  if (rule == ReasonRule::required && reason.empty()) in.reject("reason", "is required: it goes into the audit chain");
  if (reason.size() > kLongestReason) in.reject("reason", "may have 1000 bytes");
  for (const Json& id : in.array("except")) {
    if (id.is_string())
      out.except.insert(id.get<std::string>());
    else
      in.reject("except", "must be a list of conversation ids");
  }
  out.format = in.string("format", "json");
  if (out.format != "json" && out.format != "html") in.reject("format", "must be json or html");
  if (!in.ok()) return in.error();
  out.order.reason = pipeline::masked_text(reason);
  return out;
}

Result<store::RowPage> read_row_page(const Request& request) {
  store::RowPage page;
  CXAI_TRY(const std::int64_t limit, read_number(request, "limit", 1, 1000, 50));
  page.limit = static_cast<int>(limit);
  page.cursor = std::string(request.query_value("cursor"));
  return page;
}

Result<> Names::add(Json& item, const std::string& key) {
  const Json& value = item[key];
  const std::string id = value.is_string() ? value.get<std::string>() : "";
  auto it = known_.find(id);
  if (it == known_.end()) {
    CXAI_TRY(const auto user, app_.services.store.user(id));
    it = known_.emplace(id, user ? Json(user->name) : Json()).first;
  }
  item[key + "_name"] = it->second;
  return {};
}

Json page_document(Json items, const store::RowPage& page, const std::string& last_id) {
  const bool more = items.size() == static_cast<std::size_t>(page.limit);
  return Json{{"items", std::move(items)}, {"next_cursor", more ? Json(last_id) : Json()}};
}

Result<Response> read_original(App& app, const Request& request) {
  CXAI_TRY(const auto asked, read_order(request));
  CXAI_TRY(const auto row, visible_conversation(app, *request.user, std::string(request.param("id"))));
  CXAI_TRY_VOID(app.services.custody.audit.note(
      {asked.order.actor, "original.read", row.conversation.id, asked.order.reason, Json{{"peer", request.peer}}}));
  CXAI_TRY(const auto transcript, pipeline::original_transcript(app.services.blobs, row));
  CXAI_TRY(const Json details, pipeline::original_details(app.services.blobs, row));
  if (!transcript && details.is_null())
    return fail(ErrorCode::not_found, "the original text of this conversation is destroyed, or it never had one");
  return json_response(Json{{"id", row.conversation.id},
                            {"transcript", transcript ? conversation::write_dialogue_json(*transcript) : Json()},
                            {"details", details}});
}

Result<Response> show_consent(App& app, const Request& request) {
  CXAI_TRY(const auto row, visible_conversation(app, *request.user, std::string(request.param("id"))));
  CXAI_TRY(const auto consent, app.services.store.consent(row.conversation.id));
  Json document = consent_document(consent);
  if (consent) CXAI_TRY_VOID(Names(app).add(document, "recorded_by"));
  return json_response(document);
}

Result<Response> record_consent(App& app, const Request& request) {
  CXAI_TRY(const auto row, visible_conversation(app, *request.user, std::string(request.param("id"))));
  CXAI_TRY(const Json body, base::parse_json(request.body));
  base::Reader in(body, "");
  store::Consent consent;
  consent.notice = one_of(in, "notice", {"given", "not_given"});
  consent.consent = one_of(in, "consent", {"given", "refused", "withdrawn", "not_needed"});
  const std::string basis = in.string("basis", "");
  if (!in.ok()) return in.error();
  consent.basis = pipeline::masked_text(basis);
  consent.recorded_by = request.user->id;
  consent.recorded_at = app.services.clock.now();
  CXAI_TRY_VOID(app.services.custody.audit.note(
      {request.user->id, "consent.record", row.conversation.id, "",
       Json{{"notice", consent.notice}, {"consent", consent.consent}, {"basis", consent.basis}}}));
  CXAI_TRY_VOID(app.services.store.put_consent(row.conversation.id, consent));
  Json document = consent_document(consent);
  CXAI_TRY_VOID(Names(app).add(document, "recorded_by"));
  return json_response(document);
}

Result<Response> list_audit(App& app, const Request& request) {
  store::AuditFilter filter;
  filter.conversation_id = std::string(request.query_value("conversation"));
  filter.actor = std::string(request.query_value("actor"));
  filter.action = std::string(request.query_value("action"));
  CXAI_TRY(const std::int64_t limit, read_number(request, "limit", 1, 1000, 50));
  filter.limit = static_cast<int>(limit);
  if (!request.query_value("cursor").empty()) {
    CXAI_TRY(filter.before, read_number(request, "cursor", 1, INT64_MAX, 1));
  }
  CXAI_TRY(const auto rows, app.services.store.audit(filter));
  Names names(app);
  Json items = Json::array();
  for (const auto& row : rows) {
    items.push_back(custody::to_json(row));
    CXAI_TRY_VOID(names.add(items.back(), "actor"));
  }
  const bool more = rows.size() == static_cast<std::size_t>(filter.limit);
  return json_response(
      Json{{"items", std::move(items)}, {"next_cursor", more ? Json(std::to_string(rows.back().seq)) : Json()}});
}

Result<Response> verify_audit(App& app, const Request&) {
  CXAI_TRY(const auto verdict, app.services.custody.audit.verify());
  return json_response(Json{{"intact", !verdict.bad_row.has_value()},
                            {"rows", verdict.rows},
                            {"bad_row", verdict.bad_row ? Json(*verdict.bad_row) : Json()},
                            {"what", or_null(verdict.what)}});
}

}  // namespace cxai::serve
