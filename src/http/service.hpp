// What the server answers with: one Service for all addresses, one Exchange for each request.
//
// Flow     open() → admit() → the body, if any → answer(); a response on the way ends it
// Threads  open() on network threads: it must not block. The rest of an exchange on worker threads, one call at a
//          time; these may block on the store and the disk
#pragma once

#include <cstdint>
#include <expected>
#include <memory>
#include <optional>
#include <string_view>

#include "base/result.hpp"
#include "http/message.hpp"

namespace cxai::http {

enum class BodyKind : std::uint8_t {
  none,    // what comes all the same is read and dropped, up to 64 KiB
  text,    // gathered in Request::body
  stream,  // handed on piece by piece
};

class Exchange {
 public:
  virtual ~Exchange() = default;

  virtual Request& request() = 0;
  virtual std::string_view route() const = 0;  // for counting: one of a bounded number of names
  virtual bool path_is_secret() const = 0;     // the access log then has the route in place of the path
  virtual std::string_view user() const = 0;   // for the access log, after admit(); "" when nobody is known
  virtual BodyKind body() const = 0;
  virtual std::uint64_t max_body_bytes() const = 0;

  // May they? The refusal when not; nullopt: read the body and call answer().
  virtual std::optional<Response> admit() = 0;

  // Of BodyKind::stream. A response means the body was refused; nothing more of it is read then.
  virtual std::optional<Response> begin_body() = 0;
  virtual std::optional<Response> feed_body(std::string_view bytes) = 0;
  virtual std::optional<Response> end_body() = 0;

  virtual Response answer() = 0;
};

class Service {
 public:
  virtual ~Service() = default;

  // The exchange, or what says that there is nothing at this address. Fills in request.params.
  virtual std::expected<std::unique_ptr<Exchange>, Response> open(Request request) = 0;

  // Sets what every response carries, error or not.
  virtual void add_common_headers(Response& response) = 0;
};

}  // namespace cxai::http
