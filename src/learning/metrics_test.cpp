#include "learning/metrics.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace cxai::learning {
namespace {

TEST(ClassificationQuality, CountsEveryLabel) {
  const std::vector<std::uint32_t> truth = {0, 0, 0, 1, 1, 2};
  const std::vector<std::uint32_t> predicted = {0, 0, 1, 1, 0, 1};
  const auto quality = classification_quality(truth, predicted, 4);
  EXPECT_EQ(quality.n, 6U);
  EXPECT_DOUBLE_EQ(quality.accuracy, 0.5);
  EXPECT_DOUBLE_EQ(quality.labels[0].precision(), 2.0 / 3);
  EXPECT_DOUBLE_EQ(quality.labels[0].recall(), 2.0 / 3);
  EXPECT_DOUBLE_EQ(quality.labels[1].precision(), 1.0 / 3);
  EXPECT_DOUBLE_EQ(quality.labels[1].recall(), 0.5);
  EXPECT_EQ(quality.labels[2].recall(), 0);
  EXPECT_NEAR(quality.macro_f1, (2.0 / 3 + 0.4 + 0) / 3, 1e-12);  // the fourth label does not occur
  ASSERT_EQ(quality.confusions.size(), 3U);
  EXPECT_EQ(quality.confusions[0].truth, 0U);
  EXPECT_EQ(quality.confusions[0].predicted, 1U);
}

TEST(ClassificationQuality, OfNothingIsZero) {
  EXPECT_EQ(classification_quality({}, {}, 3).accuracy, 0);
  EXPECT_EQ(expected_calibration_error({}, {}), 0);
  EXPECT_EQ(risk_coverage({}, {}).area, 0);
}

TEST(Answers, TakeTheLikeliest) {
  const std::vector<float> probabilities = {0.2F, 0.5F, 0.3F, 0.4F, 0.2F, 0.4F};
  const auto given = answers(probabilities, 3);
  ASSERT_EQ(given.size(), 2U);
  EXPECT_EQ(given[0].label, 1U);
  EXPECT_FLOAT_EQ(given[0].confidence, 0.5F);
  EXPECT_EQ(given[1].label, 0U);
}

TEST(RiskCoverage, GoesFromTheSurestToAll) {
  const std::vector<float> confidences = {0.9F, 0.6F, 0.8F, 0.6F};
  const std::vector<std::uint8_t> correct = {1, 0, 1, 1};
  const auto curve = risk_coverage(confidences, correct);
  ASSERT_EQ(curve.points.size(), 3U);  // the two at 0.6 together
  EXPECT_DOUBLE_EQ(curve.points[1].coverage, 0.5);
  EXPECT_DOUBLE_EQ(curve.points[1].risk, 0);
  EXPECT_DOUBLE_EQ(curve.points[2].risk, 0.25);
  EXPECT_DOUBLE_EQ(curve.area, 0.125);
  EXPECT_DOUBLE_EQ(coverage_at(curve, 0.1), 0.5);
  EXPECT_DOUBLE_EQ(coverage_at(curve, 0.25), 1);
}

TEST(ExpectedCalibrationError, IsTheDistanceToTheTruth) {
  const std::vector<float> confidences = {0.9F, 0.9F, 0.9F, 0.9F, 1.0F};
  const std::vector<std::uint8_t> correct = {1, 1, 0, 0, 1};
  EXPECT_NEAR(expected_calibration_error(confidences, correct, 10), 4.0 / 5 * 0.4 + 0.0, 0.021);
}

// Ten groups that each agree with themselves are ten pieces of evidence, however many texts they hold.
TEST(BootstrapByGroup, IsWiderWhereTextsAgree) {
  std::vector<double> values;
  std::vector<std::uint64_t> own;
  std::vector<std::uint64_t> shared;
  for (std::uint64_t group = 0; group < 10; ++group) {
    for (int i = 0; i < 50; ++i) {
      values.push_back(group % 2 == 0 ? 1 : 0);
      own.push_back(own.size());
      shared.push_back(group);
    }
  }
  const Interval narrow = bootstrap_by_group(values, own);
  const Interval wide = bootstrap_by_group(values, shared);
  EXPECT_NEAR(narrow.low, 0.456, 0.02);
  EXPECT_NEAR(narrow.high, 0.544, 0.02);
  EXPECT_LT(wide.low, 0.3);
  EXPECT_GT(wide.high, 0.7);
}

}  // namespace
}  // namespace cxai::learning
