// Changes the sample rate of one channel that is wholly in memory (band-limited, no delay).
//
// Input    mono PCM, float32; both rates from 1 000 to 384 000 Hz
// Output   round(samples * to / from) samples
// Errors   invalid_input (rate out of range)
// Threads  may be called from several threads at once
#pragma once

#include <span>
#include <vector>

#include "base/result.hpp"

namespace cxai::audio {

Result<std::vector<float>> resample(std::span<const float> samples, int from_hz, int to_hz);

}  // namespace cxai::audio
