// Makes turns one can trust out of what a transcript and the channels say: order, ids, roles, word times.
//
// Input    a transcript as a reader or an engine gave it; the voice activity of its recording, when there is one
// Output   turns "t0", "t1", … in time order, each with a role, and its probability unless it was given; words with
// times wherever the turn has times; counts;
//          SpeechActivity::Channel::party filled where channels and parties could be matched
// Errors   none: what cannot be decided gets the role other and a low confidence
// Threads  any number of calls at once
//
// Roles that came with the transcript are kept, and bind those of the turns that have none. Otherwise voices (speaker
// labels, else channels, else the turns themselves) are told apart, and the words decide which of them is the agent;
// where SpeechActivity::Channel::party is set already, as metadata may say (turns.hpp), the channel decides.
#pragma once

#include "conversation/analysis.hpp"
#include "conversation/transcript.hpp"

namespace cxai::dialogue {

struct Settled {
  conversation::Transcript transcript;
  conversation::Recipe::Roles roles;
};

// `activity` may be null (no recording).
Settled settle(conversation::Transcript transcript, conversation::SpeechActivity* activity);

// Word times spread over a turn's time in proportion to the letters; TimeSource::interpolated.
std::vector<conversation::Word> interpolate_words(const conversation::Turn& turn);

}  // namespace cxai::dialogue
