#include "speech/remote_recognizer.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <limits>

#include "net/http_test_server.hpp"
#include "net/recording_pauser.hpp"
#include "speech/transcription_wire.hpp"

namespace cxai::speech {
namespace {

using conversation::Interval;
using conversation::TimeSource;
using net::answer;
using net::HttpTestServer;
using net::Scripted;
using net::SeenRequest;
using ::testing::HasSubstr;
using ::testing::Not;
using namespace std::chrono_literals;

Result<Recognition> read(std::string_view json, std::string language = "") {
  return read_transcription(json, Millis(30'000), {.language = std::move(language)});
}

std::string texts(const Recognition& recognition) {
  std::string all;
  for (const auto& word : recognition.words) all += (all.empty() ? "" : "|") + word.text;
  return all;
}

// As OpenAI's server answers: words without punctuation beside the segments.
constexpr const char* kFull = R"({
  "task": "transcribe", "language": "turkish", "duration": 4.0, "text": "Merhaba, nasılsınız? İyiyim.",
  "words": [{"word": "Merhaba", "start": 0.5, "end": 1.0}, {"word": "nasılsınız", "start": 1.1, "end": 1.9},
            {"word": "İyiyim", "start": 2.5, "end": 3.0}],
  "segments": [
    {"id": 0, "start": 0.5, "end": 2.0, "text": " Merhaba, nasılsınız?", "avg_logprob": -0.1, "no_speech_prob": 0.02,
     "compression_ratio": 1.1, "temperature": 0.0},
    {"id": 1, "start": 2.5, "end": 3.0, "text": " İyiyim.", "avg_logprob": -0.7, "no_speech_prob": 0.02,
     "compression_ratio": 1.1, "temperature": 0.2}]})";

TEST(TranscriptionWire, ReadsWordsAndSegments) {
  const auto recognition = read(kFull);
  ASSERT_TRUE(recognition) << recognition.error().message;
  EXPECT_EQ(recognition->language, "tr");
  EXPECT_EQ(texts(*recognition), "Merhaba,|nasılsınız?|İyiyim.");
  EXPECT_EQ(recognition->words[1].time, (Interval{Millis(1100), Millis(1900)}));
  EXPECT_EQ(recognition->words[1].time_source, TimeSource::asr);
  EXPECT_NEAR(recognition->words[0].confidence, std::exp(-0.1), 1e-9);
  EXPECT_NEAR(recognition->words[2].confidence, std::exp(-0.7), 1e-9);
  EXPECT_DOUBLE_EQ(recognition->no_speech_probability, 0.02);
  EXPECT_DOUBLE_EQ(recognition->compression_ratio, 1.1);
  EXPECT_DOUBLE_EQ(recognition->temperature, 0.2);
  EXPECT_LT(recognition->mean_log_probability, -0.1);
  EXPECT_GT(recognition->mean_log_probability, -0.7);
  EXPECT_EQ(read(kFull, "en")->language, "en") << "as asked";
}

TEST(TranscriptionWire, ReadsWordsInsideSegmentsWithTheirOwnProbability) {
  const auto recognition = read(R"({"text": "evet tamam", "segments": [{"start": 1, "end": 2, "text": "evet tamam",
    "words": [{"word": " evet", "start": 1.0, "end": 1.4, "probability": 0.9},
              {"word": " tamam", "start": 1.5, "end": 2.0, "probability": 0.4}]}]})");
  ASSERT_TRUE(recognition) << recognition.error().message;
  EXPECT_EQ(texts(*recognition), "evet|tamam");
  EXPECT_DOUBLE_EQ(recognition->words[1].confidence, 0.4);
}

TEST(TranscriptionWire, SharesTheTimeOfASegmentAmongItsWords) {
  const auto recognition = read(R"({"segments": [{"start": 10, "end": 12, "text": "şu kadar", "avg_logprob": -0.5}]})");
  ASSERT_TRUE(recognition) << recognition.error().message;
  ASSERT_EQ(recognition->words.size(), 2U);
  EXPECT_EQ(recognition->words[0].time, (Interval{Millis(10'000), Millis(10'666)}));  // 3 of 9 characters
  EXPECT_EQ(recognition->words[1].time, (Interval{Millis(10'666), Millis(12'000)}));
  EXPECT_EQ(recognition->words[0].time_source, TimeSource::interpolated);
}

