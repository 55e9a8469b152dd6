// What the server is told at its start, and what it works with.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>

#include "base/clock.hpp"
#include "pipeline/intake.hpp"
#include "store/blobs.hpp"
#include "store/store.hpp"
#include "stream/events.hpp"

namespace cxai::serve {

struct Timeouts {
  Millis header{10'000};      // a request's head, from its first byte
  Millis idle{60'000};        // between two requests
  Millis progress{30'000};    // for each next 128 KiB of a body, either way
  Millis keep_alive{15'000};  // between two signs of life of an event stream
  Millis grace{5'000};        // for requests under way when the server stops
};

struct ServerOptions {
  std::string host = "127.0.0.1";               // address, or "localhost"; "::" is every address of both kinds
  std::uint16_t port = 8080;                    // 0: any free one
  int threads = 2;                              // that talk to the network
  int workers = 8;                              // that talk to the store and the disk
  int max_connections = 4096;                   // more are closed at once
  std::uint64_t max_upload_bytes = 1ULL << 30;  // each file
  std::uint64_t max_json_bytes = 8ULL << 20;
  std::string centre_name;
  bool demo = false;
  std::string time_zone = "Europe/Istanbul";  // for people
  int utc_offset_minutes = 180;               // of the centre's hours and days
  bool secure_cookie = false;                 // set behind TLS
  std::chrono::hours session_lifetime{12};
  Timeouts timeouts;
};

// All must outlive the server.
struct Services {
  store::Store& store;
  store::Blobs& blobs;
  stream::EventBus& events;
  pipeline::Intake& intake;
  const base::Clock& clock;
  std::function<void(const std::string& line)> log;  // any thread; never a query, a body or a name
};

}  // namespace cxai::serve
