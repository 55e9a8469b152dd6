#include "analysis/aggregates.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

namespace cxai::analysis {
namespace {

using namespace std::chrono_literals;

TEST(Aggregates, MeanHasAStudentInterval) {
  // 1 2 3 4 5: mean 3, s 1.5811, t(4) 2.776
  const auto mean = mean_of(5, 15, 55);
  ASSERT_TRUE(mean);
  EXPECT_DOUBLE_EQ(mean->value, 3);
  EXPECT_NEAR(mean->high, 3 + 2.776 * 1.58114 / std::sqrt(5.0), 0.02);
  EXPECT_FALSE(mean_of(0, 0, 0));
  EXPECT_EQ(mean_of(1, 4, 16)->low, 4);
}

TEST(Aggregates, TheIntervalCoversTheTruthAboutNineteenTimesInTwenty) {
  std::mt19937 random(3);
  std::normal_distribution<double> draw(10, 4);
  int covered = 0;
  constexpr int kRounds = 4000;
  for (int round = 0; round < kRounds; ++round) {
    double sum = 0;
    double squares = 0;
    for (int i = 0; i < 8; ++i) {
      const double x = draw(random);
      sum += x;
      squares += x * x;
    }
    const auto mean = mean_of(8, sum, squares);
    covered += mean->low <= 10 && 10 <= mean->high;
  }
  EXPECT_NEAR(static_cast<double>(covered) / kRounds, 0.95, 0.015);
}

TEST(Aggregates, ShareStaysBetweenZeroAndOne) {
  const auto none = share_of(0, 10);
  EXPECT_EQ(none->low, 0);
  EXPECT_NEAR(none->high, 0.2775, 0.001);  // Wilson
  EXPECT_NEAR(share_of(10, 10)->high, 1, 1e-12);
}

TEST(Aggregates, FirstContactResolutionLeavesYoungCallsOut) {
  const Timestamp now{20 * 24h};
  const auto day = [&](int d) { return Timestamp{d * 24h}; };
  const std::vector<Contact> contacts{{"a", "billing", day(1)},  {"a", "billing", day(4)},   // came back
                                      {"b", "billing", day(2)},  {"b", "delivery", day(3)},  // another topic
                                      {"c", "billing", day(1)},  {"c", "billing", day(9)},   // after more than 7 days
                                      {"d", "billing", day(18)},                             // too young
                                      {"", "billing", day(1)},   {"e", "", day(1)}};         // unknown
  const auto fcr = first_contact_resolution(contacts, now);
  ASSERT_TRUE(fcr);
  EXPECT_EQ(fcr->n, 6);
  EXPECT_NEAR(fcr->value, 5.0 / 6.0, 1e-9);
  EXPECT_FALSE(first_contact_resolution({}, now));
}

TEST(Aggregates, HandlingTimeAddsItsParts) {
  const std::vector<Handled> handled{{60s, 10s, 30s}, {100s, 0s, 100s}};
  EXPECT_DOUBLE_EQ(average_handling_time_s(handled)->value, 150);
}

}  // namespace
}  // namespace cxai::analysis
