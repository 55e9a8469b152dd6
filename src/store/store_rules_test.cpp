#include <gmock/gmock.h>

#include "store/store_contract.hpp"

namespace cxai::store {

CXAI_STORE_CONTRACT(StoreRules);

namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

RuleRevision book(const std::string& id, const std::string& note = "") {
  return {id, Json{{"categories", Json::array({id})}}, "u1", kStart, note};
}

RuleReading reading(const std::string& revision, const std::string& conversation,
                    const std::vector<std::string>& categories) {
  RuleReading out{revision, "ana_" + conversation, {}};
  for (const auto& name : categories) out.matches.push_back({name, Json::array({Json{{"turn", "t0"}}})});
  return out;
}

std::vector<std::string> categories_of(Store& store, const std::string& conversation) {
  std::vector<std::string> names;
  const auto read = store.rule_reading(conversation);
  EXPECT_TRUE(read);
  if (read && *read)
    for (const auto& match : (*read)->matches) names.push_back(match.category);
  return names;
}

std::vector<std::string> found(Store& store, const std::vector<std::string>& categories) {
  ConversationFilter filter;
  filter.categories = categories;
  std::vector<std::string> ids;
  const auto page = store.conversations(filter, {});
  EXPECT_TRUE(page);
  if (page)
    for (const auto& row : page->rows) ids.push_back(row.conversation.id);
  std::ranges::sort(ids);
  return ids;
}

}  // namespace

TEST_P(StoreRules, NoBookIsInUseAtFirst) {
  EXPECT_EQ(store_->rules_in_use().value(), std::nullopt);
  EXPECT_THAT(store_->rule_publications().value(), IsEmpty());
  EXPECT_FALSE(store_->rule_revision("rules_a").value());
}

TEST_P(StoreRules, TheLastPublishedBookIsInUseAndAnEarlierOneCanBeAgain) {
  EXPECT_EQ(store_->publish_rules(book("rules_a", "ilk"), "").value().number, 1);
  EXPECT_EQ(store_->publish_rules(book("rules_b"), "rules_a").value().number, 2);
  EXPECT_EQ(store_->publish_rules(book("rules_a", "geri"), std::nullopt).value().number, 3);
  reopen();
  EXPECT_EQ(store_->rules_in_use().value()->revision, "rules_a");
  const auto all = store_->rule_publications().value();
  ASSERT_THAT(all, SizeIs(3));
  EXPECT_EQ(all[0].note, "geri");
  EXPECT_EQ(all[1].revision, "rules_b");
  EXPECT_EQ(all[2].note, "ilk");
  const auto kept = store_->rule_revision("rules_a").value();
  ASSERT_TRUE(kept);
  EXPECT_EQ(kept->note, "ilk") << "a book does not change when it is published again";
  EXPECT_EQ(kept->document, book("rules_a").document);
}

TEST_P(StoreRules, NobodyPublishesOverABookTheyHaveNotSeen) {
  ASSERT_TRUE(store_->publish_rules(book("rules_a"), ""));
  const auto blind = store_->publish_rules(book("rules_b"), "");
  ASSERT_FALSE(blind);
  EXPECT_EQ(blind.error().code, ErrorCode::conflict);
  EXPECT_THAT(blind.error().message, testing::HasSubstr("rules_a"));
  const auto same = store_->publish_rules(book("rules_a"), std::nullopt);
  ASSERT_FALSE(same);
  EXPECT_EQ(same.error().code, ErrorCode::conflict);
  EXPECT_THAT(store_->rule_publications().value(), SizeIs(1));
  EXPECT_FALSE(store_->rule_revision("rules_b").value()) << "a refused book is not kept";
}

