#include "net/address.hpp"

namespace cxai::net {
namespace {

// Behind "scheme://"; npos where there is no scheme.
std::size_t authority_begin(std::string_view url) {
  const auto colon = url.find("://");
  return colon == std::string_view::npos ? colon : colon + 3;
}

}  // namespace

Result<> check_address(std::string_view url) {
  const auto reject = [&](const char* rule) {
    return fail(ErrorCode::invalid_input, "address '" + shown_address(url) + "' " + rule);
  };
  if (!url.starts_with("http://") && !url.starts_with("https://")) return reject("must begin with http:// or https://");
  for (const char c : url)
    if (static_cast<unsigned char>(c) <= 0x20 || c == 0x7F) return reject("must not hold blanks or control characters");
  if (host_of(url).empty()) return reject("has no host");
  return {};
}

std::string shown_address(std::string_view url) {
  url = url.substr(0, url.find_first_of("?#"));
  const auto begin = authority_begin(url);
  if (begin == std::string_view::npos) return std::string(url.substr(url.rfind('@') + 1));
  const auto end = std::min(url.find('/', begin), url.size());
  const auto at = url.substr(0, end).rfind('@');
  if (at == std::string_view::npos || at < begin) return std::string(url);
  return std::string(url.substr(0, begin)) + std::string(url.substr(at + 1));
}

std::string host_of(std::string_view url) {
  const std::string shown = shown_address(url);
  const auto begin = authority_begin(shown);
  if (begin == std::string::npos) return "";
  return shown.substr(begin, shown.find('/', begin) - begin);
}

std::string join_address(std::string_view base, std::string_view path) {
  while (base.ends_with('/')) base.remove_suffix(1);
  while (path.starts_with('/')) path.remove_prefix(1);
  return std::string(base) + "/" + std::string(path);
}

}  // namespace cxai::net
