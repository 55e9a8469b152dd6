#include "vad/activity_network.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <cstdint>
#include <numbers>
#include <random>
#include <string>

#include "vad/dense.hpp"
#include "vad/log_mel_stream.hpp"
#include "vad/silero_network.hpp"

namespace cxai::vad {
namespace {

using testing::HasSubstr;

template <class T>
void put(std::string& out, const T& value) {
  out.append(reinterpret_cast<const char*>(&value), sizeof value);
}

// One mel, one frame a step, delay 3, one unit in every layer.
std::string tiny_file(const std::vector<float>& values, std::uint32_t version = 1) {
  std::string bytes = "CXAIVAD1";
  for (const std::uint32_t number : {version, 1U, 1U, 3U, 1U, 1U}) put(bytes, number);
  for (const float value : values) put(bytes, value);
  return bytes;
}

// dense w b · twice (w_ih 3, w_hh 3, b_ih 3, b_hh 3) · out w b
const std::vector<float> kTiny{0.5F,  0.1F,                                                                     //
                               0.3F,  -0.2F, 0.8F, 0.4F, 0.1F, -0.6F, 0.05F, 0.02F, -0.1F, 0.2F, -0.3F, 0.4F,   //
                               -0.7F, 0.6F,  0.9F, 0.2F, 0.3F, 0.5F,  0.1F,  -0.1F, 0.2F,  0.3F, 0.1F,  -0.2F,  //
                               1.5F,  -0.25F};

double sigmoid_of(double x) {
  return 1 / (1 + std::exp(-x));
}

double gru(const float* w, double x, double h) {
  const double r = sigmoid_of(w[0] * x + w[6] + w[3] * h + w[9]);
  const double z = sigmoid_of(w[1] * x + w[7] + w[4] * h + w[10]);
  const double n = std::tanh(w[2] * x + w[8] + r * (w[5] * h + w[11]));
  return (1 - z) * n + z * h;
}

TEST(ActivityNetwork, ComputesWhatItsDefinitionSays) {
  const auto network = ActivityNetwork::parse(tiny_file(kTiny));
  ASSERT_TRUE(network) << network.error().message;
  EXPECT_EQ(network->delay_steps(), 3U);
  auto state = network->start();
  double first = 0;
  double second = 0;
  for (const float x : {0.3F, -2.0F, 1.7F, 4.0F}) {
    const double dense = std::max(0.0, 0.5 * static_cast<double>(x) + 0.1);
    first = gru(&kTiny[2], dense, first);
    second = gru(&kTiny[14], first, second);
    float probability = 0;
    network->hear({&x, 1}, state);
    network->judge(state, {&probability, 1});
    EXPECT_NEAR(probability, sigmoid_of(1.5 * second - 0.25), 2e-6);
  }
}

TEST(ActivityNetwork, RunsItsSecondLayerBackwards) {
  const auto network = ActivityNetwork::parse(tiny_file(kTiny, 2));
  ASSERT_TRUE(network) << network.error().message;
  ASSERT_TRUE(network->both_ways());
  auto state = network->start();
  std::vector<float> heard;
  std::vector<double> expected;
  double first = 0;
  for (const float x : {0.3F, -2.0F, 1.7F, 4.0F}) {
    network->hear({&x, 1}, state);
    heard.push_back(state.first[0]);
    first = gru(&kTiny[2], std::max(0.0, 0.5 * static_cast<double>(x) + 0.1), first);
    expected.push_back(first);
  }
  std::vector<float> probabilities(4);
  for (int run = 0; run < 2; ++run) {  // each run begins anew
    network->judge_backwards(heard, state, probabilities);
    double second = 0;
    for (std::size_t i = 4; i-- > 0;) {
      second = gru(&kTiny[14], expected[i], second);
      EXPECT_NEAR(probabilities[i], sigmoid_of(1.5 * second - 0.25), 2e-6);
    }
  }
}

TEST(ActivityNetwork, RefusesOtherFiles) {
  const std::string whole = tiny_file(kTiny);
  for (const std::size_t length : {std::size_t{0}, std::size_t{7}, std::size_t{20}, whole.size() - 1})
    EXPECT_FALSE(ActivityNetwork::parse(whole.substr(0, length))) << length;
  EXPECT_FALSE(ActivityNetwork::parse(whole + "x"));
  const auto newer = ActivityNetwork::parse(tiny_file(kTiny, 3));
  ASSERT_FALSE(newer);
  EXPECT_THAT(newer.error().message, HasSubstr("version 3"));
  std::string huge = whole;
  huge[12] = huge[13] = '\x7f';  // mels
  EXPECT_FALSE(ActivityNetwork::parse(huge));
}

TEST(ActivityNetwork, TheShippedOnesFitTheirFeatures) {
  for (const ActivityNetwork* network : {&ActivityNetwork::live(), &ActivityNetwork::of_recordings()})
    EXPECT_EQ(network->mels(), LogMelStream::kMels);
  EXPECT_FALSE(ActivityNetwork::live().both_ways());
  EXPECT_TRUE(ActivityNetwork::of_recordings().both_ways());
}

TEST(Dense, AgreesWithDoublePrecision) {
  std::mt19937 random(3);
  std::normal_distribution<float> normal;
  for (const auto& [ins, outs] : {std::pair<std::size_t, std::size_t>{1, 1}, {7, 3}, {64, 192}, {80, 64}, {5, 17}}) {
    std::vector<float> weights(ins * outs);
    std::vector<float> in(ins);
    std::vector<float> out(outs);
    for (auto* list : {&weights, &in, &out})
      for (float& value : *list) value = normal(random);
    std::vector<double> expected(out.begin(), out.end());
    for (std::size_t i = 0; i < ins; ++i)
      for (std::size_t o = 0; o < outs; ++o)
        expected[o] += static_cast<double>(weights[i * outs + o]) * static_cast<double>(in[i]);
    multiply_add(weights, in, out);
    for (std::size_t o = 0; o < outs; ++o) EXPECT_NEAR(out[o], expected[o], 1e-4) << ins << " x " << outs;
  }
}

TEST(Dense, SquashesLikeTheMathematics) {
  std::vector<float> values;
  for (float x = -100; x <= 100; x += 0.37F) values.push_back(x);
  for (const float x : {-1e30F, -1e-6F, 0.0F, 1e-6F, 1e30F}) values.push_back(x);
  auto s = values;
  auto t = values;
  sigmoid(s);
  hyperbolic_tangent(t);
  for (std::size_t i = 0; i < values.size(); ++i) {
    const auto x = static_cast<double>(values[i]);
    EXPECT_NEAR(s[i], 1 / (1 + std::exp(-x)), 1e-6) << x;
    EXPECT_NEAR(t[i], std::tanh(x), 1e-6) << x;
  }
}

std::vector<LogMelStream::Frame> log_mels(std::span<const float> samples, std::size_t piece) {
  LogMelStream stream;
  std::vector<LogMelStream::Frame> frames;
  LogMelStream::Frame frame;
  for (std::size_t at = 0; at < samples.size(); at += piece) {
    auto rest = samples.subspan(at, std::min(piece, samples.size() - at));
    while (stream.next(rest, frame)) frames.push_back(frame);
  }
  return frames;
}

TEST(LogMelStream, GivesTheNumbersTheTrainingSaw) {
  std::vector<float> samples(8000);
  for (int i = 0; i < 8000; ++i) {
    const double t = 2 * std::numbers::pi * i / 16'000;
    samples[static_cast<std::size_t>(i)] = static_cast<float>(0.3 * std::sin(440 * t) + 0.05 * std::sin(2500 * t) +
                                                              0.001 * ((i * 7919 % 1009) / 504.5 - 1));
  }
  const auto frames = log_mels(samples, 333);
  ASSERT_EQ(frames.size(), 49U);  // the fiftieth waits for the 120 samples after it
  // By tools/train/voice_activity/features.py.
  const std::array<std::size_t, 6> bands{0, 6, 7, 20, 29, 39};
  const std::array<std::pair<std::size_t, std::array<float, 6>>, 3> expected{{
      {0, {1.38232F, 2.21056F, 1.51129F, -0.28182F, 0.20203F, -0.25661F}},
      {1, {-0.44656F, 2.18852F, 0.75495F, -1.33432F, -0.93973F, -0.71492F}},
      {20, {-0.60518F, 2.18842F, 0.75462F, -1.3204F, -0.93916F, -0.71469F}},
  }};
  for (const auto& [frame, values] : expected)
    for (std::size_t i = 0; i < bands.size(); ++i)
      EXPECT_NEAR(frames[frame][bands[i]], values[i], 2e-3) << "frame " << frame << ", band " << bands[i];
  EXPECT_EQ(log_mels(samples, 1), frames);
  EXPECT_EQ(log_mels(samples, 8000), frames);
}

TEST(SileroNetwork, RefusesOtherFiles) {
  EXPECT_FALSE(SileroNetwork::load("/no/such/silero.bin"));
  EXPECT_EQ(SileroNetwork::load("/no/such/silero.bin").error().code, ErrorCode::not_found);
  const auto header = [](const std::string& kind, std::uint32_t window) {
    std::string bytes = "lmgg";
    put(bytes, static_cast<std::uint32_t>(kind.size()));
    bytes += kind;
    for (const std::uint32_t number : {6U, 2U, 0U, window, 64U, 4U}) put(bytes, number);
    return bytes + std::string(64, '\0');
  };
  const auto error = [](const std::string& bytes) {
    const auto network = SileroNetwork::parse(bytes, "w.bin");
    EXPECT_FALSE(network);
    return network ? Error{} : network.error();
  };
  EXPECT_THAT(error("").message, HasSubstr("w.bin"));
  EXPECT_THAT(error("RIFF1234").message, HasSubstr("ggml"));
  EXPECT_THAT(error(header("whisper", 512)).message, HasSubstr("16 kHz"));
  EXPECT_EQ(error(header("silero-16k", 256)).code, ErrorCode::unsupported);
  EXPECT_THAT(error(header("silero-16k", 512)).message, HasSubstr("missing"));
  std::string cut = header("silero-16k", 512);
  for (const std::uint32_t number : {1U, 4U, 0U, 1000U}) put(cut, number);
  EXPECT_THAT(error(cut + "name").message, HasSubstr("cut off"));
}

}  // namespace
}  // namespace cxai::vad
