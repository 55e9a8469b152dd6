#include "scorecards/comparison.hpp"

#include <gtest/gtest.h>

#include <initializer_list>

namespace cxai::scorecards {
namespace {

Sums times(int n, std::initializer_list<double> scores) {
  Sums sums;
  for (int i = 0; i < n; ++i)
    for (const double score : scores) {
      ++sums.n;
      sums.sum += score;
      sums.sum_of_squares += score * score;
    }
  return sums;
}

}  // namespace

TEST(Comparison, SaysNothingOfFew) {
  EXPECT_EQ(compare(times(9, {5}), times(50, {1, 2})), Difference::too_few);
  EXPECT_EQ(compare(times(50, {5}), times(3, {1, 2})), Difference::too_few);
}

TEST(Comparison, TellsChanceFromDifference) {
  EXPECT_EQ(compare(times(10, {3, 5}), times(10, {3, 5})), Difference::none);
  EXPECT_EQ(compare(times(10, {4, 5}), times(10, {2, 3})), Difference::higher);
  EXPECT_EQ(compare(times(10, {2, 3}), times(10, {4, 5})), Difference::lower);
  EXPECT_EQ(compare(times(5, {1, 5}), times(5, {2, 5})), Difference::none) << "0.5 apart, scattered over four points";
}

TEST(Comparison, TheOthersAreAllWithoutOne) {
  const Sums all = times(10, {1, 5});
  const Sums rest = all.without(times(10, {5}));
  EXPECT_EQ(rest.n, 10);
  EXPECT_DOUBLE_EQ(rest.sum, 10);
}

}  // namespace cxai::scorecards
