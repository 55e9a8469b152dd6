#include "llm/openai.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "llm/fake_openai.hpp"
#include "net/recording_pauser.hpp"

namespace cxai::llm {
namespace {

using testing::HasSubstr;
using testing::Not;

struct World {
  FakeOpenAi server;
  net::RecordingPauser pauser;
  OpenAi client = *OpenAi::open({.endpoint = server.endpoint(), .key = FakeOpenAi::kKey}, pauser);
};

TEST(OpenAi, UploadsAFileAndStartsAJobOfIt) {
  World world;
  const auto file = world.client.upload("train.jsonl", "{\"a\": 1}\n");
  ASSERT_TRUE(file) << file.error().message;
  EXPECT_EQ(world.server.file(*file), "{\"a\": 1}\n");
  const auto job = world.client.create_job({.model = "small", .training_file = *file, .tag = "ours"});
  ASSERT_TRUE(job) << job.error().message;
  EXPECT_EQ(job->status, "validating_files");
  EXPECT_EQ(world.client.job(job->id)->status, "running");
  world.client.job(job->id);
  const auto done = world.client.job(job->id);
  EXPECT_EQ(done->status, "succeeded");
  EXPECT_EQ(done->fine_tuned_model, "ft:small:cxai::1");
  EXPECT_EQ(done->trained_tokens, 4321U);
  EXPECT_THAT(*world.client.download(done->result_files.at(0)), HasSubstr("1,1.5,0.5"));
  const auto events = world.client.events(job->id);
  ASSERT_TRUE(events);
  ASSERT_EQ(events->size(), 4U);
  EXPECT_EQ(events->front().message, "Step 0");
  EXPECT_EQ(world.client.checkpoints(job->id)->at(0).step, 1U);
}

TEST(OpenAi, TriesAgainWithPauses) {
  World world;
  world.server.failures = 2;
  EXPECT_TRUE(world.client.upload("x", "y"));
  EXPECT_EQ(world.pauser.pauses().size(), 2U);
  world.server.failures = 100;
  EXPECT_EQ(world.client.job("ftjob-remote1").error().code, ErrorCode::unavailable);
}

TEST(OpenAi, AJobWhoseAnswerWasLostIsNotStartedTwice) {
  World world;
  world.server.drop_next_job = true;
  const auto job = world.client.create_job({.model = "small", .training_file = "file-1", .tag = "ours"});
  ASSERT_TRUE(job) << job.error().message;
  EXPECT_EQ(job->id, "ftjob-remote1");
  EXPECT_EQ(world.server.jobs_made(), 1U);
}

TEST(OpenAi, AChatHasItsProbability) {
  World world;
  world.server.answer_chat = [](const std::string& user) { return user == "kargo" ? "IlgazKargo" : "Unknown"; };
  const auto answer = world.client.chat(Json{{"messages", {{{"role", "user"}, {"content", "kargo"}}}}});
  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_EQ(answer->text, "IlgazKargo");
  EXPECT_NEAR(answer->probability.value(), 0.905, 0.001);
  EXPECT_EQ(answer->tokens_in, 20U);
}

TEST(OpenAi, SaysWhatIsWrongAndNeverTheKey) {
  World world;
  const auto stranger = OpenAi::open({.endpoint = world.server.endpoint(), .key = "sk-wrong"}, world.pauser);
  ASSERT_TRUE(stranger);
  auto client = OpenAi::open({.endpoint = world.server.endpoint(), .key = "sk-wrong"}, world.pauser);
  const auto refused = client->upload("x", "y");
  EXPECT_EQ(refused.error().code, ErrorCode::permission_denied);
  EXPECT_THAT(refused.error().message, HasSubstr("llm.api_key"));
  EXPECT_THAT(refused.error().message, Not(HasSubstr("sk-wrong")));
  EXPECT_EQ(world.client.job("ftjob-none").error().code, ErrorCode::not_found);
  EXPECT_EQ(world.client.job("../files").error().code, ErrorCode::corrupt_data);
  EXPECT_EQ(OpenAi::open({.endpoint = "ftp://x"}, world.pauser).error().code, ErrorCode::invalid_input);
}

TEST(Wire, ABrokenAnswerNamesItsField) {
  EXPECT_THAT(read_job(Json{{"id", "x"}}).error().message, HasSubstr("status"));
  EXPECT_THAT(read_chat(Json{{"choices", Json::array()}}).error().message, HasSubstr("must not be empty"));
  EXPECT_EQ(reason_in(R"({"error": {"message": "key sk-1 is bad"}})", "sk-1"), "");
  EXPECT_EQ(reason_in(R"({"error": "no\nway"})", "sk-1"), "no way");
  EXPECT_EQ(reason_in("<html>", ""), "");
}

}  // namespace
}  // namespace cxai::llm
