// What the HTTP server is told at its start.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>

#include "base/clock.hpp"
#include "http/message.hpp"

namespace cxai::http {

struct Timeouts {
  Millis header{10'000};       // a request's head, from its first byte
  Millis idle{60'000};         // between two requests
  Millis progress{30'000};     // for each next 128 KiB of a body, either way
  Millis keep_alive{15'000};   // between two signs of life of an event stream
  Millis socket_idle{30'000};  // of a WebSocket: half of it without a word brings a ping, all of it the end
  Millis grace{5'000};         // for requests under way when the server stops
};

struct ServerOptions {
  std::string host = "127.0.0.1";  // address, or "localhost"; "::" is every address of both kinds
  std::uint16_t port = 8080;       // 0: any free one
  int threads = 2;                 // that talk to the network
  int workers = 8;                 // that talk to the store and the disk
  int max_connections = 4096;      // more are closed at once
  Millis gather{50};               // how long messages of a WebSocket may wait to be handled together
  Timeouts timeouts;
};

using Log = std::function<void(const std::string& line)>;  // any thread; never a query, a body or a name

}  // namespace cxai::http
