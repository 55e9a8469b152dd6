// Scores of several models to one probability that holds: a slope for each model and an offset for each label.
//
// Input    scores of texts that the models were not fitted on
// Output   probabilities: softmax over the labels of offset + sum of slope · score
// Source   Platt 1999; Guo et al. 2017 (temperature and vector scaling); Wolpert 1992 (stacking)
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace cxai::learning {

struct Calibration {
  std::vector<float> slopes;   // per model, none below 0
  std::vector<float> offsets;  // per label
};

// The slopes and offsets under which the true labels are likeliest. `scores` is [texts, models, labels]; `pull` draws
// the offsets towards 0. No texts: slopes of 1 and offsets of 0.
Calibration calibrate(std::span<const float> scores, std::size_t models, std::size_t labels,
                      std::span<const std::uint32_t> truth, double pull = 1e-3);

}  // namespace cxai::learning
