#include "demo/mix.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace cxai::demo {
namespace {

using namespace std::chrono_literals;

float loudest(const std::vector<float>& samples, Millis from, Millis to) {
  float peak = 0;
  for (auto i = from.count() * 8; i < to.count() * 8; ++i)
    peak = std::max(peak, std::abs(samples[static_cast<std::size_t>(i)]));
  return peak;
}

TEST(Mix, TrimsQuietAndFillsMilliseconds) {
  std::vector<float> samples(1000, 0.001F);
  samples[100] = -0.5F;
  samples[109] = 0.4F;
  const auto trimmed = trim(samples);
  ASSERT_EQ(trimmed.size(), 16U);
  EXPECT_EQ(trimmed[0], -0.5F);
  EXPECT_EQ(trimmed[9], 0.4F);
  EXPECT_EQ(trimmed[10], 0.0F);
  EXPECT_EQ(length_of(trimmed), 2ms);
  EXPECT_TRUE(trim(std::vector<float>(100)).empty());
  EXPECT_TRUE(trim({}).empty());
}

TEST(Mix, PlacesSpeechOnItsChannelAtOnePeakPerParty) {
  const auto line = mix({{0, 0, 100ms, std::vector<float>(80, 0.1F)},
                         {0, 0, 300ms, std::vector<float>(80, 0.2F)},
                         {1, 1, 105ms, std::vector<float>(80, 0.9F)}},
                        1s, 7);
  EXPECT_EQ(line.sample_rate_hz, 8000);
  ASSERT_EQ(line.channels[0].size(), 8000U);
  EXPECT_NEAR(loudest(line.channels[0], 100ms, 110ms), 0.35, 0.01);
  EXPECT_NEAR(loudest(line.channels[0], 300ms, 310ms), 0.7, 0.01);
  EXPECT_NEAR(loudest(line.channels[1], 105ms, 115ms), 0.7, 0.01);
  EXPECT_LT(loudest(line.channels[0], 110ms, 300ms), 0.001F);
  EXPECT_LT(loudest(line.channels[1], 0ms, 105ms), 0.001F);
}

TEST(Mix, LaysTheSameQuietNoiseForTheSameSeed) {
  const auto line = mix({}, 2s, 7);
  double power = 0;
  for (const float sample : line.channels[1]) power += static_cast<double>(sample) * static_cast<double>(sample);
  EXPECT_NEAR(10 * std::log10(power / 16'000), kNoiseDb, 0.3);
  EXPECT_EQ(mix({}, 2s, 7).channels, line.channels);
  EXPECT_NE(mix({}, 2s, 8).channels, line.channels);
  EXPECT_NE(line.channels[0], line.channels[1]);
}

}  // namespace
}  // namespace cxai::demo
