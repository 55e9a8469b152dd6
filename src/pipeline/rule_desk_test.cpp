#include "pipeline/rule_desk.hpp"

#include <gmock/gmock.h>

#include <cstdlib>

#include "pipeline/reanalysis.hpp"
#include "pipeline/test_calls.hpp"

namespace cxai::pipeline {
namespace {

using testing::HasSubstr;

// Categories by words of customers, {name, word}.
rules::Book book(const std::vector<std::pair<std::string, std::string>>& words) {
  Json categories = Json::array();
  for (const auto& [name, word] : words)
    categories.push_back(
        Json{{"name", name},
             {"title", "Başlık " + name},
             {"when", Json{{"kind", "phrase"}, {"words", Json::array({word})}, {"speaker", "customer"}}}});
  return rules::book_from_json(Json{{"schema", "cxai.rules/1"}, {"categories", std::move(categories)}}).value();
}

class RuleDeskTest : public Centre {
 protected:
  // Chats whose customer says the same word but in every third, where the agent does.
  void take(int count, const std::string& word) {
    for (int i = 0; i < count; ++i) {
      const std::string said = " " + word + " dedim, " + std::to_string(i) + " gündür bekliyorum.\n";
      const std::string name = word + std::to_string(i) + ".txt";
      const auto taken = arrivals_->take(
          {.source = name,
           .transcript = write(name, i % 3 == 2 ? "Müşteri: Merhaba.\nTemsilci:" + said : "Müşteri:" + said)},
          Originals::copy);
      ASSERT_TRUE(taken && taken->items.size() == 1) << taken.error().message;
    }
    work();
  }
  std::map<std::string, std::int64_t> categories() { return store_->category_counts().value(); }
  Json change(const std::string& category) {
    const Json all = desk_->backfill_document().value();
    for (const auto& one : all["categories"])
      if (one["name"] == category) return Json::array({one["added"], one["removed"], one["unchanged"]});
    return {};
  }
  // Works the job off as a verb does.
  Result<> backfill(std::stop_token stop = {}) {
    const auto last = store_->last_job(kBackfillJob).value();
    std::string id;
    if (last && store_->claim_this_job(*last, "w")) {
      id = *last;
    } else {
      const auto started = desk_->start_backfill("w");
      if (!started) return std::unexpected(started.error());
      id = *started;
    }
    const auto job = store_->job(id).value();
    auto done = desk_->run_backfill(*job, {id, "w", 2, stop, [&] { ++told_; }});
    if (!done) {
      EXPECT_TRUE(store_->return_job(id, "w"));
    }
    return done;
  }

