// Says when each turn of a call is spoken. Pure arithmetic.
//
// Output   one interval per turn, as long as its speech. Turns of one channel never overlap each other: where an
//          overlap asks for more than there is room, the turn begins as early as it can.
#pragma once

#include <span>
#include <vector>

#include "demo/call_file.hpp"

namespace cxai::demo {

// Agent and announcements share the left channel (0), the customer has the right one (1).
int channel_of(conversation::Role role);

// `lengths[i]` is how long the speech of turn i lasts.
std::vector<conversation::Interval> place(std::span<const DemoTurn> turns, std::span<const Millis> lengths);

}  // namespace cxai::demo
