// Makes a telephone line out of spoken turns.
//
// Sound    8 kHz, two channels. Each party's loudest sample is kPeak; under it lies comfort noise of kNoiseDb (root
//          mean square, relative to full scale), the same for the same seed.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "audio/wav.hpp"
#include "conversation/transcript.hpp"

namespace cxai::demo {

inline constexpr int kLineRateHz = 8'000;
inline constexpr float kPeak = 0.7F;
inline constexpr double kNoiseDb = -68.0;

// Takes the quiet away before and after the speech, and fills up to whole milliseconds. Empty when all is quiet.
std::vector<float> trim(std::span<const float> samples);

Millis length_of(std::span<const float> samples);

struct PlacedSpeech {
  int channel = 0;
  int party = 0;  // who is brought to kPeak together
  Millis start{};
  std::vector<float> samples;  // at kLineRateHz
};

audio::Pcm mix(std::vector<PlacedSpeech> speech, Millis duration, std::uint32_t seed);

}  // namespace cxai::demo
