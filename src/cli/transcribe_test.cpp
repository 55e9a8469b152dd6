// `cxai transcribe` and what it shares with the other verbs, against a speech server that answers as OpenAI's does.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <sstream>

#include "audio/wav.hpp"
#include "base/files.hpp"
#include "base/json.hpp"
#include "cli/run.hpp"
#include "net/http_test_server.hpp"

namespace cxai::cli {
namespace {

using testing::HasSubstr;

// Two seconds of a voice-like sound between silences.
audio::Pcm transcribed_call() {
  constexpr int kRate = 16'000;
  std::vector<float> samples(4 * kRate);
  for (std::size_t i = kRate; i < 3 * kRate; ++i) {
    const double t = static_cast<double>(i) / kRate;
    double value = 0;
    for (int k = 1; k <= 20; ++k)
      value += std::sin(2 * 3.14159265 * 130 * k * t) * std::exp(-std::pow((130.0 * k - 700) / 500, 2)) +
               0.6 * std::sin(2 * 3.14159265 * 130 * k * t) * std::exp(-std::pow((130.0 * k - 1600) / 300, 2));
    samples[i] = static_cast<float>(0.12 * (0.4 + 0.6 * std::abs(std::sin(2 * 3.14159265 * 2.3 * t))) * value);
  }
  return {kRate, {samples}};
}

std::string verbose_json() {
  return R"({"task": "transcribe", "language": "turkish", "duration": 2.3, "text": "Faturam yanlış geldi.",
    "segments": [{"id": 0, "start": 0.2, "end": 1.9, "text": " Faturam yanlış geldi.", "avg_logprob": -0.2,
                  "compression_ratio": 1.1, "no_speech_prob": 0.02, "temperature": 0}],
    "words": [{"word": "Faturam", "start": 0.2, "end": 0.8}, {"word": "yanlış", "start": 0.8, "end": 1.3},
              {"word": "geldi.", "start": 1.3, "end": 1.9}]})";
}

class TranscribeVerb : public testing::Test {
 protected:
  ExitCode run(std::vector<std::string> arguments) {
    // The sound below is no voice to the trained detector.
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
  std::string wav() {
    const auto path = dir_.path() / "transcribed_call.wav";
    EXPECT_TRUE(audio::write_wav(path, transcribed_call()));
    return path.string();
  }

  base::TempDir dir_;
  std::string out_;
  std::string err_;
};

TEST_F(TranscribeVerb, SaysWhatToDoWithoutAnEngine) {
  EXPECT_EQ(run({"transcribe", wav()}), ExitCode::failed);
  EXPECT_THAT(err_, HasSubstr("cxai models pull"));
  EXPECT_EQ(run({"transcribe", wav(), "--engine", "gramophone"}), ExitCode::failed);
  EXPECT_THAT(err_, HasSubstr("gramophone"));
  EXPECT_EQ(run({"transcribe", wav(), "--engine", "whisper", "--model", "no-such-model"}), ExitCode::failed);
  EXPECT_THAT(err_, HasSubstr("no-such-model"));
  EXPECT_EQ(run({"transcribe", wav(), "--format", "pdf"}), ExitCode::usage);
  EXPECT_EQ(run({"transcribe", wav(), "--engine", "remote"}), ExitCode::failed);
  EXPECT_THAT(err_, HasSubstr("speech.endpoints"));
  EXPECT_TRUE(out_.empty());
}

TEST_F(TranscribeVerb, PrintsWordsWithTimesInTheRecording) {
  net::HttpTestServer server(
      [](const net::SeenRequest&) { return net::answer(200, verbose_json(), "Content-Type: application/json\r\n"); });
  const std::string endpoint = "speech.endpoints=" + server.url("");
  ASSERT_EQ(run({"transcribe", wav(), "--json", "--set", endpoint}), ExitCode::ok) << err_;
  const auto json = base::parse_json(out_);
  ASSERT_TRUE(json) << out_;
  EXPECT_EQ((*json)["language"], "tr");
  EXPECT_EQ((*json)["duration_ms"], 4000);
  EXPECT_EQ((*json)["channels"].size(), 1U);
  EXPECT_TRUE((*json)["dropped"].empty()) << out_;
  const Json& words = (*json)["words"];
  ASSERT_EQ(words.size(), 3U) << out_;
  EXPECT_EQ(words[1]["text"], "yanlış");
  EXPECT_EQ(words[0]["channel"], 0);
  EXPECT_TRUE(words[0]["voice"].is_string());
  EXPECT_NEAR(words[0]["start_ms"].get<int>(), 1050, 250) << "the window begins shortly before the voice";
  EXPECT_EQ(words[0]["time_source"], "asr");
  EXPECT_THAT((*json)["engine"]["name"].get<std::string>(), HasSubstr("remote"));

  ASSERT_EQ(run({"transcribe", wav(), "--set", endpoint}), ExitCode::ok) << err_;
  EXPECT_THAT(out_, HasSubstr("Faturam yanlış geldi.\n"));
  EXPECT_THAT(out_, HasSubstr("[00:01–00:03]"));
  ASSERT_EQ(run({"transcribe", wav(), "--format", "vtt", "--set", endpoint}), ExitCode::ok) << err_;
  EXPECT_THAT(out_, testing::StartsWith("WEBVTT"));
  ASSERT_EQ(run({"transcribe", wav(), "--format", "srt", "--set", endpoint}), ExitCode::ok) << err_;
  EXPECT_THAT(out_, HasSubstr(" --> "));
}

TEST_F(TranscribeVerb, AnalyzeHearsWithTheSameEngine) {
  net::HttpTestServer server(
      [](const net::SeenRequest&) { return net::answer(200, verbose_json(), "Content-Type: application/json\r\n"); });
  ASSERT_EQ(run({"analyze", wav(), "--json", "--set", "speech.endpoints=" + server.url(""), "--set",
                 "speech.vocabulary=Yıldız Telekom, Fibernet"}),
            ExitCode::ok)
      << err_;
  const auto json = base::parse_json(out_);
  ASSERT_TRUE(json) << out_;
  ASSERT_EQ((*json)["turns"].size(), 1U) << out_;
  EXPECT_EQ((*json)["turns"][0]["text"], "Faturam yanlış geldi.");
  EXPECT_THAT((*json)["recipe"]["speech"]["name"].get<std::string>(), HasSubstr("remote"));
  EXPECT_EQ((*json)["recipe"]["speech"]["options"]["vocabulary_sha256"].get<std::string>().size(), 64U);
  bool prompted = false;
  for (const auto& request : server.seen()) prompted = prompted || request.body.contains("Yıldız Telekom, Fibernet");
  EXPECT_TRUE(prompted);
}

}  // namespace
}  // namespace cxai::cli
