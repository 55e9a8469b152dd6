#include "scorecards/agreement.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace cxai::scorecards {
namespace {

// `yes_yes` pairs in which both said yes, and so on.
std::vector<AnswerPair> pairs(int yes_yes, int no_no, int yes_no = 0, int no_yes = 0) {
  std::vector<AnswerPair> list;
  list.insert(list.end(), static_cast<std::size_t>(yes_no), {"yes", "no"});
  list.insert(list.end(), static_cast<std::size_t>(no_yes), {"no", "yes"});
  list.insert(list.end(), static_cast<std::size_t>(yes_yes), {"yes", "yes"});
  list.insert(list.end(), static_cast<std::size_t>(no_no), {"no", "no"});
  return list;
}

}  // namespace

TEST(Agreement, IsCohensKappa) {
  // The textbook's table: 20 and 15 alike, 5 and 10 not; p_o 0.7, p_e 0.5.
  const Agreement result = agreement(pairs(20, 15, 5, 10));
  EXPECT_NEAR(*result.kappa, 0.4, 1e-9);
  EXPECT_EQ(result.n, 50U);
  EXPECT_EQ(result.same, 35U);
  EXPECT_LT(*result.low, 0.4);
  EXPECT_GT(*result.high, 0.4);
  EXPECT_EQ(result.lock, Lock::too_low);
}

TEST(Agreement, UnlocksOnEnoughAnswersAlone) {
  EXPECT_EQ(agreement(pairs(15, 14)).lock, Lock::too_few);
  EXPECT_EQ(agreement(pairs(15, 15)).lock, Lock::unlocked);
  EXPECT_EQ(agreement({}).lock, Lock::too_few);
  EXPECT_FALSE(agreement({}).kappa);
}

TEST(Agreement, PerfectButOneSidedProvesLittle) {
  const Agreement skewed = agreement(pairs(49, 1));
  EXPECT_NEAR(*skewed.kappa, 1, 1e-9);
  EXPECT_LT(*skewed.low, kNeededKappa);
  EXPECT_EQ(skewed.lock, Lock::too_low);
  const Agreement constant = agreement(pairs(60, 0));
  EXPECT_FALSE(constant.kappa);
  EXPECT_EQ(constant.lock, Lock::no_variation);
}

TEST(Agreement, LocksAgainWhenTheNewestDiffer) {
  auto list = pairs(50, 50);
  EXPECT_EQ(agreement(list).lock, Lock::unlocked);
  const std::vector<AnswerPair> newest(25, {"yes", "no"});
  list.insert(list.begin(), newest.begin(), newest.end());
  const Agreement fallen = agreement(list);
  EXPECT_EQ(fallen.n, kWindowPairs);
  EXPECT_EQ(fallen.lock, Lock::too_low);
}

TEST(Agreement, CountsNotApplicableAsAnAnswer) {
  std::vector<AnswerPair> list = pairs(10, 10);
  for (int i = 0; i < 10; ++i) list.push_back({"na", "na", false});
  const Agreement result = agreement(list);
  EXPECT_NEAR(*result.kappa, 1, 1e-9);
  EXPECT_EQ(result.blind, 20U);
}

}  // namespace cxai::scorecards
