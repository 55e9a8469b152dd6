// Filters that gather a power spectrum into bands as wide as the ear's.
//
// Source   Slaney 1998 (Auditory Toolbox): linear below 1 kHz, logarithmic above; each triangle of unit area, as
//          librosa.filters.mel makes them and Whisper uses them
#pragma once

#include <cstddef>
#include <vector>

namespace cxai::signal {

// [mels, fft_size / 2 + 1], row-major, from 0 Hz to half of `sample_rate_hz`.
std::vector<float> mel_filters(std::size_t mels, std::size_t fft_size, double sample_rate_hz);

// Hann window, periodic: [size].
std::vector<float> hann_window(std::size_t size);

}  // namespace cxai::signal
