// Every number of docs/definitions.md section 1 that one conversation has: computed, never guessed.
//
// Input    the masked turns with roles; the voice activity of the recording (null: none); what the call metadata say
// Output   typed values, and their JSON; a measure that cannot be computed is absent, with its reason in `skipped`
// Errors   none
// Threads  any number of calls at once
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "analysis/intervals.hpp"
#include "base/json.hpp"
#include "conversation/analysis.hpp"
#include "conversation/masked.hpp"
#include "conversation/transcript.hpp"
#include "language/dates.hpp"

namespace cxai::analysis {

using conversation::Role;

inline constexpr Millis kStoredSilence{500};   // every gap at least this long is kept
inline constexpr Millis kShownSilence{5'000};  // … and this long is called a silence when shown
inline constexpr Millis kInterruptionRemainder{500};
inline constexpr Millis kBackchannelLimit{1'000};

template <class T>
struct PerParty {
  T agent{};
  T customer{};
  T& operator[](Role role) { return role == Role::agent ? agent : customer; }
  const T& operator[](Role role) const { return role == Role::agent ? agent : customer; }
};

// Where the speech of a party was taken from.
enum class SpeechSource : std::uint8_t { voice_activity, turn_times, none };

struct Silence {
  Interval time;
  std::optional<Role> last_speaker;  // who spoke last before it
  Millis muted{};                    // of it, how long every channel was digitally silent
};

struct Interruption {
  Role by{};
  Millis at{};
  std::string turn;    // of the interrupter; empty when unknown
  Millis remaining{};  // what the interrupted party still had to say
};

struct ReplyGap {
  std::optional<Millis> median;
  std::optional<Millis> p90;
  std::size_t n = 0;
};

struct Measures {
  SpeechSource source = SpeechSource::none;
  std::optional<Millis> recording;
  std::optional<Millis> span;  // first to last speech
  std::optional<PerParty<Millis>> talk;
  std::optional<Millis> overlap;
  std::optional<Millis> non_talk;
  std::vector<Silence> silence;
  std::optional<std::vector<Interruption>> interruption;
  std::optional<PerParty<Millis>> longest_monologue;
  std::optional<PerParty<ReplyGap>> reply_gap;
  Millis ivr{};
  PerParty<std::int64_t> turns;
  PerParty<std::int64_t> words;
  PerParty<std::int64_t> sentences;
  PerParty<std::int64_t> syllables;
  std::optional<Millis> hold;
  std::optional<Millis> after_call_work;
  std::vector<conversation::Skipped> skipped;
};

struct CallFacts {
  std::optional<Millis> hold;
  std::optional<Millis> after_call_work;
  std::optional<language::LocalMinutes> started_at;  // local time: what "tomorrow" is counted from
};

Measures measure(const conversation::Masked<conversation::Transcript>& transcript,
                 const conversation::SpeechActivity* activity, const CallFacts& facts);

// Keys as in docs/formats/analysis.md.
Json to_json(const Measures& measures);

// At most two words, all of them "hı hı", "evet", "tamam" and the like (tr, en, de).
bool is_backchannel_text(std::string_view text, std::string_view language);

// Sum of the silences of at least `threshold`.
Millis silence_total(const Measures& measures, Millis threshold = kShownSilence);

}  // namespace cxai::analysis
