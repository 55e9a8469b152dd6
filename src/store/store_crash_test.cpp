// A worker process is killed at random moments; whatever it was told had succeeded must be there afterwards.
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <map>
#include <random>
#include <set>
#include <sstream>
#include <thread>

#include "store/store_contract.hpp"

namespace cxai::store {

CXAI_STORE_CONTRACT(CrashContract);

namespace {

constexpr int kKills = 25;
const std::vector<std::pair<std::string, int>> kTerms = {{"abone", 1}, {"fatura", 2}, {"iade", 3}, {"kargo", 4}};

void say(int fd, const std::string& line) {
  if (::write(fd, line.data(), line.size()) != static_cast<ssize_t>(line.size())) ::_exit(3);
}

// Registers, claims and finishes until it is killed, and says on `out` what has succeeded.
[[noreturn]] void work(const Implementation& implementation, const std::filesystem::path& folder, int round, int out) {
  const base::SystemClock clock;
  auto store = implementation.open(folder, clock);
  if (!store) ::_exit(2);
  say(out, "O -\n");
  const std::string worker = worker_name();
  for (int i = 0; i < 35; ++i) {  // few enough for one page of all

    const std::string id = "c" + std::to_string(round) + "_" + std::to_string(i);
    if (!(*store)->register_conversation(arrival(id))) ::_exit(4);
    say(out, "R " + id + "\n");
    const auto job = (*store)->claim_job(worker);
    if (!job || !*job) ::_exit(5);
    if (!(*store)->report_progress((*job)->id, 0.5, "analyze")) ::_exit(6);
    const auto row = (*store)->conversation((*job)->subject);
    if (!row || !*row || !(*store)->finish_job((*job)->id, worker, finished((*row)->conversation, kTerms))) ::_exit(7);
    say(out, "F " + (*job)->subject + "\n");
  }
  while (true) ::pause();
}

// Appends what the child says; false when it has ended.
bool read_more(int fd, std::string& said) {
  char buffer[4096];
  const ssize_t n = ::read(fd, buffer, sizeof buffer);
  if (n > 0) said.append(buffer, static_cast<std::size_t>(n));
  return n > 0;
}

struct Acknowledged {
  std::set<std::string> registered;
  std::set<std::string> finished;
};

void check_invariants(Store& store, const Acknowledged& acknowledged) {
  const auto page = store.conversations({}, Page{SortKey::started_at, SortOrder::ascending, 1000, ""});
  ASSERT_TRUE(page) << page.error().message;
  ASSERT_TRUE(page->next_cursor.empty());
  const auto jobs = store.jobs({}, 1000);
  ASSERT_TRUE(jobs) << jobs.error().message;
  std::map<std::string, Job> job_of;
  for (const Job& job : *jobs) EXPECT_TRUE(job_of.emplace(job.subject, job).second) << "two jobs for " << job.subject;
  EXPECT_EQ(job_of.size(), page->rows.size());

  std::set<std::string> stored;
  std::int64_t ready = 0;
  for (const ConversationRow& row : page->rows) {
    const std::string& id = row.conversation.id;
    stored.insert(id);
    ASSERT_TRUE(job_of.contains(id)) << id;
    const bool is_ready = row.state == ConversationState::ready;
    ready += is_ready ? 1 : 0;
    EXPECT_EQ(is_ready, job_of[id].state == JobState::succeeded) << id;
    EXPECT_EQ(store.analyses_of(id)->size(), is_ready ? 1U : 0U) << id;
    EXPECT_EQ(row.state == ConversationState::failed, job_of[id].state == JobState::failed) << id;
    EXPECT_TRUE(is_ready || !acknowledged.finished.contains(id)) << id;
  }
  for (const std::string& id : acknowledged.registered) EXPECT_TRUE(stored.contains(id)) << "lost: " << id;
  if (ready == 0) return;
  const auto terms = store.top_terms({}, 10);
  ASSERT_TRUE(terms);
  EXPECT_EQ(terms->size(), kTerms.size());
  for (const TopTerm& top : *terms) EXPECT_EQ(top.conversations, ready) << top.term;
}

}  // namespace

TEST_P(CrashContract, NothingAcknowledgedIsLost) {
  store_.reset();
  std::mt19937 random(20260314);
  Acknowledged acknowledged;
  for (int round = 0; round < kKills; ++round) {
    int ends[2];
    ASSERT_EQ(::pipe(ends), 0);
    const pid_t child = ::fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
      ::close(ends[0]);
      work(GetParam(), folder_.path(), round, ends[1]);
    }
    ::close(ends[1]);
    // Every fifth is killed while it opens the store, the others some time after they have done something.
    std::string said;
    const auto lines_wanted = static_cast<std::ptrdiff_t>(round % 5 == 0 ? 0 : 3 + random() % 8);
    while (std::ranges::count(said, '\n') < lines_wanted) ASSERT_TRUE(read_more(ends[0], said)) << said;
    std::this_thread::sleep_for(std::chrono::microseconds(random() % 15'000));
    ::kill(child, SIGKILL);
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    ASSERT_TRUE(WIFSIGNALED(status)) << "the worker gave up with " << WEXITSTATUS(status);

    while (read_more(ends[0], said)) {
    }
    ::close(ends[0]);
    std::istringstream lines(said);
    for (std::string what, id; lines >> what >> id;) {
      if (what == "R") acknowledged.registered.insert(id);
      if (what == "F") acknowledged.finished.insert(id);
    }
    ASSERT_NO_FATAL_FAILURE(reopen());
    ASSERT_NO_FATAL_FAILURE(check_invariants(*store_, acknowledged));
    store_.reset();
  }
  EXPECT_GT(acknowledged.finished.size(), 20U);

  // The dead workers' jobs are handed out at once, without waiting for their leases.
  const base::SystemClock clock;
  store_ = GetParam().open(folder_.path(), clock).value();
  const std::string worker = worker_name();
  while (true) {
    const auto job = store_->claim_job(worker);
    ASSERT_TRUE(job) << job.error().message;
    if (!*job) break;
    const ConversationRow row = **store_->conversation((*job)->subject);
    ASSERT_TRUE(store_->finish_job((*job)->id, worker, finished(row.conversation, kTerms)));
    acknowledged.finished.insert((*job)->subject);
  }
  check_invariants(*store_, acknowledged);
  const auto counts = store_->job_counts();
  EXPECT_EQ(counts->queued, 0);
  EXPECT_EQ(counts->running, 0);
  // Only a job whose worker was killed three times may have failed.
  const auto failed = store_->jobs({JobState::failed}, 1000);
  for (const Job& job : *failed) EXPECT_EQ(job.attempts, 3);
  EXPECT_LE(failed->size(), 1U);
}

}  // namespace cxai::store
