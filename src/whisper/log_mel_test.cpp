#include "whisper/log_mel.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <complex>
#include <numbers>
#include <random>

#include "signal/mel.hpp"

namespace cxai::whisper {
namespace {

constexpr int kMels = 80;

std::vector<float> noise(std::size_t size, unsigned seed) {
  std::mt19937 random(seed);
  std::vector<float> samples(size);
  for (std::size_t i = 0; i < size; ++i)
    samples[i] = 0.2F * std::sin(0.05F * static_cast<float>(i)) + static_cast<float>(random() % 1000) * 1e-4F;
  return samples;
}

// log10 of a frame's mel powers by the definition: samples mirrored at both ends, Hann, a plain transform in double.
std::vector<double> frame_by_definition(const std::vector<float>& samples, int frame,
                                        const std::vector<float>& filters) {
  std::vector<double> windowed(400);
  for (int i = 0; i < 400; ++i) {
    int at = frame * 160 - 200 + i;
    if (at < 0) at = -at;
    if (at >= kWindowSamples) at = 2 * kWindowSamples - 2 - at;
    const double x =
        at < static_cast<int>(samples.size()) ? static_cast<double>(samples[static_cast<std::size_t>(at)]) : 0.0;
    windowed[static_cast<std::size_t>(i)] = x * (0.5 - 0.5 * std::cos(2 * std::numbers::pi * i / 400));
  }
  std::vector<double> mel(kMels);
  for (int b = 0; b <= 200; ++b) {
    std::complex<double> sum;
    for (int i = 0; i < 400; ++i)
      sum += std::polar(windowed[static_cast<std::size_t>(i)], -2 * std::numbers::pi * b * i / 400);
    for (std::size_t m = 0; m < kMels; ++m)
      mel[m] += std::norm(sum) * static_cast<double>(filters[m * 201 + static_cast<std::size_t>(b)]);
  }
  for (double& x : mel) x = std::log10(std::max(x, 1e-10));
  return mel;
}

void expect_frames(const std::vector<float>& samples, std::initializer_list<int> frames) {
  const auto filters = signal::mel_filters(kMels, 400, 16'000);
  LogMel log_mel(kMels, filters);
  const auto picture = log_mel(samples);
  ASSERT_EQ(picture.size(), std::size_t{kMelFrames} * kMels);
  const double highest = static_cast<double>(*std::ranges::max_element(picture)) * 4 - 4;
  for (const int frame : frames) {
    const auto expected = frame_by_definition(samples, frame, filters);
    for (std::size_t m = 0; m < kMels; ++m) {
      const double value = (std::max(expected[m], highest - 8) + 4) / 4;
      EXPECT_NEAR(static_cast<double>(picture[static_cast<std::size_t>(frame) * kMels + m]), value, 2e-4)
          << "frame " << frame << ", band " << m;
    }
  }
}

TEST(LogMel, AgreesWithTheDefinition) {
  expect_frames(noise(kWindowSamples, 1), {0, 1, 2, 777, 1500, 2997, 2998, 2999});
}

TEST(LogMel, ShorterSoundIsFollowedBySilence) {
  expect_frames(noise(16'040, 2), {0, 50, 99, 100, 101, 102, 2999});
}

TEST(LogMel, SilenceIsFlat) {
  LogMel log_mel(kMels, signal::mel_filters(kMels, 400, 16'000));
  for (const std::size_t size : {std::size_t{0}, std::size_t{1000}})
    for (const float value : log_mel(std::vector<float>(size))) ASSERT_FLOAT_EQ(value, -1.5F);
}

TEST(LogMel, RangeIsEightDecadesBelowTheHighest) {
  LogMel log_mel(128, signal::mel_filters(128, 400, 16'000));
  const auto picture = log_mel(noise(48'000, 3));
  const auto [low, high] = std::ranges::minmax(picture);
  EXPECT_FLOAT_EQ(high - low, 2.0F);
}

}  // namespace
}  // namespace cxai::whisper
