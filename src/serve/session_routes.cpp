#include <algorithm>
#include <array>

#include "base/hash.hpp"
#include "base/secret.hpp"
#include "http/problem.hpp"
#include "serve/access.hpp"
#include "serve/handlers.hpp"

namespace cxai::serve {
namespace {

constexpr std::array<std::string_view, 3> kLanguages{"tr", "en", "de"};
constexpr std::size_t kMaxCredential = 1024;

Json user_json(const store::User& user) {
  Json rights = Json::array();
  for (const auto right : store::kRights)
    if (store::has_right(user, right)) rights.push_back(store::to_string(right));
  return Json{{"id", user.id},
              {"login", user.login},
              {"name", user.name},
              {"role", store::to_string(user.role)},
              {"agent_id", user.agent_id.empty() ? Json() : Json(user.agent_id)},
              {"language", user.language},
              {"rights", std::move(rights)}};
}

std::string session_cookie(const App& app, const std::string& token, std::chrono::seconds lifetime) {
  std::string value = "cxai_session=" + token + "; Path=/; HttpOnly; SameSite=Strict; Max-Age=";
  value += std::to_string(lifetime.count());
  if (app.options.secure_cookie) value += "; Secure";
  return value;
}

// Does the same work whether the login is known or not.
bool password_fits(App& app, const std::optional<store::User>& user, const std::string& password) {
  const bool known = user && !user->password_hash.empty();
  app.password_checks.acquire();
  const bool fits = base::verify_password(known ? user->password_hash : app.nobody_hash, password);
  app.password_checks.release();
  return known && fits;
}

}  // namespace

Result<Response> sign_in(App& app, const Request& request) {
  CXAI_TRY(const Json body, base::parse_json(request.body));
  base::Reader in(body, "");
  const std::string login = in.string("login");
  const std::string password = in.string("password");
  if (!in.ok()) return in.error();
  if (login.size() > kMaxCredential || password.size() > kMaxCredential)
    return fail(ErrorCode::invalid_input, "login and password may have 1024 bytes each");
  const Timestamp began = app.services.clock.now();
  if (!app.throttle.begin(login, request.peer, began)) {
    Response response = http::problem(429, "throttled", "too many wrong passwords; wait a minute and try again");
    response.headers.set("Retry-After", "60");
    return response;
  }
  CXAI_TRY(const auto user, app.services.store.user_by_login(login));
  if (!password_fits(app, user, password)) {
    Response response = http::problem(401, "unauthenticated", "login or password is wrong");
    response.headers.set("WWW-Authenticate", "Bearer");
    return response;
  }
  app.throttle.succeeded(login, request.peer, began);
  const std::string token = base::random_token();
  const Timestamp expires = app.services.clock.now() + app.options.session_lifetime;
  CXAI_TRY_VOID(app.services.store.put_session({base::sha256_hex(token), user->id, expires}));
  Response response = json_response(Json{{"token", token}, {"user", user_json(*user)}});
  response.headers.set("Set-Cookie", session_cookie(app, token, app.options.session_lifetime));
  return response;
}

Result<Response> show_session(App& app, const Request& request) {
  const ServerOptions& options = app.options;
  return json_response(Json{{"user", user_json(*request.user)},
                            {"centre",
                             {{"name", options.centre_name},
                              {"demo", options.demo},
                              {"time_zone", options.time_zone},
                              {"utc_offset", options.utc_offset_minutes}}}});
}

Result<Response> change_session(App& app, const Request& request) {
  CXAI_TRY(const Json body, base::parse_json(request.body));
  base::Reader in(body, "");
  const std::string language = in.string("language");
  if (in.ok() && std::ranges::find(kLanguages, language) == kLanguages.end())
    in.reject("language", "must be tr, en or de");
  if (!in.ok()) return in.error();
  store::User user = *request.user;
  user.language = language;
  CXAI_TRY_VOID(app.services.store.put_user(user));
  return no_content();
}

Result<Response> sign_out(App& app, const Request& request) {
  CXAI_TRY_VOID(app.services.store.drop_session(request.session_sha256));
  Response response = no_content();
  response.headers.set("Set-Cookie", session_cookie(app, "", std::chrono::seconds(0)));
  return response;
}

}  // namespace cxai::serve
