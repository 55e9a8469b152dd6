// The shipped detector on generated sound; how well it hears real speech is measured in tests/quality.
#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <cstdio>
#include <functional>
#include <limits>
#include <memory>
#include <numbers>
#include <random>

#include "vad/voice_activity.hpp"

namespace cxai::vad {
namespace {

using conversation::Interval;
using namespace std::chrono_literals;

constexpr int kRate = 16'000;
constexpr std::size_t kSeconds = 12;
using Samples = std::vector<float>;

std::vector<Interval> detect(std::span<const float> samples, std::size_t piece = 1600,
                             std::unique_ptr<VoiceActivityDetector> detector = make_recording_detector()) {
  for (std::size_t at = 0; at < samples.size(); at += piece)
    detector->feed(samples.subspan(at, std::min(piece, samples.size() - at)));
  return detector->finish();
}

Samples make(const std::function<double(double seconds)>& value) {
  Samples samples(kSeconds * kRate);
  for (std::size_t i = 0; i < samples.size(); ++i)
    samples[i] = static_cast<float>(value(static_cast<double>(i) / kRate));
  return samples;
}

double sine(double hz, double seconds) {
  return std::sin(2 * std::numbers::pi * hz * seconds);
}

Samples noise(double level_db, double smoothing) {
  std::mt19937 random(9);
  std::normal_distribution<double> normal(0.0, std::pow(10.0, level_db / 20));
  double before = 0;
  return make(
      [&](double) { return before = smoothing * before + std::sqrt(1 - smoothing * smoothing) * normal(random); });
}

// A sentence as espeak-ng says it, at 16 kHz, between two seconds of near silence.
Samples spoken() {
  const std::unique_ptr<FILE, int (*)(FILE*)> pipe(
      popen(
          "espeak-ng -v tr --stdout 'Merhaba, size nasıl yardımcı olabilirim? Faturanıza hemen bakıyorum.' 2>/dev/null",
          "r"),
      pclose);
  std::vector<std::int16_t> pcm;
  std::array<std::int16_t, 4096> buffer;
  while (pipe) {
    const std::size_t got = fread(buffer.data(), 2, buffer.size(), pipe.get());
    if (got == 0) break;
    pcm.insert(pcm.end(), buffer.begin(), buffer.begin() + static_cast<std::ptrdiff_t>(got));
  }
  Samples samples = noise(-75, 0);
  constexpr std::size_t kHeader = 22;  // of a WAV file, in samples
  constexpr double kEspeakRate = 22'050;
  for (std::size_t i = 2 * kRate; i < samples.size(); ++i) {
    const double at = static_cast<double>(i - 2 * kRate) * kEspeakRate / kRate;
    const auto index = static_cast<std::size_t>(at) + kHeader;
    if (index + 1 >= pcm.size()) break;
    const double part = at - std::floor(at);
    samples[i] += static_cast<float>((pcm[index] * (1 - part) + pcm[index + 1] * part) / 40'000.0);
  }
  return pcm.size() > kHeader ? samples : Samples{};
}

TEST(NeuralDetector, HearsNothingWhereNobodySpeaks) {
  const auto tone = [](double on, double off, std::initializer_list<double> hz) {
    const std::vector<double> all(hz);
    return make([=](double t) {
      double sum = 0;
      for (const double one : all) sum += 0.2 * sine(one, t);
      return std::fmod(t, on + off) < on ? sum : 0.0;
    });
  };
  EXPECT_TRUE(detect({}).empty());
  EXPECT_TRUE(detect(Samples(kSeconds * kRate)).empty()) << "silence";
  EXPECT_TRUE(detect(Samples(kSeconds * kRate, 0.4F)).empty()) << "direct current";
  for (const double level_db : {-70.0, -50.0, -30.0, -12.0})
    for (const double smoothing : {0.0, 0.8, 0.99})
      EXPECT_TRUE(detect(noise(level_db, smoothing)).empty()) << "noise " << level_db << " dB, " << smoothing;
  EXPECT_TRUE(detect(tone(12, 0, {50, 100, 150})).empty()) << "hum";
  EXPECT_TRUE(detect(tone(12, 0, {1004})).empty()) << "test tone";
  EXPECT_TRUE(detect(tone(1, 4, {425})).empty()) << "ring-back, Europe";
  EXPECT_TRUE(detect(tone(2, 4, {440, 480})).empty()) << "ring-back, America";
  EXPECT_TRUE(detect(tone(0.5, 0.5, {480, 620})).empty()) << "busy";
  EXPECT_TRUE(detect(tone(0.1, 0.1, {770, 1336})).empty()) << "keys";
  EXPECT_TRUE(detect(make([](double t) {  // chords of plucked strings, a bass below
                const double beat = std::fmod(t, 0.4);
                const double root = std::array{220.0, 174.6, 261.6, 196.0}[static_cast<std::size_t>(t / 1.6) % 4];
                double sum = 0.15 * sine(root / 2, t);
                for (const double interval : {1.0, 1.26, 1.5})
                  for (int k = 1; k < 6; ++k) sum += 0.1 / k * sine(root * interval * k, t) * std::exp(-beat * 4 * k);
                return sum;
              }))
                  .empty())
      << "music";
}

TEST(NeuralDetector, KnowsTheLineBeforeItJudgesARecording) {
  // The sentence begins at once, in noise.
  Samples samples = spoken();
  if (samples.empty()) GTEST_SKIP() << "espeak-ng is not installed";
  samples.erase(samples.begin(), samples.begin() + 2 * kRate);
  const Samples around = noise(-36, 0.8);
  for (std::size_t i = 0; i < samples.size(); ++i) samples[i] += around[i];
  const auto recording = detect(samples);
  const auto live = detect(samples, 1600, make_detector());
  ASSERT_FALSE(recording.empty());
  EXPECT_LE(recording.front().start, 150ms);
  ASSERT_FALSE(live.empty());
  EXPECT_LE(recording.front().start, live.front().start + 10ms);
  // Short recordings are heard whole.
  EXPECT_TRUE(detect(std::span(samples).first(100)).empty());
  EXPECT_FALSE(detect(std::span(samples).first(2 * kRate + 333)).empty());
}

TEST(NeuralDetector, HearsASentenceAndItsBounds) {
  const Samples samples = spoken();
  if (samples.empty()) GTEST_SKIP() << "espeak-ng is not installed";
  const auto found = detect(samples);
  ASSERT_FALSE(found.empty());
  EXPECT_LE(std::abs((found.front().start - 2s) / 1ms), 120);
  Millis talk{};
  for (const Interval& one : found) talk += one.length();
  EXPECT_GT(talk, 3s);
  EXPECT_LT(found.back().end, 9s);
}

TEST(NeuralDetector, SaysTheSameForAnyCutAndForNaN) {
  Samples samples = spoken();
  if (samples.empty()) GTEST_SKIP() << "espeak-ng is not installed";
  samples.resize(5 * kRate + 77);
  std::fill(samples.begin() + 1000, samples.begin() + 9000, 0.0F);
  const auto whole = detect(samples, samples.size());
  for (const std::size_t piece : {1, 159, 161, 12'345}) EXPECT_EQ(detect(samples, piece), whole) << piece;
  for (std::size_t i = 1000; i < 9000; ++i) samples[i] = i % 2 == 0 ? NAN : std::numeric_limits<float>::infinity();
  EXPECT_EQ(detect(samples), whole);
}

TEST(NeuralDetector, ReadsLiveWhatItSaysAtTheEnd) {
  const Samples samples = spoken();
  if (samples.empty()) GTEST_SKIP() << "espeak-ng is not installed";
  const auto detector = make_detector();
  std::vector<Interval> read;
  bool spoke = false;
  for (std::size_t at = 0; at < samples.size(); at += 320) {
    detector->feed(std::span(samples).subspan(at, std::min<std::size_t>(320, samples.size() - at)));
    const auto reading = detector->read();
    read.insert(read.end(), reading.speech.begin(), reading.speech.end());
    spoke = spoke || reading.open_since;
    EXPECT_LE(Millis(static_cast<std::int64_t>(at + 320) / 16) - reading.certain_until, detector->delay());
  }
  EXPECT_TRUE(spoke);
  EXPECT_LE(detector->delay(), 1200ms);
  EXPECT_EQ(detector->finish(), read);
}

TEST(DetectorChoice, TakesNamesAndRefusesMissingFiles) {
  EXPECT_EQ(DetectorChoice().make()->name(), make_recording_detector()->name());
  const auto energy = DetectorChoice::from_setting("energy");
  ASSERT_TRUE(energy);
  EXPECT_EQ(energy->make()->name(), "energy/1");
  EXPECT_EQ(energy->make_streaming()->name(), make_detector()->name());
  EXPECT_FALSE(DetectorChoice::from_setting(""));
  const auto missing = DetectorChoice::from_setting("/no/such/silero.bin");
  ASSERT_FALSE(missing);
  EXPECT_NE(missing.error().message.find("/no/such/silero.bin"), std::string::npos);
}

}  // namespace
}  // namespace cxai::vad