TEST(TranscriptionWire, TextAloneIsSpreadOverTheWindow) {
  const auto recognition = read_transcription(R"({"text": "a b"})", Millis(1000), {});
  ASSERT_TRUE(recognition);
  EXPECT_EQ(recognition->words[1].time, (Interval{Millis(500), Millis(1000)}));
  EXPECT_TRUE(read(R"({"text": ""})")->words.empty());
}

TEST(TranscriptionWire, CutsTimesAtTheWindowsEnd) {
  const auto recognition =
      read_transcription(R"({"text": "a", "words": [{"word": "a", "start": 0.9, "end": 29.9}]})", Millis(1000), {});
  EXPECT_EQ(recognition->words[0].time, (Interval{Millis(900), Millis(1000)}));
}

TEST(TranscriptionWire, NamesTheFieldThatBreaksTheFormat) {
  const std::vector<std::pair<const char*, const char*>> cases{
      {"<html>", "no JSON"},
      {"[]", "object"},
      {"{}", "text"},
      {R"({"text": 5})", "text"},
      {R"({"text": "a", "words": {}})", "words"},
      {R"({"text": "a", "words": [{"word": "a", "start": "0", "end": 1}]})", "words[0].start"},
      {R"({"text": "a", "words": [{"word": "a", "start": 2, "end": 1}]})", "words[0].end"},
      {R"({"text": "a", "words": [{"start": 2, "end": 1}]})", "words[0].text"},
      {R"({"segments": [{"start": 0, "end": 1, "text": "a", "words": [{"word": "a", "start": -1, "end": 1}]}]})",
       "segments[0].words[0].start"},
      {R"({"segments": [{"start": 0, "end": 1, "text": "a", "no_speech_prob": 7}]})", "segments[0].no_speech_prob"}};
  for (const auto& [json, field] : cases) {
    const auto recognition = read(json);
    ASSERT_FALSE(recognition) << json;
    EXPECT_EQ(recognition.error().code, ErrorCode::corrupt_data) << json;
    EXPECT_THAT(recognition.error().message, HasSubstr(field)) << json;
  }
}

