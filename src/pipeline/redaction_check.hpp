// Whether what was covered can still be heard: the transcript of the redacted copy is held against what was found.
//
// Input    what the masker took out of the recording's transcript; the transcript of its redacted copy
// Output   the finds that are still there: found again with the same value, or with kTellingDigits or more of its
//          digits in a row, as digits or number words, somewhere in what one turn says
// Threads  pure
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "conversation/transcript.hpp"

namespace cxai::pipeline {

// Personal data: not for logs, not for messages.
struct SaidValue {
  std::string turn;
  std::string type;
  std::string value;  // written one way
};

struct HeardAgain {
  std::string type;
  std::string turn;  // where it was found in the recording
};

inline constexpr std::size_t kTellingDigits = 6;

std::vector<HeardAgain> heard_again(const std::vector<SaidValue>& said, conversation::Transcript copy);

}  // namespace cxai::pipeline
