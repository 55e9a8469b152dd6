#include "serve/assets.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "base/hash.hpp"
#include "http/problem.hpp"
#include "http/range.hpp"

namespace cxai::serve {
namespace {

// The build tool names files below assets/ after their content.
bool is_hashed(std::string_view path) {
  return path.starts_with("assets/");
}

// True when an Accept-Encoding header takes gzip.
bool accepts_gzip(std::string_view header) {
  while (!header.empty()) {
    const auto end = std::min(header.find(','), header.size());
    const std::string_view item = header.substr(0, end);
    const auto semicolon = item.find(';');
    const std::string_view weight = semicolon == std::string_view::npos ? "" : http::trim(item.substr(semicolon + 1));
    if (http::equals_ignoring_case(http::trim(item.substr(0, semicolon)), "gzip"))
      return weight != "q=0" && weight != "q=0.0" && weight != "q=0.00" && weight != "q=0.000";
    header.remove_prefix(std::min(end + 1, header.size()));
  }
  return false;
}

}  // namespace

std::string_view content_type_of(std::string_view path) {
  using Row = std::pair<std::string_view, std::string_view>;
  static constexpr std::array<Row, 17> kTypes{{
      {".html", "text/html; charset=utf-8"},
      {".js", "text/javascript; charset=utf-8"},
      {".mjs", "text/javascript; charset=utf-8"},
      {".css", "text/css; charset=utf-8"},
      {".json", "application/json"},
      {".map", "application/json"},
      {".webmanifest", "application/manifest+json"},
      {".svg", "image/svg+xml"},
      {".png", "image/png"},
      {".jpg", "image/jpeg"},
      {".webp", "image/webp"},
      {".ico", "image/x-icon"},
      {".woff2", "font/woff2"},
      {".woff", "font/woff"},
      {".wasm", "application/wasm"},
      {".txt", "text/plain; charset=utf-8"},
      {".ogg", "audio/ogg"},
  }};
  for (const auto& [extension, type] : kTypes)
    if (path.ends_with(extension)) return type;
  return "application/octet-stream";
}

Assets::Assets(std::span<const base::embedded::File> files) {
  for (const auto& file : files) {
    if (file.path.ends_with(".gz")) continue;
    assets_[std::string(file.path)] = {file.bytes, {}, "\"" + base::content_id("", file.bytes) + "\""};
  }
  for (const auto& file : files) {
    if (!file.path.ends_with(".gz")) continue;
    const auto it = assets_.find(file.path.substr(0, file.path.size() - 3));
    if (it != assets_.end()) it->second.gzip = file.bytes;
  }
}

Response Assets::get(const Request& request) const {
  std::string_view path = std::string_view(request.path).substr(1);
  auto it = assets_.find(path);
  if (it == assets_.end() && !is_hashed(path)) {
    path = "index.html";
    it = assets_.find(path);
  }
  if (it == assets_.end()) return http::problem(404, "not_found", "there is no such file");
  const Asset& asset = it->second;
  const bool gzip = !asset.gzip.empty() && accepts_gzip(request.headers.get("Accept-Encoding"));
  Response response;
  response.headers.set("Content-Type", content_type_of(path));
  response.headers.set("Cache-Control", is_hashed(path) ? "public, max-age=31536000, immutable" : "no-cache");
  if (!asset.gzip.empty()) response.headers.set("Vary", "Accept-Encoding");
  // The two encodings are two representations: each has its own tag.
  const std::string etag = gzip ? asset.etag.substr(0, asset.etag.size() - 1) + "-gz\"" : asset.etag;
  response.headers.set("ETag", etag);
  if (http::matches_etag(request.headers.get("If-None-Match"), etag)) {
    response.status = 304;
    return response;
  }
  if (gzip) response.headers.set("Content-Encoding", "gzip");
  response.body = gzip ? asset.gzip : asset.bytes;
  return response;
}

}  // namespace cxai::serve
