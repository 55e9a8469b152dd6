// Which answers to give and which to withhold, at an error rate one can promise.
//
// Input    for each calibration text how sure the classifier was, and whether its answer was right; texts that neither
//          weights nor calibration have seen
// Output   a threshold: with probability 1 - delta over the choice of the calibration texts, the share of wrong ones
//          among answers at or above it is at most `risk`
// Errors   invalid_input (lengths differ; risk or delta not between 0 and 1; a confidence outside 0 … 1)
// Limits   the promise holds for texts drawn as the calibration texts were, and for no others; it is about the error
//          rate of all such texts, around which a few hundred of them scatter
// Threads  all functions from any thread
// Source   Bauer 1991 (testing in a fixed order); Angelopoulos et al. 2021 (learn then test, on thresholds); Clopper,
//          Pearson 1934 (the bound); decision 0075
//
// Why it holds. The thresholds are fixed before any calibration text is seen. Of the n texts at or above one of them,
// each is wrong independently with that threshold's true error rate R, whatever n is, so the exact bound at delta lies
// below R with probability delta at most. They are looked at from the strictest down, and the first whose bound is
// above `risk` ends the walk. A threshold of R > risk can only be chosen if the walk passed the first such threshold in
// its order, which is one fixed threshold: probability delta at most, however many are looked at. Nothing is assumed
// about how confidence and error go together. A walk that starts where hardly any text lies ends at once, so there are
// three, from different places, and the loosest threshold of any is taken (Boole). They share 0.37 of delta: the rest
// is margin, for the chance of as many further texts, and no part of the proof (decision 0076).
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
  double upper_bound = 1;  // on the share of wrong answers among those, at the walk's share of delta
  std::size_t calibration_n = 0;
};

Result<Selection> choose_threshold(std::span<const float> confidences, std::span<const std::uint8_t> correct,
                                   double risk, double delta);

// The largest error rate under which `wrong` or fewer of `n` are wrong with probability delta or more. n = 0: 1.
double binomial_upper_bound(std::size_t wrong, std::size_t n, double delta);

}  // namespace cxai::learning
