// The HTTP server: answers the route table from a thread pair for the network and a pool for everything that blocks.
//
// Owns      its threads, its listening socket and all connections; borrows the services
// Threads   start, port and stop from one thread
// Limits    head 16 KiB, JSON 8 MiB, uploads and times as the options say
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "base/result.hpp"
#include "serve/options.hpp"

namespace cxai::serve {

struct Core;

class Server {
 public:
  // Listens when it returns. Errors: invalid_input (host, option), unavailable (port taken), permission_denied.
  static Result<std::unique_ptr<Server>> start(ServerOptions options, Services services);
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

}  // namespace cxai::serve
