#include "http/websocket.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/beast/core/buffers_to_string.hpp>
#include <utility>

namespace cxai::http {

namespace beast = boost::beast;
namespace websocket = boost::beast::websocket;
using boost::system::error_code;

namespace {

constexpr std::size_t kMaxReason = 123;  // bytes of UTF-8, of the protocol

websocket::close_reason close_reason(const WebSocketSession::Close& close) {
  std::string_view reason = close.reason;
  if (reason.size() > kMaxReason) {
    reason = reason.substr(0, kMaxReason);
    while (!reason.empty() && (static_cast<unsigned char>(reason.back()) & 0xC0) == 0x80) reason.remove_suffix(1);
    if (!reason.empty() && static_cast<unsigned char>(reason.back()) >= 0xC0) reason.remove_suffix(1);
  }
  return {static_cast<websocket::close_code>(close.code), beast::string_view(reason.data(), reason.size())};
}

}  // namespace

WebSocket::WebSocket(Core& core, beast::tcp_stream& stream, std::unique_ptr<WebSocketSession> session)
    : core_(core),
      stream_(stream),
      session_(std::move(session)),
      alarm_(stream.get_executor()),
      room_(stream.get_executor()) {}

asio::awaitable<int> WebSocket::run(const Handshake& handshake, std::string request_id) {
  websocket::stream_base::timeout limits;
  limits.handshake_timeout = core_.options.timeouts.header;
  limits.idle_timeout = core_.options.timeouts.socket_idle;
  limits.keep_alive_pings = true;
  stream_.next_layer().expires_never();  // the WebSocket has its own
  stream_.set_option(limits);
  stream_.set_option(websocket::stream_base::decorator(
      [&](websocket::response_type& response) { response.set("X-Request-Id", request_id); }));
  stream_.read_message_max(kMaxMessage);
  error_code error;
  co_await stream_.async_accept(handshake, asio::redirect_error(asio::use_awaitable, error));
  if (error) co_return 1006;

  ++core_.metrics.sockets;
  session_->listen([weak = weak_from_this(), strand = stream_.get_executor()] {
    asio::post(strand, [weak] {
      if (const auto self = weak.lock()) self->wake();
    });
  });
  reading_ = true;
  asio::co_spawn(
      stream_.get_executor(),
      [self = shared_from_this()]() -> asio::awaitable<void> { co_await self->read_messages(); }, asio::detached);
  co_await talk();
  while (reading_) {  // the reader ends with the line
    error_code ignored;
    alarm_.expires_after(core_.options.timeouts.grace);
    co_await alarm_.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
    if (reading_) stream_.next_layer().close();
  }
  const int code =
      stream_.reason().code == websocket::close_code::none ? 1006 : static_cast<int>(stream_.reason().code);
  auto last = [this, code] {
    session_->closed(code);
    session_.reset();
    return true;
  };
  co_await on_worker(core_, std::move(last));
  --core_.metrics.sockets;
  co_return code;
}

void WebSocket::finish() {
  gathering_ = false;
  wake();
}

void WebSocket::wake() {
  woken_ = true;
  if (!gathering_) alarm_.cancel();
}

void WebSocket::end() {
  ended_ = true;
  gathering_ = false;
  wake();
  room_.cancel();
}

asio::awaitable<void> WebSocket::read_messages() {
  error_code error;
  while (!ended_) {
    const std::size_t bytes = co_await stream_.async_read(buffer_, asio::redirect_error(asio::use_awaitable, error));
    if (error) break;
    core_.metrics.bytes_received += bytes;
    waiting_.push_back({stream_.got_binary(), beast::buffers_to_string(buffer_.data())});
    buffer_.consume(buffer_.size());
    waiting_bytes_ += bytes + sizeof(WebSocketSession::Message);
    wake();
    while (waiting_bytes_ >= kMaxWaiting && !ended_) {
      error_code ignored;
      room_.expires_at(asio::steady_timer::time_point::max());
      co_await room_.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
    }
  }
  reading_ = false;
  end();
}

asio::awaitable<void> WebSocket::wait_for_something() {
  error_code ignored;
  while (!woken_) {
    alarm_.expires_at(asio::steady_timer::time_point::max());
    co_await alarm_.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
  }
  const auto due = handed_over_ + core_.options.gather;
  if (ended_ || core_.stopping || std::chrono::steady_clock::now() >= due) co_return;
  gathering_ = true;
  alarm_.expires_at(due);
  co_await alarm_.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
  gathering_ = false;
}

asio::awaitable<void> WebSocket::talk() {
  while (true) {
    co_await wait_for_something();
    woken_ = false;
    handed_over_ = std::chrono::steady_clock::now();
    const bool last = ended_;  // what came before the end is still handed over
    std::vector<WebSocketSession::Message> arrived = std::exchange(waiting_, {});
    waiting_bytes_ = 0;
    room_.cancel();
    auto visit = [this, arrived = std::move(arrived)]() mutable { return session_->next(std::move(arrived)); };
    WebSocketSession::Output output = co_await on_worker(core_, std::move(visit));
    if (last) co_return;
    if (!output.close && core_.stopping) output.close = {1001, "the server is stopping"};
    const bool goes_on = co_await write(output);
    if (!goes_on) co_return;
  }
}

asio::awaitable<bool> WebSocket::write(const WebSocketSession::Output& output) {
  error_code error;
  for (const auto& message : output.messages) {
    stream_.binary(message.binary);
    co_await stream_.async_write(asio::buffer(message.bytes), asio::redirect_error(asio::use_awaitable, error));
    if (error) break;
    core_.metrics.bytes_sent += message.bytes.size();
  }
  if (!error && output.close)
    co_await stream_.async_close(close_reason(*output.close), asio::redirect_error(asio::use_awaitable, error));
  if (!error && !output.close) co_return true;
  end();
  co_return false;
}

}  // namespace cxai::http
