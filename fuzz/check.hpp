// Invariants that fuzz targets assert after a reader has succeeded. A broken one aborts, which the fuzzer reports.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "base/utf8.hpp"
#include "conversation/transcript.hpp"

namespace cxai::fuzz {

inline std::string_view text_of(const std::uint8_t* data, std::size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

// Ids count up, starts ascend, ends do not lie before starts, all text is UTF-8.
inline void check_transcript(const conversation::Transcript& transcript) {
  CXAI_CHECK(base::is_valid_utf8(transcript.language));
  Millis last{};
  for (std::size_t i = 0; i < transcript.turns.size(); ++i) {
    const conversation::Turn& turn = transcript.turns[i];
    CXAI_CHECK(turn.id == "t" + std::to_string(i));
    CXAI_CHECK(base::is_valid_utf8(turn.text) && base::is_valid_utf8(turn.speaker));
    CXAI_CHECK(turn.confidence >= 0 && turn.confidence <= 1);
    if (turn.time) {
      CXAI_CHECK(turn.time->start >= last && turn.time->end >= turn.time->start);
      last = turn.time->start;
    }
    for (const conversation::Word& word : turn.words) {
      CXAI_CHECK(word.time.end >= word.time.start && base::is_valid_utf8(word.text));
      CXAI_CHECK(word.confidence >= 0 && word.confidence <= 1);
    }
  }
}

// What the writer writes the reader reads, and writing that again gives the same bytes.
template <class Read, class Write>
void check_fixpoint(const conversation::Transcript& transcript, Read read, Write write) {
  const std::string written = write(transcript);
  const auto back = read(written);
  CXAI_CHECK(back.has_value());
  check_transcript(*back);
  CXAI_CHECK(write(*back) == written);
}

}  // namespace cxai::fuzz
