#include "serve/api.hpp"

#include <exception>
#include <string>
#include <utility>

#include "http/problem.hpp"
#include "serve/access.hpp"
#include "serve/filters.hpp"
#include "serve/handlers.hpp"
#include "serve/routes.hpp"
#include "serve/upload.hpp"

namespace cxai::serve {
namespace {

constexpr std::string_view kContentSecurityPolicy =
    "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; media-src 'self' blob:; "
    "connect-src 'self'; font-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'";

// At most three files and their heads; a body of unknown length is stopped when a file passes its limit.
std::uint64_t upload_limit(const ServerOptions& options) {
  return 3 * (options.max_upload_bytes + Upload::kMaxMetadataBytes);
}

// One request on its way to its handler. Every failure, an exception included, becomes a problem; the log tells what
// stands behind a 5xx.
class Call final : public http::Exchange {
 public:
  Call(App& app, const Route& route, http::Request&& request) : app_(app), route_(route) {
    static_cast<http::Request&>(request_) = std::move(request);
  }

  http::Request& request() override { return request_; }
  std::string_view route() const override { return route_.pattern; }
  bool path_is_secret() const override { return route_.pattern.find("{token}") != std::string_view::npos; }
  std::string_view user() const override { return request_.user ? std::string_view(request_.user->id) : ""; }
  http::BodyKind body() const override;
  std::uint64_t max_body_bytes() const override {
    return body() == http::BodyKind::stream ? upload_limit(app_.options) : app_.options.max_json_bytes;
  }

  std::optional<Response> admit() override;
  std::optional<Response> begin_body() override;
  std::optional<Response> feed_body(std::string_view bytes) override;
  std::optional<Response> end_body() override;
  Response answer() override;

 private:
  Response failed(const Error& error);
  // In the form that the clients of this route read.
  Response shaped(Response refusal) const;
  template <class F>
  auto guarded(F f) -> decltype(f());

  App& app_;
  const Route& route_;
  Request request_;
  std::unique_ptr<Upload> upload_;  // its files live until the response is made
};

Response Call::failed(const Error& error) {
  if (http::http_status(error.code) >= 500) app_.services.log("request " + request_.id + " failed: " + error.message);
  return shaped(http::problem(error, request_.id));
}

Response Call::shaped(Response refusal) const {
  return route_.body == BodyKind::transcription ? as_openai_error(std::move(refusal)) : std::move(refusal);
}

// Turns whatever is thrown, out of memory for one, into the answer of this one request.
template <class F>
auto Call::guarded(F f) -> decltype(f()) {
  try {
    return f();
  } catch (const std::exception& e) {
    app_.services.log("request " + request_.id + " failed: exception " + e.what());
    return shaped(http::problem(500, "internal", "the server could not answer (request " + request_.id + ")"));
  }
}

http::BodyKind Call::body() const {
  switch (route_.body) {
    case BodyKind::none:
      return http::BodyKind::none;
    case BodyKind::json:
      return http::BodyKind::text;
    case BodyKind::upload:
    case BodyKind::transcription:
      return http::BodyKind::stream;
  }
  return http::BodyKind::none;
}

std::optional<Response> Call::admit() {
  return guarded([&]() -> std::optional<Response> {
    if (const auto genuine = check_forgery(request_); !genuine) return failed(genuine.error());
    if (route_.access != Access::open) {
      if (const auto known = identify(app_, request_); !known) return failed(known.error());
      if (auto refusal = refuse(request_, route_.access)) return shaped(std::move(*refusal));
    }
    if (route_.pattern.starts_with("/v1/")) {
      if (const auto known = check_known(request_, route_.query); !known) return failed(known.error());
    }
    return std::nullopt;
  });
}

std::optional<Response> Call::begin_body() {
  return guarded([&]() -> std::optional<Response> {
    auto upload = Upload::begin(app_.services.blobs, app_.options.max_upload_bytes,
                                request_.headers.get("Content-Type"), request_.query_value("filename"),
                                route_.body == BodyKind::transcription ? kTranscriptionForm : kConversationForm);
    if (!upload) return failed(upload.error());
    upload_ = std::move(*upload);
    return std::nullopt;
  });
}

std::optional<Response> Call::feed_body(std::string_view bytes) {
  return guarded([&]() -> std::optional<Response> {
    const Result<> fed = upload_->feed(bytes);
    if (fed) return std::nullopt;
    return upload_->too_large() ? shaped(http::problem(413, "too_large", fed.error().message)) : failed(fed.error());
  });
}

std::optional<Response> Call::end_body() {
  return guarded([&]() -> std::optional<Response> {
    auto files = upload_->finish();
    if (!files) return failed(files.error());
    request_.files = std::move(*files);
    return std::nullopt;
  });
}

Response Call::answer() {
  Response made = guarded([&]() -> Response {
    auto response = route_.handler(app_, request_);
    return response ? std::move(*response) : failed(response.error());
  });
  upload_.reset();  // what nobody took is gone before the client hears of it
  return made;
}

}  // namespace

std::expected<std::unique_ptr<http::Exchange>, Response> Api::open(http::Request request) {
  auto match = find_route(routes(), request.method, request.path);
  if (!match) {
    const bool missing = match.error().status == 404;
    Response response = http::problem(match.error().status, missing ? "not_found" : "method_not_allowed",
                                      missing ? "there is nothing at this address; see /v1/openapi.json"
                                              : "this address has the methods " + match.error().allow);
    if (!missing) response.headers.set("Allow", match.error().allow);
    return std::unexpected(std::move(response));
  }
  request.params = std::move(match->params);
  return std::make_unique<Call>(app_, *match->route, std::move(request));
}

void Api::add_common_headers(Response& response) {
  response.headers.set("Content-Security-Policy", kContentSecurityPolicy);
  response.headers.set("X-Content-Type-Options", "nosniff");
  response.headers.set("Referrer-Policy", "same-origin");
  response.headers.set("Cross-Origin-Opener-Policy", "same-origin");
  response.headers.set("X-Frame-Options", "DENY");
  response.headers.set_default("Cache-Control", "no-store");
}

}  // namespace cxai::serve
