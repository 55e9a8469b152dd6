// From windows that sound alike to people: how many there are, and who speaks in each window.
//
// Input    the same speech in long windows, which say better who it is, and in short ones, which say better when
// Output   for each short window its voice, numbered 0, 1, … in order of appearance
// Threads  pure
// Source   likeliest sequence after Viterbi 1967, with a price for every change of voice
#pragma once

#include <cstddef>
#include <vector>

#include "voices/windows.hpp"

namespace cxai::voices {

struct SpeakerRules {
  std::size_t least = 1;
  std::size_t most = 8;
  // Distances are 1 - cos of the mean directions of two voices. Two groups are two people where they are further apart
  // than `apart` plus `apart_by_noise` over the root of the seconds that the shorter one speaks: the mean of little
  // speech lies anywhere.
  double alike = 0.45;  // windows nearer than this begin as one group
  double apart = 0.3;
  double apart_by_noise = 0.5;
  double least_seconds = 1.0;    // of speech, for a voice
  double least_part = 0.02;      // of all speech
  std::size_t least_heard = 40;  // frames, for a long window to take part in grouping
  // The likeliest sequence: likeness counts this much, a change costs this much, less over a pause.
  double likeness = 10;
  double change = 4;
  double change_at_pause = 1.6;
};

std::vector<std::size_t> tell_speakers(const Windows& long_windows, const Windows& short_windows,
                                       const SpeakerRules& rules);

}  // namespace cxai::voices
