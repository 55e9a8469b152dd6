#include "learning/selection.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
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
  EXPECT_GT(selection->threshold, 0.5);
  EXPECT_LE(selection->threshold, 0.9);
  EXPECT_DOUBLE_EQ(selection->coverage, 0.5);
}

TEST(Selection, RefusesWhatItCannotPromise) {
  const std::vector<float> confidences = {0.5F, 0.6F};
  const std::vector<std::uint8_t> correct = {1, 1};
  EXPECT_FALSE(choose_threshold(confidences, {}, 0.05, 0.05));
  EXPECT_FALSE(choose_threshold(confidences, correct, 0, 0.05));
  EXPECT_FALSE(choose_threshold(confidences, correct, 0.05, 1));
  EXPECT_FALSE(choose_threshold(std::vector{0.5F, std::nanf("")}, correct, 0.05, 0.05));
  EXPECT_FALSE(choose_threshold(std::vector{0.5F, 1.5F}, correct, 0.05, 0.05));
}

// Made-up worlds, in which the true error rate of a threshold is known.
struct World {
  const char* name;
  float (*confidence)(float uniform);     // from evenly spread numbers
  float (*wrong)(float confidence);       // how often an answer of this confidence is
  double (*risk_from)(double threshold);  // how often one at or above it is
  double least_coverage;                  // with 1000 texts, at 5 %
};

constexpr World kWorlds[] = {
    // Calibrated, and mostly sure. 0.585 can be answered at 5 %.
    {"calibrated", [](float u) { return 1 - u * u * u; }, [](float c) { return 1 - c; },
     [](double t) { return (1 - t) / 4; }, 0.4},
    // Never sure enough of itself: 0.387 can be answered.
    {"too modest", [](float u) { return u; }, [](float c) { return (1 - c) * (1 - c); },
     [](double t) { return (1 - t) * (1 - t) / 3; }, 0.1},
    // A hair above the risk wherever the walks begin: as easy to be taken in by as can be.
    {"deceiving", [](float) { return 0.99F; }, [](float) { return 0.0501F; }, [](double) { return 0.0501; }, 0},
    // The surest tenth is the worst. Everything together has 4.9 %, so a walk must begin below the surest.
    {"upside down", [](float u) { return u; }, [](float c) { return c > 0.9F ? 0.4F : 0.01F; },
     [](double t) { return t > 0.9 ? 0.4 : (0.04 + (0.9 - t) * 0.01) / (1 - t); }, 0},
};

TEST(Selection, KeepsItsPromise) {
  constexpr int kSplits = 1000;
  std::mt19937 random(20);
  std::uniform_real_distribution<float> uniform(0, 1);
  for (const World& world : kWorlds) {
    int broken = 0;
    double coverage = 0;
    for (int split = 0; split < kSplits; ++split) {
      std::vector<float> confidences;
      std::vector<std::uint8_t> correct;
      for (int i = 0; i < 1000; ++i) {
        confidences.push_back(world.confidence(uniform(random)));
        correct.push_back(uniform(random) < world.wrong(confidences.back()) ? 0 : 1);
      }
      const auto selection = choose_threshold(confidences, correct, 0.05, 0.05);
      ASSERT_TRUE(selection);
      broken += selection->threshold <= 1 && world.risk_from(selection->threshold) > 0.05 ? 1 : 0;
      coverage += selection->coverage / kSplits;
    }
    std::printf("%s: broken in %d of %d, %.3f answered\n", world.name, broken, kSplits, coverage);
    EXPECT_LE(broken, kSplits / 20 + 20) << world.name;  // three deviations of what delta allows
    EXPECT_GE(coverage, world.least_coverage) << world.name;
  }
}

}  // namespace
}  // namespace cxai::learning
