#include "audio/listening_copy.hpp"

#include <gtest/gtest.h>

#include "audio/test_signals.hpp"
#include "base/files.hpp"

namespace cxai::audio {
namespace {

namespace fs = std::filesystem;

Result<> write_in_pieces(ListeningCopy& copy, const std::vector<std::vector<float>>& channels, std::size_t piece) {
  for (std::size_t at = 0; at < channels[0].size(); at += piece) {
    Block block;
    for (const auto& channel : channels)
      block.channels.push_back(std::span(channel).subspan(at, std::min(piece, channel.size() - at)));
    CXAI_TRY_VOID(copy.write(block));
  }
  return {};
}

TEST(ListeningCopy, PlaysForAsLongAsTheOriginalWithChannelsApart) {
  const base::TempDir dir;
  const fs::path path = dir.path() / "copy.ogg";
  auto copy = ListeningCopy::create(path, 2);
  ASSERT_TRUE(copy) << copy.error().message;
  ASSERT_TRUE(write_in_pieces(**copy, {tone(500, 3.21, 16000), tone(1800, 3.21, 16000)}, 777));
  EXPECT_FALSE(fs::exists(path));
  const auto finished = (*copy)->finish();
  ASSERT_TRUE(finished) << finished.error().message;
  copy->reset();

  Collector out;
  const auto summary = decode(path, test_decoder(), out);
  ASSERT_TRUE(summary) << summary.error().message;
  EXPECT_EQ(summary->info.media_type, "audio/ogg");
  EXPECT_EQ(summary->info.codec, "opus");
  EXPECT_NEAR(static_cast<double>(summary->duration.count()), 3210.0, 20.0);
  ASSERT_EQ(out.channels.size(), 2U);
  EXPECT_GT(level_at(out.channels[0], 500, 16000), 0.3);
  EXPECT_LT(level_at(out.channels[0], 1800, 16000), 0.05);
  EXPECT_GT(level_at(out.channels[1], 1800, 16000), 0.3);
  EXPECT_EQ(std::distance(fs::directory_iterator(dir.path()), fs::directory_iterator()), 1);
}

TEST(ListeningCopy, MixesFurtherChannelsIntoTheSecond) {
  const base::TempDir dir;
  auto copy = ListeningCopy::create(dir.path() / "copy.ogg", 3);
  ASSERT_TRUE(copy);
  ASSERT_TRUE(write_in_pieces(**copy, {tone(500, 1, 16000), tone(900, 1, 16000, 0.3), tone(1800, 1, 16000, 0.3)}, 320));
  ASSERT_TRUE((*copy)->finish());
  Collector out;
  ASSERT_TRUE(decode(dir.path() / "copy.ogg", test_decoder(), out));
  ASSERT_EQ(out.channels.size(), 2U);
  EXPECT_GT(level_at(out.channels[1], 900, 16000), 0.15);
  EXPECT_GT(level_at(out.channels[1], 1800, 16000), 0.15);
}

TEST(ListeningCopy, LeavesNothingWhenUnfinished) {
  const base::TempDir dir;
  {
    auto copy = ListeningCopy::create(dir.path() / "copy.ogg", 1);
    ASSERT_TRUE(copy);
    ASSERT_TRUE(write_in_pieces(**copy, {tone(500, 1, 16000)}, 100));
  }
  EXPECT_TRUE(fs::is_empty(dir.path()));
}

TEST(ListeningCopy, SaysWhenItCannotWrite) {
  const auto copy = ListeningCopy::create("/proc/no-such-folder/copy.ogg", 1);
  ASSERT_FALSE(copy);
  EXPECT_EQ(copy.error().code, ErrorCode::unavailable);
}

}  // namespace
}  // namespace cxai::audio
