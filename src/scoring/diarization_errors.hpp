// How far "who spoke when" is from the truth, counted in time.
//
// Input    turns of the speakers (of one recording; they may overlap), and the stretches to be scored
// Output   times; DER = (missed + false alarm + confusion) / speech, where two people at once count twice
// Threads  pure
// Source   NIST md-eval (RT evaluations): speakers are matched one to one so that the time in common is greatest, over
//          the scored stretches before collars are cut out of them
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "conversation/transcript.hpp"

namespace cxai::scoring {

struct SpeakerTurn {
  conversation::Interval time;
  std::string speaker;
};

struct DiarizationRules {
  Millis collar{};             // this far to both sides of every true begin and end nothing is scored
  bool skip_overlaps = false;  // nothing is scored where the truth has two speakers or more
};

struct DiarizationErrors {
  Millis speech{};  // of the truth, each speaker counted
  Millis missed{};
  Millis false_alarm{};
  Millis confusion{};
  std::vector<std::pair<std::string, std::string>> matched;  // true speaker, found speaker

  Millis errors() const { return missed + false_alarm + confusion; }
  double rate() const;                                            // 0 where there is nothing to score
  DiarizationErrors& operator+=(const DiarizationErrors& other);  // `matched` stays
};

// `scored`: sorted and disjoint; empty: from the first begin to the last end of `truth` and `found`.
DiarizationErrors diarization_errors(const std::vector<SpeakerTurn>& truth, const std::vector<SpeakerTurn>& found,
                                     const std::vector<conversation::Interval>& scored,
                                     const DiarizationRules& rules = {});

}  // namespace cxai::scoring
