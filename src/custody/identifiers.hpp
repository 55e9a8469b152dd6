// What a person is found by: an identifier with its type, turned into a hash of the blind index at once.
//
// Errors   invalid_input: a type that names no one person, or a value without letters and digits
// Threads  any
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "custody/custodian.hpp"

namespace cxai::custody {

struct Identifier {
  std::string type;   // TCKN, PHONE, EMAIL, CUSTOMER_NO, … (definitions, section 6)
  std::string value;  // in any spelling; never stored
};

// What may be stored and shown of an identifier.
struct Known {
  std::string type;
  std::string hash;
  std::string label;  // "PHONE ••33"
};

Result<std::vector<Known>> look_up(Custodian& custodian, const std::vector<Identifier>& identifiers);

// "PHONE:+90 532 …" as the command line takes it. A value alone is typed by its form: an e-mail address has an @,
// eleven digits that do not begin with 0 are a TCKN, other numbers of ten digits and more are telephone numbers.
Result<Identifier> identifier_from(std::string_view text);

}  // namespace cxai::custody
