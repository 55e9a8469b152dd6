// What the server is told at its start, and what it works with.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>

#include "base/clock.hpp"
#include "base/json.hpp"
#include "base/result.hpp"
#include "custody/custodian.hpp"
#include "http/options.hpp"
#include "live/desk.hpp"
#include "pipeline/intake.hpp"
#include "pipeline/quality.hpp"
#include "pipeline/routing_desk.hpp"
#include "pipeline/rule_desk.hpp"
#include "pipeline/scribe.hpp"
#include "store/blobs.hpp"
#include "store/store.hpp"
#include "stream/events.hpp"

namespace cxai::serve {

struct ServerOptions : http::ServerOptions {
  std::uint64_t max_upload_bytes = 1ULL << 30;  // each file
  std::uint64_t max_json_bytes = 8ULL << 20;
  std::string centre_name;
  bool demo = false;
  std::string time_zone = "Europe/Istanbul";  // for people
  int utc_offset_minutes = 180;               // of the centre's hours and days
  bool secure_cookie = false;                 // set behind TLS
  std::chrono::hours session_lifetime{12};
  std::string live_token;  // lets telephone systems stream calls in; empty: sessions only
};

// All must outlive the server.
struct Services {
  store::Store& store;
  store::Blobs& blobs;
  stream::EventBus& events;
  pipeline::Intake& intake;
  const base::Clock& clock;
  http::Log log;
  live::Desk& live;
  custody::Custodian& custody;
  pipeline::RoutingDesk& routing;
  const pipeline::QualityDesk& quality;
  pipeline::RuleDesk& rules;
  const pipeline::Scribe* scribe = nullptr;  // null: no speech engine
  // What leaves for a language model; empty: nothing does.
  std::function<Result<Json>()> language_model;
};

}  // namespace cxai::serve
