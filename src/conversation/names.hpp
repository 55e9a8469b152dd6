// From the printed name of an enumerator back to it, for enumerations that count from 0 and have a to_string.
#pragma once

#include <optional>
#include <string_view>

namespace cxai::conversation {

template <class Enum>
std::optional<Enum> enumerator_named(std::string_view name, Enum last) {
  for (int i = 0; i <= static_cast<int>(last); ++i)
    if (name == to_string(static_cast<Enum>(i))) return static_cast<Enum>(i);
  return std::nullopt;
}

}  // namespace cxai::conversation
