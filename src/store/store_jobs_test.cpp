#include <gmock/gmock.h>

#include <atomic>
#include <set>
#include <thread>

#include "store/store_contract.hpp"

namespace cxai::store {

CXAI_STORE_CONTRACT(JobContract);

using testing::ElementsAre;

TEST_P(JobContract, OldestFirstAndAtMostOneHolder) {
  ASSERT_TRUE(store_->register_conversation(arrival("c1")));
  clock_.advance(Millis(1));
  ASSERT_TRUE(store_->register_conversation(arrival("c2")));
  const auto first = store_->claim_job("w1");
  ASSERT_TRUE(first && *first);
  EXPECT_EQ((*first)->subject, "c1");
  EXPECT_EQ((*first)->kind, "analyze");
  EXPECT_EQ((*first)->payload, (Json{{"id", "c1"}}));
  EXPECT_EQ((*first)->attempts, 1);
  EXPECT_EQ((*first)->state, JobState::running);
  EXPECT_EQ((*store_->claim_job("w2"))->subject, "c2");
  EXPECT_FALSE(store_->claim_job("w3")->has_value());
  EXPECT_EQ(store_->claim_job("").error().code, ErrorCode::invalid_input);
}

TEST_P(JobContract, AnalysesAgainAndKeepsTheOldUntilThen) {
  EXPECT_EQ(store_->queue_again("c1", {}).error().code, ErrorCode::not_found);
  ASSERT_TRUE(store_->register_conversation(arrival("c1")));
  EXPECT_EQ(store_->queue_again("c1", {}).error().code, ErrorCode::conflict) << "the first is still waiting";
  const Job first = **store_->claim_job("w");
  ASSERT_TRUE(store_->finish_job(first.id, "w", finished(arrival("c1").conversation)));

  const auto id = store_->queue_again("c1", Json{{"supersedes", "ana_c1"}});
  ASSERT_TRUE(id) << id.error().message;
  EXPECT_EQ(store_->queue_again("c1", {}).error().code, ErrorCode::conflict);
  EXPECT_EQ((*store_->conversation("c1"))->state, ConversationState::ready);
  const Job again = **store_->claim_job("w");
  EXPECT_EQ(again.id, *id);
  EXPECT_EQ(again.payload["supersedes"], "ana_c1");
  ASSERT_TRUE(store_->fail_job(again.id, "w", "no disk", false));
  const ConversationRow row = **store_->conversation("c1");
  EXPECT_EQ(row.state, ConversationState::ready);
  EXPECT_EQ(row.analysis_id, "ana_c1");

  ASSERT_TRUE(store_->queue_again("c1", {}));
  const Job third = **store_->claim_job("w");
  auto corrected = finished(arrival("c1").conversation);
  corrected.analysis.analysis_id = "ana_c1b";
  corrected.analysis.supersedes = "ana_c1";
  ASSERT_TRUE(store_->finish_job(third.id, "w", corrected));
  EXPECT_EQ((*store_->conversation("c1"))->analysis_id, "ana_c1b");
  EXPECT_THAT(*store_->analyses_of("c1"), ElementsAre("ana_c1", "ana_c1b"));
}

TEST_P(JobContract, GivenBackIsAsIfNeverTaken) {
  ASSERT_TRUE(store_->register_conversation(arrival("c1")));
  for (int i = 0; i < 5; ++i) {
    const auto job = store_->claim_job("w1");
    ASSERT_TRUE(job && *job) << "more often than a job may fail";
    EXPECT_EQ((*job)->attempts, 1);
    ASSERT_TRUE(store_->report_progress((*job)->id, 0.5, "speech"));
    EXPECT_EQ(store_->return_job((*job)->id, "w2").error().code, ErrorCode::conflict);
    ASSERT_TRUE(store_->return_job((*job)->id, "w1"));
    const Job back = **store_->job((*job)->id);
    EXPECT_EQ(back.state, JobState::queued);
    EXPECT_EQ(back.progress, 0);
    EXPECT_EQ(store_->return_job((*job)->id, "w1").error().code, ErrorCode::conflict);
  }
}

TEST_P(JobContract, FinishStoresEverythingOnce) {
  ASSERT_TRUE(store_->register_conversation(arrival("c1")));
  const Job job = **store_->claim_job("w1");
  ASSERT_TRUE(store_->report_progress(job.id, 0.5, "analyze"));
  EXPECT_EQ((*store_->job(job.id))->progress, 0.5);
  EXPECT_EQ((*store_->job(job.id))->stage, "analyze");

  Finished result = finished(arrival("c1").conversation, {{"fatura", 2}, {"fatura", 3}});
  result.conversation.duration = Millis(1234);
  result.conversation.created_at = kStart + Millis(999);
  result.facts = {"negative", "resolved", "billing", 1, 2, 3, 4, 5, 6, 7, "merhaba"};
  result.listen_sha256 = "listen";
  result.peaks_sha256 = "peaks";
  EXPECT_EQ(store_->finish_job(job.id, "w2", result).error().code, ErrorCode::conflict);
  EXPECT_TRUE(store_->analyses_of("c1")->empty());
  EXPECT_EQ((*store_->conversation("c1"))->state, ConversationState::queued);
  Finished other = result;
  other.conversation.id = "c2";
  EXPECT_EQ(store_->finish_job(job.id, "w1", other).error().code, ErrorCode::invalid_input);
  EXPECT_EQ(store_->finish_job("none", "w1", result).error().code, ErrorCode::not_found);

  ASSERT_TRUE(store_->finish_job(job.id, "w1", result));
  EXPECT_TRUE(store_->finish_job(job.id, "w1", result));  // said again after a lost answer
  EXPECT_EQ(store_->finish_job(job.id, "w2", result).error().code, ErrorCode::conflict);
  EXPECT_EQ(store_->report_progress(job.id, 1, "").error().code, ErrorCode::conflict);
  EXPECT_EQ(store_->fail_job(job.id, "w1", "late", true).error().code, ErrorCode::conflict);

  const ConversationRow row = **store_->conversation("c1");
  EXPECT_EQ(row.state, ConversationState::ready);
  EXPECT_EQ(row.analysis_id, "ana_c1");
  EXPECT_EQ(row.conversation.duration, Millis(1234));
  EXPECT_EQ(row.conversation.created_at, kStart);
  EXPECT_EQ(row.listen_sha256, "listen");
  EXPECT_EQ(row.peaks_sha256, "peaks");
  EXPECT_EQ(row.facts.sentiment, "negative");
  EXPECT_EQ(row.facts.silence_ms, 1);
  EXPECT_EQ(row.facts.overlap_ms, 2);
  EXPECT_EQ(row.facts.talk_agent_ms, 3);
  EXPECT_EQ(row.facts.talk_customer_ms, 4);
  EXPECT_EQ(row.facts.words_agent, 5);
  EXPECT_EQ(row.facts.words_customer, 6);
  EXPECT_EQ(row.facts.turns, 7);
  EXPECT_EQ(row.facts.first_words, "merhaba");
  EXPECT_THAT(*store_->analyses_of("c1"), ElementsAre("ana_c1"));
  EXPECT_EQ((**store_->analysis("ana_c1"))["conversation_id"], "c1");
  EXPECT_THAT(top_pairs(*store_, {}, 5), ElementsAre(testing::Pair("fatura", 1)));
  EXPECT_EQ((*store_->job(job.id))->state, JobState::succeeded);
  EXPECT_EQ((*store_->job(job.id))->progress, 1);
}

TEST_P(JobContract, ThirdFailureIsFinal) {
  ASSERT_TRUE(store_->register_conversation(arrival("c1")));
  for (int attempt = 1; attempt <= 3; ++attempt) {
    const auto job = store_->claim_job("w");
    ASSERT_TRUE(job && *job);
    EXPECT_EQ((*job)->attempts, attempt);
    EXPECT_EQ((*store_->conversation("c1"))->state, ConversationState::queued);
    ASSERT_TRUE(store_->fail_job((*job)->id, "w", "no disk", true));
  }
  EXPECT_FALSE(store_->claim_job("w")->has_value());
  EXPECT_EQ(store_->job_counts()->failed, 1);
  EXPECT_EQ((*store_->conversation("c1"))->state, ConversationState::failed);
  EXPECT_EQ((*store_->conversation("c1"))->failure, "no disk");
}

TEST_P(JobContract, NoRetryFailsAtOnceAndARetryGoesToTheBack) {
  ASSERT_TRUE(store_->register_conversation(arrival("c1")));
  const Job bad = **store_->claim_job("w");
  ASSERT_TRUE(store_->fail_job(bad.id, "w", "not a recording", false));
  EXPECT_EQ((*store_->job(bad.id))->state, JobState::failed);
  EXPECT_EQ((*store_->job(bad.id))->error, "not a recording");

  ASSERT_TRUE(store_->register_conversation(arrival("c2")));
  clock_.advance(Millis(1));
  ASSERT_TRUE(store_->register_conversation(arrival("c3")));
  clock_.advance(Millis(1));
  ASSERT_TRUE(store_->fail_job((*store_->claim_job("w"))->id, "w", "later", true));
  EXPECT_EQ((*store_->claim_job("w"))->subject, "c3");
  EXPECT_EQ((*store_->claim_job("w"))->subject, "c2");
}

TEST_P(JobContract, ALeaseThatIsOverPassesTheJobOn) {
  ASSERT_TRUE(store_->register_conversation(arrival("c1")));
  const Job job = **store_->claim_job("elsewhere/boot/1/1");
  clock_.advance(Millis(59'000));
  ASSERT_TRUE(store_->report_progress(job.id, 0.1, "decode"));
  clock_.advance(Millis(59'999));
  EXPECT_FALSE(store_->claim_job("w")->has_value());
  clock_.advance(Millis(1));
  const auto second = store_->claim_job("w");
  ASSERT_TRUE(second && *second);
  EXPECT_EQ((*second)->attempts, 2);
  EXPECT_EQ((*second)->progress, 0);
  EXPECT_EQ(store_->finish_job(job.id, "elsewhere/boot/1/1", finished(arrival("c1").conversation)).error().code,
            ErrorCode::conflict);
  clock_.advance(Millis(60'000));
  ASSERT_TRUE(store_->claim_job("w")->has_value());
  clock_.advance(Millis(60'000));
  EXPECT_FALSE(store_->claim_job("w")->has_value());
  EXPECT_EQ((*store_->conversation("c1"))->state, ConversationState::failed);
}

TEST_P(JobContract, ListsNewestFirstAndCounts) {
  for (const char* id : {"c1", "c2", "c3"}) {
    ASSERT_TRUE(store_->register_conversation(arrival(id)));
    clock_.advance(Millis(1));
  }
  ASSERT_TRUE(store_->claim_job("w"));
  const auto subjects = [&](const std::vector<JobState>& states, int limit) {
    std::vector<std::string> found;
    const auto listed = store_->jobs(states, limit).value();
    for (const Job& job : listed) found.push_back(job.subject);
    return found;
  };
  EXPECT_THAT(subjects({}, 10), ElementsAre("c3", "c2", "c1"));
  EXPECT_THAT(subjects({JobState::queued}, 1), ElementsAre("c3"));
  EXPECT_THAT(subjects({JobState::running, JobState::failed}, 10), ElementsAre("c1"));
  EXPECT_EQ(store_->job_counts()->queued, 2);
  EXPECT_EQ(store_->job_counts()->running, 1);
  EXPECT_EQ(store_->jobs({}, 0).error().code, ErrorCode::invalid_input);
}

// Writers, workers and readers at once: every conversation is finished exactly once, and readers see whole ones only.
TEST_P(JobContract, ManyThreads) {
  constexpr int kWriters = 3;
  constexpr int kEach = 20;
  const base::SystemClock clock;
  base::TempDir folder;
  auto opened = GetParam().open(folder.path(), clock);
  ASSERT_TRUE(opened);
  Store& store = **opened;
  std::atomic<int> done = 0;
  std::atomic<int> wrong = 0;
  std::vector<std::thread> threads;
  for (int w = 0; w < kWriters; ++w) {
    threads.emplace_back([&, w] {
      for (int i = 0; i < kEach; ++i)
        if (!store.register_conversation(arrival("c" + std::to_string(w) + "_" + std::to_string(i)))) ++wrong;
    });
    threads.emplace_back([&, w] {
      const std::string name = "worker" + std::to_string(w);
      while (done < kWriters * kEach) {
        const auto job = store.claim_job(name);
        if (!job) ++wrong;
        if (!job || !*job) continue;
        const auto row = store.conversation((*job)->subject);
        if (!row || !*row || !store.finish_job((*job)->id, name, finished((*row)->conversation))) ++wrong;
        ++done;
      }
    });
  }
  threads.emplace_back([&] {
    ConversationFilter ready;
    ready.states = {"ready"};
    while (done < kWriters * kEach) {
      const auto page = store.conversations(ready, {});
      if (!page) ++wrong;
      if (page && !page->rows.empty()) {
        const auto analysis = store.analysis(page->rows.front().analysis_id);
        if (!analysis || !*analysis) ++wrong;
      }
      if (!store.statistics({}, GroupBy::day, 180)) ++wrong;
    }
  });
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(wrong, 0);
  EXPECT_EQ(store.job_counts()->succeeded, kWriters * kEach);
  EXPECT_THAT(top_pairs(store, {}, 5),
              ElementsAre(testing::Pair("fatura", kWriters * kEach), testing::Pair("iade", kWriters * kEach)));
}

}  // namespace cxai::store
