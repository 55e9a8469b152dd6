// Which words of a growing stretch of speech are settled: those on which two hypotheses in a row agree.
//
// Input    hypotheses of the same stretch, each heard a little longer than the one before
// Output   the settled words, which never change again, and the rest of the newest hypothesis
// Threads  one
// Source   Liu, Spanakis, Niehues 2020 (local agreement); Macháček, Dabre, Bojar 2023 (Whisper-Streaming)
#pragma once

#include <span>
#include <string>
#include <vector>

#include "conversation/transcript.hpp"

namespace cxai::live {

class LocalAgreement {
 public:
  void add(std::vector<conversation::Word> hypothesis);
  std::span<const conversation::Word> settled() const { return settled_; }
  std::span<const conversation::Word> open() const { return open_; }

 private:
  std::vector<conversation::Word> settled_;
  std::vector<conversation::Word> open_;  // of the newest hypothesis, after the settled ones
};

// With blanks between.
std::string join(std::span<const conversation::Word> words);

}  // namespace cxai::live
