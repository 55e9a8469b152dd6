// Where in a recording personal data is said: the stretches that its redacted copy covers with a tone.
//
// Input    the masked transcript, as dialogue/settle.hpp and privacy/masker.hpp leave it; when somebody speaks on each
//          channel; what gave no words
// Output   one stretch for each find, by start: the time of the words it covers and kMargin on both sides. A find whose
//          words nobody timed widens to its turn, one in a turn without times to the whole recording: none is skipped.
//          What somebody said and the speech engine could not write down is covered as well (kUnheard).
//          A stretch lies on the channel of its turn; on all channels where there is one, or where nobody speaks on
//          that channel then, so that it cannot be the right one
// Errors   none
// Threads  pure
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.hpp"
#include "conversation/ledger.hpp"
#include "conversation/transcript.hpp"
#include "privacy/masker.hpp"

namespace cxai::pipeline {

inline constexpr std::string_view kUnheard = "UNHEARD";  // in place of a type

struct RedactedSpan {
  enum class Extent : std::uint8_t { words, turn, recording };  // what its time was taken from
  conversation::Interval time;                                  // with its margins, within the recording
  std::optional<int> channel;                                   // absent: all
  std::string type;                                             // definitions, section 6
  std::string turn;
  Extent extent = Extent::words;
  bool spoken = false;
  bool destroyed() const;  // card data: taken out of the master too
};
const char* to_string(RedactedSpan::Extent extent);

struct RedactionPlan {
  static constexpr Millis kMargin{250};
  std::vector<RedactedSpan> spans;
  Millis duration{};  // of the recording

  bool destroys() const;  // holds card data
  RedactionPlan card_data() const;
};

RedactionPlan plan_redaction(const privacy::MaskedTranscript& transcript, const conversation::SpeechActivity& activity,
                             std::span<const conversation::DroppedStretch> dropped = {});

Json to_json(const RedactedSpan& span);

}  // namespace cxai::pipeline
