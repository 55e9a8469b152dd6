#include "store/keys.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>
#include <iterator>

#include "base/files.hpp"

namespace cxai::store {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

std::string everything_in(const fs::path& folder) {
  std::string all;
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (entry.path().filename() == "master.key") continue;
    std::ifstream in(entry.path(), std::ios::binary);
    all.append(std::istreambuf_iterator<char>(in), {});
  }
  return all;
}

class KeysTest : public testing::Test {
 protected:
  Result<std::unique_ptr<Keys>> open(const std::string& master = "") { return Keys::open({folder(), master}, clock_); }
  std::unique_ptr<Keys> opened(const std::string& master = "") {
    auto keys = open(master);
    EXPECT_TRUE(keys) << keys.error().message;
    return keys ? std::move(*keys) : nullptr;
  }
  fs::path folder() const { return dir_.path() / "data.keys"; }

  base::TempDir dir_;
  base::FixedClock clock_{base::parse_utc("2026-03-14T09:00:00Z").value()};
};

TEST_F(KeysTest, AKeyIsMadeOnceAndFoundByEveryProcess) {
  const auto keys = opened();
  ASSERT_FALSE(*keys->find("c_1", BlobKind::sound));
  const auto sound = keys->make("c_1", BlobKind::sound);
  ASSERT_TRUE(sound);
  EXPECT_EQ(keys->make("c_1", BlobKind::sound)->to_text(), sound->to_text());
  EXPECT_NE(keys->make("c_1", BlobKind::text)->to_text(), sound->to_text());
  EXPECT_NE(keys->make("c_2", BlobKind::sound)->to_text(), sound->to_text());
  const auto again = opened();
  EXPECT_EQ((*again->find("c_1", BlobKind::sound))->to_text(), sound->to_text());
  EXPECT_EQ(again->secret("index")->to_text(), keys->secret("index")->to_text());
  EXPECT_NE(again->secret("index")->to_text(), keys->secret("audit")->to_text());
  EXPECT_THAT(everything_in(folder()), testing::Not(HasSubstr(sound->to_text())));
  struct stat facts{};
  ASSERT_EQ(::stat((folder() / "master.key").c_str(), &facts), 0);
  EXPECT_EQ(facts.st_mode & 0777U, 0600U);
  ASSERT_EQ(::stat(folder().c_str(), &facts), 0);
  EXPECT_EQ(facts.st_mode & 0777U, 0700U);
}

TEST_F(KeysTest, ADestroyedKeyLeavesATombstoneAndNothingElse) {
  const auto keys = opened();
  ASSERT_TRUE(keys->make("c_1", BlobKind::sound));
  ASSERT_TRUE(keys->make("c_1", BlobKind::text));
  const std::string before = everything_in(folder());
  EXPECT_EQ(keys->destroy("c_1", BlobKind::sound, "request r_1"), 1);
  EXPECT_EQ(keys->destroy("c_1", BlobKind::sound, "again"), 0);
  EXPECT_FALSE(*keys->find("c_1", BlobKind::sound));
  EXPECT_TRUE(*keys->find("c_1", BlobKind::text));
  const auto tombstone = keys->destroyed("c_1", BlobKind::sound);
  ASSERT_TRUE(tombstone && *tombstone);
  EXPECT_EQ((*tombstone)->reason, "request r_1");
  EXPECT_EQ((*tombstone)->at, clock_.now());
  const auto made = keys->make("c_1", BlobKind::sound);
  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().code, ErrorCode::conflict);
  EXPECT_THAT(made.error().message, HasSubstr("2026-03-14"));
  EXPECT_EQ(keys->destroy("c_9", BlobKind::text, "never had one"), 0);
  EXPECT_EQ(keys->make("c_9", BlobKind::text).error().code, ErrorCode::conflict);
}

