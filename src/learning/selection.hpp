// Which answers to give and which to withhold, at an error rate one can promise.
//
// Input    for each calibration text how sure the classifier was, and whether its answer was right; texts that neither
//          weights nor calibration have seen
// Output   a threshold: with probability 1 - delta over the choice of the calibration texts, the share of wrong ones
//          among answers at or above it is at most `risk`
// Errors   invalid_input (lengths differ; risk or delta outside 0 … 1; a confidence that is no number)
// Limits   the promise holds for texts drawn as the calibration texts were, and for no others
// Threads  all functions from any thread
// Source   Geifman, El-Yaniv 2017 (selection with guaranteed risk, algorithm 1); Clopper, Pearson 1934 (the bound)
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "base/result.hpp"

namespace cxai::learning {

// Answers at or above `threshold` are given.
struct Selection {
  double threshold = 2;    // above 1: none is, nothing reaches the risk
  double coverage = 0;     // share of the calibration texts that are answered
  double upper_bound = 1;  // on the share of wrong answers among those, at the search's share of delta
  std::size_t calibration_n = 0;
};

Result<Selection> choose_threshold(std::span<const float> confidences, std::span<const std::uint8_t> correct,
                                   double risk, double delta);

// The largest error rate under which `wrong` or fewer of `n` are wrong with probability delta or more. n = 0: 1.
double binomial_upper_bound(std::size_t wrong, std::size_t n, double delta);

}  // namespace cxai::learning
