#include "serve/handlers.hpp"
#include "serve/openapi.hpp"
#include "serve/routes.hpp"

namespace cxai::serve {

Result<Response> show_health(App&, const Request&) {
  return text_response(200, "ok\n");
}

Result<Response> show_readiness(App& app, const Request&) {
  if (app.stopping) return text_response(503, "stopping\n");
  const auto store = app.services.store.job_counts();
  return store ? text_response(200, "ready\n") : text_response(503, "the store does not answer\n");
}

Result<Response> show_metrics(App& app, const Request&) {
  const auto counts = app.services.store.job_counts();
  return text_response(
      200, app.metrics.text(counts ? std::optional(*counts) : std::nullopt, app.services.events.subscribers()),
      "text/plain; version=0.0.4; charset=utf-8");
}

Result<Response> show_openapi(App&, const Request&) {
  static const std::string document = base::dump_json(openapi_document(routes()), 1);
  return text_response(200, document, "application/json");
}

Result<Response> send_asset(App& app, const Request& request) {
  return app.assets.get(request);
}

}  // namespace cxai::serve
