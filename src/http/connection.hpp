// One client: its requests one after another, until either side ends.
//
// Threads  its coroutine runs on one strand; finish() and abort() from any thread
#pragma once

#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/buffer_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "http/core.hpp"
#include "http/message.hpp"
#include "http/websocket.hpp"

namespace cxai::http {

class Connection : public std::enable_shared_from_this<Connection> {
 public:
  Connection(Core& core, asio::ip::tcp::socket socket);

  asio::awaitable<void> run();
  void finish();  // ends now when idle or streaming events, else after the response under way
  void abort();   // ends now
  asio::any_io_executor executor() { return stream_.get_executor(); }

 private:
  using Parser = boost::beast::http::request_parser<boost::beast::http::buffer_body>;
  enum class Next { request, close };

  // connection.cpp
  asio::awaitable<Next> serve_one();
  asio::awaitable<bool> wait_for_bytes();
  asio::awaitable<Response> answer(Parser& parser, std::string_view id);
  asio::awaitable<void> drain();
  // Takes the place of write() for a WebSocket. The status to record.
  asio::awaitable<int> run_socket(const Parser& parser, Response& response, std::string_view id);
  void record(Method method, std::string_view route, std::string_view target, std::string_view id, int status);

  // request_body.cpp: a response means the body was refused; nothing more of it is read then
  asio::awaitable<std::optional<Response>> read_body(Parser& parser);
  asio::awaitable<std::optional<Response>> read_text(Parser& parser, std::uint64_t limit);
  asio::awaitable<std::optional<Response>> read_stream(Parser& parser);
  asio::awaitable<Result<std::string_view>> read_piece(Parser& parser);

  // response_body.cpp: false means the client is gone
  asio::awaitable<bool> write(Response& response, bool keep_alive, bool head_only);
  asio::awaitable<bool> write_bytes(std::string_view head, std::string_view body);
  asio::awaitable<bool> write_file(FileBody& file);
  asio::awaitable<void> write_events(EventSource& source);
  asio::awaitable<void> watch();

  Core& core_;
  boost::beast::tcp_stream stream_;
  boost::beast::flat_buffer buffer_;
  asio::steady_timer timer_;            // of an event stream
  std::vector<char> piece_;             // of a body
  std::unique_ptr<Exchange> exchange_;  // under way; none for what was no request or had no address
  std::shared_ptr<WebSocket> socket_;   // while the connection is one
  std::string peer_;
  std::chrono::steady_clock::time_point began_{};
  std::uint64_t sent_ = 0;  // body bytes of the response under way
  bool idle_ = false;       // no request under way: finish() may close
  bool woken_ = false;      // an event stream has something to send
  bool watching_ = false;   // watch() reads
  bool gone_ = false;       // the client closed an event stream
};

}  // namespace cxai::http
