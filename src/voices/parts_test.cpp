#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <random>
#include <set>

#include "base/embedded.hpp"
#include "voices/clustering.hpp"
#include "voices/embedding_network.hpp"
#include "voices/features.hpp"
#include "voices/speakers.hpp"

namespace cxai::voices {
namespace {

std::vector<float> unit(std::initializer_list<double> values) {
  double power = 0;
  for (const double value : values) power += value * value;
  std::vector<float> out;
  for (const double value : values) out.push_back(static_cast<float>(value / std::sqrt(power)));
  return out;
}

void append(std::vector<float>& vectors, const std::vector<float>& vector) {
  vectors.insert(vectors.end(), vector.begin(), vector.end());
}

TEST(Features, AToneStandsInItsBand) {
  Features features;
  std::vector<float> samples(16'000);
  for (std::size_t i = 0; i < samples.size(); ++i)
    samples[i] = static_cast<float>(0.5 * std::sin(2 * std::numbers::pi * 1000.0 * static_cast<double>(i) / 16'000));
  features.feed(samples);
  EXPECT_EQ(features.frames(), (16'000U - 512U) / 320U + 1U);
  std::vector<float> bands(kBands);
  features.read(10, bands);
  // Slaney's scale: 200/3 Hz per band below 1 kHz; 41 steps of 0.857 mel up to 4 kHz.
  const auto loudest = std::ranges::max_element(bands) - bands.begin();
  EXPECT_NEAR(static_cast<double>(loudest), 16.5, 1.0);
  EXPECT_GT(bands[static_cast<std::size_t>(loudest)], bands[2] + 5);
}

TEST(Cluster, GroupsWhatPointsTheSameWay) {
  std::vector<float> vectors;
  for (const auto& vector : {unit({1, 0}), unit({0, 1}), unit({0.9, 0.1}), unit({0.1, 0.9}), unit({1, 0.1})})
    append(vectors, vector);
  EXPECT_EQ(cluster(vectors, 2, 0.5), (std::vector<std::size_t>{0, 1, 0, 1, 0}));
  EXPECT_EQ(cluster(vectors, 2, 1.9), (std::vector<std::size_t>{0, 0, 0, 0, 0}));
  EXPECT_EQ(cluster(vectors, 2, 0.0), (std::vector<std::size_t>{0, 1, 2, 3, 4}));
  EXPECT_TRUE(cluster({}, 2, 0.5).empty());
}

TEST(Cluster, ManyVectorsAreGroupedInBlocksWithTheSameResult) {
  std::mt19937 random(3);
  std::normal_distribution<double> spread(0, 0.15);
  std::vector<float> vectors;
  std::vector<std::size_t> expected;
  for (std::size_t i = 0; i < 2 * kMostAtOnce + 100; ++i) {
    const std::size_t group = i == 0 ? 0 : (i / 7) % 3;
    append(vectors,
           unit({(group == 0) + spread(random), (group == 1) + spread(random), (group == 2) + spread(random)}));
    expected.push_back(group);
  }
  EXPECT_EQ(cluster(vectors, 3, 0.6), expected);
}

Windows windows_of(const std::vector<std::pair<std::vector<float>, int>>& runs) {
  Windows windows;
  windows.size = runs.front().first.size();
  std::size_t at = 0;
  for (const auto& [vector, count] : runs)
    for (int i = 0; i < count; ++i) {
      windows.windows.push_back({at, at + 25, 50, 0});
      append(windows.vectors, vector);
      at += 25;
    }
  return windows;
}

TEST(TellSpeakers, TheLessAVoiceSaysTheMoreItMustDiffer) {
  SpeakerRules rules;
  rules.alike = 0.3;
  rules.apart = 0.4;
  rules.apart_by_noise = 0.4;  // 2 s: 0.68, 10 s: 0.53
  const auto a = unit({1, 0, 0});
  const auto b = unit({0.4, 1, 0});  // 0.63 from a
  const auto c = unit({0, 0, 1});
  const auto long_enough = windows_of({{a, 20}, {b, 20}});
  EXPECT_EQ(std::ranges::max(tell_speakers(long_enough, long_enough, rules)), 1U);
  const auto too_short = windows_of({{a, 20}, {b, 4}});
  EXPECT_EQ(std::ranges::max(tell_speakers(too_short, too_short, rules)), 0U);
  const auto three = windows_of({{a, 20}, {b, 20}, {c, 4}});
  EXPECT_EQ(std::ranges::max(tell_speakers(three, three, rules)), 2U);
  rules.most = 2;
  EXPECT_EQ(std::ranges::max(tell_speakers(three, three, rules)), 1U);
}

TEST(TellSpeakers, OneOddWindowDoesNotMakeAVoiceNorAChange) {
  const auto a = unit({1, 0, 0});
  const auto odd = unit({0, 1, 0});
  const auto windows = windows_of({{a, 20}, {odd, 1}, {a, 20}});
  for (const std::size_t voice : tell_speakers(windows, windows, {})) EXPECT_EQ(voice, 0U);
}

TEST(EmbeddingNetwork, TheBuiltInOneGivesVectorsOfLengthOne) {
  const EmbeddingNetwork& network = EmbeddingNetwork::built_in();
  std::vector<float> bands(30 * kBands, 0.1F);
  const auto activations = network.activations(bands);
  ASSERT_EQ(activations.size(), 30 * network.width());
  std::vector<double> sums(network.width(), 0);
  std::vector<double> squares(network.width(), 0);
  for (std::size_t i = 0; i < activations.size(); ++i) {
    sums[i % network.width()] += static_cast<double>(activations[i]);
    squares[i % network.width()] += std::pow(static_cast<double>(activations[i]), 2);
  }
  double power = 0;
  for (const float value : network.embedding(sums, squares, 30)) power += std::pow(static_cast<double>(value), 2);
  EXPECT_NEAR(power, 1.0, 1e-4);
  EXPECT_EQ(EmbeddingNetwork::built_in_sha256().size(), 64U);
}

TEST(EmbeddingNetwork, RefusesBrokenFiles) {
  const std::string good(base::embedded::find(base::embedded::voice_models(), "voices.bin")->bytes);
  ASSERT_TRUE(EmbeddingNetwork::parse(good));
  for (const std::size_t length : {std::size_t{0}, std::size_t{7}, std::size_t{15}, std::size_t{40}, good.size() - 1})
    EXPECT_EQ(EmbeddingNetwork::parse(good.substr(0, length)).error().code, ErrorCode::corrupt_data) << length;
  EXPECT_FALSE(EmbeddingNetwork::parse(good + "x"));
  std::mt19937 random(1);
  for (int round = 0; round < 200; ++round) {  // any header: an error or a network, never a crash
    std::string changed = good.substr(0, 2000);
    changed[8 + random() % 100] = static_cast<char>(random());
    EXPECT_FALSE(EmbeddingNetwork::parse(changed));
  }
}

}  // namespace
}  // namespace cxai::voices
