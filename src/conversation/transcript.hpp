// What was said: words, turns, and the transcript they make.
//
// Times      milliseconds from the start of the recording; absent where nobody measured them
// Offsets    character offsets count Unicode code points of Turn::text, end exclusive
// Text       valid UTF-8
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "base/written_time.hpp"

namespace cxai::conversation {

enum class Role : std::uint8_t { agent, customer, ivr, other };

const char* to_string(Role role);  // "agent", …
std::optional<Role> role_from(std::string_view name);

// Half-open stretch of time.
struct Interval {
  Millis start{};
  Millis end{};
  Millis length() const { return end - start; }
  auto operator<=>(const Interval&) const = default;
};

struct CharSpan {
  std::size_t begin = 0;
  std::size_t end = 0;
  auto operator<=>(const CharSpan&) const = default;
};

enum class TimeSource : std::uint8_t { asr, aligned, interpolated };
const char* to_string(TimeSource source);
std::optional<TimeSource> time_source_from(std::string_view name);

struct Word {
  std::string text;
  Interval time;
  double confidence = 1.0;  // 0 … 1
  TimeSource time_source = TimeSource::interpolated;
};

// A stretch of personal data found in a turn. `chars` point into the masked text.
struct PiiSpan {
  std::string type;  // definitions, section 6
  CharSpan chars;
  std::optional<Interval> time;
  std::string detector;  // name/version
  std::optional<bool> checksum;
  bool spoken = false;
};

// How much was said, counted before anything was masked (docs/definitions.md, section 1).
struct TextCounts {
  std::size_t words = 0;
  std::size_t sentences = 0;
  std::size_t syllables = 0;
};

struct Turn {
  std::string id;            // "t0", "t1", … in order
  std::optional<Role> role;  // absent until someone decided
  // 0 … 1, that `role` is right; absent where the source or a person named it.
  std::optional<double> role_probability;
  std::string speaker;  // as the source named it, e.g. "Ayşe" or "SPEAKER_01"; may be empty
  int channel = 0;
  std::optional<Interval> time;
  std::string text;
  double confidence = 1.0;
  std::vector<Word> words;  // empty where there are no word times
  std::vector<PiiSpan> pii;
  std::optional<TextCounts> counts;  // absent until somebody counted; not part of documents
  std::string message_id;            // chats and tweets: the message this turn is
};

struct Transcript {
  std::string language;  // "tr", "en", "de"; empty: unknown
  std::vector<Turn> turns;
  std::optional<base::WrittenTime> started_at;  // when it began, where the source or its metadata say so
};

// Voice activity of a recording: one sorted list of disjoint intervals per channel, and for each channel the
// stretches in which every sample is exactly zero (a muted line), at least 100 ms each.
struct SpeechActivity {
  struct Channel {
    std::vector<Interval> speech;
    std::vector<Interval> muted;
    std::optional<Role> party;  // who speaks here, once someone decided
  };
  std::vector<Channel> channels;
  Millis duration{};  // of the recording
};

}  // namespace cxai::conversation
