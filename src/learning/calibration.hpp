// Scores to probabilities that hold: a slope for all labels and an offset for each.
//
// Input    scores of texts the weights were not fitted on
// Source   Platt 1999; Guo et al. 2017 (temperature and vector scaling)
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace cxai::learning {

struct Calibration {
  float slope = 1;
  std::vector<float> offsets;  // per label
};

// The slope and offsets under which the true labels are likeliest; `scores` is [texts, stride], of which the first
// `labels` count. `pull` draws the offsets to 0.
Calibration calibrate(std::span<const float> scores, std::size_t stride, std::size_t labels,
                      std::span<const std::uint32_t> truth, double pull = 1e-3);

}  // namespace cxai::learning
