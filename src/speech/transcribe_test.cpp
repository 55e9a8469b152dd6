#include "speech/transcribe.hpp"

#include <gmock/gmock.h>

#include <chrono>
#include <thread>

#include "speech/fake_recognizer.hpp"

namespace cxai::speech {
namespace {

using conversation::DropReason;
using conversation::Interval;
using conversation::SpeechActivity;
using testing::ElementsAre;
using testing::IsEmpty;

// Channels of tones and when they sound.
struct Call {
  std::vector<std::vector<float>> sound;
  SpeechActivity activity;

  explicit Call(std::size_t channels) : sound(channels) { activity.channels.resize(channels); }

  void say(std::size_t channel, double hz, int from_ms, int to_ms, float amplitude = 0.3F) {
    add_tone(sound[channel], hz, Millis(from_ms), Millis(to_ms), amplitude);
    activity.channels[channel].speech.push_back({Millis(from_ms), Millis(to_ms)});
    activity.duration = std::max(activity.duration, Millis(to_ms));
  }
};

// `windows` windows of one channel, each holding one burst of 20 s.
Call long_call(int windows, double hz = 300) {
  Call call(1);
  for (int i = 0; i < windows; ++i) call.say(0, hz, i * 30'000, i * 30'000 + 20'000);
  return call;
}

std::vector<std::string> texts(const std::vector<conversation::Word>& words) {
  std::vector<std::string> out;
  for (const auto& word : words) out.push_back(word.text);
  return out;
}

std::vector<DropReason> reasons(const Transcription& transcription) {
  std::vector<DropReason> out;
  for (const auto& dropped : transcription.dropped) out.push_back(dropped.reason);
  return out;
}

class Transcribe : public testing::Test {
 protected:
  Transcription run(const Call& call, TranscriptionOptions options = {}) {
    auto done = Transcriber(engine_).transcribe(call.sound, call.activity, std::move(options));
    EXPECT_TRUE(done) << done.error().message;
    return done ? std::move(*done) : Transcription{};
  }

  std::shared_ptr<FakeRecognizer> engine_ =
      std::make_shared<FakeRecognizer>(std::map<int, std::string>{{3, "merhaba"}, {5, "faturam"}, {7, "yanlış"}});
};

TEST_F(Transcribe, GivesEachChannelsWordsTheirTimeInTheRecording) {
  Call call(2);
  call.say(0, 300, 1000, 2000);
  call.say(1, 500, 65'000, 65'700);
  call.say(1, 700, 66'500, 67'000);
  const Transcription done = run(call);
  EXPECT_EQ(done.language, "tr");
  EXPECT_EQ(done.language_probability, 0.9);
  ASSERT_EQ(done.channels.size(), 2U);
  EXPECT_THAT(texts(done.channels[0]), ElementsAre("merhaba"));
  EXPECT_THAT(texts(done.channels[1]), ElementsAre("faturam", "yanlış"));
  EXPECT_NEAR(static_cast<double>(done.channels[0][0].time.start.count()), 1000, 10);
  EXPECT_NEAR(static_cast<double>(done.channels[1][0].time.start.count()), 65'000, 10);
  EXPECT_NEAR(static_cast<double>(done.channels[1][1].time.end.count()), 67'000, 10);
  EXPECT_THAT(done.dropped, IsEmpty());
  EXPECT_FALSE(done.cancelled);
}

TEST_F(Transcribe, AsksForOneLanguageOnceTheFirstWindowsHaveVoted) {
  engine_->afterwards = [](std::size_t window, Result<Recognition>& result) {
    if (window == 1) {
      result->language = "en";
      result->language_probability = 0.6;
      result->words[0].text = "hello";
    }
  };
  const Transcription done = run(long_call(6));
  EXPECT_EQ(done.language, "tr");
  EXPECT_NEAR(done.language_probability, 0.6, 0.001) << "1.8 of 3 votes";
  const auto asked = engine_->asked();
  ASSERT_EQ(asked.size(), 7U) << "the outvoted window again";
  for (std::size_t i = 0; i < asked.size(); ++i) EXPECT_EQ(asked[i].options.language, i < 3 ? "" : "tr");
  EXPECT_THAT(texts(done.channels[0]), ElementsAre("merhaba", "merhaba", "merhaba", "merhaba", "merhaba", "merhaba"));
  EXPECT_TRUE(std::ranges::is_sorted(done.channels[0], {}, [](const auto& w) { return w.time.start; }));
}

TEST_F(Transcribe, TakesTheLanguageThatIsGiven) {
  const Transcription done = run(long_call(4), {.language = "de"});
  EXPECT_EQ(done.language, "de");
  EXPECT_EQ(done.language_probability, 1);
  for (const auto& asked : engine_->asked()) EXPECT_EQ(asked.options.language, "de");
}

TEST_F(Transcribe, GivesTheEngineTheVocabularyAndContextOnlyWhenAsked) {
  run(long_call(5), {.language = "tr", .vocabulary = "Yıldız Telekom"});
  for (const auto& asked : engine_->asked()) EXPECT_EQ(asked.options.prompt, "Yıldız Telekom");
  const auto other = std::make_shared<FakeRecognizer>(std::map<int, std::string>{{3, "merhaba"}});
  const Call call = long_call(3);
  ASSERT_TRUE(Transcriber(other).transcribe(call.sound, call.activity,
                                            {.language = "tr", .vocabulary = "Yıldız Telekom", .carry_context = true}));
  std::vector<std::string> prompts;
  for (const auto& asked : other->asked()) prompts.push_back(asked.options.prompt);
  EXPECT_THAT(prompts, ElementsAre("Yıldız Telekom", "Yıldız Telekom merhaba", "Yıldız Telekom merhaba merhaba"));
}

TEST_F(Transcribe, WritesDownWhatGaveNoWords) {
  Call call(1);
  call.say(0, 300, 1000, 2000);
  call.say(0, 300, 5000, 6000, 0.0005F);
  call.say(0, 300, 40'000, 41'000, 0.008F);  // the fake hears nothing below 0.01
  const Transcription done = run(call);
  EXPECT_EQ(reasons(done), (std::vector{DropReason::too_quiet, DropReason::no_speech}));
  EXPECT_EQ(done.dropped[0].time.start, Millis(4850));
  EXPECT_EQ(done.dropped[1].time.start, Millis(39'850));
}

TEST_F(Transcribe, GoesOnWhereTheEngineFailsOnOneWindow) {
  engine_->afterwards = [](std::size_t window, Result<Recognition>& result) {
    if (window == 4) result = fail(ErrorCode::unavailable, "no answer");
  };
  const Transcription done = run(long_call(6));
  EXPECT_EQ(done.channels[0].size(), 5U);
  ASSERT_EQ(reasons(done), std::vector{DropReason::engine_error});
  EXPECT_EQ(done.dropped[0].time.start, Millis(4 * 30'000 - 150));
}

TEST_F(Transcribe, FailsWhenTheEngineFailsOnEveryWindow) {
  engine_->afterwards = [](std::size_t, Result<Recognition>& result) {
    result = fail(ErrorCode::unavailable, "http://speech:9000: no answer");
  };
  const Call call = long_call(4);
  const auto done = Transcriber(engine_).transcribe(call.sound, call.activity, {});
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, ErrorCode::unavailable);
  EXPECT_EQ(done.error().message, "http://speech:9000: no answer");
}

TEST_F(Transcribe, KeepsWhatIsThereWhenItIsStopped) {
  std::stop_source source;
  engine_->afterwards = [&](std::size_t window, Result<Recognition>&) {
    if (window == 2) source.request_stop();
  };
  const Call call = long_call(8);
  const auto done = Transcriber(engine_).transcribe(call.sound, call.activity, {.language = "tr"}, source.get_token());
  ASSERT_TRUE(done);
  EXPECT_TRUE(done->cancelled);
  EXPECT_EQ(done->channels[0].size(), 3U);
  EXPECT_EQ(done->dropped.size(), 5U);
  for (const auto& dropped : done->dropped) EXPECT_EQ(dropped.reason, DropReason::cancelled);
}

TEST_F(Transcribe, SaysNothingOfACallInWhichNobodySpeaks) {
  Call call(2);
  call.sound[0].resize(160'000);
  call.sound[1].resize(160'000);
  const Transcription done = run(call);
  EXPECT_THAT(done.channels, ElementsAre(IsEmpty(), IsEmpty()));
  EXPECT_THAT(done.dropped, IsEmpty());
  EXPECT_THAT(engine_->asked(), IsEmpty());
}

TEST_F(Transcribe, RefusesSoundOfOtherChannelsThanTheActivity) {
  Call call(2);
  call.say(0, 300, 0, 1000);
  call.sound.pop_back();
  const auto done = Transcriber(engine_).transcribe(call.sound, call.activity, {});
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, ErrorCode::invalid_input);
}

TEST_F(Transcribe, ReportsProgressThatNeverFallsBack) {
  std::vector<double> seen;
  run(long_call(5), {.in_flight = 2, .progress = [&](double done) { seen.push_back(done); }});
  ASSERT_GT(seen.size(), 3U);
  EXPECT_TRUE(std::ranges::is_sorted(seen));
  EXPECT_EQ(seen.back(), 1);
}

TEST_F(Transcribe, SeveralCallsAtOnceDoNotMix) {
  const Transcriber transcriber(engine_);
  std::vector<std::thread> threads;
  std::vector<Transcription> done(4);
  const std::vector<double> pitches{300, 500, 700, 900};
  for (std::size_t i = 0; i < done.size(); ++i)
    threads.emplace_back([&, i] {
      const Call call = long_call(4, pitches[i]);
      done[i] = transcriber.transcribe(call.sound, call.activity, {}).value_or(Transcription{});
    });
  for (auto& thread : threads) thread.join();
  const std::vector<std::string> words{"merhaba", "faturam", "yanlış", "9"};
  for (std::size_t i = 0; i < done.size(); ++i)
    EXPECT_THAT(texts(done[i].channels.at(0)), ElementsAre(words[i], words[i], words[i], words[i]));
}

// An engine that answers later, in any order, from a thread of its own.
class LateRecognizer final : public FakeRecognizer {
 public:
  using FakeRecognizer::FakeRecognizer;
  ~LateRecognizer() override {
    for (auto& thread : threads_) thread.join();
  }
  std::future<Result<Recognition>> recognize(std::vector<float> window, RecognitionOptions options,
                                             std::stop_token stop) override {
    std::promise<Result<Recognition>> promise;
    auto future = promise.get_future();
    most_ = std::max(most_, ++waiting_);
    threads_.emplace_back([this, window = std::move(window), options = std::move(options), stop,
                           promise = std::move(promise), delay = (threads_.size() * 7) % 5]() mutable {
      std::this_thread::sleep_for(std::chrono::milliseconds(4 * delay));
      auto result = FakeRecognizer::recognize(std::move(window), std::move(options), stop).get();
      --waiting_;
      promise.set_value(std::move(result));
    });
    return future;
  }
  int most() const { return most_; }

 private:
  std::vector<std::thread> threads_;
  std::atomic<int> waiting_ = 0;
  int most_ = 0;
};

TEST_F(Transcribe, TheOrderOfAnswersMakesNoDifference) {
  Call call(2);
  for (int i = 0; i < 12; ++i)
    call.say(static_cast<std::size_t>(i % 2), 300 + 100 * (i % 5), i * 20'000, i * 20'000 + 15'000);
  const Transcription at_once = run(call, {.in_flight = 4});
  const auto late =
      std::make_shared<LateRecognizer>(std::map<int, std::string>{{3, "merhaba"}, {5, "faturam"}, {7, "yanlış"}});
  const auto later = Transcriber(late).transcribe(call.sound, call.activity, {.in_flight = 4});
  ASSERT_TRUE(later);
  for (std::size_t c = 0; c < 2; ++c) EXPECT_EQ(texts(later->channels[c]), texts(at_once.channels[c]));
  EXPECT_EQ(later->dropped, at_once.dropped);
  EXPECT_LE(late->most(), 4);
  EXPECT_GE(late->most(), 3) << "several windows are under way at once";
}

}  // namespace
}  // namespace cxai::speech
