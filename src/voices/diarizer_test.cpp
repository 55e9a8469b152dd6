#include "voices/diarizer.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <limits>
#include <numbers>
#include <random>

namespace cxai::voices {
namespace {

using conversation::Interval;

constexpr int kRate = 16'000;

// A voice made of a pulse train and three resonances that wander between vowels.
class Speaker {
 public:
  Speaker(double pitch_hz, double tract, unsigned seed) : pitch_hz_(pitch_hz), tract_(tract), random_(seed) {}

  void speak(std::vector<float>& out, double seconds) {
    static constexpr std::array<std::array<double, 3>, 5> kVowels{
        {{730, 1090, 2440}, {270, 2290, 3010}, {530, 1840, 2480}, {570, 840, 2410}, {300, 870, 2240}}};
    const auto count = static_cast<std::size_t>(seconds * kRate);
    std::array<std::array<double, 2>, 3> memory{};
    std::array<double, 3> formants = kVowels[0];
    std::array<double, 3> aim = formants;
    std::normal_distribution<double> noise(0, 0.01);
    double phase = 0;
    for (std::size_t i = 0; i < count; ++i) {
      if (i % (kRate / 6) == 0) aim = kVowels[random_() % kVowels.size()];
      phase += pitch_hz_ * (1 + 0.08 * std::sin(2 * std::numbers::pi * 1.7 * static_cast<double>(i) / kRate)) / kRate;
      double sample = noise(random_);
      if (phase >= 1) {
        phase -= 1;
        sample += 1;
      }
      for (std::size_t f = 0; f < 3; ++f) {
        formants[f] += (aim[f] - formants[f]) * 0.001;
        const double radius = std::exp(-std::numbers::pi * (60.0 + 40.0 * static_cast<double>(f)) / kRate);
        const double turn = 2 * radius * std::cos(2 * std::numbers::pi * formants[f] * tract_ / kRate);
        const double filtered = (1 - radius) * sample + turn * memory[f][0] - radius * radius * memory[f][1];
        memory[f] = {filtered, memory[f][0]};
        sample = filtered;
      }
      out.push_back(static_cast<float>(std::clamp(sample * 400, -0.9, 0.9)));
    }
  }

 private:
  double pitch_hz_;
  double tract_;
  std::mt19937 random_;
};

struct Call {
  std::vector<float> samples;
  std::vector<Interval> speech;

  void pause(double seconds) { samples.resize(samples.size() + static_cast<std::size_t>(seconds * kRate)); }
  Millis now() const { return Millis(static_cast<std::int64_t>(samples.size()) * 1000 / kRate); }
  void say(Speaker& speaker, double seconds) {
    const Millis begin = now();
    speaker.speak(samples, seconds);
    if (!speech.empty() && speech.back().end == begin)
      speech.back().end = now();
    else
      speech.push_back({begin, now()});
  }
};

Diarization tell(const Call& call, const DiarizerOptions& options = {}) {
  Diarizer diarizer(options);
  diarizer.feed(call.samples);
  return diarizer.finish(call.speech);
}

Call two_people() {
  Speaker low(105, 1.0, 1);
  Speaker high(215, 1.18, 2);
  Call call;
  for (int round = 0; round < 3; ++round) {
    call.pause(0.4);
    call.say(low, 3);
    call.pause(0.3);
    call.say(high, 2.5);
  }
  return call;
}

TEST(Diarizer, TellsTwoPeopleApart) {
  const Call call = two_people();
  const Diarization told = tell(call);
  EXPECT_EQ(told.voices, 2U);
  ASSERT_EQ(told.stretches.size(), 6U);
  for (std::size_t i = 0; i < 6; ++i) {
    EXPECT_EQ(told.stretches[i].voice, static_cast<int>(i % 2)) << i;
    EXPECT_EQ(told.stretches[i].time, call.speech[i]) << i;
  }
}

TEST(Diarizer, FindsWhereOneTakesOverWithoutAPause) {
  Speaker low(105, 1.0, 1);
  Speaker high(215, 1.18, 2);
  Call call;
  call.say(low, 4);
  call.say(high, 4);
  const Diarization told = tell(call);
  ASSERT_EQ(told.stretches.size(), 2U);
  EXPECT_NEAR(static_cast<double>(told.stretches[0].time.end.count()), 4000, 300);
  EXPECT_EQ(told.stretches[0].time.end, told.stretches[1].time.start);
  EXPECT_EQ(told.stretches[1].time.end, Millis(8000));
}

TEST(Diarizer, OnePersonIsOneVoice) {
  Speaker low(105, 1.0, 1);
  Call call;
  for (int round = 0; round < 5; ++round) {
    call.say(low, 2.5);
    call.pause(0.5);
  }
  EXPECT_EQ(tell(call).voices, 1U);
  EXPECT_EQ(tell(two_people(), {.most = 1}).voices, 1U);
}

TEST(Diarizer, TheNumberOfVoicesCanBeGiven) {
  EXPECT_EQ(tell(two_people(), {.least = 2, .most = 2}).voices, 2U);
}

TEST(Diarizer, PiecesOfAnyLengthGiveTheSame) {
  const Call call = two_people();
  Diarizer diarizer;
  std::span<const float> rest(call.samples);
  for (std::size_t take = 1; !rest.empty(); take = take * 3 % 5003) {
    const auto piece = rest.first(std::min(take, rest.size()));
    diarizer.feed(piece);
    rest = rest.subspan(piece.size());
  }
  EXPECT_EQ(diarizer.finish(call.speech).stretches, tell(call).stretches);
}

TEST(Diarizer, CoversExactlyTheSpeechWhateverIsGiven) {
  Call call = two_people();
  call.samples[5000] = std::numeric_limits<float>::quiet_NaN();
  call.samples[9000] = std::numeric_limits<float>::infinity();
  const Millis end = call.now();
  call.speech.insert(call.speech.begin(), {Millis(1), Millis(4)});
  call.speech.push_back({end - Millis(1), end + Millis(700)});
  call.speech.push_back({end + Millis(5000), end + Millis(6000)});
  const Diarization told = tell(call);
  std::vector<Interval> covered;
  for (const auto& stretch : told.stretches) {
    if (!covered.empty() && covered.back().end == stretch.time.start)
      covered.back().end = stretch.time.end;
    else
      covered.push_back(stretch.time);
  }
  EXPECT_EQ(covered, call.speech);
}

TEST(Diarizer, NothingSaidIsNobody) {
  Diarizer diarizer;
  diarizer.feed(std::vector<float>(kRate, 0.0F));
  const Diarization told = diarizer.finish({});
  EXPECT_EQ(told.voices, 0U);
  EXPECT_TRUE(told.stretches.empty());
  // Somebody is said to speak, but nothing was recorded.
  EXPECT_EQ(Diarizer().finish(std::vector<Interval>{{Millis(0), Millis(1000)}}).voices, 1U);
}

}  // namespace
}  // namespace cxai::voices
