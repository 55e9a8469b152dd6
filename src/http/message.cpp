#include "http/message.hpp"

#include <algorithm>
#include <cstdio>

namespace cxai::http {
namespace {

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

}  // namespace

const char* to_string(Method method) {
  switch (method) {
    case Method::get:
      return "GET";
    case Method::head:
      return "HEAD";
    case Method::post:
      return "POST";
    case Method::put:
      return "PUT";
    case Method::patch:
      return "PATCH";
    case Method::del:
      return "DELETE";
    case Method::other:
      return "OTHER";
  }
  return "OTHER";
}

bool equals_ignoring_case(std::string_view a, std::string_view b) {
  return std::ranges::equal(a, b, {}, lower, lower);
}

std::string lower_ascii(std::string_view text) {
  std::string result(text);
  std::ranges::transform(result, result.begin(), lower);
  return result;
}

std::string_view trim(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

void Headers::set(std::string_view name, std::string_view value) {
  std::string clean(value);
  for (char& c : clean)
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) c = ' ';
  for (auto& [key, old] : fields_) {
    if (equals_ignoring_case(key, name)) {
      old = std::move(clean);
      return;
    }
  }
  fields_.emplace_back(name, std::move(clean));
}

void Headers::set_default(std::string_view name, std::string_view value) {
  for (const auto& [key, old] : fields_)
    if (equals_ignoring_case(key, name)) return;
  fields_.emplace_back(name, value);
}

std::string_view Headers::get(std::string_view name) const {
  for (const auto& [key, value] : fields_)
    if (equals_ignoring_case(key, name)) return value;
  return {};
}

std::string_view Request::param(const std::string& name) const {
  const auto it = params.find(name);
  return it == params.end() ? std::string_view() : std::string_view(it->second);
}

std::string_view Request::query_value(const std::string& name) const {
  const auto it = query.find(name);
  return it == query.end() ? std::string_view() : std::string_view(it->second);
}

std::optional<std::uint64_t> Response::length() const {
  if (const auto* own = std::get_if<std::string>(&body)) return own->size();
  if (const auto* lasting = std::get_if<std::string_view>(&body)) return lasting->size();
  if (const auto* file = std::get_if<FileBody>(&body)) return file->length;
  return std::nullopt;
}

Response text_response(int status, std::string body, std::string_view content_type) {
  Response response;
  response.status = status;
  response.headers.set("Content-Type", content_type);
  response.body = std::move(body);
  return response;
}

Response json_response(const Json& document, int status) {
  return text_response(status, base::dump_json(document), "application/json");
}

Response no_content() {
  Response response;
  response.status = 204;
  return response;
}

std::string_view reason(int status) {
  switch (status) {
    case 101:
      return "Switching Protocols";
    case 200:
      return "OK";
    case 202:
      return "Accepted";
    case 204:
      return "No Content";
    case 206:
      return "Partial Content";
    case 304:
      return "Not Modified";
    case 400:
      return "Bad Request";
    case 401:
      return "Unauthorized";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 408:
      return "Request Timeout";
    case 409:
      return "Conflict";
    case 413:
      return "Content Too Large";
    case 415:
      return "Unsupported Media Type";
    case 416:
      return "Range Not Satisfiable";
    case 417:
      return "Expectation Failed";
    case 422:
      return "Unprocessable Content";
    case 426:
      return "Upgrade Required";
    case 429:
      return "Too Many Requests";
    case 431:
      return "Request Header Fields Too Large";
    case 500:
      return "Internal Server Error";
    case 503:
      return "Service Unavailable";
    default:
      return "Unknown";
  }
}

std::string write_head(const Response& response, bool keep_alive) {
  std::string head = "HTTP/1.1 " + std::to_string(response.status) + " ";
  head += reason(response.status);
  head += "\r\n";
  for (const auto& [name, value] : response.headers.all()) head.append(name).append(": ").append(value).append("\r\n");
  const auto length = response.length();
  if (length && response.status != 204 && response.status != 304)
    head += "Content-Length: " + std::to_string(*length) + "\r\n";
  head += keep_alive ? "Connection: keep-alive\r\n\r\n" : "Connection: close\r\n\r\n";
  return head;
}

std::string_view cookie(std::string_view header, std::string_view name) {
  while (!header.empty()) {
    const auto end = header.find(';');
    const std::string_view pair = trim(header.substr(0, end));
    const auto equals = pair.find('=');
    if (equals != std::string_view::npos && pair.substr(0, equals) == name) return pair.substr(equals + 1);
    header = end == std::string_view::npos ? std::string_view() : header.substr(end + 1);
  }
  return {};
}

std::string attachment(std::string_view filename) {
  std::string plain;
  std::string encoded;
  for (const char c : filename) {
    const bool safe =
        (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '_';
    plain += safe ? c : '_';
    if (safe) {
      encoded += c;
    } else {
      char hex[4];
      std::snprintf(hex, sizeof hex, "%%%02X", static_cast<unsigned>(static_cast<unsigned char>(c)));
      encoded += hex;
    }
  }
  std::string value = "attachment; filename=\"" + plain + "\"";
  if (plain != filename) value += "; filename*=UTF-8''" + encoded;
  return value;
}

}  // namespace cxai::http
