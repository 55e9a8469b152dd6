#include "speech/windows.hpp"

#include <gmock/gmock.h>

#include <cmath>
#include <limits>
#include <random>

#include "speech/fake_recognizer.hpp"

namespace cxai::speech {
namespace {

using conversation::Interval;
using conversation::TimeSource;
using conversation::Word;

std::vector<float> tones(Millis length, const std::vector<Interval>& speech, float amplitude = 0.3F) {
  std::vector<float> samples(static_cast<std::size_t>(length.count()) * 16);
  for (const Interval& interval : speech) add_tone(samples, 300, interval.start, interval.end, amplitude);
  return samples;
}

std::vector<Window> pack(const std::vector<float>& samples, const std::vector<Interval>& speech,
                         WindowOptions options = {}, std::size_t block = 4'000) {
  WindowPacker packer(0, speech, options);
  std::vector<Window> windows;
  for (std::size_t at = 0; at < samples.size(); at += block)
    packer.feed(std::span(samples).subspan(at, std::min(block, samples.size() - at)), windows);
  packer.finish(windows);
  return windows;
}

Word word(Millis start, Millis end) {
  return {"x", {start, end}, 1.0, TimeSource::asr};
}

TEST(Windows, PutStretchesSideBySideWithALittleOfTheirSurroundings) {
  const std::vector<Interval> speech{{Millis(1000), Millis(2000)}, {Millis(10'000), Millis(12'500)}};
  const auto samples = tones(Millis(20'000), speech);
  const auto windows = pack(samples, speech);
  ASSERT_EQ(windows.size(), 1U);
  const Window& window = windows.front();
  ASSERT_EQ(window.pieces.size(), 2U);
  EXPECT_EQ(window.pieces[0].time, (Interval{Millis(850), Millis(2150)}));
  EXPECT_EQ(window.pieces[0].at, Millis(0));
  EXPECT_EQ(window.pieces[1].time, (Interval{Millis(9850), Millis(12'650)}));
  EXPECT_EQ(window.pieces[1].at, Millis(1500)) << "200 ms of silence between";
  EXPECT_EQ(window.voiced(), Millis(3500));
  EXPECT_EQ(window.samples.size(), 16U * 4300);
  // Every sample stands where its piece says.
  for (const Piece& piece : window.pieces)
    for (std::int64_t i = 0; i < piece.time.length().count() * 16; i += 97)
      ASSERT_EQ(window.samples[static_cast<std::size_t>(piece.at.count() * 16 + i)],
                samples[static_cast<std::size_t>(piece.time.start.count() * 16 + i)]);
}

TEST(Windows, DoNotDependOnHowTheSoundIsCut) {
  std::vector<Interval> speech;
  for (int i = 0; i < 40; ++i) speech.push_back({Millis(i * 3000 + 700), Millis(i * 3000 + 700 + 60 * i)});
  const auto samples = tones(Millis(120'000), speech);
  const auto whole = pack(samples, speech, {}, samples.size());
  for (const std::size_t block : {160U, 1'601U, 48'000U}) {
    const auto parts = pack(samples, speech, {}, block);
    ASSERT_EQ(parts.size(), whole.size());
    for (std::size_t i = 0; i < parts.size(); ++i) EXPECT_EQ(parts[i].samples, whole[i].samples) << block;
  }
}

TEST(Windows, KeepShortPausesAsTheyWereRecorded) {
  const std::vector<Interval> speech{{Millis(1000), Millis(2000)}, {Millis(2450), Millis(3000)}};
  const auto windows = pack(tones(Millis(5000), speech), speech);
  ASSERT_EQ(windows.size(), 1U);
  ASSERT_EQ(windows[0].pieces.size(), 1U);
  EXPECT_EQ(windows[0].pieces[0].time, (Interval{Millis(850), Millis(3150)}));
  EXPECT_EQ(windows[0].pieces[0].voiced, Millis(1550));
}

TEST(Windows, LeaveWhenTheNextStretchDoesNotFit) {
  std::vector<Interval> speech;
  for (int i = 0; i < 10; ++i) speech.push_back({Millis(i * 15'000 + 1000), Millis(i * 15'000 + 9000)});
  const auto samples = tones(Millis(150'000), speech);
  WindowPacker packer(3, speech);
  std::vector<Window> windows;
  std::size_t seen = 0;
  for (std::size_t at = 0; at < samples.size(); at += 16'000) {
    packer.feed(std::span(samples).subspan(at, 16'000), windows);
    if (windows.size() > seen) {
      seen = windows.size();
      EXPECT_LT(Millis(at / 16) - windows.back().pieces.back().time.end, Millis(16'000)) << "no later than it must";
    }
  }
  packer.finish(windows);
  ASSERT_EQ(windows.size(), 4U) << "three stretches of 8.3 s each";
  for (const Window& window : windows) {
    EXPECT_EQ(window.channel, 3);
    EXPECT_LE(window.samples.size(), 480'000U);
  }
  EXPECT_EQ(windows[0].pieces.size(), 3U);
}

TEST(Windows, CutALongStretchAtItsQuietestPlace) {
  const std::vector<Interval> speech{{Millis(500), Millis(70'500)}};
  auto samples = tones(Millis(75'000), speech);
  for (const int quiet_ms : {25'000, 52'000})
    for (int i = quiet_ms * 16; i < (quiet_ms + 150) * 16; ++i) samples[static_cast<std::size_t>(i)] *= 0.05F;
  const auto windows = pack(samples, speech);
  ASSERT_EQ(windows.size(), 3U);
  EXPECT_NEAR(static_cast<double>(windows[0].pieces[0].time.end.count()), 25'075, 60);
  EXPECT_EQ(windows[1].pieces[0].time.start, windows[0].pieces[0].time.end);
  EXPECT_NEAR(static_cast<double>(windows[1].pieces[0].time.end.count()), 52'075, 60);
  EXPECT_EQ(windows[2].pieces[0].time.end, Millis(70'650));
  Millis voiced{};
  for (const Window& window : windows) voiced += window.voiced();
  EXPECT_EQ(voiced, Millis(70'000));
}

TEST(Windows, HoldTwoWindowsHoweverLongTheSoundIs) {
  // Ten minutes of unbroken tone: what has been given out must not be kept.
  WindowPacker packer(0, std::vector<Interval>{{Millis(0), Millis(600'000)}}, {.longest = Millis(2000)});
  const std::vector<float> second(16'000, 0.25F);
  std::size_t count = 0;
  Millis reached{};
  for (int s = 0; s < 600; ++s) {
    std::vector<Window> windows;
    packer.feed(second, windows);
    for (const Window& window : windows) {
      EXPECT_EQ(window.pieces.front().time.start, reached);
      reached = window.pieces.back().time.end;
    }
    EXPECT_GE(reached, Millis(s * 1000 - 3000));
    count += windows.size();
  }
  EXPECT_GT(count, 300U);
}

TEST(Windows, HoldBackWhatIsTooQuietToBeSpeech) {
  const std::vector<Interval> speech{{Millis(1000), Millis(2000)}, {Millis(5000), Millis(6000)}};
  auto samples = tones(Millis(8000), {speech[0]});
  add_tone(samples, 300, Millis(5000), Millis(6000), 0.0005F);
  WindowPacker packer(0, speech);
  std::vector<Window> windows;
  packer.feed(samples, windows);
  packer.finish(windows);
  ASSERT_EQ(windows.size(), 1U);
  EXPECT_EQ(windows[0].pieces.size(), 1U);
  ASSERT_EQ(packer.quiet().size(), 1U);
  EXPECT_EQ(packer.quiet()[0].time.start, Millis(4850));
  EXPECT_NEAR(packer.quiet()[0].loudest_db, -69, 0.5);
}

TEST(Windows, TakeWhatIsNoNumberForSilence) {
  const std::vector<Interval> speech{{Millis(0), Millis(1000)}};
  auto samples = tones(Millis(1000), speech);
  samples[100] = std::numeric_limits<float>::quiet_NaN();
  samples[200] = std::numeric_limits<float>::infinity();
  const auto windows = pack(samples, speech);
  ASSERT_EQ(windows.size(), 1U);
  EXPECT_TRUE(std::ranges::all_of(windows[0].samples, [](float s) { return std::isfinite(s); }));
  EXPECT_EQ(windows[0].samples[100], 0);
}

TEST(Windows, EndWithTheRecordingWhereTheActivityReachesFurther) {
  const std::vector<Interval> speech{{Millis(1000), Millis(9000)}};
  auto samples = tones(Millis(4000), {{Millis(1000), Millis(4000)}});
  samples.resize(samples.size() - 5);
  const auto windows = pack(samples, speech);
  ASSERT_EQ(windows.size(), 1U);
  EXPECT_EQ(windows[0].pieces[0].time, (Interval{Millis(850), Millis(3999)}));
  EXPECT_TRUE(pack({}, speech).empty());
  EXPECT_TRUE(pack(samples, {}).empty());
}

TEST(Windows, MeasureHowLoudTheyAre) {
  const std::vector<Interval> speech{{Millis(0), Millis(1000)}, {Millis(3000), Millis(4000)}};
  auto samples = tones(Millis(4000), {speech[0]}, 0.5F);
  add_tone(samples, 300, Millis(3000), Millis(4000), 0.005F);
  const auto windows = pack(samples, speech);
  ASSERT_EQ(windows.size(), 1U);
  const Window& window = windows[0];
  EXPECT_NEAR(window.loudest_db({Millis(0), Millis(1000)}), -9, 0.3);
  EXPECT_NEAR(window.loudest_db({window.pieces[1].at, window.length()}), -49, 0.3);
  EXPECT_LT(window.loudest_db({Millis(1170), Millis(1330)}), -99) << "the silence put between";
  EXPECT_EQ(window.loudest_db({Millis(90'000), Millis(91'000)}), -100);
}

TEST(Windows, LeadWordsBackAndKeepThemInsideTheirPiece) {
  Window window;
  window.pieces = {{{Millis(1000), Millis(3000)}, Millis(0), Millis(1700)},
                   {{Millis(60'000), Millis(61'000)}, Millis(2200), Millis(700)}};
  const auto placed = place_words(
      window, {word(Millis(100), Millis(500)), word(Millis(1800), Millis(2300)), word(Millis(2050), Millis(2150)),
               word(Millis(2100), Millis(2600)), word(Millis(3150), Millis(3900)), word(Millis(5000), Millis(5200))});
  ASSERT_EQ(placed.size(), 6U);
  EXPECT_EQ(placed[0].word.time, (Interval{Millis(1100), Millis(1500)}));
  EXPECT_EQ(placed[1].word.time, (Interval{Millis(2800), Millis(3000)})) << "straddles the seam, more of it before";
  EXPECT_EQ(placed[2].piece, 0U) << "in the silence between: the nearer piece";
  EXPECT_EQ(placed[2].outside, Millis(50));
  EXPECT_EQ(placed[2].word.time, (Interval{Millis(2980), Millis(3000)}));
  EXPECT_EQ(placed[3].word.time, (Interval{Millis(60'000), Millis(60'400)})) << "more of it after the seam";
  EXPECT_EQ(placed[4].word.time, (Interval{Millis(60'950), Millis(61'000)}));
  EXPECT_EQ(placed[5].outside, Millis(1800)) << "where the window has no sound at all";
  for (const PlacedWord& w : placed) EXPECT_GE(w.word.time.length(), Millis(20));
}

TEST(Windows, AnyActivityAndAnySoundKeepTheirPromises) {
  std::mt19937 random(7);
  for (int round = 0; round < 30; ++round) {
    std::vector<Interval> speech;
    Millis at{};
    while (at < Millis(60'000)) {
      const Millis start = at + Millis(200 + random() % 3000);
      const Millis end = start + Millis(100 + random() % (round % 3 == 0 ? 20'000 : 2'000));
      speech.push_back({start, end});
      at = end;
    }
    const auto samples = tones(at, speech);
    const auto windows = pack(samples, speech, {.longest = Millis(5000)}, 1 + random() % 20'000);
    Millis before{-1};
    Millis voiced{};
    for (const Window& window : windows) {
      ASSERT_LE(window.samples.size(), 80'000U);
      Millis place{};
      for (const Piece& piece : window.pieces) {
        ASSERT_GE(piece.time.start, before);
        ASSERT_GT(piece.time.length(), Millis(0));
        ASSERT_GE(piece.at, place);
        before = piece.time.end;
        place = piece.at + piece.time.length();
      }
      ASSERT_EQ(static_cast<std::size_t>(place.count()) * 16, window.samples.size());
      voiced += window.voiced();
    }
    Millis expected{};
    for (const Interval& interval : speech) expected += interval.length();
    EXPECT_EQ(voiced, expected) << "nothing is lost";
  }
}

}  // namespace
}  // namespace cxai::speech
