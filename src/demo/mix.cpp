#include "demo/mix.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <random>

namespace cxai::demo {
namespace {

constexpr std::size_t kSamplesPerMs = kLineRateHz / 1000;
constexpr float kQuiet = 0.01F;  // of the loudest sample: 40 dB below it

float loudest(std::span<const float> samples) {
  float peak = 0;
  for (const float sample : samples) peak = std::max(peak, std::abs(sample));
  return peak;
}

}  // namespace

std::vector<float> trim(std::span<const float> samples) {
  const float threshold = loudest(samples) * kQuiet;
  const auto is_speech = [&](float sample) { return std::abs(sample) > threshold; };
  const auto first = std::ranges::find_if(samples, is_speech);
  if (first == samples.end()) return {};
  const auto last = std::find_if(samples.rbegin(), samples.rend(), is_speech).base();
  std::vector<float> out(first, last);
  out.resize((out.size() + kSamplesPerMs - 1) / kSamplesPerMs * kSamplesPerMs, 0.0F);
  return out;
}

Millis length_of(std::span<const float> samples) {
  return Millis(static_cast<std::int64_t>(samples.size() / kSamplesPerMs));
}

audio::Pcm mix(std::vector<PlacedSpeech> speech, Millis duration, std::uint32_t seed) {
  const std::size_t length = static_cast<std::size_t>(duration.count()) * kSamplesPerMs;
  audio::Pcm line{kLineRateHz, {std::vector<float>(length), std::vector<float>(length)}};
  std::mt19937 random(seed);
  // Uniform noise of half width w has the root mean square w / sqrt(3). Drawn by hand: standard distributions differ
  // from one library to another.
  const double half_width = std::pow(10.0, kNoiseDb / 20.0) * std::sqrt(3.0);
  for (auto& channel : line.channels)
    for (float& sample : channel)
      sample = static_cast<float>((static_cast<double>(random()) / 2147483648.0 - 1.0) * half_width);

  std::map<int, float> peaks;
  for (const PlacedSpeech& one : speech) peaks[one.party] = std::max(peaks[one.party], loudest(one.samples));
  for (const PlacedSpeech& one : speech) {
    if (!(peaks[one.party] > 0)) continue;
    const float gain = kPeak / peaks[one.party];
    auto& channel = line.channels.at(static_cast<std::size_t>(one.channel));
    const std::size_t start = static_cast<std::size_t>(one.start.count()) * kSamplesPerMs;
    for (std::size_t i = 0; i < one.samples.size() && start + i < length; ++i)
      channel[start + i] += gain * one.samples[i];
  }
  return line;
}

}  // namespace cxai::demo
