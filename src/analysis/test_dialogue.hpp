// Dialogues for the tests of this room, masked as the program masks them.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "conversation/transcript.hpp"
#include "privacy/masker.hpp"

namespace cxai::analysis {

// Turns "t0", "t1", … with these roles and texts.
inline privacy::MaskedTranscript masked_dialogue(const std::string& language,
                                                 const std::vector<std::pair<conversation::Role, std::string>>& turns) {
  conversation::Transcript transcript;
  transcript.language = language;
  for (const auto& [role, text] : turns) {
    conversation::Turn turn;
    turn.id = "t" + std::to_string(transcript.turns.size());
    turn.role = role;
    turn.text = text;
    transcript.turns.push_back(std::move(turn));
  }
  return privacy::Masker().mask(std::move(transcript));
}

}  // namespace cxai::analysis
