// Cards that ship with the program, to begin from.
//
// Threads  any; nothing changes
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "scorecards/card.hpp"

namespace cxai::scorecards {

struct Template {
  std::string name;  // "customer-service", …
  Card card;
};

// By name. Errors: corrupt_data, when one built in does not read (a test reads all).
Result<std::vector<Template>> templates();
// Errors: not_found.
Result<Card> template_card(std::string_view name);

}  // namespace cxai::scorecards
