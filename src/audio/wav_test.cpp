#include "audio/wav.hpp"

#include <gtest/gtest.h>

#include <limits>

#include "audio/test_signals.hpp"
#include "base/files.hpp"

namespace cxai::audio {
namespace {

TEST(Wav, GivesBackWhatWasWritten) {
  const base::TempDir dir;
  const Pcm pcm{8000, {tone(440, 0.25, 8000), tone(1000, 0.25, 8000, 1.0)}};
  ASSERT_TRUE(write_wav(dir.path() / "a.wav", pcm));
  const auto bytes = base::read_file(dir.path() / "a.wav");
  ASSERT_TRUE(bytes);
  EXPECT_EQ(bytes->size(), 44 + 2000 * 2 * 2U);
  const auto back = read_wav(*bytes);
  ASSERT_TRUE(back);
  EXPECT_EQ(back->sample_rate_hz, 8000);
  ASSERT_EQ(back->channels.size(), 2U);
  for (std::size_t c = 0; c < 2; ++c)
    for (std::size_t i = 0; i < 2000; ++i) ASSERT_NEAR(back->channels[c][i], pcm.channels[c][i], 1e-4);
}

TEST(Wav, ClampsAndSilencesWhatIsNoSample) {
  const base::TempDir dir;
  ASSERT_TRUE(write_wav(
      dir.path() / "a.wav",
      {8000, {{2.0F, -2.0F, std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity()}}}));
  const auto back = read_wav(*base::read_file(dir.path() / "a.wav"));
  ASSERT_TRUE(back);
  EXPECT_FLOAT_EQ(back->channels[0][0], 32767.0F / 32768.0F);
  EXPECT_FLOAT_EQ(back->channels[0][1], -1.0F);
  EXPECT_FLOAT_EQ(back->channels[0][2], 0.0F);
  EXPECT_FLOAT_EQ(back->channels[0][3], 32767.0F / 32768.0F);
}

TEST(Wav, RefusesChannelsOfTwoLengths) {
  const base::TempDir dir;
  const auto written = write_wav(dir.path() / "a.wav", {8000, {{0.0F}, {0.0F, 0.0F}}});
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().code, ErrorCode::invalid_input);
}

TEST(Wav, ReadsWhatAPipeCouldNotFinish) {
  const base::TempDir dir;
  ASSERT_TRUE(write_wav(dir.path() / "a.wav", {22050, {tone(440, 0.1, 22050)}}));
  std::string bytes = *base::read_file(dir.path() / "a.wav");
  bytes.replace(40, 4, "\xff\xff\xff\x7f");
  const auto back = read_wav(bytes);
  ASSERT_TRUE(back);
  EXPECT_EQ(back->channels[0].size(), 2205U);
}

TEST(Wav, EveryCutIsAnErrorOrShorter) {
  const base::TempDir dir;
  ASSERT_TRUE(write_wav(dir.path() / "a.wav", {8000, {{0.1F, 0.2F, 0.3F}}}));
  const std::string bytes = *base::read_file(dir.path() / "a.wav");
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    const auto back = read_wav(std::string_view(bytes).substr(0, size));
    if (size < 44) {
      ASSERT_FALSE(back) << size;
      EXPECT_EQ(back.error().code, ErrorCode::corrupt_data);
    } else {
      ASSERT_TRUE(back) << size;
      EXPECT_EQ(back->channels[0].size(), (size - 44) / 2);
    }
  }
}

}  // namespace
}  // namespace cxai::audio
