#include <algorithm>
#include <map>
#include <optional>
#include <utility>

#include "serve/access.hpp"
#include "serve/documents.hpp"
#include "serve/filters.hpp"
#include "serve/handlers.hpp"
#include "serve/rule_handlers.hpp"

namespace cxai::serve {
namespace {

using store::GroupBy;

// The groups that have a name, as [{"id","name"}] or as names alone.
enum class Shape { names, ids };
Result<Json> facet(App& app, const store::ConversationFilter& filter, GroupBy group, Shape shape) {
  CXAI_TRY(const auto buckets, app.services.store.statistics(filter, group, app.options.utc_offset_minutes));
  Json list = Json::array();
  for (const auto& bucket : buckets) {
    if (bucket.key.empty()) continue;
    if (shape == Shape::ids) {
      list.push_back(Json{{"id", bucket.key}, {"name", bucket.label.empty() ? bucket.key : bucket.label}});
    } else {
      list.push_back(bucket.key);
    }
  }
  return list;
}

}  // namespace

Result<Response> list_conversations(App& app, const Request& request) {
  CXAI_TRY(const auto filter, read_filter(app, request));
  CXAI_TRY(const auto page, read_page(request));
  CXAI_TRY(const auto found, app.services.store.conversations(filter, page));
  return json_response(page_document(found));
}

Result<Response> show_conversation(App& app, const Request& request) {
  CXAI_TRY(const auto row, visible_conversation(app, *request.user, std::string(request.param("id"))));
  Json document{{"conversation", conversation_document(row)}, {"analysis", nullptr}};
  if (!row.analysis_id.empty()) {
    CXAI_TRY(auto analysis, app.services.store.analysis(row.analysis_id));
    if (analysis) document["analysis"] = std::move(*analysis);
  }
  CXAI_TRY(document["analyses"], app.services.store.analyses_of(row.conversation.id));
  CXAI_TRY(document["categories"], categories_document(app, row.conversation.id));
  return json_response(document);
}

Result<Response> list_analyses(App& app, const Request& request) {
  CXAI_TRY(const auto row, visible_conversation(app, *request.user, std::string(request.param("id"))));
  CXAI_TRY(auto ids, app.services.store.analyses_of(row.conversation.id));
  std::ranges::reverse(ids);
  Json items = Json::array();
  for (const std::string& id : ids) {
    CXAI_TRY(const auto document, app.services.store.analysis(id));
    if (!document) continue;
    items.push_back(Json{{"id", id},
                         {"created_at", (*document)["created_at"]},
                         {"status", (*document)["status"]},
                         {"supersedes", (*document)["supersedes"]},
                         {"current", id == row.analysis_id},
                         {"recipe", (*document)["recipe"]},
                         {"corrections", document->contains("corrections") ? (*document)["corrections"].size() : 0}});
  }
  return json_response(Json{{"items", std::move(items)}});
}

Result<Response> show_analysis(App& app, const Request& request) {
  CXAI_TRY(const auto row, visible_conversation(app, *request.user, std::string(request.param("id"))));
  const std::string id(request.param("analysis"));
  CXAI_TRY(const auto ids, app.services.store.analyses_of(row.conversation.id));
  std::optional<Json> document;
  if (std::ranges::find(ids, id) != ids.end()) {
    CXAI_TRY(document, app.services.store.analysis(id));
  }
  if (!document) return fail(ErrorCode::not_found, "the conversation has no such analysis");
  return json_response(*document);
}

Result<Response> take_conversations(App& app, const Request& request) {
  CXAI_TRY(const auto taken, app.services.intake.accept(request.files));
  Json items = Json::array();
  for (const auto& item : taken.items)
    items.push_back(Json{{"conversation_id", item.conversation_id},
                         {"job_id", or_null(item.job_id)},
                         {"already_there", item.already_there},
                         {"source", item.source}});
  Json failures = Json::array();
  for (const auto& failure : taken.failures)
    failures.push_back(Json{
        {"source", failure.source}, {"line", failure.line ? Json(*failure.line) : Json()}, {"detail", failure.detail}});
  return json_response(Json{{"items", std::move(items)}, {"failures", std::move(failures)}}, 202);
}

Result<Response> list_agents(App& app, const Request& request) {
  store::ConversationFilter filter;
  CXAI_TRY_VOID(restrict_to(*request.user, filter));
  const int offset = app.options.utc_offset_minutes;
  store::Store& store = app.services.store;
  CXAI_TRY(const auto agents, store.statistics(filter, GroupBy::agent, offset));
  CXAI_TRY(const auto teams, store.statistics(filter, GroupBy::team, offset));
  // An agent's team is the one most of its conversations name.
  std::map<std::string, std::pair<std::int64_t, std::string>> team_of;
  for (const auto& team : teams) {
    if (team.key.empty()) continue;
    store::ConversationFilter in_team = filter;
    in_team.teams = {team.key};
    CXAI_TRY(const auto members, store.statistics(in_team, GroupBy::agent, offset));
    for (const auto& member : members) {
      auto& [count, name] = team_of[member.key];
      if (member.count > count) std::tie(count, name) = std::pair(member.count, team.key);
    }
  }
  Json items = Json::array();
  for (const auto& agent : agents) {
    if (agent.key.empty()) continue;
    items.push_back(Json{{"id", agent.key},
                         {"name", agent.label.empty() ? agent.key : agent.label},
                         {"team", or_null(team_of[agent.key].second)},
                         {"conversations", agent.count}});
  }
  return json_response(Json{{"items", std::move(items)}});
}

Result<Response> list_facets(App& app, const Request& request) {
  CXAI_TRY(const auto filter, read_filter(app, request));
  Json document;
  CXAI_TRY(document["agents"], facet(app, filter, GroupBy::agent, Shape::ids));
  CXAI_TRY(document["teams"], facet(app, filter, GroupBy::team, Shape::names));
  CXAI_TRY(document["topics"], facet(app, filter, GroupBy::topic, Shape::names));
  CXAI_TRY(document["companies"], facet(app, filter, GroupBy::company, Shape::names));
  CXAI_TRY(document["labels"], facet(app, filter, GroupBy::label, Shape::names));
  CXAI_TRY(document["categories"], category_facet(app));
  CXAI_TRY(document["languages"], facet(app, filter, GroupBy::language, Shape::names));
  return json_response(document);
}

}  // namespace cxai::serve
