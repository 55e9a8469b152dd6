#include <algorithm>

#include "base/utf8.hpp"
#include "pipeline/details.hpp"
#include "serve/access.hpp"
#include "serve/custody_routes.hpp"
#include "serve/documents.hpp"
#include "serve/filters.hpp"

namespace cxai::serve {
namespace {

constexpr std::size_t kMostTexts = 1000;
constexpr std::size_t kLongestLabel = 100;  // code points

Result<> note(App& app, const Request& request, const char* action, const std::string& conversation, Json detail) {
  CXAI_TRY_VOID(app.services.custody.audit.note({request.user->id, action, conversation, "", std::move(detail)}));
  return {};
}

Result<Response> routers_response(App& app) {
  CXAI_TRY(Json document, app.services.routing.models());
  if (document["dial"].is_object()) CXAI_TRY_VOID(Names(app).add(document["dial"], "by"));
  return json_response(document);
}

// What people said of a model's answers: how many they looked at, how many of those it had answered were right.
Result<Json> feedback_document(App& app, const std::string& model) {
  CXAI_TRY(const auto pairs, app.services.store.label_pairs(model));
  std::int64_t n = 0;
  std::int64_t answered = 0;
  std::int64_t right = 0;
  Json list = Json::array();
  for (const auto& pair : pairs) {
    n += pair.count;
    if (!pair.said.empty() && pair.said != store::kUnknownRoute) answered += pair.count;
    if (pair.said == pair.label && pair.said != store::kUnknownRoute) right += pair.count;
    list.push_back(Json{{"said", or_null(pair.said)}, {"label", pair.label}, {"n", pair.count}});
  }
  return Json{{"n", n}, {"answered", answered}, {"right", right}, {"pairs", std::move(list)}};
}

}  // namespace

Result<Response> classify_texts(App& app, const Request& request) {
  CXAI_TRY(const Json body, base::parse_json(request.body));
  base::Reader in(body, "");
  std::vector<std::string> texts;
  for (const Json& text : in.array("texts", true)) {
    if (text.is_string())
      texts.push_back(text.get<std::string>());
    else
      in.reject("texts", "must be a list of strings");
  }
  if (texts.size() > kMostTexts) in.reject("texts", "may be 1000; ask several times");
  if (!in.ok()) return in.error();
  CXAI_TRY(const Json document, app.services.routing.classify(texts));
  return json_response(document);
}

Result<Response> list_routers(App& app, const Request&) {
  return routers_response(app);
}

Result<Response> promote_router(App& app, const Request& request) {
  CXAI_TRY(const Json body, base::parse_json(request.body));
  base::Reader in(body, "");
  const std::string model = in.string("model");
  if (!in.ok()) return in.error();
  CXAI_TRY(const auto info, app.services.routing.promote(model));
  CXAI_TRY_VOID(note(app, request, "routing.promote", "", Json{{"model", info.name()}}));
  return routers_response(app);
}

Result<Response> roll_back_router(App& app, const Request& request) {
  CXAI_TRY(const auto info, app.services.routing.roll_back());
  CXAI_TRY_VOID(note(app, request, "routing.rollback", "", Json{{"model", info.name()}}));
  return routers_response(app);
}

Result<Response> show_routing_evaluation(App& app, const Request& request) {
  CXAI_TRY(Json document, app.services.routing.evaluation(std::string(request.query_value("model"))));
  CXAI_TRY(document["feedback"], feedback_document(app, document["model"].get<std::string>()));
  return json_response(document);
}

Result<Response> choose_routing_risk(App& app, const Request& request) {
  CXAI_TRY(const Json body, base::parse_json(request.body));
  base::Reader in(body, "");
  pipeline::RiskChoice choice;
  choice.target_risk = in.number("target_risk", 0, 1);
  if (body.contains("delta")) choice.delta = in.number("delta", 0, 1);
  if (!in.ok()) return in.error();
  choice.by = request.user->id;
  choice.at = app.services.clock.now();
  CXAI_TRY(const Json document, app.services.routing.choose_risk(choice));
  CXAI_TRY_VOID(note(app, request, "routing.risk", "",
                     Json{{"target_risk", choice.target_risk},
                          {"delta", choice.delta},
                          {"model", document["model"]},
                          {"changed", document["changed"]}}));
  return json_response(document);
}

Result<Response> count_routing_labels(App& app, const Request& request) {
  CXAI_TRY(auto filter, read_filter(app, request));
  const int offset = app.options.utc_offset_minutes;
  CXAI_TRY(auto buckets, app.services.store.statistics(filter, store::GroupBy::label, offset));
  std::ranges::stable_sort(buckets, std::ranges::greater(), &store::Bucket::count);
  Json document{{"n", 0}, {"not_routed", 0}, {"unknown", 0}, {"awaiting", 0}};
  Json items = Json::array();
  std::int64_t n = 0;
  for (const auto& bucket : buckets) {
    n += bucket.count;
    if (bucket.key.empty())
      document["not_routed"] = bucket.count;
    else if (bucket.key == store::kUnknownRoute)
      document["unknown"] = bucket.count;
    else
      items.push_back(Json{{"label", bucket.key}, {"count", bucket.count}});
  }
  document["n"] = n;
  filter.awaits_label = true;
  CXAI_TRY(const auto waiting, app.services.store.statistics(filter, store::GroupBy::all, offset));
  if (!waiting.empty()) document["awaiting"] = waiting.front().count;
  CXAI_TRY(document["known"], app.services.routing.labels());
  document["items"] = std::move(items);
  return json_response(document);
}

Result<Response> list_unknown(App& app, const Request& request) {
  store::ConversationFilter filter;
  filter.awaits_label = true;
  CXAI_TRY(const auto page, read_page(request));
  CXAI_TRY(const auto found, app.services.store.conversations(filter, page));
  return json_response(page_document(found));
}

Result<Response> list_routing_jobs(App& app, const Request& request) {
  CXAI_TRY(const std::int64_t limit, read_number(request, "limit", 1, 1000, 50));
  CXAI_TRY(const Json document, app.services.routing.jobs(static_cast<std::size_t>(limit)));
  return json_response(document);
}

Result<Response> give_feedback(App& app, const Request& request) {
  CXAI_TRY(const Json body, base::parse_json(request.body));
  base::Reader in(body, "");
  const std::string id = in.string("conversation_id");
  if (in.string("field", "routing") != "routing") in.reject("field", "must be routing");
  if (!body.is_object() || !body.contains("label")) in.reject("label", "is required; null takes a label back");
  const auto label = in.optional_string("label");
  if (label && (label->empty() || *label == "-" || base::count_code_points(*label) > kLongestLabel ||
                label->find(',') != std::string::npos))
    in.reject("label", "must have 1 to 100 characters, no comma, and not be -");
  if (!in.ok()) return in.error();
  CXAI_TRY(auto row, visible_conversation(app, *request.user, id));
  CXAI_TRY_VOID(note(app, request, label ? "routing.label" : "routing.unlabel", id,
                     Json{{"label", label ? Json(*label) : Json()},
                          {"said", or_null(row.routing.said)},
                          {"before", or_null(row.routing.person)},
                          {"model", or_null(row.routing.model)}}));
  if (label) {
    CXAI_TRY_VOID(app.services.store.put_routing_label(
        {id, *label, row.routing.said, row.routing.model, request.user->id, app.services.clock.now()}));
  } else {
    CXAI_TRY_VOID(app.services.store.drop_routing_label(id));
  }
  CXAI_TRY(row, visible_conversation(app, *request.user, id));
  return json_response(row_document(row));
}

}  // namespace cxai::serve
