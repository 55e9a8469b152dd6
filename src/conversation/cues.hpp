// What WebVTT and SRT have in common: timed cues that become turns, and turns that become timed cues.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "conversation/transcript.hpp"

namespace cxai::conversation {

// "00:01.000 --> 00:02.500 align:start"; `where` ("line 7") starts the error's message.
// Errors: invalid_input when it is no time line, or ends before it starts.
Result<Interval> read_time_line(std::string_view line, std::string_view where);

// Puts turns into ascending order of their start and numbers them "t0", "t1", …
// A turn without time keeps its place behind the one before it.
void order_turns(std::vector<Turn>& turns);

// Orders the turns of cues, then joins neighbours of one named speaker less than a second apart, since subtitles
// cut one utterance into lines. A cue of no length at the start of the one before it is text nobody timed: see
// cue_times.
void finish_cues(std::vector<Turn>& turns);

// A time for every turn: its own, or for one without time no length at the start of the one before it.
std::vector<Interval> cue_times(const std::vector<Turn>& turns);

}  // namespace cxai::conversation
