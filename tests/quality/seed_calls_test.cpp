// Five read calls (one voice, two seconds of digital silence after each turn) whose counts are known exactly.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>

#include "base/files.hpp"
#include "pipeline/process.hpp"

namespace cxai::pipeline {
namespace {

namespace fs = std::filesystem;

struct Counts {
  int turns, words, sentences;
};

struct SeedCall {
  const char* name;
  Counts agent, customer;
};

constexpr SeedCall kCalls[] = {{"telecom", {4, 72, 12}, {3, 35, 6}},
                               {"ecommerce", {5, 71, 14}, {4, 34, 8}},
                               {"health", {4, 62, 12}, {3, 25, 5}},
                               {"electronics", {5, 69, 13}, {4, 29, 8}},
                               {"banking", {5, 70, 11}, {4, 23, 5}}};

class SeedCalls : public testing::TestWithParam<SeedCall> {};

TEST_P(SeedCalls, AreCountedExactly) {
  const char* shared = std::getenv("CXAI_SHARED");
  const fs::path folder = shared ? fs::path(shared) / "data" / "speech" / "tr-seed-calls" : fs::path();
  if (!fs::exists(folder)) GTEST_SKIP() << "CXAI_SHARED names no folder with data/speech/tr-seed-calls";
  const SeedCall& call = GetParam();
  const fs::path wav = folder / (std::string(call.name) + "_cozumlenmis.wav");
  const auto words = base::read_file(fs::path(wav).replace_extension(".json"));
  ASSERT_TRUE(words) << words.error().message;
  Options options;
  options.decoder.program = CXAI_TEST_DECODER;
  const base::SystemClock clock;
  const auto done = process({.recording = wav, .recording_name = "call.wav", .transcript = *words}, options, clock);
  ASSERT_TRUE(done) << done.error().message;
  const Json& m = done->analysis.measures;
  const std::pair<const char*, const Counts&> parties[] = {{"agent", call.agent}, {"customer", call.customer}};
  for (const auto& [party, counts] : parties) {
    EXPECT_EQ(m["turns"][party], counts.turns) << party;
    EXPECT_EQ(m["words"][party], counts.words) << party;
    EXPECT_EQ(m["sentences"][party], counts.sentences) << party;
  }
  const auto& turns = done->analysis.turns;
  ASSERT_EQ(m["silence"].size() + 1, turns.size());
  for (std::size_t i = 0; i < m["silence"].size(); ++i) {
    EXPECT_EQ(m["silence"][i]["start_ms"], turns[i].time->end.count()) << "after turn " << i;
    EXPECT_EQ(m["silence"][i]["duration_ms"], 2'000) << "after turn " << i;
    EXPECT_EQ(m["silence"][i]["muted_ms"], 2'000) << "after turn " << i;
  }
  EXPECT_EQ(m["recording_ms"].get<std::int64_t>() - turns.back().time->end.count(), 2'000);
}

INSTANTIATE_TEST_SUITE_P(All, SeedCalls, testing::ValuesIn(kCalls),
                         [](const auto& instance) { return std::string(instance.param.name); });

}  // namespace
}  // namespace cxai::pipeline
