// Request targets: "/v1/x%20y?a=1&b=2" -> path and query, decoded and checked.
//
// Errors   invalid_input: not an absolute path, a broken percent escape, bytes that are no UTF-8 or control
//          characters, or a path that leaves its folder ("..", "//", "\")
// Source   RFC 3986; application/x-www-form-urlencoded for the query ('+' is a space)
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace cxai::serve {

struct Target {
  std::string path;
  std::map<std::string, std::string> query;
};

Result<Target> parse_target(std::string_view target);

}  // namespace cxai::serve
