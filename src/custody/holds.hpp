// Legal holds: nothing of a held conversation, or of any conversation of a held person, is destroyed.
//
// Errors   invalid_input (no reason, nothing or two things to hold), not_found, conflict (released already)
// Threads  any
#pragma once

#include <string>
#include <vector>

#include "custody/custodian.hpp"
#include "custody/identifiers.hpp"

namespace cxai::custody {

// One of the two: a conversation or a person.
struct HoldWish {
  std::string conversation_id;
  std::optional<Identifier> person;
};

Result<store::LegalHold> place_hold(Custodian& custodian, const HoldWish& wish, const Order& order);
Result<store::LegalHold> release_hold(Custodian& custodian, const std::string& id, const Order& order);

Json to_json(const store::LegalHold& hold);

}  // namespace cxai::custody
