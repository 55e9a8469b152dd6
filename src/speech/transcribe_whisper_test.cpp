// The transcriber over this program's own Whisper, with a model of random weights: what it writes means nothing, but
// it must write the same whatever else the engine does at the time, and stay within its pieces and its language.
#include <gmock/gmock.h>

#include <thread>

#include "base/files.hpp"
#include "speech/fake_recognizer.hpp"
#include "speech/transcribe.hpp"
#include "speech/whisper_recognizer.hpp"
#include "support/random_model.hpp"

namespace cxai::speech {
namespace {

using conversation::SpeechActivity;

struct WhisperCall {
  std::vector<std::vector<float>> sound = std::vector<std::vector<float>>(2);
  SpeechActivity activity;
};

// A window on each of two channels.
WhisperCall call() {
  WhisperCall out;
  out.activity.channels.resize(2);
  for (int i = 0; i < 2; ++i) {
    const auto channel = static_cast<std::size_t>(i % 2);
    const Millis start(i * 25'000);
    for (int k = 0; k < 20; ++k)
      add_tone(out.sound[channel], 200 + 37 * ((i * 20 + k) % 11), start + Millis(k * 1000),
               start + Millis(k * 1000 + 900));
    out.activity.channels[channel].speech.push_back({start, start + Millis(20'000)});
  }
  return out;
}

class TranscribeWhisper : public testing::Test {
 protected:
  void SetUp() override {
    const auto file = dir_.path() / "nano.bin";
    ASSERT_TRUE(support::write_ggml_model(file, {.size = "nano", .seed = 5, .gain = 1.6F}));
    auto made = make_whisper_recognizer({.model = file, .compute = "f32", .threads = 2, .windows = 3});
    if (!made && made.error().code == ErrorCode::unsupported) GTEST_SKIP() << made.error().message;
    ASSERT_TRUE(made) << made.error().message;
    engine_ = std::move(*made);
    // Guards would leave little of what random weights write.
    options_.temperatures = {0.0};
    options_.guards = {.no_speech_probability = 2,
                       .mean_log_probability = -1e9,
                       .compression_ratio = 1e9,
                       .words_per_second = 1e9,
                       .characters_per_second = 1e9,
                       .language_probability = 0};
  }

  Transcription run(const WhisperCall& sound, std::size_t in_flight) {
    TranscriptionOptions options = options_;
    options.in_flight = in_flight;
    auto done = Transcriber(engine_).transcribe(sound.sound, sound.activity, options);
    EXPECT_TRUE(done) << done.error().message;
    return done ? std::move(*done) : Transcription{};
  }

  base::TempDir dir_;
  std::shared_ptr<Recognizer> engine_;
  TranscriptionOptions options_;
};

std::string said(const Transcription& transcription) {
  std::string text = transcription.language;
  for (const auto& words : transcription.channels)
    for (const auto& word : words)
      text +=
          " " + word.text + "@" + std::to_string(word.time.start.count()) + "-" + std::to_string(word.time.end.count());
  for (const auto& dropped : transcription.dropped) text += "\n" + base::dump_json(conversation::to_json(dropped));
  return text;
}

TEST_F(TranscribeWhisper, WritesTheSameWhateverElseGoesOn) {
  const WhisperCall sound = call();
  const Transcription alone = run(sound, 1);
  EXPECT_FALSE(alone.language.empty());
  Transcription first;
  Transcription second;
  std::thread beside([&] { first = run(sound, 8); });
  second = run(sound, 8);
  beside.join();
  EXPECT_EQ(said(first), said(alone));
  EXPECT_EQ(said(second), said(alone));
}

TEST_F(TranscribeWhisper, KeepsEveryWordWithinItsStretch) {
  options_.language = "tr";
  const WhisperCall sound = call();
  const Transcription done = run(sound, 8);
  std::size_t words = 0;
  for (std::size_t c = 0; c < 2; ++c)
    for (const auto& word : done.channels[c]) {
      ++words;
      EXPECT_TRUE(std::ranges::any_of(sound.activity.channels[c].speech, [&](const auto& stretch) {
        return word.time.start >= stretch.start - Millis(150) && word.time.end <= stretch.end + Millis(150);
      })) << word.time.start.count();
      EXPECT_GE(word.confidence, 0);
      EXPECT_LE(word.confidence, 1);
    }
  EXPECT_GT(words + done.dropped.size(), 0U);
}

}  // namespace
}  // namespace cxai::speech
