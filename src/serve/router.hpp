// Finds the route of a request in the route table.
//
// Patterns  as http/target.hpp reads them; "/{file...}" finds nothing below /v1
// Threads   all functions from any thread
#pragma once

#include <cstdint>
#include <expected>
#include <map>
#include <span>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "serve/request.hpp"

namespace cxai::serve {

struct App;

// Who may call. `open`: everyone; `session`: whoever signed in; `staff`: who sees the whole centre; `quality`: who
// makes scorecards and scores by them (team leaders, managers, administrators); the others: staff with the right of
// that name.
enum class Access : std::uint8_t { open, session, staff, quality, originals, privacy, audit, models };
enum class BodyKind : std::uint8_t { none, json, upload, transcription };

struct Answer {
  int status = 200;
  std::string_view content_type = "application/json";
  std::string_view schema;  // name in the OpenAPI document; empty: none
};

using Handler = Result<Response> (*)(App& app, const Request& request);

struct Route {
  Method method;
  std::string_view pattern;
  Access access;
  BodyKind body;
  Handler handler;
  std::string_view summary;
  std::string_view query;  // names of the query parameters it takes, with spaces between
  Answer answer;
  std::string_view body_schema;  // of a JSON body
};

struct RouteMatch {
  const Route* route = nullptr;
  std::map<std::string, std::string> params;
};

struct RouteMiss {
  int status = 404;   // or 405
  std::string allow;  // the methods the path has, for 405
};

// HEAD finds GET.
std::expected<RouteMatch, RouteMiss> find_route(std::span<const Route> routes, Method method, std::string_view path);

}  // namespace cxai::serve
