#include "http/connection.hpp"

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/websocket/rfc6455.hpp>
#include <cstdio>
#include <optional>

#include "base/hash.hpp"
#include "http/problem.hpp"
#include "http/target.hpp"

namespace cxai::http {

namespace beast = boost::beast;
namespace wire = boost::beast::http;
using boost::system::error_code;

namespace {

constexpr std::uint32_t kMaxHead = 16 << 10;
constexpr std::size_t kMaxBuffer = 64 << 10;
constexpr std::size_t kMaxDrain = 64 << 20;
constexpr std::chrono::seconds kDrainTime{5};

Method method_of(wire::verb verb) {
  if (verb == wire::verb::get) return Method::get;
  if (verb == wire::verb::head) return Method::head;
  if (verb == wire::verb::post) return Method::post;
  if (verb == wire::verb::put) return Method::put;
  if (verb == wire::verb::patch) return Method::patch;
  if (verb == wire::verb::delete_) return Method::del;
  return Method::other;
}

std::string_view view(beast::string_view text) {
  return {text.data(), text.size()};
}

// The id the client chose, when it is a plain one; otherwise a new one.
std::string request_id(std::string_view given) {
  const bool plain = !given.empty() && given.size() <= 64 && std::ranges::all_of(given, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
  });
  return plain ? std::string(given) : base::new_id("req_");
}

// For the log: without the query, without anything that could look like another line.
std::string loggable(std::string_view target) {
  std::string path(target.substr(0, std::min(target.find('?'), std::size_t{200})));
  for (char& c : path)
    if (static_cast<unsigned char>(c) <= 0x20 || static_cast<unsigned char>(c) >= 0x7F) c = '?';
  return path;
}

}  // namespace

Connection::Connection(Core& core, asio::ip::tcp::socket socket)
    : core_(core), stream_(std::move(socket)), buffer_(kMaxBuffer), timer_(stream_.get_executor()) {
  error_code ignored;
  stream_.socket().set_option(asio::ip::tcp::no_delay(true), ignored);
  const auto endpoint = stream_.socket().remote_endpoint(ignored);
  if (!ignored) peer_ = endpoint.address().to_string();
}

void Connection::finish() {
  asio::post(executor(), [self = shared_from_this()] {
    self->timer_.cancel();
    if (self->socket_) self->socket_->finish();
    if (self->idle_) self->stream_.close();
  });
}

void Connection::abort() {
  asio::post(executor(), [self = shared_from_this()] {
    self->timer_.cancel();
    self->stream_.close();
  });
}

asio::awaitable<void> Connection::run() {
  Next next = Next::request;
  while (next == Next::request && !core_.stopping) next = co_await serve_one();
  co_await drain();
  stream_.close();
}

asio::awaitable<bool> Connection::wait_for_bytes() {
  if (buffer_.size() > 0) co_return true;
  idle_ = true;
  stream_.expires_after(core_.options.timeouts.idle);
  error_code error;
  const std::size_t n =
      co_await stream_.async_read_some(buffer_.prepare(4096), asio::redirect_error(asio::use_awaitable, error));
  idle_ = false;
  if (error) co_return false;
  buffer_.commit(n);
  co_return true;
}

asio::awaitable<Connection::Next> Connection::serve_one() {
  const bool came = co_await wait_for_bytes();
  if (!came) co_return Next::close;
  began_ = std::chrono::steady_clock::now();
  sent_ = 0;
  Parser parser;
  parser.header_limit(kMaxHead);
  parser.body_limit(boost::none);  // limits are the routes'
  stream_.expires_after(core_.options.timeouts.header);
  error_code error;
  co_await wire::async_read_header(stream_, buffer_, parser, asio::redirect_error(asio::use_awaitable, error));

  exchange_.reset();
  Response response;
  std::string target;
  std::string id;
  Method method = Method::other;
  std::string_view route = "malformed";
  bool keep_alive = false;
  if (error) {
    const bool too_large = error == wire::error::header_limit || error == wire::error::buffer_overflow;
    const bool malformed = error.category() == make_error_code(wire::error::bad_method).category() &&
                           error != wire::error::end_of_stream && error != wire::error::partial_message;
    if (!malformed) co_return Next::close;
    id = request_id("");
    response = too_large ? problem(431, "invalid_input", "the head of a request may have 16 KiB")
                         : problem(400, "invalid_input", "this is not an HTTP/1.1 request");
  } else {
    const auto& message = parser.get();
    target = loggable(view(message.target()));
    id = request_id(view(message["X-Request-Id"]));
    method = method_of(message.method());
    response = co_await answer(parser, id);
    route = exchange_ ? exchange_->route() : "unmatched";
    if (exchange_ && exchange_->path_is_secret()) target = route;
    const bool socket = std::holds_alternative<std::unique_ptr<WebSocketSession>>(response.body);
    if (socket && beast::websocket::is_upgrade(message) && buffer_.size() == 0) {
      const int status = co_await run_socket(parser, response, id);
      record(method, route, target, id, status);
      exchange_.reset();
      co_return Next::close;
    }
    if (socket) {
      response = problem(426, "upgrade_required", "this address speaks WebSocket (RFC 6455, version 13)");
      response.headers.set("Upgrade", "websocket");
    }
    keep_alive = message.keep_alive() && parser.is_done() && !core_.stopping &&
                 !std::holds_alternative<std::unique_ptr<EventSource>>(response.body);
  }
  response.headers.set("X-Request-Id", id);
  core_.service.add_common_headers(response);
  const bool written = co_await write(response, keep_alive, method == Method::head);
  record(method, route, target, id, response.status);
  exchange_.reset();
  co_return written&& keep_alive ? Next::request : Next::close;
}

