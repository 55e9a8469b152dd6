#include "store/blobs.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <chrono>
#include <csignal>
#include <fstream>
#include <thread>
#include <vector>

#include "base/files.hpp"
#include "base/hash.hpp"

namespace cxai::store {
namespace fs = std::filesystem;

namespace {

unsigned mode_of(const fs::path& path) {
  struct stat info{};
  EXPECT_EQ(::stat(path.c_str(), &info), 0) << path;
  return info.st_mode & 0777U;
}

std::vector<fs::path> files_below(const fs::path& folder) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::recursive_directory_iterator(folder))
    if (entry.is_regular_file()) files.push_back(entry.path());
  return files;
}

std::string raw(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

class BlobsTest : public testing::Test {
 protected:
  base::TempDir folder_;
  base::SystemClock clock_;
  std::unique_ptr<Keys> keys_ = std::move(Keys::open({folder_.path() / "data.keys", ""}, clock_).value());
  fs::path root_ = folder_.path() / "data" / "blobs";
  Blobs blobs_{root_, *keys_};
};

constexpr auto kText = BlobKind::text;
constexpr auto kSound = BlobKind::sound;

}  // namespace

TEST_F(BlobsTest, WhatIsPutIsReadBackAndLiesSealed) {
  for (const std::string& bytes :
       {std::string(), std::string("kartım 4111 1111 1111 1111"), std::string(1 << 20, 'm')}) {
    const auto info = blobs_.put("c_abc", kText, bytes);
    ASSERT_TRUE(info) << info.error().message;
    EXPECT_EQ(info->sha256, base::sha256_hex(bytes));
    EXPECT_EQ(info->size_bytes, bytes.size());
    EXPECT_TRUE(blobs_.has("c_abc", kText, info->sha256));
    EXPECT_EQ(blobs_.read("c_abc", kText, info->sha256), bytes);
    EXPECT_EQ(Blobs(root_, *keys_).read("c_abc", kText, info->sha256), bytes);
    const fs::path path = root_ / "bc" / "c_abc" / "text" / info->sha256;
    EXPECT_EQ(mode_of(path), 0600U);
    EXPECT_EQ(mode_of(path.parent_path()), 0700U);
    EXPECT_THAT(raw(path), testing::Not(testing::HasSubstr("4111 1111")));
    EXPECT_GE(blobs_.size_of("c_abc", kText), bytes.size());
  }
  EXPECT_EQ(mode_of(root_), 0700U);
  EXPECT_TRUE(fs::is_empty(blobs_.scratch()));
}

TEST_F(BlobsTest, TheSameContentIsOneFileOfEachOwner) {
  const auto info = blobs_.put("c_1", kText, "merhaba");
  ASSERT_TRUE(info);
  ASSERT_TRUE(blobs_.put("c_1", kText, "merhaba"));
  EXPECT_EQ(files_below(root_).size(), 1U);
  ASSERT_TRUE(blobs_.put("c_2", kText, "merhaba"));
  ASSERT_TRUE(blobs_.put("c_1", kSound, "merhaba"));
  EXPECT_EQ(files_below(root_).size(), 3U);
  EXPECT_FALSE(blobs_.has("c_3", kText, info->sha256));
  EXPECT_TRUE(fs::is_empty(blobs_.scratch()));
}

