#include <sys/resource.h>
#include <unistd.h>

#include <fstream>

#include "serve/handlers.hpp"
#include "serve/openapi.hpp"
#include "serve/routes.hpp"

namespace cxai::serve {
namespace {

double resident_bytes() {
  std::ifstream statm("/proc/self/statm");
  double total = 0;
  double resident = 0;
  statm >> total >> resident;
  return resident * static_cast<double>(::sysconf(_SC_PAGESIZE));
}

double cpu_seconds() {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& t) {
    return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) / 1e6;
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

}  // namespace

Result<Response> show_health(App&, const Request&) {
  return text_response(200, "ok\n");
}

Result<Response> show_readiness(App& app, const Request&) {
  if (app.stopping) return text_response(503, "stopping\n");
  const auto store = app.services.store.job_counts();
  return store ? text_response(200, "ready\n") : text_response(503, "the store does not answer\n");
}

Result<Response> show_metrics(App& app, const Request&) {
  std::string out = app.metrics.text();
  http::write_metric(out, "cxai_event_subscribers", "gauge", "Subscribers of the event bus.",
                     static_cast<double>(app.services.events.subscribers()));
  const auto jobs = app.services.store.job_counts();
  if (jobs) {
    http::write_metric_head(out, "cxai_jobs", "gauge", "Jobs by state.");
    out += "cxai_jobs{state=\"queued\"} " + std::to_string(jobs->queued) + "\n";
    out += "cxai_jobs{state=\"running\"} " + std::to_string(jobs->running) + "\n";
    out += "cxai_jobs{state=\"succeeded\"} " + std::to_string(jobs->succeeded) + "\n";
    out += "cxai_jobs{state=\"failed\"} " + std::to_string(jobs->failed) + "\n";
  }
  http::write_metric(out, "process_resident_memory_bytes", "gauge", "Resident memory.", resident_bytes());
  http::write_metric(out, "process_cpu_seconds_total", "counter", "CPU time spent.", cpu_seconds());
  return text_response(200, std::move(out), "text/plain; version=0.0.4; charset=utf-8");
}

Result<Response> show_language_model(App& app, const Request&) {
  if (!app.services.language_model) return json_response(Json{{"in_use", false}});
  CXAI_TRY(const Json document, app.services.language_model());
  return json_response(document);
}

Result<Response> show_openapi(App&, const Request&) {
  static const std::string document = base::dump_json(openapi_document(routes()), 1);
  return text_response(200, document, "application/json");
}

Result<Response> send_asset(App& app, const Request& request) {
  return app.assets.get(request);
}

}  // namespace cxai::serve
