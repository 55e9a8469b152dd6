// Live calls: their media streams coming in, and those who watch.
#include <memory>
#include <utility>

#include "base/hash.hpp"
#include "http/problem.hpp"
#include "serve/access.hpp"
#include "serve/event_stream.hpp"
#include "serve/handlers.hpp"
#include "serve/live_session.hpp"
#include "serve/live_view.hpp"

namespace cxai::serve {
namespace {

bool may_watch(const store::User& user, const live::CallView& view) {
  return sees_all(user) || (!user.agent_id.empty() && view.agent_id == user.agent_id);
}

Response socket_response(App& app, std::optional<std::string> agent_id) {
  Response response;
  response.status = 101;
  response.body = std::make_unique<LiveSession>(app, std::move(agent_id));
  return response;
}

Json visible_calls(App& app, const store::User& user) {
  Json items = Json::array();
  for (const auto& view : app.services.live.calls())
    if (may_watch(user, view)) items.push_back(live_call_document(view));
  return Json{{"items", std::move(items)}};
}

Result<live::CallView> visible_call(App& app, const store::User& user, const std::string& id) {
  auto view = app.services.live.call(id);
  if (!view || !may_watch(user, *view)) return fail(ErrorCode::not_found, "this call is not live, or not any more");
  return std::move(*view);
}

// All calls, or one until it ends, told anew whenever something about them changed. Ends with the session.
class LiveEvents final : public EventSource {
 public:
  LiveEvents(App& app, const Request& request, std::string id) : app_(app), user_(*request.user), id_(std::move(id)) {
    who_.session_sha256 = request.session_sha256;
  }

  void listen(std::function<void()> wake) override { watch_ = app_.services.live.watch(std::move(wake)); }

  Chunk next(bool tick) override {
    Chunk chunk;
    if (tick) {
      const auto lives = session_lives(app_, who_);
      chunk.ended = lives && !*lives;
      if (chunk.ended) return chunk;
    }
    if (id_.empty()) {
      chunk.text = changed("calls", visible_calls(app_, user_));
    } else if (const auto view = visible_call(app_, user_, id_)) {
      chunk.text = changed("call", live_call_document(*view));
    } else {
      chunk.text = event_text("ended", Json{{"id", id_}});
      chunk.ended = true;
    }
    if (tick && chunk.text.empty()) chunk.text = kKeepAlive;
    return chunk;
  }

 private:
  std::string changed(std::string_view name, const Json& document) {
    std::string text = event_text(name, document);
    if (text == last_) return {};
    last_ = text;
    return text;
  }

  App& app_;
  store::User user_;
  const std::string id_;  // empty: all
  Request who_;
  std::string last_;
  std::shared_ptr<live::Desk::Watch> watch_;
};

}  // namespace

Result<Response> stream_live(App& app, const Request& request) {
  const store::User& user = *request.user;
  if (sees_all(user)) return socket_response(app, std::nullopt);
  if (user.agent_id.empty())
    return fail(ErrorCode::permission_denied, "your account is not linked to an agent; an administrator can do so");
  return socket_response(app, user.agent_id);
}

Result<Response> stream_live_with_token(App& app, const Request& request) {
  const std::string& token = app.options.live_token;
  // Digests, so that the time of the comparison tells nothing.
  if (token.empty() || base::sha256_hex(request.param("token")) != base::sha256_hex(token))
    return http::problem(401, "unauthenticated", "this is not the token of the setting live.token");
  return socket_response(app, std::nullopt);
}

Result<Response> list_live_calls(App& app, const Request& request) {
  return json_response(visible_calls(app, *request.user));
}

Result<Response> show_live_call(App& app, const Request& request) {
  CXAI_TRY(const auto view, visible_call(app, *request.user, std::string(request.param("id"))));
  return json_response(live_call_document(view));
}

Result<Response> follow_live_calls(App& app, const Request& request) {
  return event_stream(std::make_unique<LiveEvents>(app, request, ""));
}

Result<Response> follow_live_call(App& app, const Request& request) {
  CXAI_TRY(const auto view, visible_call(app, *request.user, std::string(request.param("id"))));
  return event_stream(std::make_unique<LiveEvents>(app, request, view.id));
}

}  // namespace cxai::serve
