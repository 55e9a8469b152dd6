// The HTTP server: a few threads for the network, and a pool of workers for everything that blocks.
//
// Owns      its threads, its listening socket and all connections; borrows the service and the metrics
// Threads   start, port and stop from one thread
// Limits    head 16 KiB; bodies as their exchanges say; times as the options say
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "base/result.hpp"
#include "http/metrics.hpp"
#include "http/options.hpp"
#include "http/service.hpp"

namespace cxai::http {

struct Core;

class Server {
 public:
  // Listens when it returns. Errors: invalid_input (host, option), unavailable (port taken), permission_denied.
  static Result<std::unique_ptr<Server>> start(ServerOptions options, Service& service, Metrics& metrics, Log log);
  ~Server();  // stops
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  std::uint16_t port() const;

  // Takes no more connections, ends event streams, lets requests under way finish for the grace time, then ends
  // them too; returns when all is quiet. A second call does nothing.
  void stop();

 private:
  explicit Server(std::unique_ptr<Core> core);
  std::unique_ptr<Core> core_;
};

}  // namespace cxai::http
