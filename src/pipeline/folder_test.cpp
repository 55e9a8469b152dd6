#include "pipeline/folder.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/files.hpp"

namespace cxai::pipeline {
namespace {

using testing::ElementsAre;

TEST(FindConversations, PairsFilesOfOneName) {
  const base::TempDir dir;
  for (const char* name : {"a.wav", "a.vtt", "a.meta.json", "b.json", "b.meta.json", "c.mp3", "sub/a.wav", "sub/a.json",
                           "tweets.csv", "NOTE.md", "readme.txt", ".hidden/x.wav", ".y.wav", "lonely.meta.json"})
    ASSERT_TRUE(base::write_file_atomic(dir.path() / name, "x"));
  const auto found = find_conversations({dir.path()});
  ASSERT_TRUE(found);
  std::vector<std::string> lines;
  for (const Bundle& b : found->bundles) {
    std::string line = b.source + ":";
    if (b.recording) line += " r";
    if (b.transcript) line += " t" + b.transcript->path.extension().string();
    if (b.metadata) line += " m";
    if (b.messages) line += " csv";
    lines.push_back(line);
  }
  EXPECT_THAT(
      lines, ElementsAre("a.wav: r t.vtt m", "b.json: t.json m", "c.mp3: r", "sub/a.wav: r t.json", "tweets.csv: csv"));
  EXPECT_THAT(found->passed_over, ElementsAre("NOTE.md", "lonely.meta.json", "readme.txt"));
}

TEST(FindConversations, AMissingPathIsNamed) {
  const auto found = find_conversations({"/nowhere/at/all"});
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().code, ErrorCode::not_found);
  EXPECT_THAT(found.error().message, testing::HasSubstr("/nowhere/at/all"));
}

}  // namespace
}  // namespace cxai::pipeline
