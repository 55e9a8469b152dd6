// From a request to its response, apart from the network: may they, then the handler, then what every answer carries.
//
// Threads  worker threads; the functions may block on the store and the disk
#pragma once

#include <optional>
#include <string_view>

#include "serve/app.hpp"
#include "serve/http.hpp"
#include "serve/router.hpp"

namespace cxai::serve {

// Finds out who asks. The refusal, when they may not; nullopt: read the body and call handle().
std::optional<Response> admit(App& app, const Route& route, Request& request);

// Runs the handler. Every failure, an exception included, becomes a problem; the log tells what stands behind a 5xx.
Response handle(App& app, const Route& route, const Request& request);

// Security headers, caching default and the request's id.
void add_common_headers(Response& response, std::string_view request_id);

}  // namespace cxai::serve
