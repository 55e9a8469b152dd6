// Scores to probabilities.
#pragma once

#include <algorithm>
#include <cmath>
#include <span>

namespace cxai::learning {

// In place; the sum is 1. No scores: nothing happens.
inline void softmax(std::span<float> scores) {
  if (scores.empty()) return;
  const float highest = *std::ranges::max_element(scores);
  float sum = 0;
  for (float& score : scores) sum += score = std::exp(score - highest);
  for (float& score : scores) score /= sum;
}

}  // namespace cxai::learning
