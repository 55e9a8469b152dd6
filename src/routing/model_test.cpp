#include "routing/model.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "routing/card.hpp"

namespace cxai::routing {
namespace {

using testing::HasSubstr;

TEST(Routed, NamesTheBestLabelOrUnknown) {
  const std::vector<float> sure{0.1F, 0.7F, 0.2F};
  EXPECT_EQ(routed_from(sure, 2, 0.5).label, 1U);
  EXPECT_EQ(routed_from(sure, 2, 0.8).label, 2U);
  EXPECT_EQ(routed_from(sure, 3, 0.8).label, 3U);  // no class Unknown
  EXPECT_FLOAT_EQ(routed_from(sure, 2, 0.8).probability, 0.7F);
  EXPECT_EQ(routed_from(sure, 2, 0).top[0], (std::pair<std::uint32_t, float>(1, 0.7F)));
  EXPECT_EQ(routed_from(sure, 2, 0).top[2].first, 0U);
  // The model itself says Unknown.
  const std::vector<float> unsure{0.1F, 0.3F, 0.6F};
  EXPECT_EQ(routed_from(unsure, 2, 0).label, 2U);
  EXPECT_FLOAT_EQ(routed_from(unsure, 2, 0).probability, 0.3F);
  // Nothing was said at all.
  const std::vector<float> nothing{0, 0};
  EXPECT_EQ(routed_from(nothing, 2, 0).label, 2U);
}

TEST(Policy, CountsWhatTheModelCalledUnknownAsUnanswered) {
  std::vector<Confidence> confidences(100, {0, false});
  for (int i = 0; i < 300; ++i) confidences.push_back({0.9F, true});
  const auto policy = choose_policy(confidences, 0.05, 0.05);
  ASSERT_TRUE(policy);
  EXPECT_DOUBLE_EQ(policy->coverage, 0.75);
  EXPECT_LE(policy->upper_bound, 0.05);
  EXPECT_EQ(policy->calibration_n, 400U);
  EXPECT_FALSE(choose_policy(confidences, 0, 0.05));
  // Too few to promise anything.
  const auto none = choose_policy({{0.9F, true}}, 0.05, 0.05);
  EXPECT_GT(none->threshold, 1);
  EXPECT_THAT(promise(*none, "tr"), HasSubstr("söz verilemiyor"));
  EXPECT_THAT(promise(*policy, "en"), HasSubstr("exchangeable"));
  EXPECT_THAT(promise(*policy, "de"), HasSubstr("austauschbar"));
  EXPECT_THAT(promise({.threshold = 0}, "en"), HasSubstr("not calibrated"));
}

TEST(Calibration, ReadsBack) {
  const auto back = read_calibration(write_calibration({{0.25F, true}, {1, false}, {0, false}}));
  ASSERT_TRUE(back);
  ASSERT_EQ(back->size(), 3U);
  EXPECT_FLOAT_EQ((*back)[0].confidence, 0.25F);
  EXPECT_TRUE((*back)[0].correct);
  EXPECT_THAT(read_calibration("confidence,correct\n0.5,1\n2,1\n").error().message, HasSubstr("line 3"));
  EXPECT_FALSE(read_calibration("x"));
  EXPECT_FALSE(read_calibration("confidence,correct\n0.5\n"));
}

TEST(ModelInfo, ReadsBackAndRefusesAnotherSchema) {
  ModelInfo info;
  info.family = "companies";
  info.id = "ftjob-1";
  info.labels = {"A", "Unknown"};
  info.accuracy = 0.5;
  info.policy.threshold = 0.7;
  const auto back = model_info_from(to_json(info));
  ASSERT_TRUE(back) << back.error().message;
  EXPECT_EQ(to_json(*back), to_json(info));
  Json other = to_json(info);
  other["schema"] = "cxai.routing-model/9";
  EXPECT_EQ(model_info_from(other).error().code, ErrorCode::unsupported);
}

}  // namespace
}  // namespace cxai::routing
