#include "pipeline/worker.hpp"

#include <gmock/gmock.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>

#include "pipeline/corrections.hpp"
#include "pipeline/test_calls.hpp"
#include "search/terms.hpp"
#include "speech/fake_recognizer.hpp"

namespace cxai::pipeline {
namespace {

using store::ConversationState;
using store::JobState;

class WorkerTest : public Centre {
 protected:
  IntakeResult::Item take(Bundle bundle) {
    const auto taken = arrivals_->take(bundle, Originals::copy);
    EXPECT_TRUE(taken) << taken.error().message;
    return taken && !taken->items.empty() ? taken->items[0] : IntakeResult::Item{};
  }
  IntakeResult::Item take_chat(const std::string& text) {
    return take({.source = "chat.txt", .transcript = write("chat.txt", text)});
  }
};

TEST_F(WorkerTest, StoresTheOutcomeOfEveryJob) {
  const auto call = take({.source = "call.wav",
                          .recording = write("call.wav", two_channel_call()),
                          .transcript = write("call.json", kTwoChannelDialogue)});
  const auto chat = take_chat(kChat);
  work();
  EXPECT_EQ(counts().succeeded, 2);
  const auto stored = row(call.conversation_id);
  EXPECT_EQ(stored.state, ConversationState::ready) << stored.failure;
  const std::string& id = call.conversation_id;
  EXPECT_EQ(sealed(id, store::BlobKind::sound, stored.listen_sha256).substr(0, 4), "OggS");
  EXPECT_EQ(sealed(id, store::BlobKind::sound, stored.peaks_sha256).substr(0, 4), "CXPK");
  EXPECT_THAT(sealed(chat.conversation_id, store::BlobKind::text, row(chat.conversation_id).words_sha256),
              testing::HasSubstr("0532 111 22 33"))
      << "the turns before masking";
  EXPECT_NEAR(static_cast<double>(stored.facts.overlap_ms.value_or(0)), 1'000, 250);
  const auto document = store_->analysis(stored.analysis_id);
  ASSERT_TRUE(document && *document);
  EXPECT_TRUE(conversation::analysis_from_json(**document));
  EXPECT_TRUE(row(chat.conversation_id).listen_sha256.empty());
  EXPECT_TRUE(std::filesystem::is_empty(blobs_->scratch()));
  // What was said can be found.
  store::ConversationFilter filter;
  filter.terms = search::query_terms("faturalar", "tr");
  ASSERT_FALSE(filter.terms.empty());
  const auto page = store_->conversations(filter, {});
  ASSERT_TRUE(page);
  EXPECT_EQ(page->total, 1);
}

TEST_F(WorkerTest, AFileThatCannotBeReadFailsAloneAndAtOnce) {
  const auto bad = take({.source = "bad.wav", .recording = write("bad.wav", "RIFF" + std::string(4'000, '\x07'))});
  const auto good = take_chat(kChat);
  std::vector<std::string> ended;
  WorkerOptions options;
  options.decoder = test_decoder();
  options.detector = test_detector();
  options.when_idle = WhenIdle::stop;
  options.on_end = [&](const store::Job& job) { ended.push_back(job.id); };
  Workers workers(*store_, *blobs_, events_, clock_, options);
  workers.start();
  workers.join();
  const auto job = store_->job(bad.job_id);
  ASSERT_TRUE(job && *job);
  EXPECT_EQ((*job)->state, JobState::failed);
  EXPECT_EQ((*job)->attempts, 1) << "bytes that cannot be read do not get better";
  EXPECT_FALSE((*job)->error.empty());
  EXPECT_THAT((*job)->error, testing::Not(testing::HasSubstr(dir_.path().string())));
  const auto failed = row(bad.conversation_id);
  EXPECT_EQ(failed.state, ConversationState::failed);
  EXPECT_EQ(failed.failure, (*job)->error);
  EXPECT_EQ(row(good.conversation_id).state, ConversationState::ready);
  EXPECT_THAT(ended, testing::UnorderedElementsAre(bad.job_id, good.job_id));
}

TEST_F(WorkerTest, TroubleOfTheMachineIsTriedThreeTimes) {
  const auto call = take({.source = "call.wav", .recording = write("call.wav", two_channel_call())});
  WorkerOptions options;
  options.decoder = test_decoder();
  options.detector = test_detector();
  options.decoder.program = dir_.path() / "no-such-program";
  options.when_idle = WhenIdle::stop;
  Workers workers(*store_, *blobs_, events_, clock_, options);
  workers.start();
  workers.join();
  const auto job = store_->job(call.job_id);
  ASSERT_TRUE(job && *job);
  EXPECT_EQ((*job)->state, JobState::failed);
  EXPECT_EQ((*job)->attempts, 3) << (*job)->error;
}

TEST_F(WorkerTest, TellsTheBusWhatHappens) {
  const auto subscription = events_.subscribe([] {});
  const auto chat = take_chat(kChat);
  work(1);
  std::vector<std::string> states;
  bool ready = false;
  while (auto event = subscription->pop()) {
    EXPECT_EQ(event->job_id, chat.job_id);
    if (event->name == "job") {
      EXPECT_EQ(event->data["conversation_id"], chat.conversation_id);
      states.push_back(event->data["state"]);
    } else if (event->name == "conversation") {
      EXPECT_EQ(event->data, (Json{{"id", chat.conversation_id}, {"state", "ready"}}));
      ready = true;
    }
  }
  EXPECT_THAT(states, testing::Contains("running"));
  ASSERT_FALSE(states.empty());
  EXPECT_EQ(states.back(), "succeeded");
  EXPECT_TRUE(ready);
}

TEST_F(WorkerTest, WaitsForJobsUntilStopped) {
  WorkerOptions options;
  options.count = 2;
  options.decoder = test_decoder();
  options.detector = test_detector();
  std::atomic<int> ended{0};
  options.on_end = [&](const store::Job&) { ++ended; };
  Workers workers(*store_, *blobs_, events_, clock_, options);
  workers.start();
  const auto chat = take_chat(kChat);
  workers.wake();
  for (int i = 0; i < 1'000 && ended == 0; ++i) std::this_thread::sleep_for(Millis(10));
  EXPECT_EQ(ended, 1);
  workers.stop();
  EXPECT_EQ(row(chat.conversation_id).state, ConversationState::ready);
  take_chat(kChat + "Temsilci: Tamam.\n");
  EXPECT_EQ(counts().queued, 1) << "nobody works after stop()";
}

// Words in bursts of tone, so that recordings alone become dialogue.
class HearingWorker : public WorkerTest {
 protected:
  void work_hearing() {
    WorkerOptions options;
    options.count = 2;
    options.decoder = test_decoder();
    options.detector = test_detector();
    options.when_idle = WhenIdle::stop;
    options.transcriber = std::make_shared<speech::Transcriber>(engine_);
    Workers workers(*store_, *blobs_, events_, clock_, options);
    workers.start();
    workers.join();
  }
  conversation::Analysis analysis_of(const std::string& conversation_id) {
    const auto document = store_->analysis(row(conversation_id).analysis_id);
    EXPECT_TRUE(document && *document);
    auto read = conversation::analysis_from_json(**document);
    EXPECT_TRUE(read) << read.error().message;
    return std::move(*read);
  }
  IntakeResult::Item take_recording() {
    return take({.source = "call.wav", .recording = write("call.wav", two_channel_call())});
  }

  std::shared_ptr<speech::FakeRecognizer> engine_ =
      std::make_shared<speech::FakeRecognizer>(std::map<int, std::string>{{3, "buyurun"}, {5, "faturam"}});
};

TEST_F(HearingWorker, RecordingsBecomeDialogueAndKeepTheirWords) {
  const auto item = take_recording();
  work_hearing();
  const auto analysis = analysis_of(item.conversation_id);
  EXPECT_EQ(analysis.turns.size(), 4U);
  EXPECT_EQ(analysis.recipe.speech->name, "fake/1");
  EXPECT_TRUE(blobs_->has(item.conversation_id, store::BlobKind::text, analysis.inputs.transcript_sha256));
  EXPECT_EQ(row(item.conversation_id).facts.turns, 4);
}

TEST_F(HearingWorker, CorrectionsSupersedeAndCanBeTakenBack) {
  const auto item = take_recording();
  work_hearing();
  const auto before = analysis_of(item.conversation_id);
  const std::string listen = row(item.conversation_id).listen_sha256;
  const std::size_t asked = engine_->asked().size();

  const auto swap = correction_job(before, conversation::Correction{.by = "u_1", .at = kNow});
  ASSERT_TRUE(swap) << swap.error().message;
  ASSERT_TRUE(store_->queue_again(item.conversation_id, *swap));
  work_hearing();
  const auto swapped = analysis_of(item.conversation_id);
  EXPECT_EQ(engine_->asked().size(), asked) << "nobody listens again";
  EXPECT_EQ(swapped.supersedes, before.analysis_id);
  ASSERT_EQ(swapped.turns.size(), before.turns.size());
  for (std::size_t i = 0; i < swapped.turns.size(); ++i) {
    EXPECT_NE(swapped.turns[i].role, before.turns[i].role);
    EXPECT_EQ(swapped.turns[i].text, before.turns[i].text);
  }
  EXPECT_EQ(swapped.measures["talk_ms"]["agent"], before.measures["talk_ms"]["customer"]);
  EXPECT_EQ(swapped.corrections.at(0).by, "u_1");
  EXPECT_EQ(row(item.conversation_id).listen_sha256, listen);

  const auto undo = correction_job(swapped, std::nullopt);
  ASSERT_TRUE(undo);
  ASSERT_TRUE(store_->queue_again(item.conversation_id, *undo));
  work_hearing();
  const auto undone = analysis_of(item.conversation_id);
  EXPECT_EQ(undone.measures, before.measures);
  EXPECT_TRUE(undone.corrections.empty());
  EXPECT_EQ(store_->analyses_of(item.conversation_id)->size(), 3U);
  EXPECT_EQ(correction_job(undone, std::nullopt).error().code, ErrorCode::conflict);
}

// An engine that is in the middle of a window until somebody stops it.
class SlowRecognizer final : public speech::FakeRecognizer {
 public:
  std::future<Result<speech::Recognition>> recognize(std::vector<float> window, speech::RecognitionOptions options,
                                                     std::stop_token stop) override {
    asked = true;
    while (!stop.stop_requested()) std::this_thread::sleep_for(Millis(1));
    return FakeRecognizer::recognize(std::move(window), std::move(options), stop);
  }
  std::atomic<bool> asked = false;
};

TEST_F(HearingWorker, AStopGivesTheJobBackUnharmed) {
  const auto item = take_recording();
  const auto slow = std::make_shared<SlowRecognizer>();
  WorkerOptions options;
  options.count = 1;
  options.decoder = test_decoder();
  options.detector = test_detector();
  options.transcriber = std::make_shared<speech::Transcriber>(slow);
  Workers workers(*store_, *blobs_, events_, clock_, options);
  workers.start();
  while (!slow->asked) std::this_thread::sleep_for(Millis(1));
  workers.stop();
  const auto job = store_->job(item.job_id);
  ASSERT_TRUE(job && *job);
  EXPECT_EQ((*job)->state, JobState::queued);
  EXPECT_EQ((*job)->attempts, 0);
  work_hearing();
  EXPECT_EQ(row(item.conversation_id).state, ConversationState::ready);
}

// Another process claims the job and is killed: the job is done here, once, without waiting for the lease.
TEST_F(WorkerTest, TakesOverFromAProcessThatDied) {
  const auto chat = take_chat(kChat);
  std::array<int, 2> pipe{};
  ASSERT_EQ(::pipe(pipe.data()), 0);
  const auto database = dir_.path() / "cxai.db";
  const pid_t child = ::fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    auto mine = store::open_sql_store({.database = database, .connections = 1}, clock_);
    const bool claimed = mine && (*mine)->claim_job(store::worker_name()).value_or(std::nullopt).has_value();
    const char said = claimed ? 'y' : 'n';
    if (::write(pipe[1], &said, 1) != 1) ::_exit(1);
    while (true) ::pause();
  }
  char said = 'n';
  ASSERT_EQ(::read(pipe[0], &said, 1), 1);
  ::close(pipe[0]);
  ::close(pipe[1]);
  EXPECT_EQ(said, 'y');
  EXPECT_EQ(counts().running, 1);
  EXPECT_FALSE(store_->claim_job("somebody else").value_or(std::nullopt)) << "its worker lives";
  ASSERT_EQ(::kill(child, SIGKILL), 0);
  ASSERT_EQ(::waitpid(child, nullptr, 0), child);
  work();
  const auto job = store_->job(chat.job_id);
  ASSERT_TRUE(job && *job);
  EXPECT_EQ((*job)->state, JobState::succeeded);
  EXPECT_EQ((*job)->attempts, 2);
  EXPECT_EQ(store_->analyses_of(chat.conversation_id)->size(), 1U);
  EXPECT_EQ(row(chat.conversation_id).state, ConversationState::ready);
}

}  // namespace
}  // namespace cxai::pipeline
