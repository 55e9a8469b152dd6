// Sends HTTP requests and takes their answers, whole or piece by piece.
//
// Input    http and https addresses; proxy and certificates as libcurl finds them (http_proxy, https_proxy, no_proxy,
//          the machine's certificate store)
// Output   any answer, whatever its status: a status is not an error here
// Errors   invalid_input  address or header that cannot be sent
//          unavailable    no connection, time-out, the connection broke; trying again may help
//          corrupt_data   what came is not HTTP, or larger than allowed
//          cancelled      stop was requested; known within milliseconds
//          A message names host and path, never the query, a header or a body.
// Owns     connections, kept open for the next request to the same host
// Threads  any number at once
// Limits   at most 5 redirects, never from https to http; Request::bearer goes to the first host only
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"

namespace cxai::net {

struct Timeouts {
  Millis connect{10'000};
  Millis idle{60'000};  // without a byte in either direction
  Millis total{0};      // of the whole exchange; 0: none
};

// A part of a multipart/form-data body.
struct FormPart {
  std::string name;
  std::string data;
  std::string filename;  // empty: a plain field
  std::string content_type;
};

struct Request {
  std::string method = "GET";
  std::string url;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string bearer;  // secret; sent as Authorization: Bearer
  std::string body;
  std::vector<FormPart> form;  // sent in place of `body` unless empty
  Timeouts timeouts;
  std::uint64_t answer_limit_bytes = 64ULL << 20;  // of send()
};

struct ResponseHead {
  int status = 0;
  std::vector<std::pair<std::string, std::string>> headers;  // of the last answer; names in lower case

  // The value, or "" when absent.
  std::string_view header(std::string_view lower_case_name) const;
};

struct Response {
  ResponseHead head;
  std::string body;
};

// Takes an answer piece by piece. An error ends the exchange and is what exchange() returns.
struct BodySink {
  std::function<Result<>(const ResponseHead&)> head;  // once, before the first piece
  std::function<Result<>(std::string_view)> piece;
};

class Client {
 public:
  Client();
  ~Client();
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  Result<Response> send(const Request& request, const std::stop_token& stop = {});
  Result<ResponseHead> exchange(const Request& request, const BodySink& sink, const std::stop_token& stop = {});

 private:
  class Pool;
  std::unique_ptr<Pool> pool_;
};

}  // namespace cxai::net
