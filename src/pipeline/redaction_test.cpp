#include "pipeline/redaction.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "audio/peaks.hpp"
#include "pipeline/redactor.hpp"
#include "pipeline/test_calls.hpp"

namespace cxai::pipeline {
namespace {

namespace fs = std::filesystem;

struct Collector : audio::Sink {
  std::vector<std::vector<float>> channels;
  void begin(const audio::Info& info) override { channels.resize(static_cast<std::size_t>(info.channels)); }
  bool block(const audio::Block& block) override {
    for (std::size_t c = 0; c < channels.size(); ++c)
      channels[c].insert(channels[c].end(), block.channels[c].begin(), block.channels[c].end());
    return true;
  }
};

std::vector<std::vector<float>> sound_of(const fs::path& path) {
  Collector out;
  const auto decoded = audio::decode(path, test_decoder(), out);
  EXPECT_TRUE(decoded) << decoded.error().message;
  return out.channels;
}

// The level of one frequency between two times.
double level(const std::vector<float>& samples, double hz, double from_s, double to_s) {
  double re = 0;
  double im = 0;
  const auto first = static_cast<std::size_t>(from_s * audio::kSampleRateHz);
  const auto last = static_cast<std::size_t>(to_s * audio::kSampleRateHz);
  for (std::size_t i = first; i < last; ++i) {
    const double angle = 2 * std::numbers::pi * hz * static_cast<double>(i) / audio::kSampleRateHz;
    re += static_cast<double>(samples.at(i)) * std::cos(angle);
    im += static_cast<double>(samples.at(i)) * std::sin(angle);
  }
  return 2 * std::hypot(re, im) / static_cast<double>(last - first);
}

// The customer gives a card number and an e-mail address, word by word.
const std::string kSpokenCardDialogue = R"({"language": "tr", "turns": [
  {"role": "agent", "text": "Kart numaranız nedir?", "start_ms": 1000, "end_ms": 3000},
  {"role": "customer", "text": "Kart 4111 1111 1111 1111", "start_ms": 3500, "end_ms": 5500, "words": [
    {"text": "Kart", "start_ms": 3500, "end_ms": 3900}, {"text": "4111", "start_ms": 4300, "end_ms": 4600},
    {"text": "1111", "start_ms": 4600, "end_ms": 4800}, {"text": "1111", "start_ms": 4800, "end_ms": 5000},
    {"text": "1111", "start_ms": 5000, "end_ms": 5200}]},
  {"role": "agent", "text": "Teşekkürler.", "start_ms": 6000, "end_ms": 7000},
  {"role": "customer", "text": "Mailim ayse@example.com", "start_ms": 7000, "end_ms": 9000}]})";

class Redaction : public testing::Test {
 protected:
  void SetUp() override { ASSERT_TRUE(audio::write_wav(wav_, two_channel_call())); }

  Result<FoundPersonalData> find(const std::optional<std::string>& transcript) {
    Inputs inputs;
    inputs.recording = base::KeyedFile{wav_, std::nullopt};
    inputs.recording_name = "call.wav";
    inputs.transcript = transcript;
    Options options;
    options.decoder = test_decoder();
    options.detector = test_detector();
    return find_personal_data(inputs, options);
  }

  base::TempDir dir_;
  fs::path wav_ = dir_.path() / "call.wav";
};

TEST_F(Redaction, FindsWhatIsSaidAndWhen) {
  const auto found = find(kSpokenCardDialogue);
  ASSERT_TRUE(found) << found.error().message;
  ASSERT_EQ(found->plan.spans.size(), 2U);
  EXPECT_EQ(found->plan.spans[0].type, "CARD");
  EXPECT_EQ(found->plan.spans[0].time, (conversation::Interval{Millis(4050), Millis(5450)}));
  EXPECT_EQ(found->plan.spans[0].channel, 1);
  EXPECT_EQ(found->plan.spans[1].type, "EMAIL");
  EXPECT_EQ(found->plan.spans[1].extent, RedactedSpan::Extent::turn) << "its words have no times of their own";
  ASSERT_EQ(found->said.size(), 2U);
  EXPECT_EQ(found->said[0].value, "4111111111111111");
  EXPECT_EQ(found->said[0].turn, "t1");
  EXPECT_FALSE(found->recognized);
}