TEST_P(StoreRules, CategoriesAreStoredWithTheAnalysisAndTakeThePlaceOfThoseBefore) {
  ASSERT_TRUE(store_->publish_rules(book("rules_a"), ""));
  ASSERT_TRUE(store_->register_conversation(arrival("c1")));
  auto job = store_->claim_job("w").value();
  Finished result = finished(arrival("c1").conversation);
  result.rules = reading("rules_a", "", {"iptal", "sikayet"});
  ASSERT_TRUE(store_->finish_job(job->id, "w", result));
  EXPECT_THAT(categories_of(*store_, "c1"), ElementsAre("iptal", "sikayet"));
  EXPECT_EQ(store_->rule_reading("c1").value()->analysis_id, "ana_c1");
  ASSERT_TRUE(store_->queue_again("c1", Json::object()));
  job = store_->claim_job("w").value();
  result.analysis.analysis_id = "ana2_c1";
  result.rules = reading("rules_a", "", {});
  ASSERT_TRUE(store_->finish_job(job->id, "w", result));
  EXPECT_THAT(categories_of(*store_, "c1"), IsEmpty());
  EXPECT_EQ(store_->rule_reading("c1").value()->analysis_id, "ana2_c1");
}

TEST_P(StoreRules, ABatchSaysWhatChanged) {
  ASSERT_TRUE(store_->publish_rules(book("rules_a"), ""));
  for (const char* id : {"c1", "c2", "c3"}) finish_now(*store_, arrival(id), {});
  EXPECT_EQ(store_->stock_counts().value().behind, 3);
  auto changes = store_->put_readings({"rules_a",
                                       {{"c1", reading("rules_a", "c1", {"iptal"})},
                                        {"c2", reading("rules_a", "c2", {"iptal", "sikayet"})},
                                        {"gone", reading("rules_a", "gone", {"iptal"})}},
                                       {}});
  ASSERT_TRUE(changes) << changes.error().message;
  EXPECT_EQ((*changes)["iptal"].added, 2);
  EXPECT_EQ(store_->stock_counts().value().ready, 3);
  EXPECT_EQ(store_->stock_counts().value().behind, 1);
  ASSERT_TRUE(store_->publish_rules(book("rules_b"), "rules_a"));
  changes = store_->put_readings(
      {"rules_b", {{"c1", reading("rules_b", "c1", {})}, {"c2", reading("rules_b", "c2", {"iptal", "ovgu"})}}, {}});
  ASSERT_TRUE(changes) << changes.error().message;
  EXPECT_EQ((*changes)["iptal"].removed, 1);
  EXPECT_EQ((*changes)["iptal"].unchanged, 1);
  EXPECT_EQ((*changes)["sikayet"].removed, 1);
  EXPECT_EQ((*changes)["ovgu"].added, 1);
  EXPECT_EQ(store_->category_counts().value(), (std::map<std::string, std::int64_t>{{"iptal", 1}, {"ovgu", 1}}));
}

TEST_P(StoreRules, NothingIsStoredForAnotherAnalysisOrAnotherBook) {
  ASSERT_TRUE(store_->publish_rules(book("rules_a"), ""));
  finish_now(*store_, arrival("c1"), {});
  RuleReading old = reading("rules_a", "c1", {"iptal"});
  old.analysis_id = "superseded";
  const auto changes = store_->put_readings({"rules_a", {{"c1", old}}, {}});
  ASSERT_TRUE(changes);
  EXPECT_TRUE(changes->empty());
  EXPECT_FALSE(store_->rule_reading("c1").value());
  const auto wrong = store_->put_readings({"rules_b", {{"c1", reading("rules_b", "c1", {"iptal"})}}, {}});
  ASSERT_FALSE(wrong);
  EXPECT_EQ(wrong.error().code, ErrorCode::conflict);
}

TEST_P(StoreRules, ConversationsAreFoundByCategory) {
  ASSERT_TRUE(store_->publish_rules(book("rules_a"), ""));
  for (const char* id : {"c1", "c2", "c3"}) finish_now(*store_, arrival(id), {});
  ASSERT_TRUE(store_->put_readings(
      {"rules_a",
       {{"c1", reading("rules_a", "c1", {"iptal"})}, {"c2", reading("rules_a", "c2", {"iptal", "sikayet"})}},
       {}}));
  EXPECT_THAT(found(*store_, {"iptal"}), ElementsAre("c1", "c2"));
  EXPECT_THAT(found(*store_, {"sikayet", "ovgu"}), ElementsAre("c2"));
  EXPECT_THAT(found(*store_, {"-"}), ElementsAre("c3"));
  EXPECT_THAT(found(*store_, {"sikayet", "-"}), ElementsAre("c2", "c3"));
  ASSERT_TRUE(store_->erase_conversation("c2"));
  EXPECT_THAT(found(*store_, {"iptal"}), ElementsAre("c1"));
  EXPECT_EQ(store_->category_counts().value(), (std::map<std::string, std::int64_t>{{"iptal", 1}}));
}

