// Who speaks, as written before a colon or in a voice tag: "Temsilci", "Agent 1", "Konuşmacı 2", "Temsilci (Ayşe)".
//
// Output   a label that is nothing but a role leaves the speaker empty; a numbered one ("Agent 1") keeps it
// Threads  all functions from any thread
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "conversation/transcript.hpp"

namespace cxai::conversation {

struct Label {
  std::optional<Role> role;
  std::string speaker;
  bool certain = true;         // a role or a numbered speaker; false: only looks like a name ("Ayşe Kaya")
  std::optional<Millis> time;  // "Agent (00:12):"
};

// A whole name, as found in `<v …>` or a JSON field. Never fails: what is no role is a speaker's name.
Label read_label(std::string_view name);

// A label and its colon at the start of `line`, in bold or after a bullet as well; `rest` becomes what follows.
std::optional<Label> take_label(std::string_view line, std::string_view& rest);

// What stands before the colon so that take_label reads it back: "Temsilci", "Agent 1", "Temsilci (Ayşe)",
// "Konuşmacı (Ayşe)"; never empty. `language` picks the words: tr, de, otherwise English.
std::string label_text(const Turn& turn, std::string_view language);

// The role's name in that language, capitalised.
const char* role_name(Role role, std::string_view language);

}  // namespace cxai::conversation
