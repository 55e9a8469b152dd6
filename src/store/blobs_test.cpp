#include "store/blobs.hpp"

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

int files_below(const fs::path& folder) {
  int files = 0;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) files += entry.is_regular_file() ? 1 : 0;
  return files;
}

class BlobsTest : public testing::Test {
 protected:
  base::TempDir folder_;
  fs::path root_ = folder_.path() / "data" / "blobs";
  Blobs blobs_{root_};
};

}  // namespace

TEST_F(BlobsTest, WhatIsPutIsReadBack) {
  for (const std::string& bytes : {std::string(), std::string("merhaba"), std::string(1 << 20, '\0')}) {
    const auto info = blobs_.put(bytes);
    ASSERT_TRUE(info) << info.error().message;
    EXPECT_EQ(info->sha256, base::sha256_hex(bytes));
    EXPECT_EQ(info->size_bytes, bytes.size());
    EXPECT_TRUE(blobs_.has(info->sha256));
    EXPECT_EQ(blobs_.read(info->sha256), bytes);
    EXPECT_EQ(Blobs(root_).read(info->sha256), bytes);
    const fs::path path = blobs_.path_of(info->sha256);
    EXPECT_EQ(path, root_ / info->sha256.substr(0, 2) / info->sha256.substr(2));
    EXPECT_EQ(mode_of(path), 0600U);
    EXPECT_EQ(mode_of(path.parent_path()), 0700U);
  }
  EXPECT_EQ(mode_of(root_), 0700U);
  EXPECT_TRUE(fs::is_empty(blobs_.scratch()));
}

TEST_F(BlobsTest, TheSameContentIsOneFile) {
  const fs::path source = folder_.path() / "in.wav";
  const std::string bytes(700'000, 'w');
  ASSERT_TRUE(base::write_file_atomic(source, bytes));
  const auto first = blobs_.put_file(source);
  ASSERT_TRUE(first);
  const auto second = blobs_.put(bytes);
  const fs::path temporary = blobs_.scratch() / "mine";
  ASSERT_TRUE(base::write_file_atomic(temporary, bytes));
  const auto third = blobs_.adopt(temporary);
  EXPECT_EQ(first->sha256, second->sha256);
  EXPECT_EQ(first->sha256, third->sha256);
  EXPECT_EQ(third->size_bytes, bytes.size());
  EXPECT_TRUE(fs::exists(source));
  EXPECT_FALSE(fs::exists(temporary));
  EXPECT_EQ(files_below(root_), 1);
}

TEST_F(BlobsTest, AdoptMovesAndCloses) {
  const fs::path temporary = blobs_.scratch() / "copy.ogg";
  std::ofstream(temporary) << "sound";
  fs::permissions(temporary, fs::perms::all);
  const auto info = blobs_.adopt(temporary);
  ASSERT_TRUE(info);
  EXPECT_FALSE(fs::exists(temporary));
  EXPECT_EQ(blobs_.read(info->sha256), "sound");
  EXPECT_EQ(mode_of(blobs_.path_of(info->sha256)), 0600U);
  EXPECT_EQ(blobs_.adopt(temporary).error().code, ErrorCode::not_found);
  EXPECT_EQ(blobs_.put_file(temporary).error().code, ErrorCode::not_found);
  EXPECT_TRUE(fs::is_empty(blobs_.scratch()));
}

TEST_F(BlobsTest, OnlyContentHashesAreNames) {
  std::ofstream(folder_.path() / "secret") << "x";
  for (const std::string name :
       {"", "ab", "../../secret", "../../../../../../../../../../../../../../../../etc/passwd"}) {
    EXPECT_FALSE(blobs_.has(name));
    EXPECT_EQ(blobs_.read(name).error().code, ErrorCode::not_found);
    EXPECT_EQ(blobs_.path_of(name), fs::path());
  }
  EXPECT_EQ(blobs_.read(std::string(64, 'a')).error().code, ErrorCode::not_found);
}

TEST_F(BlobsTest, LeftoversOlderThanADayGo) {
  const fs::path old = blobs_.scratch() / "old";
  const fs::path fresh = blobs_.scratch() / "fresh";
  std::ofstream(old) << "x";
  std::ofstream(fresh) << "x";
  fs::last_write_time(old, fs::file_time_type::clock::now() - std::chrono::hours(25));
  const Blobs again(root_);
  EXPECT_FALSE(fs::exists(old));
  EXPECT_TRUE(fs::exists(fresh));
}

TEST_F(BlobsTest, AFullDiskIsAnErrorThatLeavesNothing) {
  const fs::path source = folder_.path() / "in.wav";
  const std::string bytes(1 << 20, 'w');
  ASSERT_TRUE(base::write_file_atomic(source, bytes));
  rlimit before{};
  ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &before), 0);
  const auto handler = std::signal(SIGXFSZ, SIG_IGN);
  const rlimit limit{100'000, before.rlim_max};
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &limit), 0);
  const auto put = blobs_.put(bytes);
  const auto copied = blobs_.put_file(source);
  ::setrlimit(RLIMIT_FSIZE, &before);
  std::signal(SIGXFSZ, handler);
  EXPECT_EQ(put.error().code, ErrorCode::unavailable);
  EXPECT_EQ(copied.error().code, ErrorCode::unavailable);
  EXPECT_EQ(files_below(root_), 0);
  EXPECT_TRUE(blobs_.put(bytes));
}

TEST_F(BlobsTest, AFolderThatCannotBeMadeIsAnErrorOfPut) {
  std::ofstream(folder_.path() / "file") << "x";
  Blobs blobs(folder_.path() / "file" / "blobs");
  EXPECT_FALSE(blobs.put("x"));
  EXPECT_FALSE(blobs.put_file(folder_.path() / "file"));
}

TEST_F(BlobsTest, ThreadsMayPutTheSameAtOnce) {
  const std::string bytes(200'000, 't');
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      for (int n = 0; n < 5; ++n) EXPECT_TRUE(blobs_.put(bytes + std::to_string(n)));
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(files_below(root_), 5);
}

}  // namespace cxai::store
