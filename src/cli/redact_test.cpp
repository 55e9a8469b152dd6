// `cxai redact`, with a transcript beside the recording and with a speech server that answers as OpenAI's does.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <sstream>

#include "audio/decoder.hpp"
#include "audio/wav.hpp"
#include "base/files.hpp"
#include "base/json.hpp"
#include "cli/run.hpp"
#include "net/http_test_server.hpp"

namespace cxai::cli {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

constexpr int kCallRate = 16'000;

// Six seconds of one channel in which somebody hums from 1 s to 5 s.
audio::Pcm call() {
  std::vector<float> samples(6 * kCallRate);
  for (std::size_t i = kCallRate; i < 5 * kCallRate; ++i) {
    const double t = static_cast<double>(i) / kCallRate;
    double value = 0;
    for (int k = 1; k <= 20; ++k)
      value += std::sin(2 * 3.14159265 * 130 * k * t) * std::exp(-std::pow((130.0 * k - 700) / 500, 2));
    samples[i] = static_cast<float>(0.12 * (0.4 + 0.6 * std::abs(std::sin(2 * 3.14159265 * 2.3 * t))) * value);
  }
  return {kCallRate, {samples}};
}

constexpr const char* kTranscript = R"({"language": "tr", "turns": [
  {"role": "customer", "text": "Kartım 4111 1111 1111 1111 tamam", "start_ms": 1000, "end_ms": 5000, "words": [
    {"text": "Kartım", "start_ms": 1000, "end_ms": 1600}, {"text": "4111", "start_ms": 2000, "end_ms": 2400},
    {"text": "1111", "start_ms": 2400, "end_ms": 2800}, {"text": "1111", "start_ms": 2800, "end_ms": 3200},
    {"text": "1111", "start_ms": 3200, "end_ms": 3600}, {"text": "tamam", "start_ms": 4400, "end_ms": 4900}]}]})";

std::string answer_with(const std::string& text) {
  return R"({"task": "transcribe", "language": "turkish", "duration": 4, "text": ")" + text +
         R"(", "segments": [{"id": 0, "start": 0.2, "end": 3.9, "text": ")" + text +
         R"(", "avg_logprob": -0.2, "compression_ratio": 1.1, "no_speech_prob": 0.02, "temperature": 0}]})";
}

struct Collector : audio::Sink {
  std::vector<float> samples;
  bool block(const audio::Block& block) override {
    samples.insert(samples.end(), block.channels[0].begin(), block.channels[0].end());
    return true;
  }
};

// The level of the tone between two times, 0.1 where nothing else is there.
double tone_at(const fs::path& path, double from_s, double to_s) {
  Collector sound;
  EXPECT_TRUE(audio::decode(path, {}, sound)) << path;
  double re = 0;
  double im = 0;
  const auto first = static_cast<std::size_t>(from_s * kCallRate);
  const auto last = static_cast<std::size_t>(to_s * kCallRate);
  for (std::size_t i = first; i < last; ++i) {
    const double angle = 2 * 3.14159265358979 * 1000 * static_cast<double>(i) / kCallRate;
    re += static_cast<double>(sound.samples.at(i)) * std::cos(angle);
    im += static_cast<double>(sound.samples.at(i)) * std::sin(angle);
  }
  return 2 * std::hypot(re, im) / static_cast<double>(last - first);
}

class RedactVerb : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(audio::write_wav(wav_, call()));
    ASSERT_TRUE(base::write_file_atomic(dir_.path() / "call.json", kTranscript));
  }
  ExitCode run(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), {"redact", wav_.string()});
    arguments.insert(arguments.end(), {"--data", (dir_.path() / "data").string(), "--set", "speech.activity=energy"});
    std::istringstream in;
    std::ostringstream out;
    std::ostringstream err;
    Io io{in, out, err};
    const ExitCode code = cli::run(arguments, io);
    out_ = out.str();
    err_ = err.str();
    return code;
  }
  std::vector<std::string> files() const {
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(dir_.path()))
      if (entry.is_regular_file()) names.push_back(entry.path().filename().string());
    return names;
  }

  base::TempDir dir_;
  fs::path wav_ = dir_.path() / "call.wav";
  fs::path copy_ = dir_.path() / "call.redacted.wav";
  std::string out_;
  std::string err_;
};

TEST_F(RedactVerb, CoversWhatTheTranscriptBesideItTells) {
  const std::string before = base::read_file(wav_).value();
  ASSERT_EQ(run({"--json"}), ExitCode::ok) << err_;
  const auto json = base::parse_json(out_);
  ASSERT_TRUE(json) << out_;
  ASSERT_EQ((*json)["spans"].size(), 1U) << out_;
  EXPECT_EQ((*json)["spans"][0]["type"], "CARD");
  EXPECT_EQ((*json)["spans"][0]["start_ms"], 1750);
  EXPECT_EQ((*json)["spans"][0]["end_ms"], 3850);
  EXPECT_EQ((*json)["spans"][0]["extent"], "words");
  EXPECT_EQ((*json)["card_data_left_in_recording"], true);
  EXPECT_TRUE((*json)["verification"].is_null());
  EXPECT_FALSE(out_.contains("4111")) << "a report says where, not what";
  EXPECT_NEAR(tone_at(copy_, 1.8, 3.8), 0.1, 0.005);
  EXPECT_LT(tone_at(copy_, 4.2, 4.9), 0.03);
  EXPECT_EQ(base::read_file(wav_).value(), before) << "the recording is left alone";
  ASSERT_EQ(run({}), ExitCode::ok) << err_;
  EXPECT_THAT(out_, HasSubstr("--destroy-in-master ile yok edin"));
  EXPECT_THAT(out_, HasSubstr("1.75"));
  ASSERT_EQ(run({"--language", "en"}), ExitCode::ok) << err_;
  EXPECT_THAT(out_, HasSubstr("Redacted copy: "));
}

