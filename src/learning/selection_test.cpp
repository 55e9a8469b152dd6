#include "learning/selection.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>
#include <vector>

namespace cxai::learning {
namespace {

TEST(BinomialUpperBound, KnowsTheClosedForms) {
  EXPECT_NEAR(binomial_upper_bound(0, 59, 0.05), 1 - std::pow(0.05, 1.0 / 59), 1e-9);  // none wrong
  EXPECT_NEAR(binomial_upper_bound(1, 2, 0.05), std::sqrt(0.95), 1e-9);                // 1 - p² = 0.05
  EXPECT_EQ(binomial_upper_bound(0, 0, 0.05), 1);
  EXPECT_EQ(binomial_upper_bound(7, 7, 0.05), 1);
  EXPECT_NEAR(binomial_upper_bound(10, 100, 0.05), 0.16372, 1e-4);  // Clopper and Pearson's table
  EXPECT_GT(binomial_upper_bound(50'000, 1'000'000, 0.001), 0.05);
  EXPECT_LT(binomial_upper_bound(50'000, 1'000'000, 0.001), 0.051);
}

TEST(Selection, AnswersNothingWhenNothingReachesTheRisk) {
  const std::vector<float> confidences(100, 0.9F);
  const std::vector<std::uint8_t> correct(100, 0);
  const auto selection = choose_threshold(confidences, correct, 0.05, 0.05);
  ASSERT_TRUE(selection);
  EXPECT_GT(selection->threshold, 1);
  EXPECT_EQ(selection->coverage, 0);
  EXPECT_EQ(selection->calibration_n, 100U);
  EXPECT_GT(choose_threshold({}, {}, 0.05, 0.05)->threshold, 1);
}

TEST(Selection, AnswersAllWhenAllAreRight) {
  std::vector<float> confidences;
  for (int i = 0; i < 1000; ++i) confidences.push_back(static_cast<float>(i) / 1000.0F);
  const std::vector<std::uint8_t> correct(1000, 1);
  const auto selection = choose_threshold(confidences, correct, 0.05, 0.05);
  ASSERT_TRUE(selection);
  EXPECT_EQ(selection->coverage, 1);
  EXPECT_LE(selection->upper_bound, 0.05);
}

TEST(Selection, TakesEqualsTogether) {
  std::vector<float> confidences(400, 0.5F);
  std::fill(confidences.begin(), confidences.begin() + 200, 0.9F);
  std::vector<std::uint8_t> correct(400, 1);
  for (std::size_t i = 300; i < 400; ++i) correct[i] = 0;  // among the equals at 0.5
  const auto selection = choose_threshold(confidences, correct, 0.05, 0.05);
  ASSERT_TRUE(selection);
  EXPECT_FLOAT_EQ(static_cast<float>(selection->threshold), 0.9F);
  EXPECT_DOUBLE_EQ(selection->coverage, 0.5);
}

TEST(Selection, RefusesWhatItCannotPromise) {
  const std::vector<float> confidences = {0.5F, 0.6F};
  const std::vector<std::uint8_t> correct = {1, 1};
  EXPECT_FALSE(choose_threshold(confidences, {}, 0.05, 0.05));
  EXPECT_FALSE(choose_threshold(confidences, correct, 0, 0.05));
  EXPECT_FALSE(choose_threshold(confidences, correct, 0.05, 1));
  const std::vector<float> broken = {0.5F, std::nanf("")};
  EXPECT_FALSE(choose_threshold(broken, correct, 0.05, 0.05));
}

// The promise itself, against the true error rate of the threshold, which is known where the world is made up: an
// answer of confidence c is wrong with probability (1 - c)², so above t it is (1 - t)² / 3 on average.
TEST(Selection, KeepsItsPromise) {
  std::mt19937 random(20);
  std::uniform_real_distribution<float> uniform(0, 1);
  int broken = 0;
  double coverage = 0;
  constexpr int kSplits = 1000;
  for (int split = 0; split < kSplits; ++split) {
    std::vector<float> confidences;
    std::vector<std::uint8_t> correct;
    for (int i = 0; i < 1000; ++i) {
      const float c = uniform(random);
      confidences.push_back(c);
      correct.push_back(uniform(random) < (1 - c) * (1 - c) ? 0 : 1);
    }
    const auto selection = choose_threshold(confidences, correct, 0.05, 0.05);
    ASSERT_TRUE(selection);
    const double t = std::min(selection->threshold, 1.0);
    broken += (1 - t) * (1 - t) / 3 > 0.05 ? 1 : 0;
    coverage += selection->coverage / kSplits;
  }
  EXPECT_LE(broken, kSplits / 20);
  EXPECT_GT(coverage, 0.15);  // 0.387 is what the exact threshold has; the rest is the price of the promise at n = 1000
}

}  // namespace
}  // namespace cxai::learning
