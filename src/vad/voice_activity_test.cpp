#include "vad/voice_activity.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <limits>
#include <numbers>
#include <random>

#include "vad/energy_decision.hpp"

namespace cxai::vad {
namespace {

using conversation::Interval;
using namespace std::chrono_literals;

constexpr int kRate = 16'000;

std::vector<float> noise(double seconds, double level_db, unsigned seed = 1) {
  std::mt19937 random(seed);
  std::normal_distribution<float> normal(0.0F, static_cast<float>(std::pow(10.0, level_db / 20)));
  std::vector<float> samples(static_cast<std::size_t>(seconds * kRate));
  for (float& sample : samples) sample = normal(random);
  return samples;
}

void add_tone(std::vector<float>& samples, Interval when, double level_db, double hz = 440) {
  const double amplitude = std::sqrt(2.0) * std::pow(10.0, level_db / 20);
  for (std::int64_t i = when.start.count() * 16; i < when.end.count() * 16; ++i)
    samples[static_cast<std::size_t>(i)] +=
        static_cast<float>(amplitude * std::sin(2 * std::numbers::pi * hz * static_cast<double>(i) / kRate));
}

std::vector<Interval> detect(std::span<const float> samples, std::size_t piece = 4096) {
  const auto detector = make_energy_detector();
  for (std::size_t at = 0; at < samples.size(); at += piece)
    detector->feed(samples.subspan(at, std::min(piece, samples.size() - at)));
  return detector->finish();
}

TEST(EnergyDetector, FindsBurstsInNoiseWithTheirBounds) {
  const std::vector<Interval> bursts{{1000ms, 1800ms}, {2300ms, 2600ms}, {3500ms, 5200ms}, {6333ms, 6777ms}};
  for (const double snr_db : {12.0, 20.0, 40.0}) {
    auto samples = noise(8, -55);
    for (const Interval& burst : bursts) add_tone(samples, burst, -55 + snr_db);
    const auto found = detect(samples);
    ASSERT_EQ(found.size(), bursts.size()) << snr_db;
    for (std::size_t i = 0; i < bursts.size(); ++i) {
      EXPECT_LE(std::abs((found[i].start - bursts[i].start).count()), 30) << snr_db << " dB, burst " << i;
      EXPECT_LE(std::abs((found[i].end - bursts[i].end).count()), 30) << snr_db << " dB, burst " << i;
    }
  }
}

TEST(EnergyDetector, HearsNothingInSilenceNoiseDcOrHum) {
  EXPECT_TRUE(detect({}).empty());
  EXPECT_TRUE(detect(std::vector<float>(5 * kRate)).empty());
  for (const double level_db : {-70.0, -50.0, -30.0}) EXPECT_TRUE(detect(noise(10, level_db)).empty()) << level_db;
  EXPECT_TRUE(detect(std::vector<float>(5 * kRate, 0.4F)).empty());
  auto hum = noise(10, -65);
  add_tone(hum, {0ms, 10s}, -40, 50);
  EXPECT_TRUE(detect(hum).empty());
}

TEST(EnergyDetector, FollowsANoiseFloorThatRises) {
  auto samples = noise(6, -60);
  const auto loud = noise(14, -35, 2);
  samples.insert(samples.end(), loud.begin(), loud.end());
  add_tone(samples, {2s, 3s}, -30);
  add_tone(samples, {15s, 16s}, -18);
  const auto found = detect(samples);
  // The moment of the rise itself may be taken for speech, what follows not.
  ASSERT_FALSE(found.empty());
  EXPECT_LE(std::abs((found.front().start - 2s) / 1ms), 30);
  EXPECT_LE(std::abs((found.back().start - 15s) / 1ms), 30);
  EXPECT_LE(std::abs((found.back().end - 16s) / 1ms), 30);
  for (const Interval& one : found) EXPECT_FALSE(one.start < 14s && one.end > 9s);
}

TEST(EnergyDetector, TakesNaNAndInfinityForSilence) {
  auto samples = noise(4, -60);
  add_tone(samples, {1s, 2s}, -20);
  auto broken = samples;
  for (std::size_t i = 40'000; i < 56'000; ++i) broken[i] = i % 2 == 0 ? NAN : std::numeric_limits<float>::infinity();
  const auto found = detect(broken);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found, detect(samples));
}

TEST(EnergyDetector, IsTidyAndTheSameForAnyCut) {
  std::mt19937 random(11);
  for (int round = 0; round < 5; ++round) {
    auto samples = noise(6.0 + 0.0137 * round, -58, static_cast<unsigned>(round));
    for (int burst = 0; burst < 12; ++burst) {
      const Millis start(random() % 5500);
      add_tone(samples, {start, start + Millis(10 + random() % 400)}, -45.0 + static_cast<double>(random() % 30));
    }
    const auto whole = detect(samples, samples.size());
    const Millis duration(static_cast<std::int64_t>(samples.size()) / 16);
    for (std::size_t i = 0; i < whole.size(); ++i) {
      EXPECT_GE(whole[i].length(), 100ms);
      EXPECT_LE(whole[i].end, duration);
      if (i > 0) {
        EXPECT_GE(whole[i].start - whole[i - 1].end, 200ms);
      }
    }
    for (const std::size_t piece : {1, 7, 159, 161, 1600, 48'000}) EXPECT_EQ(detect(samples, piece), whole) << piece;
  }
}

TEST(EnergyDetector, NamesItself) {
  EXPECT_EQ(make_energy_detector()->name(), "energy/1");
}

TEST(EnergyDecision, BridgesDipsAndDropsClicks) {
  std::vector<float> energy(400, -70.0F);
  for (std::size_t i = 100; i < 150; ++i) energy[i] = -25.0F;
  for (std::size_t i = 158; i < 200; ++i) energy[i] = -25.0F;  // after a dip of 80 ms
  for (std::size_t i = 300; i < 305; ++i) energy[i] = -20.0F;  // a click
  EXPECT_EQ(decide(energy), (std::vector<Interval>{{1000ms, 2000ms}}));
}

TEST(Tidy, MergesGapsThenDropsBlips) {
  EXPECT_TRUE(tidy({}).empty());
  EXPECT_EQ(tidy({{0ms, 60ms}, {259ms, 300ms}, {500ms, 599ms}, {900ms, 1000ms}}),
            (std::vector<Interval>{{0ms, 300ms}, {900ms, 1000ms}}));
  EXPECT_EQ(tidy({{0ms, 500ms}, {100ms, 200ms}, {300ms, 700ms}}), (std::vector<Interval>{{0ms, 700ms}}));
}

TEST(MutedLine, FindsExactZerosOfAtLeastATenthOfASecond) {
  std::vector<float> samples(kRate, 0.01F);
  std::fill(samples.begin() + 1600, samples.begin() + 3200, 0.0F);  // 100 ms
  std::fill(samples.begin() + 4800, samples.begin() + 6399, 0.0F);  // a sample too short
  std::fill(samples.begin() + 12'800, samples.end(), 0.0F);
  const std::vector<Interval> expected{{100ms, 200ms}, {800ms, 1000ms}};
  for (const std::size_t piece : {std::size_t{1}, std::size_t{999}, samples.size()}) {
    MutedLine line;
    for (std::size_t at = 0; at < samples.size(); at += piece)
      line.feed(std::span(samples).subspan(at, std::min(piece, samples.size() - at)));
    EXPECT_EQ(line.finish(), expected) << piece;
  }
}

}  // namespace
}  // namespace cxai::vad
