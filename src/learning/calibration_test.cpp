#include "learning/calibration.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <vector>

#include "learning/dense.hpp"

namespace cxai::learning {
namespace {

// Labels drawn by softmax(2 · a + 0.5 · b + offset): the slopes and offsets come back.
TEST(Calibration, FindsTheSlopesAndOffsetsTheLabelsWereDrawnBy) {
  std::mt19937 random(1);
  std::normal_distribution<float> normal(0, 1);
  std::uniform_real_distribution<float> uniform(0, 1);
  const std::vector<float> offsets = {0.5F, -0.5F, 0};
  std::vector<float> scores;
  std::vector<std::uint32_t> truth;
  for (int i = 0; i < 20'000; ++i) {
    std::vector<float> given(6);
    for (float& score : given) score = normal(random);
    std::vector<float> p(3);
    for (std::size_t k = 0; k < 3; ++k) p[k] = 2 * given[k] + 0.5F * given[3 + k] + offsets[k];
    softmax(p);
    const float drawn = uniform(random);
    truth.push_back(drawn < p[0] ? 0 : drawn < p[0] + p[1] ? 1 : 2);
    scores.insert(scores.end(), given.begin(), given.end());
  }
  const Calibration calibration = calibrate(scores, 2, 3, truth, 1e-6);
  EXPECT_NEAR(calibration.slopes[0], 2, 0.1);
  EXPECT_NEAR(calibration.slopes[1], 0.5, 0.05);
  EXPECT_NEAR(calibration.offsets[0] - calibration.offsets[1], 1, 0.1);
  EXPECT_NEAR(calibration.offsets[0] - calibration.offsets[2], 0.5, 0.1);
}

TEST(Calibration, LeavesAModelOutThatSaysTheOpposite) {
  std::vector<float> scores;
  std::vector<std::uint32_t> truth;
  for (std::uint32_t i = 0; i < 100; ++i) {
    const std::uint32_t label = i % 2;
    truth.push_back(i % 10 == 0 ? 1 - label : label);
    for (const float score : {label == 0 ? 1.0F : 0.0F, label == 1 ? 1.0F : 0.0F}) scores.push_back(score);
    for (const float score : {label == 0 ? 0.0F : 1.0F, label == 1 ? 0.0F : 1.0F}) scores.push_back(score);
  }
  const Calibration calibration = calibrate(scores, 2, 2, truth);
  EXPECT_GT(calibration.slopes[0], 0.5F);
  EXPECT_GE(calibration.slopes[1], 0);
}

// Three models that nearly agree, each with errors of its own: a step for one is a step for all, and one is best left
// out.
TEST(Calibration, OfModelsThatAgreeNoSlopeCouldBeBetter) {
  std::mt19937 random(3);
  std::normal_distribution<float> normal(0, 1);
  std::uniform_real_distribution<float> uniform(0, 1);
  std::vector<float> scores;
  std::vector<std::uint32_t> truth;
  for (int i = 0; i < 3000; ++i) {
    float known[3];
    for (float& one : known) one = 3 * normal(random);
    const float noise[3] = {0.1F, 0.3F, 2};
    for (const float much : noise) {
      for (const float one : known) scores.push_back(one + much * normal(random));
    }
    std::vector<float> p(known, known + 3);
    softmax(p);
    const float drawn = uniform(random);
    truth.push_back(drawn < p[0] ? 0 : drawn < p[0] + p[1] ? 1 : 2);
  }
  const auto loss = [&](const Calibration& given) {
    double sum = 0;
    for (std::size_t i = 0; i < truth.size(); ++i) {
      std::vector<float> row = given.offsets;
      for (std::size_t m = 0; m < 3; ++m) add_scaled(given.slopes[m], &scores[(i * 3 + m) * 3], row.data(), 3);
      softmax(row);
      sum -= std::log(static_cast<double>(row[truth[i]]));
    }
    return sum;
  };
  const Calibration calibration = calibrate(scores, 3, 3, truth, 1e-6);
  for (std::size_t m = 0; m < 3; ++m) {
    for (const float step : {-0.05F, 0.05F}) {
      Calibration other = calibration;
      other.slopes[m] += step;
      if (other.slopes[m] >= 0) {
        EXPECT_LT(loss(calibration), loss(other)) << "slope " << m << " by " << step;
      }
    }
  }
}

TEST(Calibration, StaysFiniteWhereAllIsCertain) {
  std::vector<float> scores;
  std::vector<std::uint32_t> truth;
  for (std::uint32_t i = 0; i < 50; ++i) {
    truth.push_back(i % 2);
    for (const std::uint32_t k : {0U, 1U}) scores.push_back(k == i % 2 ? 1.0F : 0.0F);
  }
  const Calibration calibration = calibrate(scores, 1, 2, truth);
  EXPECT_TRUE(std::isfinite(calibration.slopes[0]));
  EXPECT_GT(calibration.slopes[0], 1);
  EXPECT_EQ(calibrate({}, 1, 2, {}).slopes[0], 1);
}

}  // namespace
}  // namespace cxai::learning
