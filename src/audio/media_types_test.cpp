#include "audio/media_types.hpp"

#include <gtest/gtest.h>

namespace cxai::audio {
namespace {

TEST(MediaTypes, KnowsTelephoneFormatsByName) {
  ASSERT_TRUE(raw_format_of("/calls/1.ULAW"));
  EXPECT_EQ(raw_format_of("/calls/1.ULAW")->name, "mulaw");
  EXPECT_EQ(raw_format_of("a.pcma")->name, "alaw");
  EXPECT_EQ(raw_format_of("a.sln16")->sample_rate_hz, 16000);
  EXPECT_FALSE(raw_format_of("a.raw"));
  EXPECT_FALSE(raw_format_of("ulaw"));
  EXPECT_FALSE(raw_format_of("a.wav"));
}

TEST(MediaTypes, NamesContainers) {
  EXPECT_EQ(media_type_of("wav", "pcm_mulaw"), "audio/wav");
  EXPECT_EQ(media_type_of("mov,mp4,m4a,3gp,3g2,mj2", "aac"), "audio/mp4");
  EXPECT_EQ(media_type_of("matroska,webm", "opus"), "audio/webm");
  EXPECT_EQ(media_type_of("matroska,webm", "flac"), "audio/x-matroska");
  EXPECT_EQ(media_type_of("something", "else"), "application/octet-stream");
}

}  // namespace
}  // namespace cxai::audio