asio::awaitable<Response> Connection::answer(Parser& parser, std::string_view id) {
  const auto& message = parser.get();
  Request request;
  request.method = method_of(message.method());
  request.peer = peer_;
  request.id = id;
  for (const auto& field : message) {
    // Of a field that comes twice the values belong together; cookies have their own separator.
    const std::string_view name = view(field.name_string());
    const std::string_view separator = equals_ignoring_case(name, "Cookie") ? "; " : ", ";
    const std::string before(request.headers.get(name));
    request.headers.set(name, before.empty() ? std::string(view(field.value()))
                                             : before + std::string(separator) + std::string(view(field.value())));
  }
  if (message.version() == 11 && message.count(wire::field::host) != 1)
    co_return problem(400, "invalid_input", "a request names its host once");
  auto target = parse_target(view(message.target()));
  if (!target) co_return problem(target.error(), id);
  request.path = std::move(target->path);
  request.query = std::move(target->query);
  auto opened = core_.service.open(std::move(request));
  if (!opened) co_return std::move(opened.error());
  exchange_ = std::move(*opened);

  // Without a body to wait for, one visit to the workers does it all.
  if (parser.is_done() && exchange_->body() == BodyKind::none) {
    auto work = [this]() -> Response {
      auto refusal = exchange_->admit();
      return refusal ? std::move(*refusal) : exchange_->answer();
    };
    Response response = co_await on_worker(core_, std::move(work));
    co_return response;
  }
  auto check = [this] { return exchange_->admit(); };
  std::optional<Response> refusal = co_await on_worker(core_, std::move(check));
  if (refusal) co_return std::move(*refusal);
  refusal = co_await read_body(parser);
  if (refusal) co_return std::move(*refusal);
  auto work = [this] { return exchange_->answer(); };
  Response response = co_await on_worker(core_, std::move(work));
  co_return response;
}

asio::awaitable<int> Connection::run_socket(const Parser& parser, Response& response, std::string_view id) {
  auto& session = std::get<std::unique_ptr<WebSocketSession>>(response.body);
  socket_ = std::make_shared<WebSocket>(core_, stream_, std::move(session));
  const int code = co_await socket_->run(parser.get(), std::string(id));
  socket_.reset();
  gone_ = true;  // nothing left to read
  core_.log("socket " + std::string(id) + " closed " + std::to_string(code));
  co_return 101;
}

// Reads on for a moment after the last response, so that a client still sending sees it before the line goes dead.
asio::awaitable<void> Connection::drain() {
  error_code error;
  stream_.socket().shutdown(asio::ip::tcp::socket::shutdown_send, error);
  if (error || core_.stopping || gone_) co_return;
  if (watching_) {  // watch() is the one that reads; it ends the wait
    timer_.expires_after(kDrainTime);
    co_await timer_.async_wait(asio::redirect_error(asio::use_awaitable, error));
    co_return;
  }
  idle_ = true;
  stream_.expires_after(kDrainTime);
  if (piece_.empty()) piece_.resize(16 << 10);
  std::size_t left = kMaxDrain;
  while (!error && left > 0) {
    const std::size_t n =
        co_await stream_.async_read_some(asio::buffer(piece_), asio::redirect_error(asio::use_awaitable, error));
    left -= std::min(left, n);
  }
}

void Connection::record(Method method, std::string_view route, std::string_view target, std::string_view id,
                        int status) {
  const auto took = std::chrono::steady_clock::now() - began_;
  core_.metrics.count_request(to_string(method), route, status, took);
  core_.metrics.bytes_sent += sent_;
  const std::string_view user = exchange_ ? exchange_->user() : "";
  std::string line = "access " + std::string(id) + " " + (peer_.empty() ? "-" : peer_) + " ";
  line.append(user.empty() ? "-" : user)
      .append(" ")
      .append(to_string(method))
      .append(" ")
      .append(target.empty() ? "-" : target)
      .append(" ");
  char numbers[64];
  std::snprintf(numbers, sizeof numbers, "%d %llu B %.1f ms", status, static_cast<unsigned long long>(sent_),
                std::chrono::duration<double, std::milli>(took).count());
  core_.log(line + numbers);
}

}  // namespace cxai::http