TEST_F(KeysTest, OfADestroyedKeyNotEvenTheWrappedBytesStay) {
  const auto keys = opened();
  ASSERT_TRUE(keys->make("c_1", BlobKind::sound));
  // A process that still holds the database open, as a server does.
  const auto other = opened();
  std::string wrapped;
  const std::string all = everything_in(folder());
  const std::size_t at = all.rfind("c_1sound");
  ASSERT_NE(at, std::string::npos);
  wrapped = all.substr(at + 8 + 8, 90);  // behind owner, kind and the fingerprint of the master key
  ASSERT_THAT(all, HasSubstr(wrapped));
  ASSERT_EQ(keys->destroy("c_1", BlobKind::sound, "request"), 1);
  EXPECT_THAT(everything_in(folder()), testing::Not(HasSubstr(wrapped)));
  EXPECT_FALSE(*other->find("c_1", BlobKind::sound));
}

TEST_F(KeysTest, AMissingOrWrongMasterKeySaysWhatToDo) {
  opened()->make("c_1", BlobKind::text).value();
  const auto file = folder() / "master.key";
  const std::string right = base::read_file(file).value();
  fs::remove(file);
  auto refused = open();
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::permission_denied);
  EXPECT_THAT(refused.error().message, HasSubstr("restore"));
  EXPECT_FALSE(fs::exists(file)) << "a new key would lock everything out silently";
  const std::string wrong = base::SecretKey::random().to_text();
  refused = open(wrong);
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().message, HasSubstr("not the one"));
  EXPECT_THAT(refused.error().message, testing::Not(HasSubstr(wrong)));
  EXPECT_FALSE(open("garbage"));
  EXPECT_TRUE(open(right)) << "the variable takes the file's place";
  ASSERT_TRUE(base::write_file_atomic(file, right));
  ::chmod(file.c_str(), 0644);
  refused = open();
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().message, HasSubstr("chmod 600"));
}

TEST_F(KeysTest, RotationKeepsEveryKeyAndDropsTheOldMaster) {
  const auto keys = opened();
  const std::string sound = keys->make("c_1", BlobKind::sound)->to_text();
  const std::string index = keys->secret("index")->to_text();
  ASSERT_EQ(keys->destroy("c_2", BlobKind::text, "gone"), 0);
  const std::string old_master = base::read_file(folder() / "master.key").value();
  const auto running = opened();
  const auto rotated = keys->rotate();
  ASSERT_TRUE(rotated) << rotated.error().message;
  EXPECT_EQ(rotated->keys, 2);
  const std::string new_master = base::read_file(folder() / "master.key").value();
  EXPECT_EQ(new_master.size(), 44U) << "one key";
  EXPECT_NE(new_master, old_master);
  EXPECT_EQ((*keys->find("c_1", BlobKind::sound))->to_text(), sound);
  // A process that was there all the time goes on, and wraps nothing under what is gone.
  EXPECT_EQ((*running->find("c_1", BlobKind::sound))->to_text(), sound);
  const std::string late = running->make("c_3", BlobKind::text)->to_text();
  const auto again = opened();
  EXPECT_EQ((*again->find("c_1", BlobKind::sound))->to_text(), sound);
  EXPECT_EQ((*again->find("c_3", BlobKind::text))->to_text(), late);
  EXPECT_EQ(again->secret("index")->to_text(), index);
  EXPECT_FALSE(open(old_master));
  const std::string newest = base::SecretKey::random().to_text();
  EXPECT_EQ(opened(newest + "," + new_master)->rotate()->keys, 3);
  EXPECT_EQ((*opened(newest)->find("c_1", BlobKind::sound))->to_text(), sound);
}

TEST_F(KeysTest, AnchorsAreRemembered) {
  const auto keys = opened();
  EXPECT_FALSE(*keys->anchor("audit"));
  ASSERT_TRUE(keys->put_anchor("audit", "7 abc"));
  ASSERT_TRUE(keys->put_anchor("audit", "8 def"));
  EXPECT_EQ(**opened()->anchor("audit"), "8 def");
}

}  // namespace
}  // namespace cxai::store
