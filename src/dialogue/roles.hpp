// Decides who is the agent, who the customer, and what is a machine, for the turns of one conversation.
//
// Input    turns in time order, with speakers, channels, words as far as known; the parties of the channels, if known
// Output   a role for every turn; how voices were told apart and roles given to them: "channel" (both by channel),
//          "mixed" (voices by channel, roles by the words), "text" (roles by the words); and how sure, 0.5 … 1
// Threads  pure
#pragma once

#include <string>
#include <vector>

#include "conversation/transcript.hpp"

namespace cxai::dialogue {

struct RoleDecision {
  std::vector<conversation::Role> roles;  // one for each turn
  std::string method;
  double confidence = 1.0;
};

// `activity` may be null.
RoleDecision decide_roles(const conversation::Transcript& transcript, const conversation::SpeechActivity* activity);

}  // namespace cxai::dialogue
