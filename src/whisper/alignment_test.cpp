#include "whisper/alignment.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

namespace cxai::whisper {
namespace {

using ::testing::ElementsAre;

// Attention of `heads` heads: most of each frame's weight where `spoken` says, the rest spread with some noise; every
// row sums to 1 over the frames.
std::vector<float> attention(std::size_t heads, const std::vector<std::pair<std::size_t, std::size_t>>& spoken,
                             std::size_t frames) {
  std::mt19937 random(11);
  std::vector<float> weights;
  for (std::size_t h = 0; h < heads; ++h)
    for (const auto& [begin, end] : spoken) {
      std::vector<float> row(frames);
      float sum = 0;
      for (std::size_t f = 0; f < frames; ++f) {
        row[f] = 0.01F + 0.005F * static_cast<float>(random() % 100) / 100 + (begin <= f && f < end ? 1.0F : 0.0F);
        sum += row[f];
      }
      for (const float x : row) weights.push_back(x / sum);
    }
  return weights;
}

void expect_near(const std::vector<int>& times, const std::vector<int>& expected, int frames) {
  ASSERT_EQ(times.size(), expected.size());
  for (std::size_t i = 0; i < times.size(); ++i) EXPECT_NEAR(times[i], expected[i], frames) << i;
  EXPECT_TRUE(std::ranges::is_sorted(times));
}

TEST(Alignment, FollowsADiagonal) {
  std::vector<std::pair<std::size_t, std::size_t>> spoken;
  std::vector<int> expected;
  for (std::size_t t = 0; t < 12; ++t) {
    spoken.emplace_back(10 * t, 10 * t + 10);
    expected.push_back(static_cast<int>(10 * t));
  }
  expected.push_back(120);
  expect_near(align_tokens(attention(3, spoken, 120), 3, 12, 120), expected, 1);
}

TEST(Alignment, UnequalTokens) {
  expect_near(align_tokens(attention(2, {{0, 40}, {40, 48}, {48, 100}, {100, 110}, {110, 150}}, 150), 2, 5, 150),
              {0, 40, 48, 100, 110, 150}, 2);
}

TEST(Alignment, SilenceAtBothEndsIsLeftOut) {
  expect_near(align_tokens(attention(4, {{50, 60}, {60, 75}, {75, 90}}, 300), 4, 3, 300), {50, 60, 75, 90}, 3);
}

TEST(Alignment, SilenceInTheMiddleBelongsToOneSide) {
  const auto times = align_tokens(attention(4, {{5, 20}, {20, 40}, {140, 160}, {160, 180}}, 200), 4, 4, 200);
  EXPECT_NEAR(times[0], 5, 3);
  EXPECT_NEAR(times[1], 20, 3);
  EXPECT_GE(times[2], 37);
  EXPECT_LE(times[2], 143);
  EXPECT_NEAR(times[3], 160, 3);
  EXPECT_NEAR(times[4], 180, 3);
}

TEST(Alignment, OneHeadThatLooksElsewhereIsOutvoted) {
  const std::vector<std::pair<std::size_t, std::size_t>> spoken{{0, 30}, {30, 60}, {60, 90}};
  auto weights = attention(4, spoken, 90);
  const auto reversed = attention(1, {{60, 90}, {30, 60}, {0, 30}}, 90);
  weights.insert(weights.end(), reversed.begin(), reversed.end());
  expect_near(align_tokens(weights, 5, 3, 90), {0, 30, 60, 90}, 2);
}

TEST(Alignment, OneTokenEndsWhereItWasHeard) {
  expect_near(align_tokens(attention(2, {{30, 50}}, 100), 2, 1, 100), {30, 50}, 2);
}

TEST(Alignment, SmallestCases) {
  EXPECT_THAT(align_tokens({}, 0, 2, 0), ElementsAre(0, 0, 0));
  EXPECT_THAT(align_tokens({}, 3, 0, 0), ElementsAre(0));
  EXPECT_THAT(align_tokens(std::vector<float>{1, 1, 1}, 1, 3, 1), ElementsAre(0, 0, 0, 1));
  // Nothing to see: still ascending and inside.
  const auto flat = align_tokens(std::vector<float>(2 * 5 * 8, 0.125F), 2, 5, 8);
  EXPECT_TRUE(std::ranges::is_sorted(flat));
  EXPECT_EQ(flat.size(), 6U);
  EXPECT_LE(flat.back(), 8);
}

}  // namespace
}  // namespace cxai::whisper
