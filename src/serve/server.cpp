#include "serve/server.hpp"

#include <utility>

#include "http/server.hpp"
#include "serve/api.hpp"
#include "serve/app.hpp"

namespace cxai::serve {

Server::Server(ServerOptions options, Services services)
    : app_(std::make_unique<App>(std::move(options), std::move(services))), api_(std::make_unique<Api>(*app_)) {}

Server::~Server() {
  stop();
}

Result<std::unique_ptr<Server>> Server::start(ServerOptions options, Services services) {
  auto server = std::unique_ptr<Server>(new Server(std::move(options), std::move(services)));
  App& app = *server->app_;
  CXAI_TRY(server->network_, http::Server::start(app.options, *server->api_, app.metrics, app.services.log));
  return server;
}

std::uint16_t Server::port() const {
  return network_->port();
}

void Server::stop() {
  app_->stopping = true;
  if (network_) network_->stop();
}

}  // namespace cxai::serve
