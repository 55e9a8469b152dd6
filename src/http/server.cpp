#include "http/server.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/v6_only.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>
#include <exception>

#include "http/connection.hpp"

namespace cxai::http {

using asio::ip::tcp;
using boost::system::error_code;

namespace {

void forget(Core& core, Connection* connection) {
  --core.metrics.connections;
  const std::scoped_lock lock(core.mutex);
  core.connections.erase(connection);
  core.closed.notify_all();
}

void open_connection(Core& core, tcp::socket socket) {
  auto connection = std::make_shared<Connection>(core, std::move(socket));
  {
    const std::scoped_lock lock(core.mutex);
    if (core.stopping) return;
    core.connections.emplace(connection.get(), connection);
  }
  ++core.metrics.connections;
  auto executor = connection->executor();
  asio::co_spawn(
      executor, [connection]() -> asio::awaitable<void> { co_await connection->run(); },
      [&core, connection](const std::exception_ptr& failure) {
        if (failure) {
          try {
            std::rethrow_exception(failure);
          } catch (const std::exception& e) {
            core.log(std::string("a connection ended with an exception: ") + e.what());
          }
        }
        forget(core, connection.get());
      });
}

asio::awaitable<void> accept_connections(Core& core) {
  asio::steady_timer pause(core.acceptor.get_executor());
  while (!core.stopping) {
    error_code error;
    tcp::socket socket = co_await core.acceptor.async_accept(asio::make_strand(core.io),
                                                             asio::redirect_error(asio::use_awaitable, error));
    if (!core.acceptor.is_open()) co_return;
    if (error) {  // out of descriptors, or the client went before we came: wait a little and go on
      pause.expires_after(Millis(50));
      error_code ignored;
      co_await pause.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
      continue;
    }
    if (core.metrics.connections < core.options.max_connections) open_connection(core, std::move(socket));
  }
}

Result<> listen_on(Core& core, std::string host, std::uint16_t port) {
  if (host == "localhost") host = "127.0.0.1";
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  error_code error;
  const auto address = asio::ip::make_address(host, error);
  if (error) return fail(ErrorCode::invalid_input, "host: '" + host + "' is no IP address (use 0.0.0.0 or :: for all)");
  const tcp::endpoint endpoint(address, port);
  tcp::acceptor& acceptor = core.acceptor;
  acceptor.open(endpoint.protocol(), error);
  if (!error) acceptor.set_option(asio::socket_base::reuse_address(true), error);
  if (!error && address.is_v6() && address.is_unspecified()) acceptor.set_option(asio::ip::v6_only(false), error);
  if (!error) acceptor.bind(endpoint, error);
  if (!error) acceptor.listen(asio::socket_base::max_listen_connections, error);
  if (!error) return {};
  const bool forbidden = error == boost::system::errc::permission_denied;
  return fail(forbidden ? ErrorCode::permission_denied : ErrorCode::unavailable,
              "cannot listen on " + host + " port " + std::to_string(port) + ": " + error.message());
}

template <class F>
void each_connection(Core& core, F f) {
  const std::scoped_lock lock(core.mutex);
  for (const auto& [raw, weak] : core.connections)
    if (const auto connection = weak.lock()) f(*connection);
}

}  // namespace

Result<std::unique_ptr<Server>> Server::start(ServerOptions options, Service& service, Metrics& metrics, Log log) {
  if (options.threads < 1 || options.threads > 64 || options.workers < 1 || options.workers > 256)
    return fail(ErrorCode::invalid_input, "threads: must be 1 to 64, and workers 1 to 256");
  const std::string host = options.host;
  const std::uint16_t port = options.port;
  auto core = std::make_unique<Core>(std::move(options), service, metrics, std::move(log));
  CXAI_TRY_VOID(listen_on(*core, host, port));
  // The acceptor has a strand, so that stop() closes it between two steps of this.
  asio::co_spawn(core->acceptor.get_executor(), accept_connections(*core), asio::detached);
  for (int i = 0; i < core->options.threads; ++i)
    core->threads.emplace_back([raw = core.get()] {
      const auto work = asio::make_work_guard(raw->io);
      raw->io.run();
    });
  return std::unique_ptr<Server>(new Server(std::move(core)));
}

Server::Server(std::unique_ptr<Core> core) : core_(std::move(core)) {}

Server::~Server() {
  stop();
}

std::uint16_t Server::port() const {
  error_code ignored;
  return core_->acceptor.local_endpoint(ignored).port();
}

void Server::stop() {
  Core& core = *core_;
  {
    const std::scoped_lock lock(core.mutex);
    if (core.stopping.exchange(true)) return;
  }
  asio::post(core.acceptor.get_executor(), [&core] {
    error_code ignored;
    core.acceptor.close(ignored);
  });
  each_connection(core, [](Connection& connection) { connection.finish(); });
  {
    std::unique_lock lock(core.mutex);
    core.closed.wait_for(lock, core.options.timeouts.grace, [&] { return core.connections.empty(); });
  }
  each_connection(core, [](Connection& connection) { connection.abort(); });
  {
    std::unique_lock lock(core.mutex);
    core.closed.wait(lock, [&] { return core.connections.empty(); });
  }
  core.workers.join();
  core.io.stop();
  for (auto& thread : core.threads) thread.join();
}

}  // namespace cxai::http
