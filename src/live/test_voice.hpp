// Sound for tests that have to be taken for somebody speaking.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numbers>
#include <random>
#include <vector>

#include "base/clock.hpp"

namespace cxai::live {

// 8 000 samples per second: a buzz with formants, syllables and noise.
inline std::vector<std::int16_t> voice(Millis length, std::uint32_t seed = 1) {
  std::mt19937 random(seed);
  std::normal_distribution<double> noise(0, 0.02);
  std::vector<std::int16_t> samples(static_cast<std::size_t>(length.count()) * 8);
  double phase = 0;
  for (std::size_t i = 0; i < samples.size(); ++i) {
    const double t = static_cast<double>(i) / 8000;
    const double pitch = 130 + 25 * std::sin(2 * std::numbers::pi * 1.7 * t);
    phase += 2 * std::numbers::pi * pitch / 8000;
    double value = 0;
    for (int h = 1; h <= 20; ++h) {
      const double hz = h * pitch;
      const double vowel = 500 + 250 * std::sin(2 * std::numbers::pi * 2.3 * t);
      const double level = 1 / (1 + std::pow((hz - vowel) / 150, 2)) + 0.5 / (1 + std::pow((hz - 1500) / 200, 2)) +
                           0.2 / (1 + std::pow((hz - 2500) / 300, 2));
      value += level * std::sin(h * phase);
    }
    const double syllable = 0.55 + 0.45 * std::sin(2 * std::numbers::pi * 4 * t);
    samples[i] =
        static_cast<std::int16_t>(std::clamp(4000 * syllable * value + 4000 * noise(random), -30000.0, 30000.0));
  }
  return samples;
}

}  // namespace cxai::live