TEST(TranscriptionWire, WritesTheWindowAsWav) {
  const std::string wav = wav_bytes(std::vector<float>{0.0F, 0.5F, -1.0F, 2.0F});
  ASSERT_EQ(wav.size(), 52U);
  EXPECT_EQ(wav.substr(0, 4), "RIFF");
  EXPECT_EQ(wav.substr(44), std::string("\x00\x00\x00\x40\x00\x80\xff\x7f", 8));
  EXPECT_EQ(static_cast<unsigned char>(wav[24]) | static_cast<unsigned char>(wav[25]) << 8, 16'000);
}

TEST(TranscriptionWire, KnowsWhereAServerTakesThem) {
  EXPECT_EQ(transcription_address("http://h"), "http://h/v1/audio/transcriptions");
  EXPECT_EQ(transcription_address("https://h/openai/v1/"), "https://h/openai/v1/audio/transcriptions");
  EXPECT_EQ(transcription_address("http://h:8080/inference"), "http://h:8080/inference");
}

class RemoteRecognizerTest : public ::testing::Test {
 protected:
  std::unique_ptr<Recognizer> made(std::vector<std::string> endpoints, RemoteOptions options = {}) {
    options.endpoints = std::move(endpoints);
    auto recognizer = make_remote_recognizer(std::move(options), pauser);
    EXPECT_TRUE(recognizer) << recognizer.error().message;
    return std::move(*recognizer);
  }
  static std::vector<float> second() { return std::vector<float>(16'000, 0.1F); }
  static Result<Recognition> run(Recognizer& recognizer, RecognitionOptions options = {}) {
    return recognizer.recognize(second(), std::move(options), {}).get();
  }

  net::RecordingPauser pauser;
};

TEST_F(RemoteRecognizerTest, SendsWhatTheOptionsSay) {
  HttpTestServer server({answer(200, kFull)});
  const auto recognizer = made({server.url("")}, {.model = "large-v3", .api_key = "k3y"});
  const auto recognition = run(*recognizer, {.language = "tr", .prompt = "Yıldız Telekom", .temperatures = {0.2}});
  ASSERT_TRUE(recognition) << recognition.error().message;
  EXPECT_EQ(recognizer->name(), "remote/large-v3");
  EXPECT_EQ(recognition->words.size(), 3U);
  EXPECT_EQ(recognition->words[1].time.end, Millis(1000)) << "cut at the window's end";
  const SeenRequest seen = server.seen()[0];
  EXPECT_EQ(seen.method, "POST");
  EXPECT_EQ(seen.target, "/v1/audio/transcriptions");
  EXPECT_EQ(seen.headers.at("authorization"), "Bearer k3y");
  const auto has = [&](const std::string& name, const std::string& value) {
    EXPECT_THAT(seen.body, HasSubstr("name=\"" + name + "\"\r\n\r\n" + value + "\r\n"));
  };
  has("model", "large-v3");
  has("language", "tr");
  has("prompt", "Yıldız Telekom");
  has("temperature", "0.20");
  has("response_format", "verbose_json");
  has("timestamp_granularities[]", "word");
  has("timestamp_granularities[]", "segment");
  EXPECT_THAT(seen.body, HasSubstr("filename=\"window.wav\"\r\nContent-Type: audio/wav\r\n\r\nRIFF"));
}

TEST_F(RemoteRecognizerTest, GoesToTheNextServerAtOnceAndLeavesTheFailedOneOut) {
  HttpTestServer broken({answer(502, "")});
  HttpTestServer good({answer(200, R"({"text": "tamam"})")});
  const auto recognizer = made({broken.url(""), good.url("")});
  for (int i = 0; i < 4; ++i) {
    const auto recognition = run(*recognizer);
    ASSERT_TRUE(recognition) << recognition.error().message;
    EXPECT_EQ(texts(*recognition), "tamam");
  }
  EXPECT_EQ(broken.seen().size(), 1U);
  EXPECT_EQ(good.seen().size(), 4U);
  EXPECT_TRUE(pauser.pauses().empty());
}

TEST_F(RemoteRecognizerTest, WaitsForTheOnlyServer) {
  HttpTestServer server({answer(503, "", "Retry-After: 2\r\n"),
                         {"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{"},
                         answer(200, R"({"text": "tamam"})")});
  const auto recognizer = made({server.url("")});
  ASSERT_TRUE(run(*recognizer));
  EXPECT_THAT(pauser.pauses(), ::testing::ElementsAre(2s, 1s));
}

TEST_F(RemoteRecognizerTest, GivesUpWithTheServersReason) {
  HttpTestServer busy({answer(500, R"({"error": {"message": "out of memory"}})")});
  const auto recognizer = made({busy.url("")});
  const auto failed = run(*recognizer);
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().code, ErrorCode::unavailable);
  EXPECT_THAT(failed.error().message, HasSubstr("out of memory"));
  EXPECT_EQ(busy.seen().size(), 4U);
}

TEST_F(RemoteRecognizerTest, RefusalsAreNotRepeatedAndShowNoKey) {
  HttpTestServer refusing({answer(401, R"({"error": {"message": "Incorrect API key provided: k3y"}})"),
                           answer(400, R"({"error": {"message": "bad k3y"}})"),
                           answer(404, R"({"error": {"message": "no such model"}})")});
  const auto recognizer = made({refusing.url("")}, {.api_key = "k3y"});
  const auto unauthorised = run(*recognizer);
  EXPECT_EQ(unauthorised.error().code, ErrorCode::permission_denied);
  EXPECT_THAT(unauthorised.error().message, Not(HasSubstr("k3y")));
  const auto bad = run(*recognizer);
  EXPECT_EQ(bad.error().code, ErrorCode::invalid_input);
  EXPECT_THAT(bad.error().message, Not(HasSubstr("k3y")));
  const auto missing = run(*recognizer);
  EXPECT_THAT(missing.error().message, HasSubstr("no such model"));
  EXPECT_EQ(refusing.seen().size(), 3U);
}

TEST_F(RemoteRecognizerTest, ABrokenAnswerIsAnErrorThatNamesTheField) {
  HttpTestServer server({answer(200, R"({"text": "a", "words": [{"word": 1, "start": 0, "end": 0}]})")});
  const auto recognizer = made({server.url("")});
  const auto failed = run(*recognizer);
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().code, ErrorCode::corrupt_data);
  EXPECT_THAT(failed.error().message, HasSubstr("words[0].word"));
}

TEST_F(RemoteRecognizerTest, KeepsToItsNumberOfRequestsAndAnswersAll) {
  std::atomic<int> now{0};
  std::atomic<int> most{0};
  HttpTestServer server([&](const SeenRequest&) {
    most = std::max(most.load(), ++now);
    std::this_thread::sleep_for(20ms);
    --now;
    return answer(200, R"({"text": "a"})");
  });
  const auto recognizer = made({server.url("")}, {.in_flight = 3, .queue = 2});
  std::vector<std::future<Result<Recognition>>> all;
  for (int i = 0; i < 12; ++i) all.push_back(recognizer->recognize(second(), {}, {}));
  for (auto& future : all) EXPECT_TRUE(future.get());
  EXPECT_GE(most, 2);
  EXPECT_LE(most, 3);
}

TEST_F(RemoteRecognizerTest, StopEndsAWaitInTheQueueAndARequestUnderWay) {
  Scripted slow = answer(200, R"({"text": "a"})");
  slow.wait_before = 20s;
  HttpTestServer server({slow});
  const auto recognizer = made({server.url("")}, {.in_flight = 1, .queue = 1});
  std::stop_source stop;
  const auto begin = std::chrono::steady_clock::now();
  auto running = recognizer->recognize(second(), {}, stop.get_token());
  while (server.seen().empty()) std::this_thread::sleep_for(1ms);
  auto waiting = recognizer->recognize(second(), {}, stop.get_token());
  std::jthread stopper([&] {
    std::this_thread::sleep_for(50ms);
    stop.request_stop();
  });
  auto blocked = recognizer->recognize(second(), {}, stop.get_token());  // the queue is full: waits for the stop
  for (auto* future : {&running, &waiting, &blocked}) EXPECT_EQ(future->get().error().code, ErrorCode::cancelled);
  EXPECT_LT(std::chrono::steady_clock::now() - begin, 5s);
}

TEST_F(RemoteRecognizerTest, ClosingAnswersEverybody) {
  Scripted slow = answer(200, R"({"text": "a"})");
  slow.wait_before = 20s;
  HttpTestServer server({slow});
  auto recognizer = made({server.url("")}, {.in_flight = 1, .queue = 4});
  std::vector<std::future<Result<Recognition>>> all;
  for (int i = 0; i < 3; ++i) all.push_back(recognizer->recognize(second(), {}, {}));
  while (server.seen().empty()) std::this_thread::sleep_for(1ms);
  recognizer.reset();
  for (auto& future : all) EXPECT_EQ(future.get().error().code, ErrorCode::unavailable);
}

TEST_F(RemoteRecognizerTest, RefusesWindowsAndOptionsThatBreakTheContract) {
  const auto recognizer = made({"http://127.0.0.1:1"});
  const auto code = [&](std::vector<float> window) {
    return recognizer->recognize(std::move(window), {}, {}).get().error().code;
  };
  EXPECT_EQ(code({}), ErrorCode::invalid_input);
  EXPECT_EQ(code(std::vector<float>(480'001)), ErrorCode::invalid_input);
  EXPECT_EQ(code({0.0F, std::numeric_limits<float>::quiet_NaN()}), ErrorCode::invalid_input);
  EXPECT_FALSE(make_remote_recognizer({}));
  EXPECT_FALSE(make_remote_recognizer({.endpoints = {"localhost:8080"}}));
  EXPECT_FALSE(make_remote_recognizer({.endpoints = {"http://h"}, .in_flight = 0}));
}

}  // namespace
}  // namespace cxai::speech
