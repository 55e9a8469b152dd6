#include "store/cursor.hpp"

#include "base/json.hpp"

namespace cxai::store {

namespace {

constexpr std::string_view kDigits = "0123456789abcdef";

Error not_a_cursor() {
  return {ErrorCode::invalid_input,
          "cursor: not one from a page with this sort and order; ask for the first page again"};
}

}  // namespace

std::string write_cursor(const Cursor& cursor) {
  Json json{
      {"k", static_cast<int>(cursor.key)}, {"o", static_cast<int>(cursor.order)}, {"v", nullptr}, {"i", cursor.id}};
  if (const auto* number = std::get_if<std::int64_t>(&cursor.value)) json["v"] = *number;
  if (const auto* text = std::get_if<std::string>(&cursor.value)) json["v"] = *text;
  std::string hex;
  for (const char c : base::dump_json(json)) {
    const auto byte = static_cast<unsigned char>(c);
    hex += kDigits[byte >> 4];
    hex += kDigits[byte & 15];
  }
  return hex;
}

Result<Cursor> read_cursor(std::string_view text, const Page& page, bool key_is_text) {
  std::string bytes;
  if (text.size() % 2 != 0 || text.size() > 8192) return std::unexpected(not_a_cursor());
  for (std::size_t i = 0; i < text.size(); i += 2) {
    const std::size_t high = kDigits.find(text[i]);
    const std::size_t low = kDigits.find(text[i + 1]);
    if (high == std::string_view::npos || low == std::string_view::npos) return std::unexpected(not_a_cursor());
    bytes += static_cast<char>(high << 4 | low);
  }
  const auto json = base::parse_json(bytes);
  if (!json || !json->is_object() || json->size() != 4 || !json->contains("k") || !json->contains("o") ||
      !json->contains("v") || !json->contains("i") || !(*json)["i"].is_string())
    return std::unexpected(not_a_cursor());
  if ((*json)["k"] != static_cast<int>(page.key) || (*json)["o"] != static_cast<int>(page.order))
    return std::unexpected(not_a_cursor());
  const Json& value = (*json)["v"];
  Cursor cursor{page.key, page.order, {}, (*json)["i"].get<std::string>()};
  if (key_is_text && value.is_string())
    cursor.value = value.get<std::string>();
  else if (!key_is_text && value.is_number_integer())
    cursor.value = value.get<std::int64_t>();
  else if (!value.is_null() || page.key == SortKey::started_at)
    return std::unexpected(not_a_cursor());
  return cursor;
}

}  // namespace cxai::store
