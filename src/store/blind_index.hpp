// The blind index: a keyed hash in place of an identifier, so that a person's conversations are found by asking, and
// nothing can be read out.
//
// Input    type of the identifier (definitions, section 6) and its value in any spelling
// Output   the same hash for every spelling of one value
// Limits   PERSON, ADDRESS, DATE_OF_BIRTH, IP name no one person; CARD and CVV may not be kept in any form: no hash
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/secret_key.hpp"

namespace cxai::store {

struct PersonKey {
  std::string hash;
  std::string type;
  std::string origin;  // metadata, customer, agent, other: where it came up
};

// A customer's reference in the centre's own systems, as call metadata name it.
inline constexpr std::string_view kCustomerRef = "CUSTOMER_NO";

// Digits and letters, without case; telephone numbers with their country's code. nullopt: no identifier of one person.
std::optional<std::string> normal_identifier(std::string_view type, std::string_view value);

std::optional<PersonKey> person_key(const base::SecretKey& index, std::string_view type, std::string_view value,
                                    std::string_view origin);

// What stands in rows for a customer's reference: the same for the same customer.
std::string pseudonym(const base::SecretKey& index, std::string_view customer_ref);

}  // namespace cxai::store
