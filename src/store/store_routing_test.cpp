#include <gmock/gmock.h>

#include "store/store_contract.hpp"

namespace cxai::store {

CXAI_STORE_CONTRACT(RoutingContract);

using testing::ElementsAre;
using testing::IsEmpty;

namespace {

ConversationRow::Routing routed(const std::string& said, const std::string& best, double confidence,
                                const std::string& second = "B") {
  return {said, said, best, second, confidence, R"([["A",0.6],["B",0.3]])", "companies/m1", ""};
}

void add(Store& store, const std::string& id, const ConversationRow::Routing& routing) {
  const Arrival in = arrival(id);
  ASSERT_TRUE(store.register_conversation(in));
  const auto job = store.claim_job("w");
  ASSERT_TRUE(job && *job);
  Finished result = finished(in.conversation);
  result.routing = routing;
  ASSERT_TRUE(store.finish_job((*job)->id, "w", result));
}

std::vector<std::string> ids(const Result<ConversationPage>& page) {
  std::vector<std::string> ids;
  if (page)
    for (const auto& row : page->rows) ids.push_back(row.conversation.id);
  return ids;
}

Page by_id() {
  Page page;
  page.order = SortOrder::ascending;
  return page;
}

}  // namespace

TEST_P(RoutingContract, KeepsFiltersAndCountsWhatTheRouterSaid) {
  add(*store_, "c1", routed("A", "A", 0.9));
  add(*store_, "c2", routed("Unknown", "A", 0.4, "C"));
  add(*store_, "c3", {});
  reopen();
  const auto row = store_->conversation("c1").value().value();
  EXPECT_EQ(row.routing.label, "A");
  EXPECT_EQ(row.routing.second, "B");
  EXPECT_DOUBLE_EQ(row.routing.confidence, 0.9);
  EXPECT_EQ(row.routing.model, "companies/m1");
  ConversationFilter filter;
  filter.labels = {"A"};
  EXPECT_THAT(ids(store_->conversations(filter, by_id())), ElementsAre("c1"));
  filter.labels = {"-"};
  EXPECT_THAT(ids(store_->conversations(filter, by_id())), ElementsAre("c3"));
  filter = {};
  filter.said = {"Unknown"};
  filter.seconds = {"C"};
  EXPECT_THAT(ids(store_->conversations(filter, by_id())), ElementsAre("c2"));
  const auto labels = store_->statistics({}, GroupBy::label, 0).value();
  ASSERT_EQ(labels.size(), 3U);
  EXPECT_EQ(labels[0].key, "");
  EXPECT_EQ(labels[2].key, "Unknown");
}

TEST_P(RoutingContract, ALabelOfAPersonCountsUntilItIsTakenBack) {
  add(*store_, "c1", routed("Unknown", "A", 0.4));
  ConversationFilter waiting;
  waiting.awaits_label = true;
  EXPECT_THAT(ids(store_->conversations(waiting, by_id())), ElementsAre("c1"));
  ASSERT_TRUE(store_->put_routing_label({"c1", "B", "Unknown", "companies/m1", "u1", kStart}));
  EXPECT_THAT(ids(store_->conversations(waiting, by_id())), IsEmpty());
  const auto row = store_->conversation("c1").value().value();
  EXPECT_EQ(row.routing.label, "B");
  EXPECT_EQ(row.routing.said, "Unknown");
  EXPECT_EQ(row.routing.person, "B");
  const auto kept = store_->routing_label("c1").value().value();
  EXPECT_EQ(kept.by, "u1");
  EXPECT_EQ(kept.at, kStart);
  // The person may confirm that it is none of them: it waits no longer.
  ASSERT_TRUE(store_->put_routing_label({"c1", "Unknown", "Unknown", "companies/m1", "u2", kStart}));
  EXPECT_THAT(ids(store_->conversations(waiting, by_id())), IsEmpty());
  EXPECT_EQ(store_->routing_label("c1").value()->by, "u2");
  EXPECT_TRUE(store_->drop_routing_label("c1").value());
  EXPECT_FALSE(store_->drop_routing_label("c1").value());
  EXPECT_FALSE(store_->routing_label("c1").value().has_value());
  EXPECT_THAT(ids(store_->conversations(waiting, by_id())), ElementsAre("c1"));
  EXPECT_EQ(store_->put_routing_label({"none", "B", "", "", "u", kStart}).error().code, ErrorCode::not_found);
  EXPECT_EQ(store_->put_routing_label({"c1", "", "", "", "u", kStart}).error().code, ErrorCode::invalid_input);
}

TEST_P(RoutingContract, ANewAnalysisLeavesThePersonsLabel) {
  add(*store_, "c1", routed("Unknown", "A", 0.4));
  ASSERT_TRUE(store_->put_routing_label({"c1", "B", "Unknown", "companies/m1", "u1", kStart}));
  ASSERT_TRUE(store_->queue_again("c1", Json::object()));
  const auto job = store_->claim_job("w").value();
  Finished again = finished(store_->conversation("c1").value()->conversation);
  again.analysis.analysis_id = "ana_2";
  again.routing = routed("A", "A", 0.99);
  ASSERT_TRUE(store_->finish_job(job->id, "w", again));
  const auto row = store_->conversation("c1").value().value();
  EXPECT_EQ(row.routing.label, "B");
  EXPECT_EQ(row.routing.said, "A");
}

TEST_P(RoutingContract, AnotherThresholdAnswersAnew) {
  add(*store_, "c1", routed("A", "A", 0.9));
  add(*store_, "c2", routed("Unknown", "B", 0.5));
  add(*store_, "c3", routed("Unknown", "B", 0));  // Unknown was most probable
  auto other = routed("A", "A", 0.9);
  other.model = "companies/m2";
  add(*store_, "c4", other);
  EXPECT_EQ(store_->answer_again("companies/m1", 0.5).value(), 1);
  EXPECT_EQ(store_->conversation("c2").value()->routing.label, "B");
  EXPECT_EQ(store_->conversation("c3").value()->routing.label, "Unknown");
  EXPECT_EQ(store_->answer_again("companies/m1", 2).value(), 2);
  EXPECT_EQ(store_->conversation("c1").value()->routing.label, "Unknown");
  EXPECT_EQ(store_->conversation("c4").value()->routing.label, "A");
  EXPECT_EQ(store_->answer_again("companies/m1", 0).value(), 2);
  EXPECT_EQ(store_->conversation("c3").value()->routing.label, "Unknown");
}

TEST_P(RoutingContract, CountsWhatPeopleSaidOfTheAnswers) {
  add(*store_, "c1", routed("A", "A", 0.9));
  add(*store_, "c2", routed("A", "A", 0.9));
  add(*store_, "c3", routed("Unknown", "A", 0.4));
  ASSERT_TRUE(store_->put_routing_label({"c1", "B", "A", "companies/m1", "u", kStart}));
  ASSERT_TRUE(store_->put_routing_label({"c2", "B", "A", "companies/m1", "u", kStart}));
  ASSERT_TRUE(store_->put_routing_label({"c3", "A", "Unknown", "companies/m2", "u", kStart}));
  const auto pairs = store_->label_pairs("companies/m1").value();
  ASSERT_EQ(pairs.size(), 1U);
  EXPECT_EQ(pairs[0].said + pairs[0].label, "AB");
  EXPECT_EQ(pairs[0].count, 2);
  EXPECT_EQ(store_->label_pairs("").value().size(), 2U);
  ASSERT_TRUE(store_->erase_conversation("c1").value());
  EXPECT_EQ(store_->label_pairs("companies/m1").value()[0].count, 1) << "erased with its conversation";
}

}  // namespace cxai::store
