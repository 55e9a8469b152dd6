#include "audio/sound_file.hpp"

#include <gtest/gtest.h>

#include "audio/test_signals.hpp"
#include "base/files.hpp"

namespace cxai::audio {
namespace {

namespace fs = std::filesystem;

Result<> write_in_pieces(SoundFile& file, const std::vector<std::vector<float>>& channels, std::size_t piece) {
  for (std::size_t at = 0; at < channels[0].size(); at += piece) {
    Block block;
    for (const auto& channel : channels)
      block.channels.push_back(std::span(channel).subspan(at, std::min(piece, channel.size() - at)));
    CXAI_TRY_VOID(file.write(block));
  }
  return file.finish();
}

class EachFormat : public testing::TestWithParam<SoundFormat> {};

TEST_P(EachFormat, ComesBackWithItsChannelsApart) {
  const base::TempDir dir;
  const fs::path path = dir.path() / ("copy" + ending_of(GetParam()));
  auto file = SoundFile::create(path, GetParam(), 2);
  ASSERT_TRUE(file) << file.error().message;
  const auto written = write_in_pieces(**file, {tone(500, 2.5, 16000), tone(1800, 2.5, 16000)}, 777);
  ASSERT_TRUE(written) << written.error().message;
  Collector out;
  const auto summary = decode(path, test_decoder(), out);
  ASSERT_TRUE(summary) << summary.error().message;
  EXPECT_EQ(summary->info.media_type, media_type_of(GetParam()));
  EXPECT_EQ(summary->info.source_sample_rate_hz, GetParam() == SoundFormat::opus ? 48'000 : 16'000);
  EXPECT_NEAR(static_cast<double>(summary->duration.count()), 2500.0, 80.0) << "MP3 pads";
  EXPECT_TRUE(summary->warnings.empty()) << summary->warnings.front();
  ASSERT_EQ(out.channels.size(), 2U);
  EXPECT_GT(level_at(out.channels[0], 500, 16000), 0.3);
  EXPECT_LT(level_at(out.channels[0], 1800, 16000), 0.05);
  EXPECT_GT(level_at(out.channels[1], 1800, 16000), 0.3);
  EXPECT_EQ(sound_format_of(path), GetParam());
  EXPECT_EQ(sound_format_from(to_string(GetParam())), GetParam());
}

TEST_P(EachFormat, LeavesNothingWhenUnfinished) {
  const base::TempDir dir;
  {
    const auto file = SoundFile::create(dir.path() / "copy", GetParam(), 1);
    ASSERT_TRUE(file);
    const std::vector<float> samples(5'000, 0.1F);
    ASSERT_TRUE((*file)->write({{std::span(samples)}}));
  }
  EXPECT_TRUE(fs::is_empty(dir.path()));
}

TEST_P(EachFormat, StreamsItsBytes) {
  std::string bytes;
  const auto take = [&](std::string_view more) -> Result<> {
    bytes += more;
    return {};
  };
  auto file = SoundFile::stream(take, GetParam(), 1);
  if (GetParam() == SoundFormat::wav) {
    ASSERT_FALSE(file);
    EXPECT_EQ(file.error().code, ErrorCode::unsupported);
    return;
  }
  ASSERT_TRUE(file) << file.error().message;
  ASSERT_TRUE(write_in_pieces(**file, {tone(500, 2, 16000)}, 1000));
  const base::TempDir dir;
  ASSERT_TRUE(base::write_file_atomic(dir.path() / "copy", bytes));
  Collector out;
  const auto summary = decode(dir.path() / "copy", test_decoder(), out);
  ASSERT_TRUE(summary) << summary.error().message;
  EXPECT_GT(level_at(out.channels[0], 500, 16000), 0.3);
  EXPECT_NEAR(static_cast<double>(out.channels[0].size()), 32'000, 1'500);
}

INSTANTIATE_TEST_SUITE_P(SoundFile, EachFormat,
                         testing::Values(SoundFormat::wav, SoundFormat::flac, SoundFormat::opus, SoundFormat::mp3),
                         [](const auto& it) { return std::string(to_string(it.param)); });

TEST(SoundFile, IsExactWhereNothingIsLost) {
  const base::TempDir dir;
  std::vector<std::vector<float>> channels(3, std::vector<float>(4'000));
  for (std::size_t c = 0; c < 3; ++c)
    for (std::size_t i = 0; i < 4'000; ++i)
      channels[c][i] = static_cast<float>(static_cast<int>((i * 37 + c * 11'000) % 65'536) - 32'768) / 32'768.0F;
  for (const char* name : {"a.wav", "a.flac"}) {
    auto file = SoundFile::create(dir.path() / name, *sound_format_of(name), 3);
    ASSERT_TRUE(file) << file.error().message;
    ASSERT_TRUE(write_in_pieces(**file, channels, 333));
    Collector out;
    ASSERT_TRUE(decode(dir.path() / name, test_decoder(), out));
    ASSERT_EQ(out.channels, channels) << name;
  }
}

TEST(SoundFile, MixesFurtherChannelsIntoTheSecondWhereThereIsRoomForTwo) {
  const base::TempDir dir;
  auto file = SoundFile::create(dir.path() / "copy.ogg", SoundFormat::opus, 3);
  ASSERT_TRUE(file);
  ASSERT_TRUE(write_in_pieces(**file, {tone(500, 1, 16000), tone(900, 1, 16000, 0.3), tone(1800, 1, 16000, 0.3)}, 320));
  Collector out;
  ASSERT_TRUE(decode(dir.path() / "copy.ogg", test_decoder(), out));
  ASSERT_EQ(out.channels.size(), 2U);
  EXPECT_GT(level_at(out.channels[1], 900, 16000), 0.15);
  EXPECT_GT(level_at(out.channels[1], 1800, 16000), 0.15);
}

TEST(SoundFile, PassesOnWhatTheTakerSays) {
  const auto full = [](std::string_view) -> Result<> { return fail(ErrorCode::unavailable, "no room"); };
  auto file = SoundFile::stream(full, SoundFormat::opus, 1);
  std::string message = file ? "" : file.error().message;
  if (file) {
    const auto written = write_in_pieces(**file, {tone(500, 60, 16000)}, 16'000);
    ASSERT_FALSE(written);
    message = written.error().message;
  }
  EXPECT_EQ(message, "no room");
}

TEST(SoundFile, SaysWhenItCannotWrite) {
  const auto file = SoundFile::create("/proc/no-such-folder/copy.wav", SoundFormat::wav, 1);
  ASSERT_FALSE(file);
  EXPECT_EQ(file.error().code, ErrorCode::unavailable);
}

TEST(SoundFile, KnowsFormatsByNameAndEnding) {
  EXPECT_EQ(sound_format_of("a/b.OGG"), SoundFormat::opus);
  EXPECT_EQ(sound_format_of("b.opus"), SoundFormat::opus);
  EXPECT_FALSE(sound_format_of("b.g729"));
  EXPECT_FALSE(sound_format_of("wav"));
}

}  // namespace
}  // namespace cxai::audio
