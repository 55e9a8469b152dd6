// A stretch of time in which one voice speaks, as telling voices apart gives it and turns are built from it.
#pragma once

#include "conversation/transcript.hpp"

namespace cxai::conversation {

struct VoiceStretch {
  Interval time;
  int voice = 0;  // 0, 1, … in the order in which they are first heard
  auto operator<=>(const VoiceStretch&) const = default;
};

}  // namespace cxai::conversation
