#include "conversation/plain_text.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <cstdio>
#include <utility>

#include "base/utf8.hpp"

namespace cxai::conversation {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// Reads at most `max` digits; -1 when there is none.
std::int64_t digits_at(std::string_view text, std::size_t& at, std::size_t max) {
  std::int64_t value = 0;
  std::size_t n = 0;
  for (; at + n < text.size() && n < max && is_digit(text[at + n]); ++n) value = value * 10 + (text[at + n] - '0');
  at += n;
  return n == 0 ? -1 : value;
}

}  // namespace

Result<std::vector<std::string_view>> split_lines(std::string_view text) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  const bool valid = base::is_valid_utf8(text);
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find_first_of("\r\n"), text.size());
    lines.push_back(text.substr(0, end));
    if (!valid && !base::is_valid_utf8(lines.back()))
      return fail(ErrorCode::invalid_input,
                  "line " + std::to_string(lines.size()) + ": is not UTF-8; save the file as UTF-8");
    const bool crlf = text.substr(end).starts_with("\r\n");
    text.remove_prefix(std::min(end + (crlf ? 2 : 1), text.size()));
  }
  return lines;
}

bool is_space(char c) {
  return c == ' ' || (c >= '\t' && c <= '\r');
}

std::string_view trim(std::string_view text) {
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  return text;
}

std::string squeeze(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (const char c : trim(text)) {
    if (!is_space(c)) {
      out += c;
    } else if (out.back() != ' ') {
      out += ' ';
    }
  }
  return out;
}

std::optional<std::string> entity_at(std::string_view text, std::size_t& at) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 8> kNamed{{
      {"amp", "&"},
      {"lt", "<"},
      {"gt", ">"},
      {"nbsp", " "},
      {"lrm", "\xE2\x80\x8E"},
      {"rlm", "\xE2\x80\x8F"},
      {"quot", "\""},
      {"apos", "'"},
  }};
  if (at >= text.size() || text[at] != '&') return std::nullopt;
  const std::size_t semicolon = text.substr(at, 12).find(';');
  if (semicolon == std::string_view::npos) return std::nullopt;
  std::string_view name = text.substr(at + 1, semicolon - 1);
  for (const auto& [known, value] : kNamed) {
    if (name != known) continue;
    at += semicolon + 1;
    return std::string(value);
  }
  if (!name.starts_with('#')) return std::nullopt;
  name.remove_prefix(1);
  const int radix = name.starts_with('x') || name.starts_with('X') ? 16 : 10;
  if (radix == 16) name.remove_prefix(1);
  std::uint32_t code = 0;
  const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), code, radix);
  if (error != std::errc() || end != name.data() + name.size()) return std::nullopt;
  if (code == 0 || code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF)) return std::nullopt;
  at += semicolon + 1;
  std::string out;
  base::append_utf8(out, code);
  return out;
}

std::optional<Millis> clock_at(std::string_view text, std::size_t& at) {
  std::size_t i = at;
  std::array<std::int64_t, 3> fields{};
  std::size_t n = 0;
  fields[n++] = digits_at(text, i, 6);
  if (fields[0] < 0) return std::nullopt;
  while (n < 3 && i < text.size() && text[i] == ':') {
    const std::size_t start = ++i;
    fields[n] = digits_at(text, i, 2);
    if (i - start != 2 || fields[n] > 59) return std::nullopt;
    ++n;
  }
  if (n < 2) return std::nullopt;
  std::int64_t fraction = 0;
  if (i + 1 < text.size() && (text[i] == '.' || text[i] == ',') && is_digit(text[i + 1])) {
    const std::size_t start = ++i;
    fraction = digits_at(text, i, 3);
    for (std::size_t k = i - start; k < 3; ++k) fraction *= 10;
    while (i < text.size() && is_digit(text[i])) ++i;
  }
  if (i < text.size() && is_digit(text[i])) return std::nullopt;
  const std::int64_t seconds = n == 3 ? (fields[0] * 60 + fields[1]) * 60 + fields[2] : fields[0] * 60 + fields[1];
  const Millis time(seconds * 1000 + fraction);
  if (time > kLatestTime) return std::nullopt;
  at = i;
  return time;
}

std::string clock_text(Millis time, char decimal_sign) {
  const std::int64_t ms = std::max<std::int64_t>(time.count(), 0);
  char out[48];
  std::snprintf(out, sizeof out, "%02lld:%02lld:%02lld%c%03lld", static_cast<long long>(ms / 3'600'000),
                static_cast<long long>(ms / 60'000 % 60), static_cast<long long>(ms / 1000 % 60), decimal_sign,
                static_cast<long long>(ms % 1000));
  return out;
}

std::string language_code(std::string_view language) {
  std::string code(trim(language));
  code = code.substr(0, code.find_first_of("-_"));
  for (char& c : code)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + ('a' - 'A'));
  if (code == "turkish") return "tr";
  if (code == "english") return "en";
  if (code == "german") return "de";
  const bool letters = std::ranges::all_of(code, [](char c) { return c >= 'a' && c <= 'z'; });
  return letters && (code.size() == 2 || code.size() == 3) ? code : std::string();
}

}  // namespace cxai::conversation