TEST_F(BlobsTest, AStagedFileBelongsToNobodyUntilItIsAdopted) {
  const fs::path source = folder_.path() / "call.wav";
  ASSERT_TRUE(base::write_file_atomic(source, std::string(300'000, 'w')));
  const auto staged = blobs_.stage_file(source);
  ASSERT_TRUE(staged) << staged.error().message;
  EXPECT_EQ(base::read_file(staged->file)->size(), 300'000U);
  EXPECT_EQ(files_below(root_), std::vector{staged->file.path});
  const auto info = blobs_.adopt("c_1", kSound, *staged);
  ASSERT_TRUE(info) << info.error().message;
  EXPECT_EQ(info->sha256, base::sha256_hex(std::string(300'000, 'w')));
  EXPECT_FALSE(fs::exists(staged->file.path));
  EXPECT_TRUE(fs::exists(source));
  const auto other = blobs_.stage("unwanted");
  Blobs::discard(*other);
  EXPECT_TRUE(fs::is_empty(blobs_.scratch()));
}

TEST_F(BlobsTest, DestroyedIsDestroyedAlsoInACopyOfTheFolder) {
  const auto sound = blobs_.put("c_1", kSound, "ses");
  const auto text = blobs_.put("c_1", kText, "söz");
  ASSERT_TRUE(sound && text);
  fs::copy(root_, folder_.path() / "backup", fs::copy_options::recursive);
  const auto bytes = blobs_.destroy("c_1", kSound, "retention");
  ASSERT_TRUE(bytes) << bytes.error().message;
  EXPECT_GT(*bytes, 0U);
  EXPECT_FALSE(blobs_.has("c_1", kSound, sound->sha256));
  EXPECT_EQ(blobs_.read("c_1", kText, text->sha256), "söz");
  EXPECT_EQ(*blobs_.destroy("c_1", kSound, "again"), 0U);
  const Blobs restored(folder_.path() / "backup", *keys_);
  EXPECT_EQ(restored.read("c_1", kSound, sound->sha256).error().code, ErrorCode::not_found);
  EXPECT_EQ(restored.read("c_1", kText, text->sha256), "söz");
  const auto again = blobs_.put("c_1", kSound, "ses");
  ASSERT_FALSE(again) << "what was destroyed is not taken in again";
  EXPECT_EQ(again.error().code, ErrorCode::conflict);
  ASSERT_TRUE(blobs_.destroy("c_1", kText, "request"));
  EXPECT_TRUE(files_below(root_).empty());
  EXPECT_FALSE(fs::exists(root_ / "_1" / "c_1"));
}

TEST_F(BlobsTest, KeepOnlyDestroysTheOthersOfThatKind) {
  const std::string kept = blobs_.put("c_one", kSound, "stays").value().sha256;
  const std::string gone = blobs_.put("c_one", kSound, "4111").value().sha256;
  const std::string text = blobs_.put("c_one", kText, "words").value().sha256;
  const auto open = blobs_.open("c_one", kSound, gone);
  ASSERT_TRUE(open);
  const fs::path link = folder_.path() / "link";  // shows what becomes of the file's bytes
  fs::create_hard_link(open->path, link);
  const auto bytes = blobs_.keep_only("c_one", kSound, {kept});
  ASSERT_TRUE(bytes) << bytes.error().message;
  EXPECT_GT(*bytes, 4U);
  EXPECT_FALSE(blobs_.has("c_one", kSound, gone));
  EXPECT_EQ(blobs_.read("c_one", kSound, kept).value(), "stays");
  EXPECT_EQ(blobs_.read("c_one", kText, text).value(), "words");
  EXPECT_FALSE(base::read_file(base::KeyedFile{link, open->key})) << "the file lost its head";
  EXPECT_EQ(blobs_.keep_only("c_none", kSound, {}).value(), 0U);
}

TEST_F(BlobsTest, AFileMovedToAnotherOwnerIsRefused) {
  const auto mine = blobs_.put("c_1", kText, "benim");
  ASSERT_TRUE(blobs_.put("c_2", kText, "onun"));
  fs::copy(root_ / "_1" / "c_1" / "text" / mine->sha256, root_ / "_2" / "c_2" / "text" / mine->sha256);
  EXPECT_EQ(blobs_.read("c_2", kText, mine->sha256).error().code, ErrorCode::permission_denied);
}

TEST_F(BlobsTest, NamesThatAreNoOwnersOrHashesReachNoFile) {
  EXPECT_EQ(blobs_.read("c_1", kText, "../../etc/passwd").error().code, ErrorCode::not_found);
  for (const char* owner : {"", "x", "../c_1", "c/1", "c_1\n"}) {
    EXPECT_EQ(blobs_.put(owner, kText, "a").error().code, ErrorCode::invalid_input) << owner;
    EXPECT_EQ(blobs_.destroy(owner, kText, "a").error().code, ErrorCode::invalid_input) << owner;
    EXPECT_FALSE(blobs_.has(owner, kText, base::sha256_hex("a")));
  }
  EXPECT_TRUE(fs::is_empty(blobs_.scratch()));
}

TEST_F(BlobsTest, OldLeftoversAreRemovedAtStart) {
  ASSERT_TRUE(base::write_file_atomic(blobs_.scratch() / "old", "x"));
  ASSERT_TRUE(base::write_file_atomic(blobs_.scratch() / "new", "x"));
  fs::last_write_time(blobs_.scratch() / "old", fs::file_time_type::clock::now() - std::chrono::hours(25));
  const Blobs again(root_, *keys_);
  EXPECT_FALSE(fs::exists(blobs_.scratch() / "old"));
  EXPECT_TRUE(fs::exists(blobs_.scratch() / "new"));
}

TEST_F(BlobsTest, ManyThreadsPutTheSame) {
  std::vector<std::jthread> threads;
  for (int i = 0; i < 8; ++i)
    threads.emplace_back([&] {
      for (int k = 0; k < 5; ++k) EXPECT_TRUE(blobs_.put("c_1", kText, "content " + std::to_string(k)));
    });
  threads.clear();
  EXPECT_EQ(files_below(root_).size(), 5U);
  for (int k = 0; k < 5; ++k) {
    const std::string bytes = "content " + std::to_string(k);
    EXPECT_EQ(blobs_.read("c_1", kText, base::sha256_hex(bytes)), bytes);
  }
}

TEST_F(BlobsTest, AFullDiskLeavesNothingBehind) {
  ASSERT_TRUE(keys_->make("c_1", kSound));
  std::signal(SIGXFSZ, SIG_IGN);
  rlimit before{};
  ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &before), 0);
  const rlimit tight{100'000, before.rlim_max};
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &tight), 0);
  const auto info = blobs_.put("c_1", kSound, std::string(1 << 20, 'x'));
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &before), 0);
  ASSERT_FALSE(info);
  EXPECT_EQ(info.error().code, ErrorCode::unavailable);
  EXPECT_TRUE(files_below(root_).empty());
}

}  // namespace cxai::store
