// The place where a page ended: the sort key's value and the id of its last row, as an opaque text.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

#include "base/result.hpp"
#include "store/store.hpp"

namespace cxai::store {

struct Cursor {
  SortKey key{};
  SortOrder order{};
  std::variant<std::monostate, std::int64_t, std::string> value;  // nothing: the row's key is unknown
  std::string id;
};

std::string write_cursor(const Cursor& cursor);

// Errors: invalid_input when the text is not a cursor, or one of another order than `page` asks for.
Result<Cursor> read_cursor(std::string_view text, const Page& page, bool key_is_text);

}  // namespace cxai::store
