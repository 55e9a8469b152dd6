// What is done with words in each turn: greetings, apologies, questions for identity, solutions, promises, the need
// itself; each where it stands.
//
// One tagger scores every segment for all acts at once; each act has a chain of its own over the segments of a turn, so
// that acts may overlap: most promises are solutions and next steps, too.
//
// Input    a reading; the bundle "acts" (built in, docs/models/analysis.md)
// Output   for each turn the probability that it does the act, and the spans, in order; byte offsets of the turn's text
// Threads  any number of calls at once
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "analysis/features.hpp"
#include "analysis/reading.hpp"
#include "analysis/segments.hpp"
#include "learning/tagger.hpp"

namespace cxai::analysis {

enum Act : std::size_t {
  kGreeting,
  kIntroduced,
  kClosing,
  kVerifiedIdentity,
  kAcknowledged,
  kApologised,
  kNamedFeeling,
  kNextSteps,
  kRefusal,
  kDone,
  kHold,
  kRude,
  kQuestion,
  kSolution,
  kCommitment,
  kProblem
};
inline constexpr std::array<std::string_view, 16> kActs = {
    "greeting",     "introduced", "closing",       "verified_identity",
    "acknowledged", "apologised", "named_feeling", "next_steps",
    "refusal",      "done",       "hold",          "rude",
    "question",     "solution",   "commitment",    "problem"};

// Whether parties of this role do it: only a commitment is made by both, only the customer's side has the need.
bool may_do(conversation::Role role, Act act);

// Of these the words are judged by what stands around the turn, too.
constexpr bool sees_context(Act act) {
  return act >= kSolution;
}

struct ActSpan {
  std::size_t turn = 0;
  std::size_t segment = 0;  // place in the turn's segments
  std::size_t begin = 0;
  std::size_t end = 0;
  float probability = 0;
};

struct Acts {
  std::vector<std::array<float, kActs.size()>> turns;                // that the turn does it
  std::array<std::vector<ActSpan>, kActs.size()> spans;              // one per segment, above the act's threshold
  std::vector<TurnSegments> segments;                                // of each turn
  std::vector<std::vector<std::array<float, kActs.size()>>> likely;  // that the segment does it, by turn
};

inline constexpr std::string_view kActFeatures = "acts/1";
// From which probability on a segment counts as doing it: where most is found on the dialogues of tuning.
float act_threshold(Act act);

inline constexpr std::size_t kActTags = 2;  // does it not, does it

// `at`: the local time of the conversation, for the days of the dates.
Acts read_acts(const Reading& reading, const learning::Tagger& tagger,
               std::optional<language::LocalMinutes> at = std::nullopt);

// Features of the segments of one turn. Their code is part of the model.
class ActFeatures {
 public:
  // `segments` are those of all turns.
  ActFeatures(const Reading& reading, const std::vector<TurnSegments>& segments, std::size_t turn);
  void add(std::size_t segment, bool context, Features& features) const;

 private:
  void add_words(const Segment& segment, Features& features) const;
  void add_form(std::size_t segment, Features& features) const;
  void add_context(Features& features) const;
  const Reading* reading_;
  const std::vector<TurnSegments>* segments_;
  std::size_t at_;
  const ReadTurn* turn_;
};

}  // namespace cxai::analysis
