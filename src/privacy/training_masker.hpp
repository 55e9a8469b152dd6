// Takes personal data out of the turns of a conversation that a model learns from or is asked about.
//
// Input    the turns in order, valid UTF-8
// Output   the turns joined by line ends, each find replaced by a plain word for its kind ("Person", "Phone")
// Threads  one masker per thread; making one is cheap
// Limits   what the Detector finds
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "conversation/masked.hpp"
#include "privacy/detector.hpp"

namespace cxai::privacy {

using MaskedText = conversation::Masked<std::string>;

class TrainingMasker {
 public:
  MaskedText mask(std::span<const std::string> turns);
  MaskedText mask(const std::string& text) { return mask(std::span(&text, 1)); }

 private:
  Detector detector_;
};

}  // namespace cxai::privacy
