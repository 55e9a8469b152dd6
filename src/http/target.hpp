// Request targets: "/v1/x%20y?a=1&b=2" -> path and query, decoded and checked.
//
// Errors   invalid_input: not an absolute path, a broken percent escape, bytes that are no UTF-8 or control
//          characters, or a path that leaves its folder ("..", "//", "\")
// Source   RFC 3986; application/x-www-form-urlencoded for the query ('+' is a space)
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace cxai::http {

struct Target {
  std::string path;
  std::map<std::string, std::string> query;
};

Result<Target> parse_target(std::string_view target);

// The parameters of `path` when it fits: "/v1/jobs/{id}" · "/x/name.{format}" (a segment with a fixed beginning) ·
// "/{file...}" (all the rest).
std::optional<std::map<std::string, std::string>> match_pattern(std::string_view pattern, std::string_view path);

}  // namespace cxai::http
