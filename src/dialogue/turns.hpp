// Builds turns from words with times: each word goes to the voice that speaks then; a turn ends where another voice
// begins, or where nobody speaks for long.
//
// Input    the words of one channel, and the stretches of its voices, sorted by start (they may overlap).
//          No stretches, or one voice: nobody told voices apart here, or there was only one
// Output   turns in time order; `speaker` is "voice 1", "voice 2", … in order of appearance where the stretches know
//          two voices or more, "voice 1" where they know one, and empty without stretches; `words`, `time` and `text`
//          (words joined by one blank) filled, `confidence` the mean over the words; no ids, no roles: settle() next
// Errors   none: a word outside every stretch goes to the voice nearest in time
// Threads  pure
#pragma once

#include <map>
#include <span>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "conversation/transcript.hpp"
#include "conversation/voice_stretch.hpp"

namespace cxai::dialogue {

struct TurnRules {
  Millis longest_pause{2000};  // inside a turn
  Millis shortest_flip{1000};  // a change of voice and back within less than this, one word long, is no change
};

std::vector<conversation::Turn> make_turns(std::vector<conversation::Word> words,
                                           std::span<const conversation::VoiceStretch> voices, int channel,
                                           const TurnRules& rules = {});

// Which party speaks on which channel, as the call's metadata say: `agent_channel` or `customer_channel`, counted
// from 0, of a recording with two channels. Sets SpeechActivity::Channel::party, which settle() then follows.
// Errors: invalid_input for a value that is no channel of this recording.
Result<> name_parties(const std::map<std::string, std::string>& metadata, conversation::SpeechActivity& activity);

}  // namespace cxai::dialogue
