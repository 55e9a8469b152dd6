// A person's export as one HTML page that needs nothing else: Turkish and English headings, no scripts.
//
// Input    a cxai.person-export/1 document
// Output   HTML; every value is escaped
// Threads  any
#pragma once

#include <string>

#include "base/json.hpp"

namespace cxai::custody {

std::string person_page(const Json& document);

}  // namespace cxai::custody
