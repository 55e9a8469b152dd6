#include <gmock/gmock.h>

#include "store/sql_quality_store.hpp"
#include "store/store_contract.hpp"

namespace cxai::store {

// Both stores over one database, as the program opens them.
class QualityContract : public testing::Test {
 protected:
  void SetUp() override { reopen(); }
  void reopen() {
    quality_.reset();
    store_.reset();
    SqlStoreOptions options;
    options.database = folder_.path() / "store.db";
    auto opened = open_sql_store(options, clock_);
    ASSERT_TRUE(opened) << opened.error().message;
    store_ = std::move(*opened);
    auto quality = open_sql_quality_store(options, clock_);
    ASSERT_TRUE(quality) << quality.error().message;
    quality_ = std::move(*quality);
  }

  base::TempDir folder_;
  base::FixedClock clock_{kStart};
  std::unique_ptr<Store> store_;
  std::unique_ptr<QualityStore> quality_;
};

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

namespace {

void add_conversation(Store& store, const std::string& id) {
  ASSERT_TRUE(store.register_conversation(arrival(id)));
}

void add_card(QualityStore& store, const std::string& id) {
  ScorecardRow row;
  row.id = id;
  row.name = "Kart";
  row.created_by = "u1";
  row.created_at = kStart;
  row.draft = Json{{"name", "Kart"}};
  ASSERT_TRUE(store.add_scorecard(row));
}

std::string publish(QualityStore& store, const std::string& card) {
  const auto version = store.scorecard(card).value()->draft_version;
  return store.publish_draft(card, version, "u1", kStart).value().id;
}

EvaluationRow evaluation_row(const std::string& id, const std::string& revision, const std::string& evaluator = "u1",
                             const std::string& conversation = "c1") {
  EvaluationRow row;
  row.id = id;
  row.conversation_id = conversation;
  row.scorecard_id = "k1";
  row.revision_id = revision;
  row.analysis_id = "ana";
  row.agent_id = "a1";
  row.agent_label = "Ayşe";
  row.evaluator = evaluator;
  row.started_at = kStart;
  return row;
}

EvaluationAnswer answered(const std::string& evaluation, const std::string& question, AnswerOrigin origin,
                          const std::string& answer) {
  EvaluationAnswer row;
  row.evaluation_id = evaluation;
  row.question = question;
  row.origin = origin;
  row.author = origin == AnswerOrigin::person ? "u1" : "ana";
  row.answer = answer;
  row.at = kStart;
  return row;
}

EvaluationEnd ended(std::int64_t milli, const std::string& machine, const std::string& person, Timestamp at = kStart) {
  EvaluationEnd end;
  end.score_milli = milli;
  end.summary = Json{{"score", static_cast<double>(milli) / 1000}};
  end.sections = {{"s1", milli}};
  end.pairs = {{"qk_1", machine, person, true}};
  end.at = at;
  return end;
}

}  // namespace

TEST_F(QualityContract, ADraftBecomesARevisionThatNeverChanges) {
  add_card(*quality_, "k1");
  EXPECT_EQ(quality_->scorecard("k1").value()->draft["name"], "Kart");
  EXPECT_EQ(quality_->put_draft("k1", {"Kart 2", Json{{"name", "Kart 2"}}, 1, "u2", kStart}).value(), 2);
  const auto first = quality_->publish_draft("k1", 2, "u2", kStart).value();
  EXPECT_EQ(first.number, 1);
  reopen();
  auto row = quality_->scorecard("k1").value().value();
  EXPECT_TRUE(row.draft.is_null());
  EXPECT_EQ(row.published, first.id);
  EXPECT_EQ(row.name, "Kart 2");
  ASSERT_TRUE(quality_->put_draft("k1", {"Kart 3", Json{{"name", "Kart 3"}}, row.draft_version, "u1", kStart}));
  EXPECT_EQ(quality_->scorecard_revision(first.id).value()->document["name"], "Kart 2");
  const std::string second = publish(*quality_, "k1");
  const auto revisions = quality_->scorecard_revisions("k1").value();
  ASSERT_THAT(revisions, SizeIs(2));
  EXPECT_EQ(revisions[0].id, second);
  EXPECT_FALSE(revisions[0].archived_at);
  EXPECT_TRUE(revisions[1].archived_at);
  EXPECT_EQ(revisions[1].published_by, "u2");
}

TEST_F(QualityContract, NobodyOverwritesWhatTheyHaveNotSeen) {
  add_card(*quality_, "k1");
  EXPECT_EQ(quality_->put_draft("k1", {"A", Json::object(), 0, "u", kStart}).error().code, ErrorCode::conflict);
  ASSERT_TRUE(quality_->put_draft("k1", {"A", Json{{"a", 1}}, 1, "u", kStart}));
  EXPECT_EQ(quality_->put_draft("k1", {"B", Json::object(), 1, "u", kStart}).error().code, ErrorCode::conflict);
  EXPECT_EQ(quality_->publish_draft("k1", 1, "u", kStart).error().code, ErrorCode::conflict);
  publish(*quality_, "k1");
  EXPECT_EQ(quality_->publish_draft("k1", quality_->scorecard("k1").value()->draft_version, "u", kStart).error().code,
            ErrorCode::conflict)
      << "no draft";
  EXPECT_EQ(quality_->put_draft("k9", {"B", Json::object(), 1, "u", kStart}).error().code, ErrorCode::not_found);
}

TEST_F(QualityContract, ArchivingEndsTheRevisionInUse) {
  add_card(*quality_, "k1");
  const std::string revision = publish(*quality_, "k1");
  ASSERT_TRUE(quality_->archive_scorecard("k1", kStart));
  EXPECT_EQ(quality_->archive_scorecard("k1", kStart).error().code, ErrorCode::conflict);
  const auto row = quality_->scorecard("k1").value().value();
  EXPECT_TRUE(row.archived);
  EXPECT_EQ(row.published, "");
  EXPECT_TRUE(quality_->scorecard_revision(revision).value()->archived_at);
  EXPECT_EQ(quality_->archive_scorecard("k9", kStart).error().code, ErrorCode::not_found);
}

TEST_F(QualityContract, MachineAndPeopleStandSideBySide) {
  add_conversation(*store_, "c1");
  add_card(*quality_, "k1");
  const std::string revision = publish(*quality_, "k1");
  auto machine = answered("e1", "q1", AnswerOrigin::machine, "yes");
  machine.probability = 0.8;
  machine.evidence = Json::array({Json{{"turn", "t1"}, {"chars", Json::array({0, 3})}}});
  ASSERT_TRUE(quality_->start_evaluation(evaluation_row("e1", revision), {machine}));
  ASSERT_TRUE(quality_->add_answer(answered("e1", "q1", AnswerOrigin::person, "no")));
  auto again = answered("e1", "q1", AnswerOrigin::person, "yes");
  again.note = "düşündüm";
  again.saw_machine = true;
  ASSERT_TRUE(quality_->add_answer(again));
  reopen();
  const auto answers = quality_->evaluation_answers("e1").value();
  ASSERT_THAT(answers, SizeIs(3));
  EXPECT_EQ(answers[0].origin, AnswerOrigin::machine);
  EXPECT_DOUBLE_EQ(*answers[0].probability, 0.8);
  EXPECT_FALSE(answers[0].measured);
  EXPECT_EQ(answers[0].evidence[0]["turn"], "t1");
  EXPECT_EQ(answers[1].answer, "no") << "the first answer stays";
  EXPECT_EQ(answers[2].note, "düşündüm");
  EXPECT_TRUE(answers[2].saw_machine);
  EXPECT_EQ(answers[2].seq, 3);
}

TEST_F(QualityContract, AnEvaluatorHasOneOpenEvaluationAndAFinishedOneStays) {
  add_conversation(*store_, "c1");
  add_card(*quality_, "k1");
  const std::string revision = publish(*quality_, "k1");
  ASSERT_TRUE(quality_->start_evaluation(evaluation_row("e1", revision), {}));
  EXPECT_EQ(quality_->start_evaluation(evaluation_row("e2", revision), {}).error().code, ErrorCode::conflict);
  ASSERT_TRUE(quality_->start_evaluation(evaluation_row("e2", revision, "u2"), {})) << "a colleague may";
  ASSERT_TRUE(quality_->finish_evaluation("e1", ended(4500, "yes", "yes")));
  EXPECT_EQ(quality_->finish_evaluation("e1", ended(0, "yes", "no")).error().code, ErrorCode::conflict);
  EXPECT_EQ(quality_->add_answer(answered("e1", "q1", AnswerOrigin::person, "no")).error().code, ErrorCode::conflict);
  EXPECT_EQ(quality_->add_answer(answered("e9", "q1", AnswerOrigin::person, "no")).error().code, ErrorCode::not_found);
  ASSERT_TRUE(quality_->start_evaluation(evaluation_row("e3", revision), {})) << "again, later";
  const auto all = quality_->evaluations_of("c1").value();
  ASSERT_THAT(all, SizeIs(3));
  const auto first = quality_->evaluation("e1").value().value();
  EXPECT_EQ(first.score_milli, 4500);
  EXPECT_DOUBLE_EQ(first.summary["score"].get<double>(), 4.5);
  EXPECT_TRUE(first.finished_at);
  EXPECT_TRUE(quality_->evaluation("e3").value()->summary.is_null());
}

TEST_F(QualityContract, PairsComeNewestFirstAndGoWithTheirConversation) {
  add_conversation(*store_, "c1");
  add_conversation(*store_, "c2");
  add_card(*quality_, "k1");
  const std::string revision = publish(*quality_, "k1");
  ASSERT_TRUE(quality_->start_evaluation(evaluation_row("e1", revision), {}));
  ASSERT_TRUE(quality_->start_evaluation(evaluation_row("e2", revision, "u1", "c2"), {}));
  ASSERT_TRUE(quality_->finish_evaluation("e1", ended(5000, "yes", "yes")));
  ASSERT_TRUE(quality_->finish_evaluation("e2", ended(2000, "no", "yes", kStart + Millis(5))));
  const auto pairs = quality_->answer_pairs("k1", "qk_1", 10).value();
  ASSERT_THAT(pairs, SizeIs(2));
  EXPECT_EQ(pairs[0].machine, "no");
  EXPECT_THAT(quality_->answer_pairs("k1", "qk_1", 1).value(), SizeIs(1));
  EXPECT_THAT(quality_->answer_pairs("k1", "qk_2", 10).value(), IsEmpty());
  EXPECT_THAT(quality_->answer_pairs("k2", "qk_1", 10).value(), IsEmpty());
  ASSERT_TRUE(store_->erase_conversation("c2").value());
  EXPECT_THAT(quality_->answer_pairs("k1", "qk_1", 10).value(), SizeIs(1));
  EXPECT_FALSE(quality_->evaluation("e2").value());
}

TEST_F(QualityContract, SumsScoresByAgentAndSection) {
  add_conversation(*store_, "c1");
  add_card(*quality_, "k1");
  const std::string revision = publish(*quality_, "k1");
  for (const auto& [id, milli] : {std::pair("e1", 4000), std::pair("e2", 2000)}) {
    ASSERT_TRUE(quality_->start_evaluation(evaluation_row(id, revision), {}));
    auto end = ended(milli, "yes", "yes");
    end.compliant = milli > 3000;
    ASSERT_TRUE(quality_->finish_evaluation(id, end));
  }
  ASSERT_TRUE(quality_->start_evaluation(evaluation_row("e3", revision), {})) << "open: does not count";
  const auto agents = quality_->scores_by_agent("k1").value();
  ASSERT_THAT(agents, SizeIs(1));
  EXPECT_EQ(agents[0].label, "Ayşe");
  EXPECT_EQ(agents[0].n, 2);
  EXPECT_DOUBLE_EQ(agents[0].sum, 6000);
  EXPECT_DOUBLE_EQ(agents[0].sum_of_squares, 20'000'000);
  EXPECT_EQ(agents[0].not_compliant, 1);
  const auto sections = quality_->scores_by_section("k1").value();
  ASSERT_THAT(sections, SizeIs(1));
  EXPECT_EQ(sections[0].key, "s1");
  EXPECT_EQ(sections[0].n, 2);
}

}  // namespace cxai::store
