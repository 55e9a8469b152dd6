// Decides single conditions, those that hold no others.
#pragma once

#include <vector>

#include "rules/evaluator.hpp"
#include "rules/windows.hpp"

namespace cxai::rules {

// What is there of what a condition looks for.
struct Finding {
  enum class Verdict : std::uint8_t { holds, fails, unknown } verdict = Verdict::fails;
  Short reason = Short::absent;  // when it fails
  std::vector<Place> places;     // when it holds, or nearly does
};

// `words` and `others` are the hits of the condition's two lists.
Finding judge(const Condition& condition, const Subject& subject, const Windows& windows, const std::vector<Hit>* words,
              const std::vector<Hit>* others);

}  // namespace cxai::rules
