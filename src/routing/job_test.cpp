#include "routing/job.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

namespace cxai::routing {
namespace {

using testing::HasSubstr;

Job job() {
  Job one;
  one.id = "ftjob-a1";
  one.model = "text/1";
  one.hyperparameters = Json{{"seed", 1}};
  one.created_at = *base::parse_utc("2026-03-14T09:26:53.589Z");
  return one;
}

TEST(Job, ItsDocumentReadsBack) {
  Job one = job();
  one.status = JobStatus::failed;
  one.error = "no texts";
  one.remote_id = "ftjob-remote";
  one.finished_at = one.created_at;
  one.result_files = {"bundle.cxtc"};
  const auto back = job_from(to_json(one));
  ASSERT_TRUE(back) << back.error().message;
  EXPECT_EQ(to_json(*back), to_json(one));
  Json broken = to_json(one);
  broken["status"] = "tired";
  EXPECT_EQ(job_from(broken).error().code, ErrorCode::corrupt_data);
}

TEST(JobFolder, KeepsEventsAndPassesOverACutLine) {
  const base::TempDir dir;
  const auto folder = JobFolder::create(dir.path(), job());
  ASSERT_TRUE(folder);
  EXPECT_EQ(JobFolder::create(dir.path(), job()).error().code, ErrorCode::conflict);
  ASSERT_TRUE(folder->add_event(job().created_at, "info", "job created"));
  std::ofstream(folder->path() / "events.jsonl", std::ios::app) << "{\"level\": \"in";
  const auto events = folder->events();
  ASSERT_TRUE(events);
  ASSERT_EQ(events->size(), 1U);
  EXPECT_EQ((*events)[0].message, "job created");
  EXPECT_EQ((*events)[0].created_at, job().created_at);
}

TEST(JobFolder, MetricsAreCutBackToAStep) {
  const base::TempDir dir;
  const auto folder = JobFolder::create(dir.path(), job());
  ASSERT_TRUE(folder->keep_metrics(0));
  for (std::size_t step = 1; step <= 3; ++step)
    ASSERT_TRUE(folder->add_metrics({step, 0.5, 0.75, std::nullopt, 0.5, std::nullopt, std::nullopt}));
  ASSERT_TRUE(folder->keep_metrics(2));
  EXPECT_EQ(*folder->metrics(),
            std::string(kMetricsHeader) + "\n1,0.500000,0.750000,,0.500000,,\n2,0.500000,0.750000,,0.500000,,\n");
}

TEST(JobFolder, KeepsTheNewestCheckpoints) {
  const base::TempDir dir;
  const auto folder = JobFolder::create(dir.path(), job());
  for (std::size_t step = 8; step <= 12; ++step) ASSERT_TRUE(folder->add_checkpoint(step, std::to_string(step)));
  EXPECT_EQ(folder->checkpoints()->size(), JobFolder::kKept);
  std::size_t step = 0;
  const auto newest = folder->newest_checkpoint(step);
  ASSERT_TRUE(newest && *newest);
  EXPECT_EQ(**newest, "12");
  EXPECT_EQ(step, 12U);
}

TEST(JobFolder, IsWorkedOnByOne) {
  const base::TempDir dir;
  auto first = JobFolder::create(dir.path(), job());
  auto second = JobFolder::open(dir.path(), "ftjob-a1");
  ASSERT_TRUE(second);
  EXPECT_FALSE(second->is_worked_on());
  ASSERT_TRUE(first->lock());
  EXPECT_TRUE(second->is_worked_on());
  EXPECT_EQ(second->lock().error().code, ErrorCode::conflict);
}

TEST(JobFolder, SaysWhichJobsThereAre) {
  const base::TempDir dir;
  ASSERT_TRUE(JobFolder::create(dir.path(), job()));
  EXPECT_THAT(JobFolder::open(dir.path(), "../x").error().message, HasSubstr("the newest are ftjob-a1"));
  EXPECT_EQ(list_jobs(dir.path())->size(), 1U);
  EXPECT_EQ(list_jobs(dir.path() / "none")->size(), 0U);
}

}  // namespace
}  // namespace cxai::routing
