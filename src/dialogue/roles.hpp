// Decides who is the agent, who the customer, and what is a machine, for the turns of one conversation.
//
// Input    turns in time order, with speakers, channels, words as far as known; the parties of the channels, if known;
//          roles of turns that are known already bind the decision
// Output   a role for every turn and the probability that it is right; how voices were told apart and roles given to
//          them: "channel" (both by channel), "mixed" (voices by channel, roles by the words), "text" (roles by the
//          words); and how sure the decision is as a whole: the mean of the probabilities, 0.5 … 1
// Threads  pure
//
// Where voices or channels are told apart, all turns of a voice have one role (an announcement on the agent's line is
// the machine's), and the roles of all voices are chosen together. Where nothing tells them apart, each turn has the
// role that its words and those around it make likeliest; neighbours may well have the same.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "conversation/transcript.hpp"
#include "dialogue/role_tagger.hpp"

namespace cxai::dialogue {

struct RoleDecision {
  std::vector<conversation::Role> roles;  // one for each turn
  std::vector<double> probabilities;      // of these roles
  std::string method;
  double confidence = 1.0;
};

// `activity` may be null.
RoleDecision decide_roles(const conversation::Transcript& transcript, const conversation::SpeechActivity* activity,
                          const RoleTagger& tagger = RoleTagger::built_in());

// What the decision rests on, for the recipe.
struct RoleModel {
  std::string_view name;
  std::string sha256;
};
const RoleModel& role_model();

}  // namespace cxai::dialogue
