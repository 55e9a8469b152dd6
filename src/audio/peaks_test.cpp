#include "audio/peaks.hpp"

#include <gtest/gtest.h>

#include <limits>

namespace cxai::audio {
namespace {

Block block_of(const std::vector<std::vector<float>>& channels) {
  Block block;
  for (const auto& channel : channels) block.channels.emplace_back(channel);
  return block;
}

TEST(Peaks, TakesTheLargestOfEveryTwentyMilliseconds) {
  std::vector<float> left(800, 0.0F);
  left[10] = -0.5F;
  left[330] = 1.5F;
  left[331] = std::numeric_limits<float>::quiet_NaN();
  left[799] = 0.25F;
  const std::vector<float> right(800, 0.1F);
  PeakMeter meter;
  meter.add(block_of({left, right}));
  const auto peaks = meter.finish();
  ASSERT_EQ(peaks.size(), 2U);
  EXPECT_EQ(peaks[0], (std::vector<std::uint8_t>{128, 255, 64}));
  EXPECT_EQ(peaks[1], (std::vector<std::uint8_t>{26, 26, 26}));
}

TEST(Peaks, AreTheSameHoweverTheSoundIsCut) {
  std::vector<float> samples(2500);
  for (std::size_t i = 0; i < samples.size(); ++i) samples[i] = static_cast<float>((i * 37) % 100) / 100.0F;
  PeakMeter whole;
  whole.add(block_of({samples}));
  const auto expected = whole.finish();
  for (const std::size_t piece : {1, 7, 319, 320, 321, 1000}) {
    PeakMeter meter;
    for (std::size_t at = 0; at < samples.size(); at += piece) {
      Block block;
      block.channels.emplace_back(samples.data() + at, std::min(piece, samples.size() - at));
      meter.add(block);
    }
    EXPECT_EQ(meter.finish(), expected) << piece;
  }
}

TEST(Peaks, EncodesAsTheHeaderSays) {
  EXPECT_EQ(encode_peaks({{1, 2, 3}, {4, 5, 6}}),
            std::string("CXPK\x01\x02\x32\x00\x03\x00\x00\x00", 12) + std::string("\x01\x02\x03\x04\x05\x06"));
  EXPECT_EQ(encode_peaks({}).size(), 12U);
}

}  // namespace
}  // namespace cxai::audio
