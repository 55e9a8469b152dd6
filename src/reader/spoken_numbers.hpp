// The numbers and placeholders of a conversation, to hold a model's sentences against: what was not said it made up.
//
// Threads  any number of calls at once
#pragma once

#include <set>
#include <string>
#include <string_view>

#include "conversation/transcript.hpp"

namespace cxai::reader {

class SpokenNumbers {
 public:
  explicit SpokenNumbers(const conversation::Transcript& transcript);

  // Whether every number written in figures and every placeholder ("[PERSON_1]") of `text` is in the conversation, as
  // figures or in words.
  bool cover(std::string_view text) const;

 private:
  std::string language_;
  std::set<std::string, std::less<>> figures_;  // digits alone
  std::set<double> values_;
  std::set<std::string, std::less<>> placeholders_;
};

}  // namespace cxai::reader
