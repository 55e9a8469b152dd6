#include <gmock/gmock.h>

#include "audio/wav.hpp"
#include "net/recording_pauser.hpp"
#include "serve/test_world.hpp"
#include "speech/fake_recognizer.hpp"
#include "speech/remote_recognizer.hpp"

namespace cxai::serve {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

// Three tones, each a word to the engine behind the server.
std::vector<float> spoken() {
  std::vector<float> samples(6 * speech::kSampleRateHz);
  speech::add_tone(samples, 300, Millis(1000), Millis(1600));
  speech::add_tone(samples, 500, Millis(1900), Millis(2500));
  speech::add_tone(samples, 300, Millis(4000), Millis(4600));
  return samples;
}

class TranscriptionRoute : public World {
 protected:
  TranscriptionRoute() {
    audio::DecoderOptions decoder;
    decoder.program = CXAI_TEST_DECODER;
    auto engine = std::make_shared<speech::FakeRecognizer>(std::map<int, std::string>{{3, "merhaba"}, {5, "faturam"}});
    engine->afterwards = [this](std::size_t, Result<speech::Recognition>& said) {
      if (engine_fails) said = fail(ErrorCode::unavailable, "the engine is gone");
    };
    engine_ = engine;
    scribe_.emplace(std::make_shared<const speech::Transcriber>(engine), decoder,
                    vad::DetectorChoice::from_setting("energy").value());
    scribe = &*scribe_;
    options.max_upload_bytes = 4 << 20;
    CXAI_CHECK(audio::write_wav(folder.path() / "call.wav", {speech::kSampleRateHz, {spoken()}}).has_value());
    wav_ = base::read_file(folder.path() / "call.wav").value();
  }

  static std::string field(const std::string& name, const std::string& value) {
    return "--B\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + value + "\r\n";
  }
  std::string file(const std::string& bytes, const std::string& name = "call.wav") const {
    return "--B\r\nContent-Disposition: form-data; name=\"file\"; filename=\"" + name +
           "\"\r\nContent-Type: audio/wav\r\n\r\n" + bytes + "\r\n";
  }
  Answered ask(const std::string& fields, const std::string& login = "manager") {
    return call("POST", "/v1/audio/transcriptions", login, "Content-Type: multipart/form-data; boundary=B\r\n",
                fields + "--B--\r\n");
  }
  static std::string message(const Answered& answered) {
    return answered.json().value(Json::json_pointer("/error/message"), "");
  }

