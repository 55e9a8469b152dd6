// The one way in which anything of a conversation is destroyed: not what is held, keys first, on record.
//
// Output   what was destroyed, and a row of the destruction log, which is kept for three years
// Errors   conflict (a legal hold keeps it, naming the hold), not_found, unavailable. After an error the same call goes
//          on where it stopped
// Threads  any
#pragma once

#include <cstdint>
#include <string>

#include "custody/custodian.hpp"

namespace cxai::custody {

enum class Part : std::uint8_t { sound, text, everything };
const char* to_string(Part part);

struct Cause {
  std::string reason;           // "retention class standard", "request pr_…"
  std::string basis = {};       // legal basis
  std::string request_id = {};  // of the person's request, where it was one
};

// `sound`: recording and copies. `text`: original words and details. `everything`: these and all rows: analyses, index,
// jobs, blind index; what remains is a tombstone and the account of the destruction.
Result<store::Destruction> destroy(Custodian& custodian, const std::string& conversation_id, Part part,
                                   const Cause& cause, const Order& order);

// Whether everything of it was destroyed once: then its row came back with a restored backup.
Result<bool> was_erased(Custodian& custodian, const std::string& conversation_id);

Json to_json(const store::Destruction& destruction);

}  // namespace cxai::custody
