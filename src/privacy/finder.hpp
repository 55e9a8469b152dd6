// Personal data in its written form, found in one pass over the tokens of a turn; the longest valid find wins.
//
// Input    the turns of one conversation, one after the other: a question in one turn announces the answer in the next
// Output   finds in ascending order, disjoint, on token text (a suffix such as 'dan stays outside)
// Limits   see masker.hpp
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "privacy/context.hpp"

namespace cxai::privacy {

class Finder {
 public:
  // Call once per turn, in order.
  std::vector<Find> find(std::string_view turn_text);

 private:
  Context context_;
};

// End of the placeholder ("[TCKN_1]") that begins at `offset`; `offset` when none does.
std::size_t placeholder_end(std::string_view text, std::size_t offset);

}  // namespace cxai::privacy
