#include "serve/router.hpp"

#include "http/target.hpp"

namespace cxai::serve {
namespace {

bool below_v1(std::string_view path) {
  return path == "/v1" || path.starts_with("/v1/");
}

}  // namespace

std::expected<RouteMatch, RouteMiss> find_route(std::span<const Route> routes, Method method, std::string_view path) {
  const Method wanted = method == Method::head ? Method::get : method;
  RouteMiss miss;
  for (const Route& route : routes) {
    if (below_v1(path) != below_v1(route.pattern)) continue;
    auto params = http::match_pattern(route.pattern, path);
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
