#include "learning/leaning.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>
#include <vector>

#include "learning/dense.hpp"
#include "learning/metrics.hpp"

namespace cxai::learning {
namespace {

struct Texts {
  std::vector<float> scores;  // [texts, 1, 3]
  std::vector<std::uint32_t> truth;
};

// Labels drawn by the softmax of the scores, so that a calibration of slope 1 and offsets 0 is the right one. The
// larger `rarity`, the fewer have the third label; `tell` says how well texts can be told apart.
Texts drawn(std::size_t n, float rarity, float tell, unsigned seed) {
  std::mt19937 random(seed);
  std::normal_distribution<float> normal(0, 1);
  std::uniform_real_distribution<float> uniform(0, 1);
  Texts texts;
  for (std::size_t i = 0; i < n; ++i) {
    std::vector<float> p = {tell * normal(random), tell * normal(random), tell * normal(random) - rarity};
    texts.scores.insert(texts.scores.end(), p.begin(), p.end());
    softmax(p);
    const float at = uniform(random);
    texts.truth.push_back(at < p[0] ? 0 : at < p[0] + p[1] ? 1 : 2);
  }
  return texts;
}

ClassificationQuality quality(const Texts& texts, const Calibration& calibration) {
  std::vector<std::uint32_t> given;
  for (std::size_t i = 0; i < texts.truth.size(); ++i) {
    std::vector<float> row(3);
    for (std::size_t k = 0; k < 3; ++k)
      row[k] = calibration.slopes[0] * texts.scores[3 * i + k] + calibration.offsets[k];
    given.push_back(static_cast<std::uint32_t>(std::ranges::max_element(row) - row.begin()));
  }
  return classification_quality(texts.truth, given, 3);
}

const Calibration kRight{{1}, {0, 0, 0}};

TEST(Leaning, ARareLabelThatHardlyWinsIsGivenMoreOften) {
  const Texts texts = drawn(6000, 3.5F, 1.5F, 1);
  // The calibration holds the rare label down more than it should.
  const Calibration given{{1}, {0, 0, -1}};
  const Calibration leaning = lean_to_rare(texts.scores, 1, 3, texts.truth, given);
  const Texts others = drawn(6000, 3.5F, 1.5F, 2);
  const auto before = quality(others, given);
  const auto after = quality(others, leaning);
  EXPECT_GT(after.labels[2].recall(), before.labels[2].recall() + 0.05);
  EXPECT_GT(after.macro_f1, before.macro_f1 + 0.01);
  EXPECT_GT(after.accuracy, before.accuracy - 0.005);
  EXPECT_GT(leaning.slopes[0], 0.5F);
}

TEST(Leaning, StaysWhereThereIsNothingToWin) {
  for (const float tell : {2.0F, 6.0F}) {
    const Texts texts = drawn(3000, 0, tell, 3);
    const Calibration leaning = lean_to_rare(texts.scores, 1, 3, texts.truth, kRight);
    EXPECT_EQ(leaning.slopes, kRight.slopes);
    EXPECT_EQ(leaning.offsets, kRight.offsets);
  }
}

TEST(Leaning, LeavesFewTextsAlone) {
  const Texts texts = drawn(500, 3.5F, 1.5F, 1);
  const Calibration given{{1}, {0, 0, -1}};
  EXPECT_EQ(lean_to_rare(texts.scores, 1, 3, texts.truth, given).offsets, given.offsets);
  EXPECT_EQ(lean_to_rare({}, 1, 3, {}, given).offsets, given.offsets);
}

}  // namespace
}  // namespace cxai::learning