  std::atomic<bool> engine_fails{false};
  std::shared_ptr<speech::FakeRecognizer> engine_;
  std::optional<pipeline::Scribe> scribe_;
  std::string wav_;
};

TEST_F(TranscriptionRoute, GivesTheWordsInEveryForm) {
  start();
  const Answered plain = ask(file(wav_) + field("model", "whisper-1"));
  ASSERT_EQ(plain.status, 200) << plain.body;
  EXPECT_EQ(plain.json(), (Json{{"text", "merhaba faturam merhaba"}}));

  EXPECT_EQ(ask(file(wav_) + field("response_format", "text")).body, "merhaba faturam merhaba\n");
  const Answered vtt = ask(file(wav_) + field("response_format", "vtt"));
  EXPECT_THAT(vtt.header("content-type"), HasSubstr("text/vtt"));
  EXPECT_THAT(vtt.body, HasSubstr("WEBVTT"));
  EXPECT_THAT(ask(file(wav_) + field("response_format", "srt")).body, HasSubstr(" --> "));

  const Json verbose = ask(file(wav_) + field("response_format", "verbose_json") + field("language", "tr") +
                           field("timestamp_granularities[]", "word") + field("timestamp_granularities[]", "segment"))
                           .json();
  EXPECT_EQ(verbose["language"], "turkish");
  EXPECT_NEAR(verbose["duration"].get<double>(), 6.0, 0.1);
  ASSERT_EQ(verbose["words"].size(), 3U) << verbose;
  EXPECT_EQ(verbose["words"][1]["word"], "faturam");
  EXPECT_NEAR(verbose["words"][1]["start"].get<double>(), 1.9, 0.2);
  ASSERT_GE(verbose["segments"].size(), 1U);
  EXPECT_NEAR(verbose["segments"][0]["start"].get<double>(), 1.0, 0.2);
  EXPECT_EQ(engine_->asked().back().options.language, "tr");
}

TEST_F(TranscriptionRoute, OurOwnClientUnderstandsIt) {
  start();
  net::RecordingPauser pauser;
  speech::RemoteOptions remote;
  remote.endpoints = {"http://127.0.0.1:" + std::to_string(server->port())};
  remote.api_key = token("manager");
  const auto recognizer = speech::make_remote_recognizer(remote, pauser);
  ASSERT_TRUE(recognizer) << recognizer.error().message;
  const auto said = (*recognizer)->recognize(spoken(), {.language = "tr", .prompt = "Yıldız"}, {}).get();
  ASSERT_TRUE(said) << said.error().message;
  std::vector<std::string> words;
  for (const auto& word : said->words) words.push_back(word.text);
  EXPECT_THAT(words, ElementsAre("merhaba", "faturam", "merhaba"));
  EXPECT_EQ(said->language, "tr");
  EXPECT_NEAR(static_cast<double>(said->words[2].time.start.count()), 4000, 200);
  EXPECT_EQ(said->words[2].time_source, conversation::TimeSource::asr);
  EXPECT_EQ(engine_->asked().back().options.prompt, "Yıldız");

  remote.api_key = "wrong";
  const auto stranger = speech::make_remote_recognizer(remote, pauser);
  EXPECT_EQ((*stranger)->recognize(spoken(), {}, {}).get().error().code, ErrorCode::permission_denied);
}

TEST_F(TranscriptionRoute, ErrorsHaveTheFormItsClientsRead) {
  start();
  const Answered unknown = ask(file(wav_), "");
  EXPECT_EQ(unknown.status, 403);  // no bearer token: a foreign form could have sent it
  EXPECT_EQ(unknown.json()["error"]["type"], "permission_error");

  const std::vector<std::tuple<std::string, std::string, std::string>> cases{
      {file(wav_) + field("response_format", "xml"), "response_format", "must be json"},
      {file(wav_) + field("temperature", "2"), "temperature", "from 0 to 1"},
      {file(wav_) + field("language", "klingon"), "language", "must be a code"},
      {file(wav_) + field("timestamp_granularities[]", "phoneme"), "timestamp_granularities[]", "word or segment"},
      {file(wav_) + field("stream", "true"), "stream", "not supported"},
      {file("this is no recording"), "file", ""},
      {field("model", "x"), "", "in the field file"},
      {field("color", "x"), "", "unknown field"}};
  for (const auto& [form, param, text] : cases) {
    const Answered answered = ask(form);
    EXPECT_EQ(answered.status, 400) << answered.body;
    const Json error = answered.json().value("error", Json::object());
    EXPECT_EQ(error.value("type", ""), "invalid_request_error") << answered.body;
    EXPECT_EQ(error["param"], param.empty() ? Json() : Json(param));
    EXPECT_THAT(message(answered), HasSubstr(text));
  }
  const Answered large = ask(file(std::string(5 << 20, 'x')));
  EXPECT_EQ(large.status, 413);
  EXPECT_EQ(large.json()["error"]["type"], "invalid_request_error");
}

TEST_F(TranscriptionRoute, WithoutEngineSaysWhatToDo) {
  scribe = nullptr;
  start();
  const Answered answered = ask(file(wav_));
  EXPECT_EQ(answered.status, 503);
  EXPECT_THAT(message(answered), HasSubstr("cxai models pull"));
  EXPECT_THAT(message(answered), HasSubstr("speech.endpoints"));
  EXPECT_EQ(answered.json()["error"]["type"], "server_error");
}

TEST_F(TranscriptionRoute, AnEngineThatFailsIsNoEmptyAnswer) {
  engine_fails = true;
  start();
  const Answered answered = ask(file(wav_));
  EXPECT_EQ(answered.status, 503) << answered.body;
  EXPECT_THAT(message(answered), Not(HasSubstr("gone")));
  EXPECT_THAT(logged(), HasSubstr("the engine is gone"));
}

TEST_F(TranscriptionRoute, NothingIsKept) {
  start();
  ASSERT_EQ(ask(file(wav_)).status, 200);
  EXPECT_TRUE(std::filesystem::is_empty(blobs.scratch()));
  EXPECT_EQ(call("GET", "/v1/conversations").json()["total"], 0);
}

TEST_F(TranscriptionRoute, SilenceHasNoWords) {
  start();
  CXAI_CHECK(audio::write_wav(folder.path() / "still.wav",
                              {speech::kSampleRateHz, {std::vector<float>(speech::kSampleRateHz)}})
                 .has_value());
  const Answered answered = ask(file(base::read_file(folder.path() / "still.wav").value(), "still.wav"));
  EXPECT_EQ(answered.status, 200) << answered.body;
  EXPECT_EQ(answered.json()["text"], "");
}

}  // namespace
}  // namespace cxai::serve
