#include "http/range.hpp"

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <charconv>

#include "base/files.hpp"

namespace cxai::http {
namespace {

std::optional<std::uint64_t> number(std::string_view text) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

}  // namespace

RangeChoice choose_range(std::string_view header, std::uint64_t size) {
  const RangeChoice whole;
  const RangeChoice unsatisfiable{RangeKind::unsatisfiable, {}};
  const auto equals = header.find('=');
  if (equals == std::string_view::npos || !equals_ignoring_case(trim(header.substr(0, equals)), "bytes")) return whole;
  const std::string_view set = trim(header.substr(equals + 1));
  const auto dash = set.find('-');
  if (dash == std::string_view::npos || set.find(',') != std::string_view::npos) return whole;
  const std::string_view first_text = set.substr(0, dash);
  const std::string_view last_text = set.substr(dash + 1);
  if (first_text.empty()) {  // the last n bytes
    const auto count = number(last_text);
    if (!count) return whole;
    if (*count == 0 || size == 0) return unsatisfiable;
    return {RangeKind::part, {size - std::min(*count, size), size - 1}};
  }
  const auto first = number(first_text);
  if (!first) return whole;
  if (last_text.empty()) {
    if (*first >= size) return unsatisfiable;
    return {RangeKind::part, {*first, size - 1}};
  }
  const auto last = number(last_text);
  if (!last || *last < *first) return whole;
  if (*first >= size) return unsatisfiable;
  return {RangeKind::part, {*first, std::min(*last, size - 1)}};
}

bool matches_etag(std::string_view header, std::string_view etag) {
  while (!header.empty()) {
    const auto end = std::min(header.find(','), header.size());
    std::string_view candidate = trim(header.substr(0, end));
    if (candidate.starts_with("W/")) candidate.remove_prefix(2);
    if (candidate == "*" || candidate == etag) return true;
    header.remove_prefix(std::min(end + 1, header.size()));
  }
  return false;
}

Result<Response> file_response(const Request& request, const base::KeyedFile& file, std::string_view etag,
                               std::string_view content_type) {
  FileBody body;
  std::uint64_t size = 0;
  if (file.key) {
    CXAI_TRY(body.sealed, base::SealReader::open(file.path, *file.key));
    size = body.sealed->size();
  } else {
    body.fd = base::Fd(::open(file.path.c_str(), O_RDONLY | O_CLOEXEC));
    struct stat info{};
    if (!body.fd || ::fstat(body.fd.get(), &info) != 0) return std::unexpected(base::file_error(file.path, errno));
    size = static_cast<std::uint64_t>(info.st_size);
  }
  Response response;
  response.headers.set("Content-Type", content_type);
  response.headers.set("ETag", etag);
  response.headers.set("Cache-Control", "private, no-cache");
  response.headers.set("Accept-Ranges", "bytes");
  if (matches_etag(request.headers.get("If-None-Match"), etag)) {
    response.status = 304;
    return response;
  }
  RangeChoice choice;
  const std::string_view condition = request.headers.get("If-Range");
  if (request.method == Method::get && (condition.empty() || condition == etag))
    choice = choose_range(request.headers.get("Range"), size);
  switch (choice.kind) {
    case RangeKind::whole:
      body.length = size;
      response.body = std::move(body);
      break;
    case RangeKind::part:
      response.status = 206;
      response.headers.set("Content-Range", "bytes " + std::to_string(choice.range.first) + "-" +
                                                std::to_string(choice.range.last) + "/" + std::to_string(size));
      body.offset = choice.range.first;
      body.length = choice.range.last - choice.range.first + 1;
      response.body = std::move(body);
      break;
    case RangeKind::unsatisfiable:
      response.status = 416;
      response.headers.set("Content-Range", "bytes */" + std::to_string(size));
      break;
  }
  return response;
}

}  // namespace cxai::http
