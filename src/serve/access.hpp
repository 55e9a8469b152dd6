// Who asks, and what they may see.
//
// Rule     an agent sees the conversations of its own agent_id; everyone else sees the whole centre
// Threads  all functions from any thread; they ask the store
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "serve/app.hpp"
#include "serve/request.hpp"
#include "serve/router.hpp"

namespace cxai::serve {

// Fills in request.user from the bearer token or the session cookie. A token nobody knows leaves it absent.
Result<> identify(App& app, Request& request);

// A request that changes something must be one no foreign form can make: with a bearer token, the header X-CXAI or
// a JSON body. Errors: permission_denied.
Result<> check_forgery(const Request& request);

// The refusal, when the user may not call this route.
std::optional<Response> refuse(const Request& request, Access access);

bool sees_all(const store::User& user);
bool may_score(const store::User& user);

// Narrows `filter` to what the user may see. Errors: permission_denied (another agent was asked for, or the account
// has no agent).
Result<> restrict_to(const store::User& user, store::ConversationFilter& filter);

// The conversation, if it exists and the user may see it; otherwise not_found, either way.
Result<store::ConversationRow> visible_conversation(App& app, const store::User& user, const std::string& id);
Result<bool> may_see(App& app, const store::User& user, const std::string& conversation_id);

// Still signed in? For answers that last longer than a moment.
Result<bool> session_lives(App& app, const Request& request);

}  // namespace cxai::serve
