// What the server counts about itself, written as Prometheus text.
//
// Threads  all functions from any thread
// Source   Prometheus text exposition format 0.0.4
#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <tuple>

namespace cxai::http {

class Metrics {
 public:
  // `route` is a pattern of the route table, never an address as sent, so that the number of series is bounded.
  void count_request(std::string_view method, std::string_view route, int status, std::chrono::nanoseconds took);

  std::string text() const;

  std::atomic<std::int64_t> connections{0};      // open now
  std::atomic<std::int64_t> event_streams{0};    // open now
  std::atomic<std::int64_t> sockets{0};          // WebSockets open now
  std::atomic<std::uint64_t> bytes_received{0};  // of bodies and WebSocket messages
  std::atomic<std::uint64_t> bytes_sent{0};      // of bodies and WebSocket messages

 private:
  static constexpr std::array<double, 11> kBounds{0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5, 30};
  struct Histogram {
    std::array<std::uint64_t, kBounds.size()> below{};
    std::uint64_t count = 0;
    double seconds = 0;
  };

  mutable std::mutex mutex_;
  std::map<std::tuple<std::string, std::string, int>, std::uint64_t> requests_;
  std::map<std::string, Histogram> durations_;  // by route
};

// Appends one metric without labels to Prometheus text. `type` is "gauge" or "counter".
void write_metric(std::string& out, std::string_view name, std::string_view type, std::string_view help, double value);
// Its two lines of description alone, for metrics with labels.
void write_metric_head(std::string& out, std::string_view name, std::string_view type, std::string_view help);

}  // namespace cxai::http
