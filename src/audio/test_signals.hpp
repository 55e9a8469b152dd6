// Signals and sinks for this room's tests.
#pragma once

#include <cmath>
#include <numbers>
#include <vector>

#include "audio/decoder.hpp"
#include "audio/wav.hpp"

namespace cxai::audio {

inline std::vector<float> tone(double hz, double seconds, int rate_hz, double level = 0.5) {
  std::vector<float> samples(static_cast<std::size_t>(seconds * rate_hz));
  for (std::size_t i = 0; i < samples.size(); ++i)
    samples[i] = static_cast<float>(level * std::sin(2 * std::numbers::pi * hz * static_cast<double>(i) / rate_hz));
  return samples;
}

// The level of one frequency: 0.5 for a tone of amplitude 0.5.
inline double level_at(const std::vector<float>& samples, double hz, int rate_hz) {
  double re = 0;
  double im = 0;
  for (std::size_t i = 0; i < samples.size(); ++i) {
    const double angle = 2 * std::numbers::pi * hz * static_cast<double>(i) / rate_hz;
    re += static_cast<double>(samples[i]) * std::cos(angle);
    im += static_cast<double>(samples[i]) * std::sin(angle);
  }
  return 2 * std::hypot(re, im) / static_cast<double>(samples.size());
}

struct Collector : Sink {
  Info info;
  std::vector<std::vector<float>> channels;
  int begun = 0;
  std::size_t stop_after = ~std::size_t{0};

  void begin(const Info& given) override {
    info = given;
    ++begun;
    channels.resize(static_cast<std::size_t>(given.channels));
  }
  bool block(const Block& block) override {
    for (std::size_t c = 0; c < channels.size(); ++c)
      channels[c].insert(channels[c].end(), block.channels[c].begin(), block.channels[c].end());
    return channels[0].size() < stop_after;
  }
};

inline DecoderOptions test_decoder() {
  DecoderOptions options;
  options.program = CXAI_TEST_DECODER;
  return options;
}

}  // namespace cxai::audio
