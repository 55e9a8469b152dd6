// `cxai speech voices`.
#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <sstream>

#include "audio/wav.hpp"
#include "base/files.hpp"
#include "base/json.hpp"
#include "cli/run.hpp"

namespace cxai::cli {
namespace {

struct Printed {
  ExitCode code{};
  std::string out, err;
};

Printed run(const std::vector<std::string>& arguments) {
  std::istringstream in;
  std::ostringstream out;
  std::ostringstream err;
  Io io{in, out, err};
  const ExitCode code = cli::run(arguments, io);
  return {code, out.str(), err.str()};
}

// Two channels of 6 s: harmonics of 130 Hz from second 1 to 5 on the first, nothing on the second.
void write_call(const std::filesystem::path& path) {
  constexpr std::size_t kRate = 16'000;
  std::vector<float> samples(6 * kRate);
  for (std::size_t i = kRate; i < 5 * kRate; ++i) {
    const double t = static_cast<double>(i) / kRate;
    double value = 0;
    for (int k = 1; k <= 20; ++k) value += std::sin(2 * std::numbers::pi * 130 * k * t) / k;
    samples[i] = static_cast<float>(0.1 * (0.4 + 0.6 * std::abs(std::sin(2 * std::numbers::pi * 2.3 * t))) * value);
  }
  ASSERT_TRUE(audio::write_wav(path, {kRate, {samples, std::vector<float>(samples.size())}}));
}

TEST(SpeechVoices, ListsTheVoicesOfEveryChannel) {
  const base::TempDir dir;
  const auto file = dir.path() / "call.wav";
  write_call(file);
  const std::vector<std::string> common{"speech", "voices", file.string(), "--set", "speech.activity=energy"};
  auto arguments = common;
  arguments.emplace_back("--json");
  const Printed json = run(arguments);
  ASSERT_EQ(json.code, ExitCode::ok) << json.err;
  const auto printed = base::parse_json(json.out);
  ASSERT_TRUE(printed) << json.out;
  ASSERT_EQ((*printed)["channels"].size(), 2U);
  const Json& first = (*printed)["channels"][0];
  EXPECT_EQ(first["voices"], 1);
  ASSERT_FALSE(first["stretches"].empty());
  EXPECT_EQ(first["stretches"][0]["voice"], 1);
  EXPECT_NEAR(first["stretches"][0]["start_ms"].get<double>(), 1000, 150);
  EXPECT_EQ((*printed)["channels"][1]["voices"], 0);
  const Printed text = run(common);
  EXPECT_NE(text.out.find("channel 1: 1 voice\n"), std::string::npos) << text.out;
}

TEST(SpeechVoices, ANumberOfVoicesIsAtLeastOne) {
  EXPECT_EQ(run({"speech", "voices", "call.wav", "--voices", "0"}).code, ExitCode::usage);
  EXPECT_EQ(run({"speech", "voices", "/nonexistent/call.wav"}).code, ExitCode::failed);
}

}  // namespace
}  // namespace cxai::cli
