// Decides from the energy of each 10 ms frame when somebody speaks. Pure; looks at the whole recording, so it may look
// ahead as well as back.
//
// Input    energy of every frame, dB relative to full scale
// Output   tidy intervals
// Source   the floor follows minimum statistics (Martin 2001), with a window on both sides
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "conversation/transcript.hpp"

namespace cxai::vad {

inline constexpr Millis kFrame{10};

struct EnergyOptions {
  std::size_t smoothing_frames = 5;  // mean power before minima and maxima are taken
  std::size_t floor_frames = 200;    // the floor is the minimum this far to both sides
  std::size_t peak_frames = 600;     // the speech level is the maximum this far to both sides
  double above_floor_db = 8.0;       // to begin, energy must be this far above the floor …
  double below_peak_db = 32.0;       // … no further than this below the speech level …
  double least_db = -62.0;           // … and above this
  double hysteresis_db = 3.0;        // to go on, it may fall this much lower
  std::size_t onset_frames = 3;      // this many frames in a row begin a stretch
  std::size_t look_back_frames = 6;  // a begin may reach back this far over frames that would have let it go on
  std::size_t hangover_frames = 10;  // a stretch outlives a dip of this length (at most 20)
};

std::vector<conversation::Interval> decide(std::span<const float> energy_db, const EnergyOptions& options = {});

}  // namespace cxai::vad