TEST_F(Redaction, RefusesASpokenRecordingOfWhichNobodyKnowsTheWords) {
  const auto found = find(std::nullopt);
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().code, ErrorCode::invalid_input);
}

TEST_F(Redaction, WritesTheToneOverTheFindsAlone) {
  const auto found = find(kSpokenCardDialogue);
  ASSERT_TRUE(found) << found.error().message;
  const auto file = [&](const char* name) {
    return [path = dir_.path() / name](int channels) {
      return audio::SoundFile::create(path, audio::SoundFormat::wav, channels);
    };
  };
  std::vector<ToneCopy> copies{{found->plan, file("redacted.wav")}, {found->plan.card_data(), file("master.wav")}};
  const auto written = write_copies(wav_, test_decoder(), copies);
  ASSERT_TRUE(written) << written.error().message;
  const auto original = sound_of(wav_);
  const auto redacted = sound_of(dir_.path() / "redacted.wav");
  const auto master = sound_of(dir_.path() / "master.wav");
  ASSERT_EQ(redacted[1].size(), original[1].size());
  for (std::size_t i = 0; i < original[0].size(); ++i)
    ASSERT_NEAR(redacted[0][i], original[0][i], 1.0 / 32'768) << "the agent said nothing personal, at " << i;
  for (const auto& copy : {redacted, master}) {
    EXPECT_NEAR(level(copy[1], 1000, 4.1, 5.4), 0.1, 0.005) << "tone over the card number";
    EXPECT_LT(level(copy[1], 500, 4.1, 5.4), 0.001) << "nothing of the voice is left";
    EXPECT_GT(level(copy[1], 500, 3.6, 4.0), 0.25) << "what was said before it stays";
  }
  EXPECT_LT(level(redacted[1], 500, 7.0, 9.0), 0.001) << "the e-mail address is covered in the copy";
  EXPECT_GT(level(master[1], 500, 7.0, 9.0), 0.25) << "and kept in the master";
}

TEST_F(Redaction, ShowsTheToneInTheDrawnShape) {
  const auto found = find(kSpokenCardDialogue);
  ASSERT_TRUE(found);
  std::vector<ToneCopy> copies{{found->plan, [&](int channels) {
                                  return audio::SoundFile::create(dir_.path() / "copy.ogg", audio::SoundFormat::opus,
                                                                  channels);
                                }}};
  ASSERT_TRUE(write_copies(wav_, test_decoder(), copies));
  const std::string& peaks = copies[0].peaks;
  constexpr std::size_t kHead = 12;
  const std::size_t count = (peaks.size() - kHead) / 2;
  const auto at = [&](std::size_t channel, double second) {
    return static_cast<unsigned char>(
        peaks.at(kHead + channel * count + static_cast<std::size_t>(second * audio::kPeaksPerSecond)));
  };
  EXPECT_NEAR(at(1, 4.8), 25.5, 1) << "0.1 of 255";
  EXPECT_EQ(at(1, 4.2), at(1, 4.8)) << "and even";
  EXPECT_GT(at(1, 3.7), 60);
  EXPECT_GT(at(0, 2.0), 60);
}

TEST_F(Redaction, FinishesNothingWhenStopped) {
  std::stop_source stop;
  stop.request_stop();
  std::vector<ToneCopy> copies{{RedactionPlan{}, [&](int channels) {
                                  return audio::SoundFile::create(dir_.path() / "copy.wav", audio::SoundFormat::wav,
                                                                  channels);
                                }}};
  const auto written = write_copies(wav_, test_decoder(), copies, {}, stop.get_token());
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().code, ErrorCode::cancelled);
  copies.clear();
  EXPECT_FALSE(fs::exists(dir_.path() / "copy.wav"));
}

}  // namespace
}  // namespace cxai::pipeline
