#include "http/metrics.hpp"

#include <cstdio>

namespace cxai::http {
namespace {

std::string number(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.10g", value);
  return text;
}

}  // namespace

void write_metric_head(std::string& out, std::string_view name, std::string_view type, std::string_view help) {
  out.append("# HELP ").append(name).append(" ").append(help).append("\n# TYPE ");
  out.append(name).append(" ").append(type).append("\n");
}

void write_metric(std::string& out, std::string_view name, std::string_view type, std::string_view help, double value) {
  write_metric_head(out, name, type, help);
  out.append(name).append(" ").append(number(value)).append("\n");
}

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

std::string Metrics::text() const {
  std::string out;
  {
    const std::scoped_lock lock(mutex_);
    write_metric_head(out, "cxai_http_requests_total", "counter", "Answered requests.");
    for (const auto& [key, count] : requests_) {
      const auto& [method, route, status] = key;
      out += "cxai_http_requests_total{method=\"" + method + "\",route=\"" + route + "\",status=\"" +
             std::to_string(status) + "\"} " + std::to_string(count) + "\n";
    }
    write_metric_head(out, "cxai_http_request_duration_seconds", "histogram",
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
  write_metric(out, "cxai_http_connections", "gauge", "Open connections.", static_cast<double>(connections));
  write_metric(out, "cxai_http_event_streams", "gauge", "Open event streams.", static_cast<double>(event_streams));
  write_metric(out, "cxai_http_websockets", "gauge", "Open WebSockets.", static_cast<double>(sockets));
  write_metric(out, "cxai_http_received_bytes_total", "counter", "Bytes of request bodies.",
               static_cast<double>(bytes_received));
  write_metric(out, "cxai_http_sent_bytes_total", "counter", "Bytes of answers.", static_cast<double>(bytes_sent));
  return out;
}

}  // namespace cxai::http