TEST_F(RedactVerb, WritesTheFormatsAskedFor) {
  for (const char* name : {"a.ogg", "a.mp3", "a.flac"}) {
    const fs::path path = dir_.path() / name;
    ASSERT_EQ(run({"--output", path.string()}), ExitCode::ok) << err_;
    EXPECT_NEAR(tone_at(path, 2.2, 3.5), 0.1, 0.01) << name;
  }
  EXPECT_EQ(run({"--output", (dir_.path() / "a.g729").string()}), ExitCode::failed);
  EXPECT_THAT(err_, HasSubstr(".flac"));
  EXPECT_EQ(run({"--output", wav_.string()}), ExitCode::failed);
  EXPECT_THAT(err_, HasSubstr("another file"));
}

TEST_F(RedactVerb, DestroysCardDataInTheMasterWhenTold) {
  fs::permissions(wav_, fs::perms::owner_read | fs::perms::owner_write | fs::perms::group_read);
  ASSERT_EQ(run({"--destroy-in-master"}), ExitCode::ok) << err_;
  EXPECT_NEAR(tone_at(wav_, 1.8, 3.8), 0.1, 0.005);
  EXPECT_EQ(fs::status(wav_).permissions(), fs::perms::owner_read | fs::perms::owner_write | fs::perms::group_read);
  EXPECT_THAT(files(), testing::UnorderedElementsAre("call.wav", "call.json", "call.redacted.wav"));
  EXPECT_FALSE(out_.contains("--destroy-in-master"));
}

TEST_F(RedactVerb, WithoutAnEngineVerifyingFailsAndLeavesNothing) {
  EXPECT_EQ(run({"--verify"}), ExitCode::failed);
  EXPECT_THAT(err_, HasSubstr("cxai models pull"));
  EXPECT_FALSE(fs::exists(copy_));
  ASSERT_EQ(run({"--verify=if-possible", "--json"}), ExitCode::ok) << err_;
  EXPECT_EQ((*base::parse_json(out_))["verification"], "no_engine");
  fs::remove(dir_.path() / "call.json");
  EXPECT_EQ(run({}), ExitCode::failed) << "no words, no redaction";
  EXPECT_THAT(err_, HasSubstr("no transcript beside the recording"));
}

TEST_F(RedactVerb, AValueThatIsStillHeardFailsClosed) {
  std::string said = "Kartım tamam";
  net::HttpTestServer server([&](const net::SeenRequest&) {
    return net::answer(200, answer_with(said), "Content-Type: application/json\r\n");
  });
  const std::string endpoint = "speech.endpoints=" + server.url("");
  ASSERT_EQ(run({"--verify", "--json", "--set", endpoint}), ExitCode::ok) << err_;
  EXPECT_EQ((*base::parse_json(out_))["verification"], "passed");
  EXPECT_EQ((*base::parse_json(out_))["words"], "given");
  EXPECT_TRUE(fs::exists(copy_));
  fs::remove(copy_);
  // The times of the transcript were wrong: the number is somewhere else.
  said = "Kartım 4111 1111 1111 1111 tamam";
  const std::string before = base::read_file(wav_).value();
  EXPECT_EQ(run({"--verify", "--destroy-in-master", "--set", endpoint}), ExitCode::failed);
  EXPECT_THAT(err_, HasSubstr("CARD (t0)"));
  EXPECT_FALSE(err_.contains("4111"));
  EXPECT_THAT(files(), testing::UnorderedElementsAre("call.wav", "call.json"));
  EXPECT_EQ(base::read_file(wav_).value(), before);
}

TEST_F(RedactVerb, AsksTheEngineWhereThereIsNoTranscript) {
  fs::remove(dir_.path() / "call.json");
  net::HttpTestServer server([&](const net::SeenRequest&) {
    return net::answer(200, answer_with("Kartım 4111 1111 1111 1111 tamam"), "Content-Type: application/json\r\n");
  });
  ASSERT_EQ(run({"--json", "--set", "speech.endpoints=" + server.url("")}), ExitCode::ok) << err_;
  const auto json = base::parse_json(out_);
  ASSERT_TRUE(json);
  EXPECT_EQ((*json)["words"], "recognized");
  ASSERT_EQ((*json)["spans"].size(), 1U) << out_;
  EXPECT_EQ((*json)["spans"][0]["extent"], "turn") << "this server gives no times of words";
}

}  // namespace
}  // namespace cxai::cli
