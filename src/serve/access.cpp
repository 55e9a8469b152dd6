#include "serve/access.hpp"

#include <algorithm>

#include "base/hash.hpp"
#include "http/problem.hpp"

namespace cxai::serve {
namespace {

std::string_view bearer_token(const Request& request) {
  const std::string_view header = request.headers.get("Authorization");
  if (header.size() < 7 || !http::equals_ignoring_case(header.substr(0, 7), "Bearer ")) return {};
  return http::trim(header.substr(7));
}

bool is_json(std::string_view content_type) {
  return http::equals_ignoring_case(http::trim(content_type.substr(0, content_type.find(';'))), "application/json");
}

// "-" and "" mean "unknown agent" in filters, so neither can be somebody's own.
bool has_agent(const store::User& user) {
  return !user.agent_id.empty() && user.agent_id != "-";
}

std::optional<store::Right> right_of(Access access) {
  switch (access) {
    case Access::originals:
      return store::Right::originals;
    case Access::privacy:
      return store::Right::privacy;
    case Access::audit:
      return store::Right::audit;
    case Access::models:
      return store::Right::models;
    case Access::open:
    case Access::session:
    case Access::staff:
    case Access::quality:
      return std::nullopt;
  }
  return std::nullopt;
}

}  // namespace

Result<> identify(App& app, Request& request) {
  std::string_view token = bearer_token(request);
  if (token.empty()) token = http::cookie(request.headers.get("Cookie"), "cxai_session");
  if (token.empty() || token.size() > 256) return {};
  const std::string digest = base::sha256_hex(token);
  CXAI_TRY(const auto session, app.services.store.session(digest));
  if (!session) return {};
  CXAI_TRY(request.user, app.services.store.user(session->user_id));
  if (request.user) request.session_sha256 = digest;
  return {};
}

Result<> check_forgery(const Request& request) {
  if (request.method == Method::get || request.method == Method::head) return {};
  if (!bearer_token(request).empty() || !request.headers.get("X-CXAI").empty() ||
      is_json(request.headers.get("Content-Type")))
    return {};
  return fail(ErrorCode::permission_denied,
              "a request that changes something needs the header 'X-CXAI: 1', a JSON body or a bearer token");
}

std::optional<Response> refuse(const Request& request, Access access) {
  if (access == Access::open) return std::nullopt;
  if (!request.user) {
    Response response = http::problem(401, "unauthenticated", "sign in first: POST /v1/session");
    response.headers.set("WWW-Authenticate", "Bearer");
    return response;
  }
  if (access == Access::session) return std::nullopt;
  if (!sees_all(*request.user)) return http::problem(403, "permission_denied", "your role may not do this");
  if (access == Access::quality && !may_score(*request.user))
    return http::problem(403, "permission_denied", "team leaders and managers do this");
  const auto right = right_of(access);
  if (right && !store::has_right(*request.user, *right))
    return http::problem(403, "permission_denied",
                         "this needs the right '" + std::string(store::to_string(*right)) +
                             "'; an administrator can grant it: cxai users add … --right " + store::to_string(*right));
  return std::nullopt;
}

bool sees_all(const store::User& user) {
  switch (user.role) {
    case store::UserRole::admin:
    case store::UserRole::manager:
    case store::UserRole::team_leader:
    case store::UserRole::privacy_officer:
      return true;
    case store::UserRole::agent:
      return false;
  }
  return false;
}

bool may_score(const store::User& user) {
  switch (user.role) {
    case store::UserRole::admin:
    case store::UserRole::manager:
    case store::UserRole::team_leader:
      return true;
    case store::UserRole::privacy_officer:
    case store::UserRole::agent:
      return false;
  }
  return false;
}

Result<> restrict_to(const store::User& user, store::ConversationFilter& filter) {
  if (sees_all(user)) return {};
  if (!has_agent(user))
    return fail(ErrorCode::permission_denied, "your account is not linked to an agent; an administrator can do so");
  if (std::ranges::any_of(filter.agents, [&](const auto& agent) { return agent != user.agent_id; }))
    return fail(ErrorCode::permission_denied, "you may see your own conversations only");
  filter.agents = {user.agent_id};
  return {};
}

Result<store::ConversationRow> visible_conversation(App& app, const store::User& user, const std::string& id) {
  CXAI_TRY(auto row, app.services.store.conversation(id));
  const bool visible = row && (sees_all(user) || (has_agent(user) && row->conversation.agent_id == user.agent_id));
  if (!visible) return fail(ErrorCode::not_found, "there is no such conversation");
  return std::move(*row);
}

Result<bool> may_see(App& app, const store::User& user, const std::string& conversation_id) {
  if (sees_all(user)) return true;
  if (!has_agent(user) || conversation_id.empty()) return false;
  CXAI_TRY(const auto row, app.services.store.conversation(conversation_id));
  return row && row->conversation.agent_id == user.agent_id;
}

Result<bool> session_lives(App& app, const Request& request) {
  CXAI_TRY(const auto session, app.services.store.session(request.session_sha256));
  return session.has_value();
}

}  // namespace cxai::serve
