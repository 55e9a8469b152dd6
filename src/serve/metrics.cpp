#include "serve/metrics.hpp"

#include <sys/resource.h>
#include <unistd.h>

#include <cstdio>
#include <fstream>

namespace cxai::serve {
namespace {

std::string number(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.10g", value);
  return text;
}

void head(std::string& out, std::string_view name, std::string_view type, std::string_view help) {
  out.append("# HELP ").append(name).append(" ").append(help).append("\n# TYPE ");
  out.append(name).append(" ").append(type).append("\n");
}

void single(std::string& out, std::string_view name, std::string_view type, std::string_view help, double value) {
  head(out, name, type, help);
  out.append(name).append(" ").append(number(value)).append("\n");
}

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

void Metrics::count_request(std::string_view method, std::string_view route, int status,
                            std::chrono::nanoseconds took) {
  const double seconds = std::chrono::duration<double>(took).count();
  const std::scoped_lock lock(mutex_);
  ++requests_[{std::string(method), std::string(route), status}];
  Histogram& histogram = durations_[std::string(route)];
  for (std::size_t i = 0; i < kBounds.size(); ++i)
    if (seconds <= kBounds[i]) ++histogram.below[i];
  ++histogram.count;
  histogram.seconds += seconds;
}

std::string Metrics::text(const std::optional<store::JobCounts>& jobs, std::size_t subscribers) const {
  std::string out;
  {
    const std::scoped_lock lock(mutex_);
    head(out, "cxai_http_requests_total", "counter", "Answered requests.");
    for (const auto& [key, count] : requests_) {
      const auto& [method, route, status] = key;
      out += "cxai_http_requests_total{method=\"" + method + "\",route=\"" + route + "\",status=\"" +
             std::to_string(status) + "\"} " + std::to_string(count) + "\n";
    }
    head(out, "cxai_http_request_duration_seconds", "histogram",
         "From the first byte of a request to its last answer.");
    for (const auto& [route, histogram] : durations_) {
      const std::string name = "cxai_http_request_duration_seconds";
      for (std::size_t i = 0; i < kBounds.size(); ++i)
        out += name + "_bucket{route=\"" + route + "\",le=\"" + number(kBounds[i]) + "\"} " +
               std::to_string(histogram.below[i]) + "\n";
      out += name + "_bucket{route=\"" + route + "\",le=\"+Inf\"} " + std::to_string(histogram.count) + "\n";
      out += name + "_sum{route=\"" + route + "\"} " + number(histogram.seconds) + "\n";
      out += name + "_count{route=\"" + route + "\"} " + std::to_string(histogram.count) + "\n";
    }
  }
  single(out, "cxai_http_connections", "gauge", "Open connections.", static_cast<double>(connections));
  single(out, "cxai_http_event_streams", "gauge", "Open event streams.", static_cast<double>(event_streams));
  single(out, "cxai_http_received_bytes_total", "counter", "Bytes of request bodies.",
         static_cast<double>(bytes_received));
  single(out, "cxai_http_sent_bytes_total", "counter", "Bytes of answers.", static_cast<double>(bytes_sent));
  single(out, "cxai_event_subscribers", "gauge", "Subscribers of the event bus.", static_cast<double>(subscribers));
  if (jobs) {
    head(out, "cxai_jobs", "gauge", "Jobs by state.");
    out += "cxai_jobs{state=\"queued\"} " + std::to_string(jobs->queued) + "\n";
    out += "cxai_jobs{state=\"running\"} " + std::to_string(jobs->running) + "\n";
    out += "cxai_jobs{state=\"succeeded\"} " + std::to_string(jobs->succeeded) + "\n";
    out += "cxai_jobs{state=\"failed\"} " + std::to_string(jobs->failed) + "\n";
  }
  single(out, "process_resident_memory_bytes", "gauge", "Resident memory.", resident_bytes());
  single(out, "process_cpu_seconds_total", "counter", "CPU time spent.", cpu_seconds());
  return out;
}

}  // namespace cxai::serve
