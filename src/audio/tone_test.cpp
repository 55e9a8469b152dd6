#include "audio/tone.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "audio/test_signals.hpp"

namespace cxai::audio {
namespace {

std::vector<std::vector<float>> run(Tone& tone_over, const std::vector<std::vector<float>>& channels,
                                    std::size_t piece) {
  std::vector<std::vector<float>> out(channels.size());
  for (std::size_t at = 0; at < channels[0].size(); at += piece) {
    Block block;
    for (const auto& channel : channels)
      block.channels.push_back(std::span(channel).subspan(at, std::min(piece, channel.size() - at)));
    const Block changed = tone_over.apply(block);
    for (std::size_t c = 0; c < out.size(); ++c)
      out[c].insert(out[c].end(), changed.channels[c].begin(), changed.channels[c].end());
  }
  return out;
}

std::vector<float> part(const std::vector<float>& samples, std::size_t begin, std::size_t end) {
  return {samples.begin() + static_cast<std::ptrdiff_t>(begin), samples.begin() + static_cast<std::ptrdiff_t>(end)};
}

TEST(Tone, LeavesNothingOfTheOriginalInsideAndEverythingOutside) {
  const auto voice = tone(310, 2, kSampleRateHz, 0.8);
  Tone over({{{8'000, 16'000}}});
  const auto out = run(over, {voice}, 777)[0];
  ASSERT_EQ(out.size(), voice.size());
  const auto inside = part(out, 8'080, 15'920);
  EXPECT_NEAR(level_at(inside, kToneHz, kSampleRateHz), 0.1, 0.001) << "-20 dBFS";
  EXPECT_LT(level_at(inside, 310, kSampleRateHz), 0.0005);
  EXPECT_TRUE(std::equal(out.begin(), out.begin() + 7'920, voice.begin()));
  EXPECT_TRUE(std::equal(out.begin() + 16'080, out.end(), voice.begin() + 16'080));
}

TEST(Tone, HasSoftEdges) {
  const std::vector<float> loud(kSampleRateHz, 0.9F);
  Tone over({{{4'000, 8'000}}});
  const auto out = run(over, {loud}, 4'096)[0];
  for (std::size_t i = 1; i < out.size(); ++i)
    ASSERT_LT(std::abs(out[i] - out[i - 1]), 0.06F) << "a jump is heard as a click, at " << i;
  EXPECT_LT(std::abs(out[4'000]), 0.01F);
  EXPECT_LT(std::abs(out[7'999]), 0.01F);
}

TEST(Tone, DoesNotDependOnHowTheSoundIsCut) {
  const std::vector<std::vector<float>> sound{tone(200, 1, kSampleRateHz), tone(300, 1, kSampleRateHz)};
  const std::vector<std::vector<SampleSpan>> stretches{{{9'000, 9'500}, {100, 700}, {650, 900}}, {}};
  Tone whole(stretches);
  Tone pieces(stretches);
  EXPECT_EQ(run(whole, sound, sound[0].size()), run(pieces, sound, 61));
}

TEST(Tone, LeavesTheOtherChannelAlone) {
  const std::vector<std::vector<float>> sound{tone(200, 1, kSampleRateHz), tone(300, 1, kSampleRateHz)};
  Tone over({{}, {{0, kSampleRateHz}}});
  const auto out = run(over, sound, 500);
  EXPECT_EQ(out[0], sound[0]);
  EXPECT_LT(level_at(part(out[1], 80, 15'920), 300, kSampleRateHz), 0.0005);
}

TEST(Tone, CopesWithStretchesBeyondTheSound) {
  const std::vector<float> sound(1'000, 0.5F);
  Tone over({{{-500, 10}, {400, 300}, {990, 5'000}, {7'000, 8'000}}});
  const auto out = run(over, {sound}, 128)[0];
  ASSERT_EQ(out.size(), sound.size());
  EXPECT_EQ(out[350], 0.5F) << "a stretch that ends before it begins is none";
  EXPECT_LT(std::abs(out[995]), 0.11F);
}

}  // namespace
}  // namespace cxai::audio
