// Decides which recognised words the sound carries, and says of the rest why not.
//
// Input    a window, the words recognised in it led back to the recording, and how sure the engine was
// Output   the words that stay, in order, and the stretches that gave none
// Threads  pure functions
// Source   thresholds of openai/whisper for probability and compression; the phrases are those its models write
//          over silence, as their users report them
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "conversation/ledger.hpp"
#include "speech/recognizer.hpp"
#include "speech/windows.hpp"

namespace cxai::speech {

struct GuardLimits {
  double no_speech_probability = 0.6;  // above, together with an unsure text: silence
  double mean_log_probability = -1.0;  // below: an unsure text
  double compression_ratio = 2.4;      // above: repetition
  double words_per_second = 8;         // of voiced time and a little more
  double characters_per_second = 45;   // likewise
  double language_probability = 0.3;   // below, together with an unsure text: the language is unclear
  double language_log_probability = -0.7;
  double quiet_db = -45;          // a farewell below this level is not believed
  double below_window_db = 25;    // nor one this far below the loudest of its window
  double outro_confidence = 0.5;  // nor one of words less sure than this
  double outro_no_speech_probability = 0.3;
  double outro_words_per_second = 5;
  Millis outside{700};  // words further from any sound than this are not believed
};

// What the engine said about a window, and how sure the call's language is.
struct Verdict {
  double no_speech_probability = 0;
  double mean_log_probability = 0;
  double compression_ratio = 0;
  double language_probability = 1;
};

struct Guarded {
  std::vector<conversation::Word> words;
  std::vector<conversation::DroppedStretch> dropped;
};
Guarded guard(const Window& window, std::vector<PlacedWord> words, const Verdict& verdict,
              const GuardLimits& limits = {});

// What Whisper models write over silence. A credit ends a film ("Altyazı M.K."): nobody says it on the telephone, so
// standing alone is sign enough against it; a farewell somebody may say, so the sound has to speak against it.
enum class Outro : std::uint8_t { none, farewell, credit };
Outro outro_of(std::string_view sentence);

// Where words go round in a circle: [first, first + length * times). Nothing: times is 0.
struct Loop {
  std::size_t first = 0;
  std::size_t length = 0;
  std::size_t times = 0;
};
Loop find_loop(const std::vector<std::string>& folded_words, std::size_t from);

// Lower case without marks on the letters and without punctuation, for comparing: "İzlediğiniz için," -> "izlediginiz
// icin".
std::string fold_phrase(std::string_view text);

}  // namespace cxai::speech
