// Leaning to rare labels: the likeliest label is hardly ever a rare one where texts are hard to tell apart, and then
// hardly a text is given it.
//
// Input    scores of texts that the models were not fitted on, and their calibration
// Output   the calibration with the offsets moved so that accuracy and macro-F1 of the likeliest label are together as
//          high as they can be, and with all of it rescaled so that the probabilities fit again; what was given where
//          that is not worth it on texts left out of the choice: the sum must rise there, and the accuracy keep
// Source   Jansche 2005 (macro-F1 made smooth); Riedmiller, Braun 1993 (steps of every number for itself)
// Threads  any caller
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "learning/calibration.hpp"

namespace cxai::learning {

Calibration lean_to_rare(std::span<const float> scores, std::size_t models, std::size_t labels,
                         std::span<const std::uint32_t> truth, const Calibration& given);

}  // namespace cxai::learning
