#include <gmock/gmock.h>

#include "store/store_contract.hpp"

namespace cxai::store {

CXAI_STORE_CONTRACT(StatisticsContract);

using testing::ElementsAre;

namespace {

std::vector<std::string> keys(const Result<std::vector<Bucket>>& buckets) {
  std::vector<std::string> keys;
  if (!buckets) return {buckets.error().message};
  for (const Bucket& bucket : *buckets) keys.push_back(bucket.key + ":" + std::to_string(bucket.count));
  return keys;
}

}  // namespace

TEST_P(StatisticsContract, CountsAndSums) {
  const auto add = [&](const std::string& id, const std::string& agent, const std::string& sentiment,
                       const std::string& resolution, std::optional<Millis> duration) {
    Arrival in = arrival(id);
    in.conversation.agent_id = agent;
    if (!agent.empty()) in.conversation.agent_name = "Ad " + agent;
    in.conversation.duration = duration;
    ConversationRow::Facts facts;
    facts.sentiment = sentiment;
    facts.resolution = resolution;
    if (duration) facts.silence_ms = duration->count() / 10;
    finish_now(*store_, in, facts);
  };
  add("c1", "a1", "positive", "resolved", Millis(10'000));
  add("c2", "a1", "negative", "unresolved", Millis(20'000));
  add("c3", "a2", "mixed", "partly", std::nullopt);
  add("c4", "", "neutral", "cannot_tell", Millis(5'000));
  add("c5", "", "", "", std::nullopt);

  const auto all = store_->statistics({}, GroupBy::all, 0);
  ASSERT_TRUE(all);
  ASSERT_EQ(all->size(), 1U);
  const Bucket& b = all->front();
  EXPECT_EQ(b.count, 5);
  EXPECT_EQ(b.positive + 10 * b.neutral + 100 * b.negative + 1000 * b.mixed, 1111);
  EXPECT_EQ(b.resolved + 10 * b.partly + 100 * b.unresolved + 1000 * b.cannot_tell, 1111);
  EXPECT_EQ(b.duration_ms, 35'000);
  EXPECT_EQ(b.duration_n, 3);
  EXPECT_DOUBLE_EQ(b.duration_sq, 100 + 400 + 25);
  EXPECT_EQ(b.silence_ms, 3'500);
  EXPECT_EQ(b.silence_n, 3);
  EXPECT_DOUBLE_EQ(b.silence_sq, 1 + 4 + 0.25);

  const auto agents = store_->statistics({}, GroupBy::agent, 0);
  EXPECT_THAT(keys(agents), ElementsAre(":2", "a1:2", "a2:1"));
  EXPECT_EQ((*agents)[1].label, "Ad a1");
  EXPECT_EQ((*agents)[1].duration_ms, 30'000);
  EXPECT_EQ((*agents)[2].duration_n, 0);
  EXPECT_THAT(keys(store_->statistics({}, GroupBy::sentiment, 0)),
              ElementsAre(":1", "mixed:1", "negative:1", "neutral:1", "positive:1"));
  EXPECT_THAT(keys(store_->statistics({}, GroupBy::kind, 0)), ElementsAre("call:5"));

  ConversationFilter nobody;
  nobody.agents = {"a9"};
  EXPECT_THAT(keys(store_->statistics(nobody, GroupBy::all, 0)), ElementsAre(":0"));
  EXPECT_THAT(keys(store_->statistics(nobody, GroupBy::agent, 0)), ElementsAre());
}

TEST_P(StatisticsContract, EveryTextGroup) {
  Arrival in = arrival("c1");
  in.conversation.language = "de";
  in.conversation.team = "T";
  in.conversation.company = "Acme";
  ConversationRow::Facts facts;
  facts.topic = "billing";
  facts.resolution = "partly";
  finish_now(*store_, in, facts);
  EXPECT_THAT(keys(store_->statistics({}, GroupBy::language, 0)), ElementsAre("de:1"));
  EXPECT_THAT(keys(store_->statistics({}, GroupBy::team, 0)), ElementsAre("T:1"));
  EXPECT_THAT(keys(store_->statistics({}, GroupBy::company, 0)), ElementsAre("Acme:1"));
  EXPECT_THAT(keys(store_->statistics({}, GroupBy::topic, 0)), ElementsAre("billing:1"));
  EXPECT_THAT(keys(store_->statistics({}, GroupBy::resolution, 0)), ElementsAre("partly:1"));
}

TEST_P(StatisticsContract, DaysAndHoursOfTheCentre) {
  for (const char* time : {"2026-03-14T20:59:59.999Z", "2026-03-14T21:00:00Z", "2026-03-15T20:30:00Z",
                           "1969-12-31T22:30:00Z", "2024-02-29T12:00:00Z"}) {
    Arrival in = arrival(std::string("c ") + time);
    in.conversation.started_at = base::parse_utc(time).value();
    ASSERT_TRUE(store_->register_conversation(in));
  }
  EXPECT_THAT(keys(store_->statistics({}, GroupBy::day, 180)),
              ElementsAre("1970-01-01:1", "2024-02-29:1", "2026-03-14:1", "2026-03-15:2"));
  EXPECT_THAT(keys(store_->statistics({}, GroupBy::day, 0)),
              ElementsAre("1969-12-31:1", "2024-02-29:1", "2026-03-14:2", "2026-03-15:1"));
  EXPECT_THAT(
      keys(store_->statistics({}, GroupBy::hour, 180)),
      ElementsAre("1970-01-01T01:1", "2024-02-29T15:1", "2026-03-14T23:1", "2026-03-15T00:1", "2026-03-15T23:1"));
  EXPECT_THAT(keys(store_->statistics({}, GroupBy::hour, -90)),
              ElementsAre("1969-12-31T21:1", "2024-02-29T10:1", "2026-03-14T19:2", "2026-03-15T19:1"));
  EXPECT_EQ(store_->statistics({}, GroupBy::day, 1081).error().code, ErrorCode::invalid_input);
  EXPECT_EQ(store_->top_terms({}, 0).error().code, ErrorCode::invalid_input);
}

}  // namespace cxai::store
