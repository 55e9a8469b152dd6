// What a person corrects about who spoke, on a settled transcript.
//
// A voice is known by its name: Turn::speaker, or the role where the source named nobody ("agent", "customer", …).
//
// Output   the transcript with roles and speakers changed; turns, ids, times and words stay as they are, so evidence
//          and comments keep their places
// Errors   not_found      no turn has that voice: the message names those there are
//          invalid_input  an empty name, a name that another voice has, a voice merged into itself;
//                         on an error nothing is changed
// Next     settle() with the activity matches channels and parties anew; it keeps the roles (method "given")
// Threads  pure
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "conversation/transcript.hpp"

namespace cxai::dialogue {

struct VoiceSummary {
  std::string name;
  conversation::Role role{};  // of most of its turns
  std::size_t turns = 0;
  std::size_t words = 0;
  Millis talk{};  // sum of its turns with times
};

std::string voice_name(const conversation::Turn& turn);
std::vector<VoiceSummary> list_voices(const conversation::Transcript& transcript);  // in order of appearance

// Agent and customer change places in every turn.
void swap_roles(conversation::Transcript& transcript);
// All turns of `from` become turns of `into`, with its name and role.
Result<> merge_voices(conversation::Transcript& transcript, std::string_view from, std::string_view into);
Result<> rename_voice(conversation::Transcript& transcript, std::string_view voice, std::string_view name);
Result<> set_role(conversation::Transcript& transcript, std::string_view voice, conversation::Role role);
// One turn was said by another voice than thought.
Result<> set_voice(conversation::Transcript& transcript, std::string_view turn_id, std::string_view voice);

}  // namespace cxai::dialogue
