// WebSockets over a real connection: messages both ways, limits, back-pressure, and every way to end.
#include "http/websocket.hpp"

#include <gmock/gmock.h>

#include <atomic>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/buffers_to_string.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/websocket/error.hpp>
#include <future>
#include <mutex>
#include <thread>

#include "http/problem.hpp"
#include "http/server.hpp"

namespace cxai::http {
namespace {

namespace beast = boost::beast;
namespace websocket = beast::websocket;
using testing::ElementsAre;

// What the session saw, for the test to look at while it runs.
struct Seen {
  std::mutex mutex;
  std::vector<std::string> messages;
  int visits = 0;
  int closed = 0;  // the code
  std::function<void()> wake;
  std::string to_say;
  std::atomic<bool> hold{false};

  std::size_t count() {
    const std::scoped_lock lock(mutex);
    return messages.size();
  }
};

class Echo final : public WebSocketSession {
 public:
  explicit Echo(Seen& seen) : seen_(seen) {}
  void listen(std::function<void()> wake) override {
    const std::scoped_lock lock(seen_.mutex);
    seen_.wake = std::move(wake);
  }
  Output next(std::vector<Message> arrived) override {
    while (seen_.hold) std::this_thread::sleep_for(Millis(2));
    const std::scoped_lock lock(seen_.mutex);
    ++seen_.visits;
    Output output;
    if (!seen_.to_say.empty()) output.messages.push_back({false, std::exchange(seen_.to_say, {})});
    for (auto& message : arrived) {
      seen_.messages.push_back(message.bytes);
      if (message.bytes == "end") output.close = Close{4001, std::string(200, 'x') + "ü"};
      if (message.bytes.size() < 100) output.messages.push_back(std::move(message));
    }
    return output;
  }
  void closed(int code) override {
    const std::scoped_lock lock(seen_.mutex);
    seen_.closed = code;
    seen_.wake = nullptr;
  }

 private:
  Seen& seen_;
};

class EchoExchange final : public Exchange {
 public:
  EchoExchange(Request&& request, Seen& seen) : request_(std::move(request)), seen_(seen) {}
  Request& request() override { return request_; }
  std::string_view route() const override { return "/echo"; }
  bool path_is_secret() const override { return true; }
  std::string_view user() const override { return ""; }
  BodyKind body() const override { return BodyKind::none; }
  std::uint64_t max_body_bytes() const override { return 0; }
  std::optional<Response> admit() override {
    if (request_.path == "/forbidden") return problem(403, "permission_denied", "not you");
    return std::nullopt;
  }
  std::optional<Response> begin_body() override { return std::nullopt; }
  std::optional<Response> feed_body(std::string_view) override { return std::nullopt; }
  std::optional<Response> end_body() override { return std::nullopt; }
  Response answer() override {
    Response response;
    response.body = std::make_unique<Echo>(seen_);
    return response;
  }

 private:
  Request request_;
  Seen& seen_;
};

class WebSocketTest : public testing::Test, public Service {
 protected:
  std::expected<std::unique_ptr<Exchange>, Response> open(Request request) override {
    return std::make_unique<EchoExchange>(std::move(request), seen);
  }
  void add_common_headers(Response&) override {}

  void start() {
    options.port = 0;
    auto started = Server::start(options, *this, metrics, [this](const std::string& line) {
      const std::scoped_lock lock(seen.mutex);
      log += line + "\n";
    });
    ASSERT_TRUE(started) << started.error().message;
    server = std::move(*started);
  }

  // A handshake; the error when it is refused.
  boost::system::error_code connect(websocket::stream<asio::ip::tcp::socket>& client, const std::string& path) {
    client.next_layer().connect({asio::ip::address_v4::loopback(), server->port()});
    boost::system::error_code error;
    client.handshake("test", path, error);
    return error;
  }
  std::string receive(websocket::stream<asio::ip::tcp::socket>& client) {
    beast::flat_buffer buffer;
    boost::system::error_code error;
    client.read(buffer, error);
    return error ? "!" + std::to_string(client.reason().code) : beast::buffers_to_string(buffer.data());
  }
  template <class Condition>
  bool eventually(Condition condition) {
    for (int i = 0; i < 2000 && !condition(); ++i) std::this_thread::sleep_for(Millis(5));
    return condition();
  }
  int closed() {
    const std::scoped_lock lock(seen.mutex);
    return seen.closed;
  }

