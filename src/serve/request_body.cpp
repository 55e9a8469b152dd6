#include <boost/asio/redirect_error.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/read.hpp>

#include "serve/connection.hpp"
#include "serve/problem.hpp"

namespace cxai::serve {

namespace http = boost::beast::http;
using boost::system::error_code;

namespace {

constexpr std::size_t kPiece = 128 << 10;
constexpr std::uint64_t kMaxUnwanted = 64 << 10;  // body of a call that takes none

Response too_large(std::uint64_t limit) {
  return problem(413, "too_large", "the body is larger than the limit of " + std::to_string(limit) + " bytes");
}

}  // namespace

asio::awaitable<std::optional<Response>> Connection::read_body(Parser& parser, const Route& route, Request& request) {
  const std::string_view expectation = request.headers.get("Expect");
  if (!expectation.empty() && !parser.is_done()) {
    if (!equals_ignoring_case(expectation, "100-continue"))
      co_return problem(417, "invalid_input", "the only expectation met here is 100-continue");
    const auto length = parser.content_length();
    const bool json_too_long = route.body == BodyKind::json && length && *length > core_.app.options.max_json_bytes;
    if (json_too_long) co_return too_large(core_.app.options.max_json_bytes);
    const bool sent = co_await write_bytes("HTTP/1.1 100 Continue\r\n\r\n", "");
    if (!sent) co_return problem(400, "invalid_input", "the connection ended");
  }
  if (route.body == BodyKind::upload) {
    std::optional<Response> refusal = co_await read_upload(parser, request);
    co_return refusal;
  }
  const std::uint64_t limit = route.body == BodyKind::json ? core_.app.options.max_json_bytes : kMaxUnwanted;
  std::optional<Response> refusal = co_await read_json(parser, limit, request);
  co_return refusal;
}

asio::awaitable<Result<std::string_view>> Connection::read_piece(Parser& parser) {
  piece_.resize(kPiece);
  parser.get().body().data = piece_.data();
  parser.get().body().size = piece_.size();
  stream_.expires_after(core_.app.options.timeouts.progress);
  error_code error;
  co_await http::async_read(stream_, buffer_, parser, asio::redirect_error(asio::use_awaitable, error));
  if (error && error != http::error::need_buffer)
    co_return fail(ErrorCode::invalid_input, "the body ended too early or is not what its head said");
  const std::size_t n = piece_.size() - parser.get().body().size;
  core_.app.metrics.bytes_received += n;
  co_return std::string_view(piece_.data(), n);
}

asio::awaitable<std::optional<Response>> Connection::read_json(Parser& parser, std::uint64_t limit, Request& request) {
  if (const auto length = parser.content_length(); length && *length > limit) co_return too_large(limit);
  while (!parser.is_done()) {
    const Result<std::string_view> piece = co_await read_piece(parser);
    if (!piece) co_return problem(piece.error(), request.id);
    if (request.body.size() + piece->size() > limit) co_return too_large(limit);
    request.body += *piece;
  }
  co_return std::nullopt;
}

asio::awaitable<std::optional<Response>> Connection::read_upload(Parser& parser, Request& request) {
  const std::uint64_t limit = core_.app.options.max_upload_bytes;
  // At most three files and their heads; a body of unknown length is stopped when a file passes its limit.
  if (const auto length = parser.content_length(); length && *length / 3 > limit + (1 << 20))
    co_return too_large(limit);
  auto open = [this, limit, &request] {
    return Upload::begin(core_.app.services.blobs.scratch(), limit, request.headers.get("Content-Type"),
                         request.query_value("filename"));
  };
  Result<std::unique_ptr<Upload>> upload = co_await on_worker(core_, std::move(open));
  if (!upload) co_return problem(upload.error(), request.id);
  upload_ = std::move(*upload);
  while (!parser.is_done()) {
    const Result<std::string_view> piece = co_await read_piece(parser);
    if (!piece) co_return problem(piece.error(), request.id);
    auto feed = [this, bytes = *piece] { return upload_->feed(bytes); };
    const Result<> fed = co_await on_worker(core_, std::move(feed));
    if (!fed && upload_->too_large()) co_return problem(413, "too_large", fed.error().message);
    if (!fed) co_return problem(fed.error(), request.id);
  }
  auto close = [this] { return upload_->finish(); };
  Result<std::vector<pipeline::UploadedFile>> files = co_await on_worker(core_, std::move(close));
  if (!files) co_return problem(files.error(), request.id);
  request.files = std::move(*files);
  co_return std::nullopt;
}

}  // namespace cxai::serve