  int told_ = 0;
  // The store is opened in SetUp.
  void SetUp() override {
    Centre::SetUp();
    desk_ = std::make_unique<RuleDesk>(*store_, clock_);
  }
  std::unique_ptr<RuleDesk> desk_;
};

TEST_F(RuleDeskTest, AnAnalysedConversationHasTheCategoriesOfTheBookInUse) {
  take(1, "kargo");
  EXPECT_TRUE(categories().empty());
  ASSERT_TRUE(desk_->publish(book({{"kargo", "kargo"}}), {"u1", "ilk"}));
  take(3, "iade kargo");
  EXPECT_EQ(categories(), (std::map<std::string, std::int64_t>{{"kargo", 2}}));
  EXPECT_EQ(store_->stock_counts().value().behind, 1);
  store::ConversationFilter filter;
  filter.categories = {"kargo"};
  const auto found = store_->conversations(filter, {}).value();
  ASSERT_EQ(found.total, 2);
  const auto& row = found.rows[0];
  const auto reading = store_->rule_reading(row.conversation.id).value();
  ASSERT_TRUE(reading);
  EXPECT_EQ(reading->analysis_id, row.analysis_id);
  EXPECT_EQ(reading->matches.at(0).evidence[0]["turn"], "t0");
  const Json analysis = *store_->analysis(row.analysis_id).value();
  EXPECT_EQ(analysis["recipe"]["rules_revision"], reading->revision);
}

TEST_F(RuleDeskTest, APreviewWritesNothingAndShowsWhatChangesAndWhatIsNearlyThere) {
  ASSERT_TRUE(desk_->publish(book({{"kargo", "kargo"}, {"eski", "bekliyorum"}}), {"u1", ""}));
  take(6, "kargo");
  const auto before = categories();
  const Json preview = desk_->preview(book({{"kargo", "3 gündür"}, {"yeni", "kargo"}}), {.conversations = 100}).value();
  EXPECT_EQ(preview["conversations"], 6);
  EXPECT_EQ(preview["of"], 6);
  const Json& first = preview["categories"][0];
  EXPECT_EQ(first["conversations"], 1);
  EXPECT_EQ(first["stored"], 4);
  EXPECT_EQ(first["removed"], 3);
  EXPECT_EQ(first["added"], 0);
  EXPECT_EQ(first["samples"][0]["evidence"][0]["text"], "3 gündür");
  const Json& second = preview["categories"][1];
  EXPECT_TRUE(second["stored"].is_null());
  EXPECT_EQ(second["added"], 4);
  EXPECT_EQ(second["near"], 2) << "the agent said it";
  EXPECT_EQ(second["near_misses"][0]["reason"], "other_speaker");
  EXPECT_EQ(second["near_misses"][0]["evidence"][0]["role"], "agent");
  EXPECT_EQ(preview["gone"][0]["name"], "eski");
  EXPECT_EQ(categories(), before);
  EXPECT_EQ(desk_->preview(book({{"yeni", "kargo"}}), {.conversations = 2, .samples = 0}).value()["conversations"], 2);
  EXPECT_THAT(desk_->preview(book({{"yeni", "kargo"}}), {.conversations = 0}).error().message,
              HasSubstr("conversations: must be 1 to 5000"));
}

TEST_F(RuleDeskTest, ABackfillReadsEverythingAndSaysWhatChanged) {
  EXPECT_EQ(desk_->start_backfill().error().code, ErrorCode::conflict) << "nothing is published";
  take(6, "kargo");
  const auto first = desk_->publish(book({{"kargo", "kargo"}}), {"u1", ""}).value();
  ASSERT_TRUE(backfill());
  EXPECT_EQ(categories()["kargo"], 4);
  EXPECT_EQ(change("kargo"), (Json::array({4, 0, 0})));
  EXPECT_GT(told_, 0);
  EXPECT_EQ(store_->stock_counts().value().behind, 0);
  ASSERT_TRUE(desk_->publish(book({{"kargo", "1 gündür"}, {"bekleyen", "bekliyorum"}}), {"u1", ""}));
  // By a worker, as the server does.
  ASSERT_TRUE(desk_->start_backfill());
  work();
  EXPECT_EQ(change("kargo"), (Json::array({0, 3, 1})));
  EXPECT_EQ(change("bekleyen"), (Json::array({4, 0, 0})));
  EXPECT_EQ(desk_->backfill_document().value()["job"]["state"], "succeeded");
  ASSERT_TRUE(desk_->publish_again(first.revision, {"u1", "geri"}));
  ASSERT_TRUE(backfill());
  EXPECT_EQ(categories(), (std::map<std::string, std::int64_t>{{"kargo", 4}}));
}

TEST_F(RuleDeskTest, AnInterruptedBackfillGoesOnAndAnotherBookEndsIt) {
  take(3, "kargo");
  ASSERT_TRUE(desk_->publish(book({{"kargo", "kargo"}}), {"u1", ""}));
  std::stop_source stop;
  stop.request_stop();
  EXPECT_EQ(backfill(stop.get_token()).error().code, ErrorCode::cancelled);
  ASSERT_TRUE(backfill());
  EXPECT_EQ(store_->job_counts().value().queued, 0) << "it is the same job";
  EXPECT_EQ(categories()["kargo"], 2);
  const auto id = desk_->start_backfill("w").value();
  const auto job = store_->job(id).value();
  ASSERT_TRUE(desk_->publish(book({{"baska", "kargo"}}), {"u1", ""}));
  const auto done = desk_->run_backfill(*job, {id, "w", 1});
  ASSERT_FALSE(done);
  EXPECT_THAT(done.error().message, HasSubstr("another book"));
  EXPECT_EQ(categories()["baska"], 0);
}

TEST_F(RuleDeskTest, AnalysingAgainIsTheSameAndSaysWhereItIsNot) {
  const auto call = arrivals_->take({.source = "call.wav",
                                     .recording = write("call.wav", two_channel_call()),
                                     .transcript = write("call.json", kTwoChannelDialogue)},
                                    Originals::copy);
  ASSERT_TRUE(call);
  take(5, "kargo iptal");
  Options options;
  std::vector<std::string> different;
  const auto differs = [&](const std::string& id, const std::string& field) { different.push_back(id + " " + field); };
  auto report = verify_stock(*store_, options, 2, differs, [](std::int64_t) {});
  ASSERT_TRUE(report) << report.error().message;
  EXPECT_EQ(report->same, 6);
  EXPECT_EQ(report->different, 0) << different.at(0);
  EXPECT_EQ(report->other_recipe, 0);

  // Nothing to do by the same recipe; a book is another one.
  const auto run = [&]() -> ReanalysisState {
    const auto id = start_reanalysis(*store_, "w").value();
    const auto done = run_reanalysis(*store_, clock_, options, *store_->job(id).value(), {id, "w", 2});
    EXPECT_TRUE(done) << done.error().message;
    return ReanalysisState::from(store_->job(id).value()->payload).value();
  };
  EXPECT_EQ(run().changed, 0);
  ASSERT_TRUE(desk_->publish(book({{"kargo", "kargo"}}), {"u1", ""}));
  options.rules = desk_->in_use().value();
  clock_.advance(Millis(1000));
  const auto state = run();
  EXPECT_EQ(state.done, 6);
  EXPECT_EQ(state.changed, 6);
  EXPECT_EQ(categories()["kargo"], 4);
  const std::string& id = call->items[0].conversation_id;
  const auto versions = store_->analyses_of(id).value();
  ASSERT_EQ(versions.size(), 2U) << "the one before stays";
  EXPECT_EQ(row(id).analysis_id, versions[1]);
  const Json before = *store_->analysis(versions[0]).value();
  const Json after = *store_->analysis(versions[1]).value();
  EXPECT_EQ(after["supersedes"], versions[0]);
  for (const char* part : {"measures", "claims", "turns", "inputs", "skipped"}) EXPECT_EQ(before[part], after[part]);
  EXPECT_NE(row(id).facts.overlap_ms, std::nullopt) << "what was heard stays";
  EXPECT_EQ(run().changed, 0);
}

TEST_F(RuleDeskTest, OneStoredAnalysisThatCannotBeReadIsNamedAndTheRestGoesOn) {
  take(4, "kargo");
  ASSERT_TRUE(desk_->publish(book({{"kargo", "kargo"}}), {"u1", ""}));
  const std::string broken = store_->stock({}).value()[1].row.analysis_id;
  const std::string command = "sqlite3 '" + (dir_.path() / "cxai.db").string() +
                              "' \"UPDATE analysis SET document = '{}' WHERE id = '" + broken + "'\"";
  if (std::system("sqlite3 --version > /dev/null 2>&1") != 0) GTEST_SKIP() << "needs the program sqlite3";
  ASSERT_EQ(std::system(command.c_str()), 0) << command;
  ASSERT_TRUE(backfill());
  const Json document = desk_->backfill_document().value();
  EXPECT_EQ(document["done"], 4);
  EXPECT_EQ(document["unreadable"]["count"], 1);
  EXPECT_THAT(document["unreadable"]["named"][0].get<std::string>(), HasSubstr(broken));
  const Json preview = desk_->preview(book({{"kargo", "kargo"}}), {}).value();
  EXPECT_EQ(preview["conversations"], 4);
  EXPECT_EQ(preview["unreadable"]["count"], 1);
  const auto report = verify_stock(*store_, {}, 2, [](const auto&, const auto&) {}, [](std::int64_t) {});
  ASSERT_TRUE(report) << report.error().message;
  EXPECT_EQ(report->same, 3);
  EXPECT_EQ(report->unreadable.count, 1);
  const auto id = start_reanalysis(*store_, "w").value();
  ASSERT_TRUE(run_reanalysis(*store_, clock_, {}, *store_->job(id).value(), {id, "w", 2}));
  EXPECT_EQ(ReanalysisState::from(store_->job(id).value()->payload).value().unreadable.count, 1);
}

TEST_F(RuleDeskTest, AnAnalysisThatWasChangedIsFound) {
  take(1, "kargo");
  StockPiece piece = store_->stock({}).value();
  ASSERT_EQ(piece.size(), 1U);
  Json document = base::parse_json(piece[0].document).value();
  const auto read = [&] { return conversation::analysis_from_json(document).value(); };
  EXPECT_EQ(verify_again(read(), piece[0].row, {}).value().outcome, Verified::Outcome::same);
  const Json kept = document;
  for (auto& claim : document["claims"])
    if (claim["field"] == "sentiment") claim["probability"] = 0.123;
  auto verified = verify_again(read(), piece[0].row, {}).value();
  EXPECT_EQ(verified.outcome, Verified::Outcome::different);
  EXPECT_EQ(verified.field, "claims.sentiment.probability");
  document = kept;
  document["measures"]["turns"]["customer"] = 7;
  EXPECT_EQ(verify_again(read(), piece[0].row, {}).value().field, "measures.turns.customer");
  document = kept;
  document["recipe"]["code_version"] = "0.0.1";
  EXPECT_EQ(verify_again(read(), piece[0].row, {}).value().outcome, Verified::Outcome::other_recipe);
}

}  // namespace
}  // namespace cxai::pipeline
