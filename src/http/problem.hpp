// Errors on the wire: application/problem+json.
//
// Limits   what went wrong inside (status 500 and above) is told in general words with the request's id; the log has
//          the rest
// Source   RFC 9457
#pragma once

#include <string_view>

#include "base/result.hpp"
#include "http/message.hpp"

namespace cxai::http {

constexpr int http_status(ErrorCode code) {
  switch (code) {
    case ErrorCode::invalid_input:
      return 400;
    case ErrorCode::not_found:
      return 404;
    case ErrorCode::conflict:
      return 409;
    case ErrorCode::unsupported:
      return 415;
    case ErrorCode::corrupt_data:
      return 500;
    case ErrorCode::unavailable:
      return 503;
    case ErrorCode::cancelled:
      return 503;
    case ErrorCode::permission_denied:
      return 403;
  }
  return 500;
}

Response problem(int status, std::string_view code, std::string_view detail);

// `request_id` stands in the text of errors that must not say more.
Response problem(const Error& error, std::string_view request_id);

}  // namespace cxai::http