  ServerOptions options;
  Metrics metrics;
  Seen seen;
  std::string log;
  asio::io_context io;
  std::unique_ptr<Server> server;  // last: goes first
};

TEST_F(WebSocketTest, CarriesTextAndBytesBothWays) {
  start();
  websocket::stream<asio::ip::tcp::socket> client(io);
  ASSERT_FALSE(connect(client, "/a-token"));
  client.text(true);
  client.write(asio::buffer(std::string("merhaba")));
  EXPECT_EQ(receive(client), "merhaba");
  EXPECT_TRUE(client.got_text());
  client.binary(true);
  client.write(asio::buffer(std::string("\0\x01", 2)));
  EXPECT_EQ(receive(client), std::string("\0\x01", 2));
  EXPECT_TRUE(client.got_binary());
  EXPECT_EQ(metrics.sockets, 1);
  client.close(websocket::close_code::normal);
  EXPECT_TRUE(eventually([&] { return closed() == 1000; }));
  server->stop();
  EXPECT_EQ(metrics.sockets, 0);
  EXPECT_THAT(log, testing::HasSubstr("GET /echo 101"));
  EXPECT_THAT(log, testing::Not(testing::HasSubstr("a-token")));
}

TEST_F(WebSocketTest, SpeaksUpByItself) {
  start();
  websocket::stream<asio::ip::tcp::socket> client(io);
  ASSERT_FALSE(connect(client, "/"));
  ASSERT_TRUE(eventually([&] {
    const std::scoped_lock lock(seen.mutex);
    return static_cast<bool>(seen.wake);
  }));
  std::function<void()> wake;
  {
    const std::scoped_lock lock(seen.mutex);
    seen.to_say = "news";
    wake = seen.wake;
  }
  wake();
  EXPECT_EQ(receive(client), "news");
}

TEST_F(WebSocketTest, RefusesBeforeTheUpgrade) {
  start();
  websocket::stream<asio::ip::tcp::socket> client(io);
  EXPECT_EQ(connect(client, "/forbidden"), websocket::error::upgrade_declined);
  asio::ip::tcp::socket plain(io);
  plain.connect({asio::ip::address_v4::loopback(), server->port()});
  asio::write(plain, asio::buffer(std::string("GET /echo HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")));
  std::string answer;
  boost::system::error_code error;
  asio::read(plain, asio::dynamic_buffer(answer), error);
  EXPECT_THAT(answer, testing::StartsWith("HTTP/1.1 426"));
  EXPECT_THAT(answer, testing::HasSubstr("Upgrade: websocket"));
}

TEST_F(WebSocketTest, EndsWithCodeAndReasonOfTheSession) {
  start();
  websocket::stream<asio::ip::tcp::socket> client(io);
  ASSERT_FALSE(connect(client, "/"));
  client.write(asio::buffer(std::string("end")));
  EXPECT_EQ(receive(client), "end");
  EXPECT_EQ(receive(client), "!4001");
  EXPECT_EQ(client.reason().reason.size(), 123U);
  EXPECT_TRUE(eventually([&] { return closed() == 4001; }));
}

TEST_F(WebSocketTest, TooLargeAMessageEndsIt) {
  start();
  websocket::stream<asio::ip::tcp::socket> client(io);
  ASSERT_FALSE(connect(client, "/"));
  client.write(asio::buffer(std::string(WebSocket::kMaxMessage, 'x')));
  client.write(asio::buffer(std::string(WebSocket::kMaxMessage + 1, 'x')));
  EXPECT_EQ(receive(client), "!1009");
  EXPECT_TRUE(eventually([&] { return closed() != 0; }));
  EXPECT_EQ(seen.count(), 1U);
}

TEST_F(WebSocketTest, WhatCameBeforeADroppedLineIsHandedOver) {
  options.gather = Millis(500);
  start();
  {
    websocket::stream<asio::ip::tcp::socket> client(io);
    ASSERT_FALSE(connect(client, "/"));
    for (int i = 0; i < 40; ++i) client.write(asio::buffer(std::to_string(i)));
  }
  EXPECT_TRUE(eventually([&] { return closed() == 1006; }));
  EXPECT_EQ(seen.count(), 40U);
  EXPECT_LE(seen.visits, 5);  // gathered
}

TEST_F(WebSocketTest, ASlowSessionSlowsTheSender) {
  options.gather = Millis(0);
  start();
  websocket::stream<asio::ip::tcp::socket> client(io);
  ASSERT_FALSE(connect(client, "/"));
  seen.hold = true;
  constexpr int kCount = 400;  // 25 MB
  std::atomic<int> sent{0};
  const std::string message(WebSocket::kMaxMessage, 'x');
  auto sender = std::async(std::launch::async, [&] {
    for (; sent < kCount; ++sent) client.write(asio::buffer(message));
  });
  EXPECT_EQ(sender.wait_for(Millis(700)), std::future_status::timeout);
  EXPECT_LT(metrics.bytes_received, 2 * WebSocket::kMaxWaiting + WebSocket::kMaxMessage);
  EXPECT_LT(sent, kCount);
  seen.hold = false;
  sender.get();
  EXPECT_TRUE(eventually([&] { return seen.count() == kCount; }));
}

TEST_F(WebSocketTest, StopSaysGoingAway) {
  start();
  websocket::stream<asio::ip::tcp::socket> client(io);
  ASSERT_FALSE(connect(client, "/"));
  auto stopped = std::async(std::launch::async, [&] { server->stop(); });
  EXPECT_EQ(receive(client), "!1001");
  stopped.get();
  EXPECT_EQ(closed(), 1001);
}

TEST_F(WebSocketTest, ASilentLineIsEnded) {
  options.timeouts.socket_idle = Millis(200);
  start();
  websocket::stream<asio::ip::tcp::socket> client(io);  // never reads, so never answers a ping
  ASSERT_FALSE(connect(client, "/"));
  EXPECT_TRUE(eventually([&] { return closed() == 1006; }));
}

}  // namespace
}  // namespace cxai::http
