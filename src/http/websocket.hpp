// One WebSocket: moves messages between the network and the application's session until either side ends it.
//
// Flow      messages that arrive are gathered for up to `gather` and handed to the session in one visit to a worker,
//           so that many small ones cost little; the first after a pause goes at once
// Limits    a message 64 KiB; `kMaxWaiting` bytes not yet handed over: then nothing more is read, and the sender
//           feels it. What the session says is asked for only when everything before is written
// Threads   one strand, that of the connection
// Source    RFC 6455
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/buffer_body.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/websocket/stream.hpp>
#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "http/core.hpp"
#include "http/message.hpp"

namespace cxai::http {

class WebSocket : public std::enable_shared_from_this<WebSocket> {
 public:
  using Handshake = boost::beast::http::request<boost::beast::http::buffer_body>;
  static constexpr std::size_t kMaxMessage = 64 << 10;
  static constexpr std::size_t kMaxWaiting = 1 << 20;

  // Borrows the stream, which must outlive run().
  WebSocket(Core& core, boost::beast::tcp_stream& stream, std::unique_ptr<WebSocketSession> session);

  // Until the end. The close code: 1000 and so on, 1006 when the line went dead.
  asio::awaitable<int> run(const Handshake& handshake, std::string request_id);
  void finish();  // on the strand: ends with 1001

 private:
  void wake();
  void end();
  asio::awaitable<void> read_messages();
  asio::awaitable<void> talk();
  asio::awaitable<void> wait_for_something();
  asio::awaitable<bool> write(const WebSocketSession::Output& output);  // false: it is over

  Core& core_;
  boost::beast::websocket::stream<boost::beast::tcp_stream&> stream_;
  std::unique_ptr<WebSocketSession> session_;
  boost::beast::flat_buffer buffer_;
  asio::steady_timer alarm_;  // of talk()
  asio::steady_timer room_;   // of read_messages(), while too much is waiting
  std::vector<WebSocketSession::Message> waiting_;
  std::size_t waiting_bytes_ = 0;
  std::chrono::steady_clock::time_point handed_over_{};
  bool woken_ = true;       // the session is asked once at the start
  bool gathering_ = false;  // more messages do not wake talk()
  bool reading_ = false;
  bool ended_ = false;
};

}  // namespace cxai::http
