// The server of one centre: the API and the dashboard behind an HTTP server.
//
// Owns      its threads, its listening socket and all connections; borrows the services
// Threads   start, port and stop from one thread
// Limits    JSON 8 MiB, uploads as the options say; see http/server.hpp for the rest
#pragma once

#include <cstdint>
#include <memory>

#include "base/result.hpp"
#include "serve/options.hpp"

namespace cxai::http {
class Server;
}

namespace cxai::serve {

class Api;
struct App;

class Server {
 public:
  // Listens when it returns. Errors: invalid_input (host, option), unavailable (port taken), permission_denied.
  static Result<std::unique_ptr<Server>> start(ServerOptions options, Services services);
  ~Server();  // stops
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  std::uint16_t port() const;

  // As http::Server::stop(); from its first moment on the readiness check says that the server is stopping.
  void stop();

 private:
  Server(ServerOptions options, Services services);

  std::unique_ptr<App> app_;
  std::unique_ptr<Api> api_;
  std::unique_ptr<http::Server> network_;  // last: goes first
};

}  // namespace cxai::serve
