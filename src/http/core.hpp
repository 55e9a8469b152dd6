// What the network side of the server shares: the I/O context, the workers, and the connections that are open.
#pragma once

#include <atomic>
#include <boost/asio/async_result.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <thread>
#include <type_traits>
#include <utility>
#include <vector>

#include "http/metrics.hpp"
#include "http/options.hpp"
#include "http/service.hpp"

// gcc 12 pairs a coroutine frame's operator new with the wrong delete and warns, in every unit that has coroutines.
#pragma GCC diagnostic ignored "-Wmismatched-new-delete"

namespace cxai::http {

namespace asio = boost::asio;

class Connection;

struct Core {
  Core(ServerOptions server_options, Service& server_service, Metrics& server_metrics, Log server_log)
      : options(std::move(server_options)),
        service(server_service),
        metrics(server_metrics),
        log(std::move(server_log)),
        io(options.threads),
        workers(static_cast<std::size_t>(options.workers)),
        acceptor(asio::make_strand(io)) {}

  const ServerOptions options;
  Service& service;
  Metrics& metrics;
  const Log log;
  std::atomic<bool> stopping{false};
  asio::io_context io;
  asio::thread_pool workers;
  asio::ip::tcp::acceptor acceptor;
  std::vector<std::thread> threads;

  std::mutex mutex;
  std::condition_variable closed;
  std::map<Connection*, std::weak_ptr<Connection>> connections;
};

// Runs `f` on a worker and resumes the calling coroutine on its own executor with the result.
template <class F>
asio::awaitable<std::invoke_result_t<F&>> on_worker(Core& core, F f) {
  using Value = std::invoke_result_t<F&>;
  auto start = [&core](auto handler, F work) {
    asio::post(core.workers, [handler = std::move(handler), work = std::move(work)]() mutable {
      Value value = work();
      auto executor = asio::get_associated_executor(handler);
      asio::dispatch(executor, [handler = std::move(handler), value = std::move(value)]() mutable {
        std::move(handler)(std::move(value));
      });
    });
  };
  co_return co_await asio::async_initiate<const asio::use_awaitable_t<>, void(Value)>(
      std::move(start), asio::use_awaitable, std::move(f));
}

}  // namespace cxai::http
