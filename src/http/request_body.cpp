#include <boost/asio/redirect_error.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/read.hpp>

#include "http/connection.hpp"
#include "http/problem.hpp"

namespace cxai::http {

namespace wire = boost::beast::http;
using boost::system::error_code;

namespace {

constexpr std::size_t kPiece = 128 << 10;
constexpr std::uint64_t kMaxUnwanted = 64 << 10;  // body of a call that takes none

Response too_large(std::uint64_t limit) {
  return problem(413, "too_large", "the body is larger than the limit of " + std::to_string(limit) + " bytes");
}

}  // namespace

asio::awaitable<std::optional<Response>> Connection::read_body(Parser& parser) {
  const BodyKind kind = exchange_->body();
  const std::uint64_t limit = kind == BodyKind::none ? kMaxUnwanted : exchange_->max_body_bytes();
  const bool too_long = parser.content_length() && *parser.content_length() > limit;
  const std::string_view expectation = exchange_->request().headers.get("Expect");
  if (!expectation.empty() && !parser.is_done()) {
    if (!equals_ignoring_case(expectation, "100-continue"))
      co_return problem(417, "invalid_input", "the only expectation met here is 100-continue");
    if (too_long) co_return too_large(limit);
    const bool sent = co_await write_bytes("HTTP/1.1 100 Continue\r\n\r\n", "");
    if (!sent) co_return problem(400, "invalid_input", "the connection ended");
  }
  if (too_long) co_return too_large(limit);
  if (kind == BodyKind::stream) {
    std::optional<Response> refusal = co_await read_stream(parser);
    co_return refusal;
  }
  std::optional<Response> refusal = co_await read_text(parser, limit);
  co_return refusal;
}

asio::awaitable<Result<std::string_view>> Connection::read_piece(Parser& parser) {
  piece_.resize(kPiece);
  parser.get().body().data = piece_.data();
  parser.get().body().size = piece_.size();
  stream_.expires_after(core_.options.timeouts.progress);
  error_code error;
  co_await wire::async_read(stream_, buffer_, parser, asio::redirect_error(asio::use_awaitable, error));
  if (error && error != wire::error::need_buffer)
    co_return fail(ErrorCode::invalid_input, "the body ended too early or is not what its head said");
  const std::size_t n = piece_.size() - parser.get().body().size;
  core_.metrics.bytes_received += n;
  co_return std::string_view(piece_.data(), n);
}

asio::awaitable<std::optional<Response>> Connection::read_text(Parser& parser, std::uint64_t limit) {
  Request& request = exchange_->request();
  while (!parser.is_done()) {
    const Result<std::string_view> piece = co_await read_piece(parser);
    if (!piece) co_return problem(piece.error(), request.id);
    if (request.body.size() + piece->size() > limit) co_return too_large(limit);
    request.body += *piece;
  }
  co_return std::nullopt;
}

asio::awaitable<std::optional<Response>> Connection::read_stream(Parser& parser) {
  auto begin = [this] { return exchange_->begin_body(); };
  std::optional<Response> refusal = co_await on_worker(core_, std::move(begin));
  while (!refusal && !parser.is_done()) {
    const Result<std::string_view> piece = co_await read_piece(parser);
    if (!piece) co_return problem(piece.error(), exchange_->request().id);
    auto feed = [this, bytes = *piece] { return exchange_->feed_body(bytes); };
    refusal = co_await on_worker(core_, std::move(feed));
  }
  if (refusal) co_return std::move(*refusal);
  auto end = [this] { return exchange_->end_body(); };
  refusal = co_await on_worker(core_, std::move(end));
  co_return refusal;
}

}  // namespace cxai::http
