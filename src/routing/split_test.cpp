#include "routing/split.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

namespace cxai::routing {
namespace {

using testing::HasSubstr;

const std::vector<std::string> kNames{"Zeta", "Alfa", "Unknown", "Ender"};

// 600 of Zeta, 60 of Alfa, 40 without company, 3 of Ender; two examples a group.
std::vector<Item> items() {
  std::vector<Item> all;
  for (std::uint32_t i = 0; i < 703; ++i) all.push_back({i < 600 ? 0U : i < 660 ? 1U : i < 700 ? 2U : 3U, i / 2});
  return all;
}

TEST(Split, NoGroupStandsOnTwoSides) {
  const auto all = items();
  const auto split = split_items(kNames, all, {.calibration = 0.1, .per_class = 1000});
  ASSERT_TRUE(split) << split.error().message;
  std::map<std::uint64_t, std::set<Part>> sides;
  std::map<Part, std::size_t> counts;
  for (std::size_t i = 0; i < all.size(); ++i) {
    sides[all[i].group].insert(split->part_of[i]);
    ++counts[split->part_of[i]];
  }
  for (const auto& [group, parts] : sides) EXPECT_EQ(parts.size(), 1U);
  EXPECT_NEAR(static_cast<double>(counts[Part::valid]), 70, 2);
  EXPECT_NEAR(static_cast<double>(counts[Part::calibration]), 70, 2);
  EXPECT_EQ(counts[Part::unused], 0U);
}

TEST(Split, ClassesAreBalancedToTheTarget) {
  const auto all = items();
  const auto split = split_items(kNames, all, {.calibration = 0.1, .per_class = 100, .most_repeats = 2});
  ASSERT_TRUE(split);
  std::map<std::uint32_t, std::size_t> learnt;
  for (const std::uint32_t item : split->training) {
    EXPECT_EQ(split->part_of[item], Part::train);
    ++learnt[split->label_of[item]];
  }
  EXPECT_EQ(learnt[1], 100U);  // Zeta, drawn from about 480
  EXPECT_EQ(learnt[0], 2 * split->sizes[0].train > 100 ? 100U : 2 * split->sizes[0].train);  // Alfa, repeated
  EXPECT_LE(learnt[2], 2 * 43U);
  EXPECT_EQ(split->sizes[1].train, 100U);
  EXPECT_EQ(split->sizes[1].examples, 600U);
}

TEST(Split, RareLabelsAndWhatHasNoneAreUnknown) {
  const auto split = split_items(kNames, items(), {});
  ASSERT_TRUE(split);
  EXPECT_EQ(split->labels, (std::vector<std::string>{"Alfa", "Zeta", "Unknown"}));
  EXPECT_EQ(split->rare, (std::vector<std::string>{"Ender"}));
  EXPECT_EQ(split->label_of[702], 2U);
}

TEST(Split, TheSeedDecidesAndNothingElse) {
  const auto a = split_items(kNames, items(), {.seed = 7});
  const auto b = split_items(kNames, items(), {.seed = 7});
  const auto c = split_items(kNames, items(), {.seed = 8});
  EXPECT_EQ(a->training, b->training);
  EXPECT_EQ(a->part_of, b->part_of);
  EXPECT_NE(a->part_of, c->part_of);
}

TEST(Split, FewExamplesGiveALargerPartToTheThreshold) {
  const auto split = split_items(kNames, items(), {});
  EXPECT_NEAR(static_cast<double>(std::ranges::count(split->part_of, Part::calibration)), 200, 2);
}

TEST(Split, SaysWhatIsMissing) {
  const std::vector<Item> few{{0, 1}, {1, 2}};
  const auto split = split_items(kNames, few, {});
  ASSERT_FALSE(split);
  EXPECT_THAT(split.error().message, HasSubstr("at least two labels with 10 examples each, found 0"));
  EXPECT_FALSE(split_items(kNames, items(), {.valid = 0.95}));
  EXPECT_FALSE(split_items(kNames, items(), {.valid = 0}));
}

}  // namespace
}  // namespace cxai::routing
