#include <unistd.h>

#include <algorithm>
#include <array>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/write.hpp>
#include <cerrno>

#include "http/connection.hpp"

namespace cxai::http {

using boost::system::error_code;

namespace {

constexpr std::size_t kPiece = 128 << 10;

}  // namespace

asio::awaitable<bool> Connection::write(Response& response, bool keep_alive, bool head_only) {
  const std::string head = write_head(response, keep_alive);
  std::string_view body;
  if (const auto* own = std::get_if<std::string>(&response.body)) body = *own;
  if (const auto* lasting = std::get_if<std::string_view>(&response.body)) body = *lasting;
  const bool bodiless = head_only || response.status == 204 || response.status == 304;
  if (bodiless) body = {};
  const bool written = co_await write_bytes(head, body);
  if (!written || bodiless) co_return written;
  if (auto* file = std::get_if<FileBody>(&response.body)) {
    const bool whole = co_await write_file(*file);
    co_return whole;
  }
  if (auto* source = std::get_if<std::unique_ptr<EventSource>>(&response.body)) {
    co_await write_events(**source);
    source->reset();
    co_return false;
  }
  co_return true;
}

// Piece by piece, each with its own time, so that a slow client is waited for and one that stopped is not.
asio::awaitable<bool> Connection::write_bytes(std::string_view head, std::string_view body) {
  error_code error;
  while (!head.empty() || !body.empty()) {
    const std::string_view piece = body.substr(0, kPiece);
    const std::array<asio::const_buffer, 2> buffers{asio::buffer(head.data(), head.size()),
                                                    asio::buffer(piece.data(), piece.size())};
    stream_.expires_after(core_.options.timeouts.progress);
    co_await asio::async_write(stream_, buffers, asio::redirect_error(asio::use_awaitable, error));
    if (error) co_return false;
    sent_ += piece.size();
    head = {};
    body.remove_prefix(piece.size());
  }
  co_return true;
}

asio::awaitable<bool> Connection::write_file(FileBody& file) {
  piece_.resize(kPiece);
  std::uint64_t at = file.offset;
  const std::uint64_t end = file.offset + file.length;
  while (at < end) {
    const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(kPiece, end - at));
    auto read = [this, &file, fd = file.fd.get(), at, wanted] {
      ssize_t n = 0;
      if (file.sealed) {
        const auto got = file.sealed->read_at(at, {piece_.data(), wanted});
        return got ? static_cast<ssize_t>(*got) : -1;
      }
      do n = ::pread(fd, piece_.data(), wanted, static_cast<off_t>(at));
      while (n < 0 && errno == EINTR);
      return n;
    };
    const ssize_t n = co_await on_worker(core_, std::move(read));
    if (n <= 0) co_return false;  // shorter than promised: the client sees the connection end early
    const bool written = co_await write_bytes("", std::string_view(piece_.data(), static_cast<std::size_t>(n)));
    if (!written) co_return false;
    at += static_cast<std::uint64_t>(n);
  }
  co_return true;
}

asio::awaitable<void> Connection::write_events(EventSource& source) {
  source.listen([weak = weak_from_this(), strand = executor()] {
    asio::post(strand, [weak] {
      const auto self = weak.lock();
      if (!self) return;
      self->woken_ = true;
      self->timer_.cancel();
    });
  });
  ++core_.metrics.event_streams;
  stream_.expires_never();
  watching_ = true;
  asio::co_spawn(
      executor(), [self = shared_from_this()]() -> asio::awaitable<void> { co_await self->watch(); }, asio::detached);
  bool tick = false;
  while (!gone_ && !core_.stopping) {
    woken_ = false;
    auto pump = [&source, tick] { return source.next(tick); };
    const EventSource::Chunk chunk = co_await on_worker(core_, std::move(pump));
    if (gone_) break;
    if (!chunk.text.empty()) {
      const bool written = co_await write_bytes(chunk.text, "");
      if (!written) break;
      sent_ += chunk.text.size();
    }
    if (chunk.ended) break;
    tick = false;
    if (woken_ || gone_ || core_.stopping) continue;
    error_code error;
    timer_.expires_after(core_.options.timeouts.keep_alive);
    co_await timer_.async_wait(asio::redirect_error(asio::use_awaitable, error));
    tick = !error;
  }
  --core_.metrics.event_streams;
}

// Reads what nobody should send, to learn at once when the client goes.
asio::awaitable<void> Connection::watch() {
  std::array<char, 512> ignored{};
  error_code error;
  while (!error) {
    const std::size_t n =
        co_await stream_.async_read_some(asio::buffer(ignored), asio::redirect_error(asio::use_awaitable, error));
    if (n == 0) break;
  }
  watching_ = false;
  gone_ = true;
  timer_.cancel();
}

}  // namespace cxai::http
