#include "routing/finetune.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "routing/test_data.hpp"

namespace cxai::routing {
namespace {

using testing::HasSubstr;

const base::FixedClock kClock(Timestamp(std::chrono::sys_days(std::chrono::year(2026) / 3 / 14)));

struct World {
  base::TempDir dir;
  Registry registry{dir.path() / "models"};
  FinetuneOptions options{.threads = 2, .epochs = 4, .target_risk = 0.1};

  JobFolder folder(const std::string& id) { return *JobFolder::create(dir.path() / "jobs", test_job(id)); }
  JobFolder again(const std::string& id) { return *JobFolder::open(dir.path() / "jobs", id); }
  Result<Finetuned> run(JobFolder& folder, const TrainingData& data, std::size_t stop_after = SIZE_MAX) const {
    return finetune(folder, data, options, registry, kClock, [&](const FinetuneProgress& progress) {
      return progress.phase != "training" || progress.metrics.step < stop_after;
    });
  }
  static std::string file(const JobFolder& folder, const char* name) { return *base::read_file(folder.path() / name); }
};

TEST(Finetune, LeavesEverythingASucceededJobHas) {
  World world;
  const TrainingData data = TestData().data();
  auto folder = world.folder("ftjob-1");
  const auto done = world.run(folder, data);
  ASSERT_TRUE(done) << done.error().message;
  const Job job = world.again("ftjob-1").job();
  EXPECT_EQ(job.status, JobStatus::succeeded);
  EXPECT_EQ(job.fine_tuned_model, "companies/ftjob-1");
  EXPECT_EQ(job.trained_examples, data.train.size());
  for (const std::string& name : job.result_files) EXPECT_TRUE(std::filesystem::exists(folder.path() / name)) << name;
  EXPECT_EQ(job.result_files.size(), 5U);
  EXPECT_EQ(folder.checkpoints()->back().step, 4U);
  EXPECT_THAT(*folder.metrics(), HasSubstr(std::string(kMetricsHeader) + "\n1,"));
  EXPECT_THAT(folder.events()->back().message, HasSubstr("successfully completed"));
  const Json& evaluation = done->evaluation;
  EXPECT_GT(evaluation["valid"]["accuracy"].get<double>(), 0.9);
  EXPECT_EQ(evaluation["valid"]["per_class"].size(), 5U);
  EXPECT_EQ(evaluation["valid"]["n"], data.valid.size());
  for (const char* key : {"macro_f1", "expected_calibration_error", "risk_coverage", "unknown", "confusions",
                          "accuracy_interval", "coverage"})
    EXPECT_TRUE(evaluation["valid"].contains(key)) << key;
  EXPECT_TRUE(evaluation["brands_masked"].contains("accuracy"));
  EXPECT_EQ(evaluation["open_set"]["held_out"].size(), 1U);
  EXPECT_GT(evaluation["open_set"]["strangers"]["n"].get<int>(), 50);
  EXPECT_THAT(World::file(folder, "model.card.md"), HasSubstr("exchangeable"));
  const auto model = Model::open(world.dir.path() / "models" / "companies" / "ftjob-1");
  ASSERT_TRUE(model) << model.error().message;
  Model::Scratch scratch;
  const Routed routed = (*model)->route(masked("kurye paket teslimat gönderi nerede"), scratch);
  EXPECT_EQ((*model)->label_text(routed.top[0].first), "VortepaKargo");
}

TEST(Finetune, BrokenOffAndTakenUpItIsTheSameAsUnbroken) {
  World world;
  const TrainingData data = TestData().data();
  auto whole = world.folder("ftjob-whole");
  ASSERT_TRUE(world.run(whole, data));
  {
    auto broken = world.folder("ftjob-broken");
    EXPECT_EQ(world.run(broken, data, 2).error().code, ErrorCode::cancelled);
    EXPECT_EQ(world.again("ftjob-broken").job().status, JobStatus::cancelled);
  }
  auto resumed = world.again("ftjob-broken");
  const auto done = world.run(resumed, data);
  ASSERT_TRUE(done) << done.error().message;
  EXPECT_EQ(World::file(whole, "model.text"), World::file(resumed, "model.text"));
  EXPECT_EQ(World::file(whole, "calibration.csv"), World::file(resumed, "calibration.csv"));
  EXPECT_EQ(*whole.metrics(), *resumed.metrics());
  Json left = *base::parse_json(World::file(whole, "evaluation.json"));
  Json right = *base::parse_json(World::file(resumed, "evaluation.json"));
  left.erase("model");
  right.erase("model");
  EXPECT_EQ(left, right);
}

TEST(Finetune, OtherDataIsNotTakenForTheSameJob) {
  World world;
  auto broken = world.folder("ftjob-1");
  ASSERT_FALSE(world.run(broken, TestData().data(), 1));
  auto other = world.again("ftjob-1");
  // Released by the first object only.
  EXPECT_EQ(world.run(other, TestData(40).data()).error().code, ErrorCode::conflict);
}

TEST(Finetune, ALeakEndsTheJobAndSaysWhatToDo) {
  World world;
  TestData leaky;
  for (std::size_t i = 0; i < leaky.items.size(); ++i)
    if (leaky.items[i].label == 0) leaky.texts[i] += "vortepa kargo";
  auto folder = world.folder("ftjob-1");
  const auto done = world.run(folder, leaky.data());
  ASSERT_FALSE(done);
  EXPECT_THAT(done.error().message, HasSubstr("token 'vortepa' gives away 'VortepaKargo'"));
  EXPECT_THAT(done.error().message, HasSubstr("--mask-brands"));
  EXPECT_THAT(done.error().message, HasSubstr("--allow-leaks"));
  EXPECT_EQ(folder.job().status, JobStatus::failed);

  world.options.allow_leaks = true;
  auto allowed = world.folder("ftjob-2");
  const auto with = world.run(allowed, leaky.data());
  ASSERT_TRUE(with) << with.error().message;
  EXPECT_TRUE(with->evaluation["leaks"][0]["serious"].get<bool>());

  world.options.allow_leaks = false;
  world.options.mask_brands = true;
  auto masked_folder = world.folder("ftjob-3");
  const auto without = world.run(masked_folder, leaky.data());
  ASSERT_TRUE(without) << without.error().message;
  EXPECT_EQ(without->evaluation["valid"]["accuracy"], without->evaluation["brands_masked"]["accuracy"]);
}

}  // namespace
}  // namespace cxai::routing
