#include "live/jitter_buffer.hpp"

#include <gtest/gtest.h>

#include "live/doubler.hpp"

#include <cmath>
#include <numbers>

namespace cxai::live {
namespace {

using Samples = std::vector<std::int16_t>;

// 8 kHz: a packet of 20 ms is 160 samples; each is filled with its number.
Samples packet(std::int16_t number) {
  return Samples(160, number);
}

// The numbers of whole packets from the start, as they come out.
Samples numbers(JitterBuffer& buffer) {
  Samples all;
  buffer.take(buffer.end() - buffer.taken(), all);
  Samples firsts;
  for (std::size_t i = 0; i < all.size(); i += 160) firsts.push_back(all[i]);
  return firsts;
}

TEST(JitterBufferTest, KeepsWhatComesInOrder) {
  JitterBuffer buffer(8000);
  for (std::int16_t i = 0; i < 5; ++i) ASSERT_TRUE(buffer.put(i * 160, packet(i)));
  EXPECT_EQ(numbers(buffer), (Samples{0, 1, 2, 3, 4}));
  EXPECT_EQ(buffer.filled(), 0);
}

TEST(JitterBufferTest, PutsSwappedPacketsRight) {
  JitterBuffer buffer(8000);
  for (const std::int16_t i : {0, 2, 1, 4, 3}) ASSERT_TRUE(buffer.put(i * 160, packet(i)));
  EXPECT_EQ(numbers(buffer), (Samples{0, 1, 2, 3, 4}));
  EXPECT_EQ(buffer.filled(), 0);
  EXPECT_EQ(buffer.dropped(), 0);
}

TEST(JitterBufferTest, FillsALostPacketWithSilenceOnceItIsLate) {
  JitterBuffer buffer(8000);
  ASSERT_TRUE(buffer.put(0, packet(1)));
  for (std::int16_t i = 2; i < 6; ++i) ASSERT_TRUE(buffer.put(i * 160, packet(i)));
  EXPECT_EQ(buffer.end(), 160);  // within its patience
  ASSERT_TRUE(buffer.put(6 * 160, packet(6)));
  EXPECT_EQ(numbers(buffer), (Samples{1, 0, 2, 3, 4, 5, 6}));
  EXPECT_EQ(buffer.filled(), 160);
  ASSERT_TRUE(buffer.put(160, packet(9)));  // its place is taken
  EXPECT_EQ(buffer.dropped(), 160);
  EXPECT_EQ(buffer.end(), 7 * 160);
}

TEST(JitterBufferTest, ForgivesInexactClocks) {
  JitterBuffer buffer(8000);
  for (std::int16_t i = 0; i < 50; ++i) ASSERT_TRUE(buffer.put(i * 160 + (i % 3 - 1) * 40, packet(i)));
  EXPECT_EQ(buffer.end(), 50 * 160);
  EXPECT_EQ(buffer.filled() + buffer.dropped(), 0);
}

TEST(JitterBufferTest, SilenceIsMadeOnlyWhenTaken) {
  JitterBuffer buffer(8000);
  buffer.fill_until(8000LL * 500);
  EXPECT_EQ(buffer.end(), 8000LL * 500);
  Samples out;
  buffer.take(1000, out);
  EXPECT_EQ(out, Samples(1000, 0));
  EXPECT_EQ(buffer.taken(), 1000);
  EXPECT_FALSE(buffer.put(8000LL * 1200, packet(1)));  // more than ten minutes ahead
  ASSERT_TRUE(buffer.put(std::nullopt, packet(3)));
  EXPECT_EQ(buffer.end(), 8000LL * 500 + 160);
}

TEST(DoublerTest, KeepsToneAndLevelWhateverTheCuts) {
  for (const double hz : {200.0, 1000.0, 3000.0}) {
    Samples tone(8000);
    for (std::size_t i = 0; i < tone.size(); ++i)
      tone[i] = static_cast<std::int16_t>(10000 * std::sin(2 * std::numbers::pi * hz * static_cast<double>(i) / 8000));
    std::vector<float> whole;
    Doubler().feed(tone, whole);
    ASSERT_EQ(whole.size(), 16000U);
    double worst = 0;
    for (std::size_t i = 2000; i < 14000; ++i) {
      const double expected =
          10000.0 / 32768 * std::sin(2 * std::numbers::pi * hz * (static_cast<double>(i) - 16) / 16000);
      worst = std::max(worst, std::abs(whole[i] - expected));
    }
    EXPECT_LT(worst, hz < 2000 ? 0.003 : 0.02) << hz;
    Doubler pieces;
    std::vector<float> cut;
    for (std::size_t at = 0; at < tone.size();) {
      const std::size_t n = std::min<std::size_t>(at % 170 + 1, tone.size() - at);
      pieces.feed(std::span(tone).subspan(at, n), cut);
      at += n;
    }
    EXPECT_EQ(cut, whole);
  }
}

}  // namespace
}  // namespace cxai::live
