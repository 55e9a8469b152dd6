#include "serve/dispatch.hpp"

#include <exception>
#include <new>
#include <string>

#include "serve/access.hpp"
#include "serve/filters.hpp"
#include "serve/problem.hpp"

namespace cxai::serve {
namespace {

constexpr std::string_view kContentSecurityPolicy =
    "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; media-src 'self' blob:; "
    "connect-src 'self'; font-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'";

Response failed(App& app, const Request& request, const Error& error) {
  if (http_status(error.code) >= 500) app.services.log("request " + request.id + " failed: " + error.message);
  return problem(error, request.id);
}

// Turns whatever a handler throws, out of memory for one, into the answer of this one request.
template <class F>
auto guarded(App& app, const Request& request, F f) -> decltype(f()) {
  try {
    return f();
  } catch (const std::exception& e) {
    app.services.log("request " + request.id + " failed: exception " + e.what());
    return problem(500, "internal", "the server could not answer (request " + request.id + ")");
  }
}

}  // namespace

std::optional<Response> admit(App& app, const Route& route, Request& request) {
  return guarded(app, request, [&]() -> std::optional<Response> {
    if (const auto genuine = check_forgery(request); !genuine) return failed(app, request, genuine.error());
    if (route.access != Access::open) {
      if (const auto known = identify(app, request); !known) return failed(app, request, known.error());
      if (auto refusal = refuse(request, route.access)) return refusal;
    }
    if (route.pattern.starts_with("/v1/")) {
      if (const auto known = check_known(request, route.query); !known) return failed(app, request, known.error());
    }
    return std::nullopt;
  });
}

Response handle(App& app, const Route& route, const Request& request) {
  return guarded(app, request, [&]() -> Response {
    auto response = route.handler(app, request);
    return response ? std::move(*response) : failed(app, request, response.error());
  });
}

void add_common_headers(Response& response, std::string_view request_id) {
  response.headers.set("X-Request-Id", request_id);
  response.headers.set("Content-Security-Policy", kContentSecurityPolicy);
  response.headers.set("X-Content-Type-Options", "nosniff");
  response.headers.set("Referrer-Policy", "same-origin");
  response.headers.set("Cross-Origin-Opener-Policy", "same-origin");
  response.headers.set("X-Frame-Options", "DENY");
  response.headers.set_default("Cache-Control", "no-store");
}

}  // namespace cxai::serve
