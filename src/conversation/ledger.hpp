// Stretches of a recording in which somebody seemed to speak and that gave no words, each with the reason and the
// figures that decided: nothing is left out in silence.
//
// Source   docs/formats/analysis.md, "dropped"
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/json.hpp"
#include "conversation/transcript.hpp"

namespace cxai::conversation {

enum class DropReason : std::uint8_t {
  too_quiet,         // below the energy gate: never given to the engine
  no_speech,         // the engine heard no words, or thinks what it wrote comes from silence
  repetition,        // the same words over and over
  invented_outro,    // a subtitle's farewell or credit where the sound does not carry it
  too_fast,          // more words than the time can hold
  language_unclear,  // no language fits, and the words are unsure
  engine_error,      // the engine failed on it
  cancelled,         // stopped before its turn came
};
const char* to_string(DropReason reason);
std::optional<DropReason> drop_reason_from(std::string_view name);

struct DroppedStretch {
  int channel = 0;
  Interval time;  // in the recording
  DropReason reason = DropReason::no_speech;
  // What decided, by name and unit: "level_db", "no_speech_probability", "words_per_second", … Rounded to thousandths.
  std::vector<std::pair<std::string, double>> figures;

  bool operator==(const DroppedStretch&) const = default;
};

// {"channel", "start_ms", "end_ms", "reason", "figures": {name: number}}
Json to_json(const DroppedStretch& dropped);

// Reads what to_json writes; what is wrong becomes the reader's error.
DroppedStretch read_dropped(base::Reader& in);

}  // namespace cxai::conversation