TEST_P(StoreRules, TheStockIsWalkedInPieces) {
  for (const char* id : {"c2", "c1", "c3"}) {
    Arrival one = arrival(id);
    one.conversation.started_at = kStart + Millis(id[1] == '2' ? 5000 : 0);
    finish_now(*store_, one, {});
  }
  ASSERT_TRUE(store_->register_conversation(arrival("c4")));  // not analysed yet
  StockWalk walk;
  walk.limit = 2;
  auto piece = store_->stock(walk).value();
  ASSERT_THAT(piece, SizeIs(2));
  EXPECT_EQ(piece[0].row.conversation.id, "c1");
  EXPECT_EQ(base::parse_json(piece[0].document).value()["analysis_id"], "ana_c1");
  walk.after_id = "c2";
  piece = store_->stock(walk).value();
  ASSERT_THAT(piece, SizeIs(1));
  EXPECT_EQ(piece[0].row.conversation.id, "c3");
  walk = {};
  walk.order = StockWalk::Order::newest_first;
  walk.limit = 2;
  piece = store_->stock(walk).value();
  ASSERT_THAT(piece, SizeIs(2));
  EXPECT_EQ(piece[0].row.conversation.id, "c2");
  EXPECT_EQ(piece[1].row.conversation.id, "c3");
  walk.after_at = kStart;
  walk.after_id = "c3";
  piece = store_->stock(walk).value();
  ASSERT_THAT(piece, SizeIs(1));
  EXPECT_EQ(piece[0].row.conversation.id, "c1");
}

TEST_P(StoreRules, AJobOverTheStockGoesOnWhereItWas) {
  ASSERT_TRUE(store_->publish_rules(book("rules_a"), ""));
  finish_now(*store_, arrival("c1"), {});
  const auto id = store_->start_job("backfill", Json{{"after", ""}}, "");
  ASSERT_TRUE(id) << id.error().message;
  const auto twice = store_->start_job("backfill", Json::object(), "w");
  ASSERT_FALSE(twice);
  EXPECT_EQ(twice.error().code, ErrorCode::conflict);
  EXPECT_EQ(store_->last_job("backfill").value(), *id);
  EXPECT_EQ(store_->last_job("reanalyze").value(), std::nullopt);
  auto job = store_->claim_job("w").value();
  ASSERT_TRUE(job);
  EXPECT_EQ(job->id, *id);
  const auto step = [&](const RuleChanges& changes) {
    return JobStep{*id, "w", Json{{"after", "c1"}, {"added", changes.at("iptal").added}}, 0.5, "rules"};
  };
  ASSERT_TRUE(store_->put_readings({"rules_a", {{"c1", reading("rules_a", "c1", {"iptal"})}}, step}));
  EXPECT_EQ(store_->claim_this_job(*id, "other").error().code, ErrorCode::conflict);
  clock_.advance(Millis(120'000));  // its worker is gone
  ASSERT_TRUE(store_->claim_this_job(*id, "other"));
  job = store_->job(*id).value();
  EXPECT_EQ(job->payload["after"], "c1");
  EXPECT_EQ(job->payload["added"], 1);
  const auto late =
      store_->put_readings({"rules_a", {{"c1", reading("rules_a", "c1", {"sikayet"})}}, [&](const RuleChanges&) {
                              return JobStep{*id, "w", Json(), 0.6, ""};
                            }});
  ASSERT_FALSE(late) << "the job is in other hands";
  EXPECT_THAT(categories_of(*store_, "c1"), ElementsAre("iptal"));
  EXPECT_EQ(store_->end_job(*id, "w").error().code, ErrorCode::conflict);
  ASSERT_TRUE(store_->end_job(*id, "other"));
  EXPECT_EQ(store_->job(*id).value()->state, JobState::succeeded);
  EXPECT_TRUE(store_->start_job("backfill", Json::object(), "w")) << "the next one may begin";
}

}  // namespace cxai::store
