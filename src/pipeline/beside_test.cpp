#include "pipeline/beside.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace cxai::pipeline {
namespace {

using conversation::Analysis;
using conversation::Claim;
using conversation::ClaimState;
using conversation::Method;

Claim made(Method method, const char* field, Json value, const char* turn, std::size_t end = 3) {
  Claim claim;
  claim.field = field;
  claim.value = std::move(value);
  claim.method = method;
  claim.evidence = {{turn, {0, end}}};
  return claim;
}

// The claims of `field` after one of each was put together.
std::vector<Claim> joined(Claim local, Claim model) {
  Analysis analysis;
  analysis.claims = {std::move(local)};
  reader::Reading reading;
  reading.claims = {std::move(model)};
  put_beside(analysis, std::move(reading));
  return analysis.claims;
}

std::vector<Claim> joined(const char* field, Json local, const char* local_turn, Json model, const char* model_turn) {
  return joined(made(Method::classifier, field, std::move(local), local_turn),
                made(Method::llm, field, std::move(model), model_turn));
}

TEST(Beside, TheSameValueIsConfirmedWithTheEvidenceOfBoth) {
  const auto claims = joined("resolution", "resolved", "t1", "resolved", "t5");
  ASSERT_EQ(claims.size(), 1U);
  EXPECT_EQ(claims[0].method, Method::classifier);
  EXPECT_EQ(claims[0].state, ClaimState::accepted);
  EXPECT_EQ(claims[0].confirmed_by, Method::llm);
  EXPECT_EQ(claims[0].evidence.size(), 2U);
  EXPECT_EQ(joined("resolution", "resolved", "t1", "resolved", "t1")[0].evidence.size(), 1U) << "one place once";
}

TEST(Beside, AnotherValueIsDisputedAndTheLocalOneIsFirst) {
  const auto claims = joined("resolution", "resolved", "t1", "unresolved", "t5");
  ASSERT_EQ(claims.size(), 2U);
  EXPECT_EQ(claims[0].value, "resolved");
  EXPECT_EQ(claims[1].value, "unresolved");
  EXPECT_EQ(claims[1].method, Method::llm);
  for (const Claim& claim : claims) EXPECT_EQ(claim.state, ClaimState::disputed);
}

TEST(Beside, TheModelAnswersWhereTheMachineAbstains) {
  Claim abstained = made(Method::classifier, "mood", nullptr, "t1");
  abstained.evidence.clear();
  abstained.state = ClaimState::abstained;
  const auto claims = joined(abstained, made(Method::llm, "mood", "angry", "t3"));
  ASSERT_EQ(claims.size(), 1U);
  EXPECT_EQ(claims[0].value, "angry");
  EXPECT_EQ(claims[0].method, Method::llm);
  EXPECT_EQ(claims[0].state, ClaimState::accepted);
}

TEST(Beside, WhatNobodyElseMakesIsAddedAndNoLongerMissing) {
  Analysis analysis;
  analysis.skipped = {
      {"summary", "not_in_this_version"}, {"overlap", "mono_no_overlap"}, {"mood", "not_in_this_version"}};
  reader::Reading reading;
  reading.claims = {made(Method::llm, "summary", "Kısaca.", "t1")};
  reading.skipped = {{"llm.mood", "quote_not_found"}};
  reading.recipe = {"llama", "analysis-1.tr", "aa", 0};
  put_beside(analysis, std::move(reading));
  ASSERT_EQ(analysis.claims.size(), 2U);
  EXPECT_EQ(analysis.claim("summary")->state, ClaimState::accepted);
  EXPECT_EQ(analysis.claim("mood")->state, ClaimState::abstained);
  EXPECT_EQ(analysis.claim("mood")->method, Method::llm);
  ASSERT_EQ(analysis.skipped.size(), 2U);
  EXPECT_EQ(analysis.skipped[0].feature, "overlap");
  EXPECT_EQ(analysis.skipped[1].feature, "llm.mood");
  EXPECT_EQ(analysis.recipe.llm->name, "llama");
}

TEST(Beside, AnAnswerThatDidNotHoldLeavesTheLocalClaimAlone) {
  Analysis analysis;
  analysis.claims = {made(Method::classifier, "mood", "angry", "t1")};
  reader::Reading reading;
  reading.skipped = {{"llm.mood", "quote_not_found"}, {"llm", "budget_spent"}};
  put_beside(analysis, std::move(reading));
  ASSERT_EQ(analysis.claims.size(), 1U);
  EXPECT_EQ(analysis.claims[0].state, ClaimState::accepted);
  EXPECT_FALSE(analysis.claims[0].confirmed_by);
  EXPECT_EQ(analysis.skipped.size(), 2U);
}

TEST(Beside, WhatAPersonSaidIsNotTouched) {
  const auto claims = joined(made(Method::human, "mood", "sad", "t1"), made(Method::llm, "mood", "angry", "t1"));
  ASSERT_EQ(claims.size(), 1U);
  EXPECT_EQ(claims[0].state, ClaimState::accepted);
  EXPECT_EQ(claims[0].value, "sad");
}

TEST(Beside, SentencesOfOnePlaceStandBesideEachOther) {
  for (const char* field : {"problem", "solutions"}) {
    const auto same = joined(field, "Fatura iki katı.", "t1", "Faturası iki kat gelmiş.", "t1");
    ASSERT_EQ(same.size(), 2U) << field;
    EXPECT_EQ(same[0].state, ClaimState::accepted) << field;
    EXPECT_EQ(same[1].state, ClaimState::accepted) << field;
    EXPECT_EQ(joined(field, "Fatura iki katı.", "t1", "Kargo gelmemiş.", "t4")[1].state, ClaimState::disputed) << field;
  }
}

TEST(Beside, ValuesOfSeveralPartsAreComparedWhereBothSaySomething) {
  const auto state = [](const char* field, Json local, Json model) {
    const auto claims = joined(field, std::move(local), "t1", std::move(model), "t1");
    return claims.size() == 1 ? claims[0].confirmed_by == Method::llm ? "confirmed" : "lost" : "disputed";
  };
  EXPECT_STREQ(state("tone", {{"agent", "formal"}, {"customer", "neutral"}}, {{"customer", "neutral"}}), "confirmed");
  EXPECT_STREQ(state("tone", {{"customer", "formal"}}, {{"customer", "neutral"}}), "disputed");
  EXPECT_STREQ(state("satisfaction", {{"score", 2.4}}, {{"score", 3}}), "confirmed");
  EXPECT_STREQ(state("satisfaction", {{"score", 2.0}}, {{"score", 3}}), "disputed");
  EXPECT_STREQ(state("churn_risk", "high", "high"), "confirmed");
  const auto items = [](const char* apologised, const char* named) {
    return Json{
        {"score", 5},
        {"items",
         {{"apologised", {{"answer", apologised}, {"probability", 0.9}}}, {"named_feeling", {{"answer", named}}}}}};
  };
  EXPECT_STREQ(state("empathy", items("yes", "na"), items("yes", "no")), "confirmed");
  EXPECT_STREQ(state("empathy", items("yes", "na"), items("no", "na")), "disputed");
  EXPECT_STREQ(state("empathy", items("yes", "na"), items("na", "yes")), "disputed") << "they share no answer";
  EXPECT_STREQ(state("follow_up", true, true), "confirmed");
  EXPECT_STREQ(state("follow_up", true, false), "disputed");
  EXPECT_STREQ(state("commitments", Json::array({{{"what", "a"}}}), Json::array({{{"what", "b"}}})), "confirmed");
}

}  // namespace
}  // namespace cxai::pipeline
