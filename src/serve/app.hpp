// What every handler may use.
//
// Threads  handlers run on several threads at once; the members lock for themselves
#pragma once

#include <atomic>
#include <semaphore>
#include <string>

#include "base/embedded.hpp"
#include "base/secret.hpp"
#include "http/metrics.hpp"
#include "serve/assets.hpp"
#include "serve/listeners.hpp"
#include "serve/options.hpp"
#include "serve/throttle.hpp"

namespace cxai::serve {

struct App {
  App(ServerOptions server_options, Services server_services)
      : options(std::move(server_options)),
        services(std::move(server_services)),
        assets(base::embedded::web_files()),
        nobody_hash(base::hash_password(base::random_token())) {}

  const ServerOptions options;
  const Services services;
  const Assets assets;
  const std::string nobody_hash;                  // checked for unknown logins, so that they take as long as known ones
  std::counting_semaphore<2> password_checks{2};  // 64 MiB each
  LoginThrottle throttle;
  Listeners listeners;
  http::Metrics metrics;
  std::atomic<bool> stopping{false};
};

}  // namespace cxai::serve
