#include "http/target.hpp"

#include <algorithm>
#include <utility>

#include "base/utf8.hpp"

namespace cxai::http {
namespace {

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

enum class Plus { literal, space };

Result<std::string> decode(std::string_view text, Plus plus) {
  std::string result;
  result.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%') {
      const int high = i + 2 < text.size() ? hex_digit(text[i + 1]) : -1;
      const int low = i + 2 < text.size() ? hex_digit(text[i + 2]) : -1;
      if (high < 0 || low < 0)
        return fail(ErrorCode::invalid_input, "the address has a '%' without two hexadecimal digits behind it");
      result += static_cast<char>(high * 16 + low);
      i += 2;
    } else {
      result += plus == Plus::space && text[i] == '+' ? ' ' : text[i];
    }
  }
  const bool control = std::ranges::any_of(result, [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x20 || byte == 0x7F;
  });
  if (control || !base::is_valid_utf8(result))
    return fail(ErrorCode::invalid_input, "the address must be UTF-8 without control characters");
  return result;
}

bool leaves_folder(std::string_view path) {
  if (path.find('\\') != std::string_view::npos || path.find("//") != std::string_view::npos) return true;
  while (!path.empty()) {
    path.remove_prefix(1);  // '/'
    const auto end = std::min(path.find('/'), path.size());
    const std::string_view segment = path.substr(0, end);
    if (segment == "." || segment == "..") return true;
    path.remove_prefix(end);
  }
  return false;
}

std::string_view take_segment(std::string_view& path) {
  path.remove_prefix(1);  // '/'
  const auto end = std::min(path.find('/'), path.size());
  const std::string_view segment = path.substr(0, end);
  path.remove_prefix(end);
  return segment;
}

}  // namespace

Result<Target> parse_target(std::string_view target) {
  target = target.substr(0, target.find('#'));
  const auto question = target.find('?');
  Target result;
  CXAI_TRY(result.path, decode(target.substr(0, question), Plus::literal));
  if (!result.path.starts_with('/') || leaves_folder(result.path))
    return fail(ErrorCode::invalid_input, "the address must be an absolute path without '.', '..', '//' or '\\'");
  std::string_view rest = question == std::string_view::npos ? std::string_view() : target.substr(question + 1);
  while (!rest.empty()) {
    const auto end = std::min(rest.find('&'), rest.size());
    const std::string_view pair = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    if (pair.empty()) continue;
    const auto equals = pair.find('=');
    CXAI_TRY(std::string key, decode(pair.substr(0, equals), Plus::space));
    std::string value;
    if (equals != std::string_view::npos) {
      CXAI_TRY(value, decode(pair.substr(equals + 1), Plus::space));
    }
    result.query[std::move(key)] = std::move(value);
  }
  return result;
}

std::optional<std::map<std::string, std::string>> match_pattern(std::string_view pattern, std::string_view path) {
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

}  // namespace cxai::http
