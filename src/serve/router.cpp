#include "serve/router.hpp"

#include <algorithm>
#include <optional>

namespace cxai::serve {
namespace {

std::string_view take_segment(std::string_view& path) {
  path.remove_prefix(1);  // '/'
  const auto end = std::min(path.find('/'), path.size());
  const std::string_view segment = path.substr(0, end);
  path.remove_prefix(end);
  return segment;
}

std::optional<std::map<std::string, std::string>> match(std::string_view pattern, std::string_view path) {
  std::map<std::string, std::string> params;
  while (!pattern.empty() && !path.empty()) {
    const std::string_view all = path.substr(1);
    const std::string_view wanted = take_segment(pattern);
    const std::string_view given = take_segment(path);
    const auto brace = wanted.find('{');
    if (brace == std::string_view::npos) {
      if (wanted != given) return std::nullopt;
      continue;
    }
    std::string_view name = wanted.substr(brace + 1, wanted.size() - brace - 2);
    if (name.ends_with("...")) {
      name.remove_suffix(3);
      params[std::string(name)] = all;
      return params;
    }
    if (!given.starts_with(wanted.substr(0, brace)) || given.size() == brace) return std::nullopt;
    params[std::string(name)] = given.substr(brace);
  }
  if (!pattern.empty() || !path.empty()) return std::nullopt;
  return params;
}

bool below_v1(std::string_view path) {
  return path == "/v1" || path.starts_with("/v1/");
}

}  // namespace

std::expected<RouteMatch, RouteMiss> find_route(std::span<const Route> routes, Method method, std::string_view path) {
  const Method wanted = method == Method::head ? Method::get : method;
  RouteMiss miss;
  for (const Route& route : routes) {
    if (below_v1(path) != below_v1(route.pattern)) continue;
    auto params = match(route.pattern, path);
    if (!params) continue;
    if (route.method == wanted) return RouteMatch{&route, std::move(*params)};
    miss.status = 405;
    const std::string name = to_string(route.method);
    if (miss.allow.find(name) == std::string::npos) miss.allow += (miss.allow.empty() ? "" : ", ") + name;
  }
  if (miss.allow.find("GET") != std::string::npos) miss.allow += ", HEAD";
  return std::unexpected(miss);
}

}  // namespace cxai::serve
