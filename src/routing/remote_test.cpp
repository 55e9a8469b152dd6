#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "llm/fake_openai.hpp"
#include "net/recording_pauser.hpp"
#include "routing/chat_format.hpp"
#include "routing/remote_finetune.hpp"
#include "routing/remote_router.hpp"
#include "routing/test_data.hpp"

namespace cxai::routing {
namespace {

using llm::FakeOpenAi;
using testing::HasSubstr;
using testing::Not;

const base::FixedClock kRemoteClock(Timestamp(std::chrono::sys_days(std::chrono::year(2026) / 3 / 14)));

struct Remote {
  base::TempDir dir;
  FakeOpenAi server;
  net::RecordingPauser pauser;
  llm::OpenAi client = *llm::OpenAi::open({.endpoint = server.endpoint(), .key = FakeOpenAi::kKey}, pauser);
  Registry registry{dir.path() / "models"};
  TrainingData data = TestData(20).data();
  std::vector<std::string> said;

  Result<ModelInfo> run(JobFolder& folder, const std::stop_token& stop = {}) {
    const std::function<void(std::string_view)> say = [&](std::string_view line) { said.emplace_back(line); };
    return remote_finetune(folder, data, {.base_model = "small"}, client, pauser, registry, kRemoteClock, say, stop);
  }
  JobFolder folder() { return *JobFolder::create(dir.path() / "jobs", test_job("ftjob-1")); }
  JobFolder again() { return *JobFolder::open(dir.path() / "jobs", "ftjob-1"); }
};

TEST(RemoteFinetune, BringsHomeEventsMetricsAndTheModel) {
  Remote world;
  auto folder = world.folder();
  const auto info = world.run(folder);
  ASSERT_TRUE(info) << info.error().message;
  EXPECT_EQ(info->remote_model, "ft:small:cxai::1");
  EXPECT_EQ(world.registry.find("ftjob-1")->info.backend, "openai");
  const Job job = world.again().job();
  EXPECT_EQ(job.status, JobStatus::succeeded);
  EXPECT_EQ(job.remote_id, "ftjob-remote1");
  EXPECT_EQ(*folder.metrics(), std::string(kMetricsHeader) +
                                   "\n1,1.500000,0.500000,1.400000,0.550000,,\n2,0.500000,0.900000,0.600000,0.850000,,"
                                   "\n");
  // Each of the server's events once, however often it was looked at.
  const auto events = folder.events();
  EXPECT_EQ(std::ranges::count(*events, "Step 0", &JobEvent::message), 1);
  EXPECT_THAT(*base::read_file(folder.path() / "checkpoints" / "remote.json"), HasSubstr("ckpt-1"));
  const std::string training = world.server.file("file-1");
  EXPECT_THAT(training, HasSubstr("\"role\":\"assistant\",\"content\":\"VortepaKargo\""));
  EXPECT_THAT(training, HasSubstr("Answer Unknown when"));
  for (const char* name : {"job.json", "events.jsonl"})
    EXPECT_THAT(*base::read_file(folder.path() / name), Not(HasSubstr(FakeOpenAi::kKey)));
}

TEST(RemoteFinetune, ARestartFindsTheServersJobAgain) {
  Remote world;
  {
    auto folder = world.folder();
    std::stop_source stop;
    stop.request_stop();
    EXPECT_EQ(world.run(folder, stop.get_token()).error().code, ErrorCode::cancelled);
  }
  {  // the answer to the new job is lost, and then the server is away for a while
    auto folder = world.again();
    world.server.drop_next_job = true;
    std::function<void()> nothing;
    const auto info = world.run(folder);
    ASSERT_TRUE(info) << info.error().message;
  }
  EXPECT_EQ(world.server.jobs_made(), 1U);
  {  // ended between the server and the registry: nothing is sent again
    auto folder = world.again();
    const auto requests = world.server.seen().size();
    ASSERT_TRUE(world.run(folder));
    for (std::size_t i = requests; i < world.server.seen().size(); ++i) EXPECT_EQ(world.server.seen()[i].method, "GET");
  }
}

TEST(RemoteFinetune, WhatTheServerRefusesFailsTheJob) {
  Remote world;
  world.server.fail_job = true;
  auto folder = world.folder();
  const auto info = world.run(folder);
  EXPECT_EQ(info.error().code, ErrorCode::invalid_input);
  EXPECT_THAT(info.error().message, HasSubstr("too few lines"));
  EXPECT_EQ(world.again().job().status, JobStatus::failed);
}

TEST(RemoteRouter, AsksOnceForEachText) {
  Remote world;
  world.server.answer_chat = [](const std::string& user) {
    return user.find("kargo") != std::string::npos ? " vortepakargo." : "no idea";
  };
  ModelInfo info;
  info.labels = {"CinarBank", "VortepaKargo", "Unknown"};
  info.remote_model = "ft:small:cxai::1";
  const std::filesystem::path answers = world.dir.path() / "answers.jsonl";
  const std::vector<MaskedText> texts{masked("kargo nerede"), masked("selam"), masked("kargo nerede")};
  for (int round = 0; round < 2; ++round) {
    const auto router = RemoteRouter::open(info, world.client, 1, answers);
    ASSERT_TRUE(router) << router.error().message;
    const auto rows = (*router)->probabilities(texts, {});
    ASSERT_TRUE(rows) << rows.error().message;
    EXPECT_NEAR((*rows)[1], 0.905, 0.001);
    EXPECT_NEAR((*rows)[5], 0.905, 0.001);  // no label: Unknown
    EXPECT_EQ((*router)->asked(), round == 0 ? 2U : 0U);
  }
  EXPECT_THAT(*base::read_file(answers), Not(HasSubstr("nerede")));
}

TEST(ChatFormat, FindsTheLabelInAnAnswer) {
  const std::vector<std::string> labels{"VortepaKargo", "Şişli Bank"};
  EXPECT_EQ(label_in("VortepaKargo", labels), 0U);
  EXPECT_EQ(label_in(" \"sisli bank\".\n", labels), 1U);
  EXPECT_EQ(label_in("Unknown", labels), 2U);
  EXPECT_EQ(label_in("", labels), 2U);
  EXPECT_THAT(system_prompt(labels), HasSubstr("VortepaKargo; Şişli Bank; Unknown"));
}

TEST(ChatFormat, EstimatesWhatItCosts) {
  const Prices prices{3, 0.3, 1.2};
  const auto training = training_cost(1000, 300'000, 3, prices);
  EXPECT_EQ(training.tokens, 3U * (100'000 + 24'000));
  EXPECT_NEAR(training.usd, 1.116, 0.001);
  EXPECT_THAT(to_sentence(asking_cost(1000, 300'000, prices)),
              HasSubstr("1000 texts, about 116000 tokens, about 0.04"));
}

TEST(StepMetrics, ComeAsTheyAreOrInBase64) {
  EXPECT_EQ(*step_metrics_from("step,train_loss\n1,0.5\n"),
            std::string(kMetricsHeader) + "\n1,0.500000,0.000000,,,,\n");
  EXPECT_EQ(*step_metrics_from("c3RlcCx0cmFpbl9sb3NzCjEsMC41Cg=="), *step_metrics_from("step,train_loss\n1,0.5\n"));
  EXPECT_FALSE(step_metrics_from("<html>"));
}

}  // namespace
}  // namespace cxai::routing
