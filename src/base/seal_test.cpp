#include "base/seal.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>

namespace cxai::base {
namespace {

namespace fs = std::filesystem;

std::string pattern(std::size_t size) {
  std::string bytes(size, '\0');
  for (std::size_t i = 0; i < size; ++i) bytes[i] = static_cast<char>(i * 31 + i / 251);
  return bytes;
}

std::string raw(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

void overwrite(const fs::path& path, const std::string& bytes) {
  std::ofstream out(path, std::ios::binary | std::ios::trunc);
  out << bytes;
}

class Seal : public testing::Test {
 protected:
  fs::path file(const std::string& name) { return folder_.path() / name; }
  TempDir folder_;
};

TEST_F(Seal, EveryLengthComesBackWholeAndInParts) {
  for (const std::size_t size : {0UL, 1UL, kSealChunkBytes - 1, kSealChunkBytes, kSealChunkBytes + 1,
                                 2 * kSealChunkBytes, 3 * kSealChunkBytes + 77}) {
    const std::string bytes = pattern(size);
    const fs::path path = file("f" + std::to_string(size));
    const auto sealed = seal_bytes(bytes, path);
    ASSERT_TRUE(sealed) << sealed.error().message;
    EXPECT_EQ(sealed->size_bytes, size);
    EXPECT_EQ(sealed->sha256, sha256_hex(bytes));
    EXPECT_EQ(read_file(sealed->file), bytes);
    auto reader = SealReader::open(path, *sealed->file.key);
    ASSERT_TRUE(reader);
    EXPECT_EQ(reader->size(), size);
    for (const std::size_t offset : {0UL, size / 3, kSealChunkBytes - 2, size, size + 9}) {
      std::string part(100, '\0');
      const auto got = reader->read_at(offset, part);
      ASSERT_TRUE(got) << got.error().message;
      EXPECT_EQ(part.substr(0, *got), offset < size ? bytes.substr(offset, 100) : "") << size << " at " << offset;
    }
  }
}

TEST_F(Seal, NothingOfTheContentLiesOnTheDisk) {
  const std::string words = "TC kimlik numaram 10000000146";
  const auto sealed = seal_bytes(words, file("a"));
  ASSERT_TRUE(sealed);
  EXPECT_THAT(raw(file("a")), testing::Not(testing::HasSubstr("10000000146")));
  EXPECT_THAT(raw(file("a")), testing::Not(testing::HasSubstr(
                                  std::string(reinterpret_cast<const char*>(sealed->file.key->bytes().data()), 8))));
  struct stat facts{};
  ASSERT_EQ(::stat(file("a").c_str(), &facts), 0);
  EXPECT_EQ(facts.st_mode & 0777U, 0600U);
}

TEST_F(Seal, ChangesCutsAndExtensionsAreNoticed) {
  const auto sealed = seal_bytes(pattern(2 * kSealChunkBytes + 10), file("a"));
  ASSERT_TRUE(sealed);
  const std::string whole = raw(file("a"));
  const auto broken = [&](const std::string& bytes) {
    overwrite(file("a"), bytes);
    const auto read = read_file(sealed->file);
    return !read && read.error().code == ErrorCode::corrupt_data;
  };
  std::string changed = whole;
  changed[100] = static_cast<char>(changed[100] ^ 1);
  EXPECT_TRUE(broken(changed)) << "a bit of the first chunk";
  EXPECT_TRUE(broken(whole.substr(0, whole.size() - 1))) << "the last byte is missing";
  EXPECT_TRUE(broken(whole.substr(0, 80 + 2 * (kSealChunkBytes + 16)))) << "the last chunk is missing";
  EXPECT_TRUE(broken(whole.substr(0, 80))) << "all chunks are missing";
  EXPECT_TRUE(broken(whole + std::string(16, 'x'))) << "something was added";
  std::string swapped = whole;
  const std::string first = whole.substr(80, kSealChunkBytes + 16);
  swapped.replace(80, first.size(), whole.substr(80 + first.size(), first.size()));
  swapped.replace(80 + first.size(), first.size(), first);
  EXPECT_TRUE(broken(swapped)) << "two chunks changed places";
  overwrite(file("a"), whole);
  EXPECT_TRUE(read_file(sealed->file));
}

TEST_F(Seal, AnOwnerOpensOnlyItsOwnFiles) {
  const auto sealed = seal_bytes("merhaba", file("a"));
  ASSERT_TRUE(sealed);
  const SecretKey owner = SecretKey::random();
  EXPECT_FALSE(key_from_owner(file("a"), owner, "c_1/text")) << "given to nobody yet";
  ASSERT_TRUE(give_to_owner(*sealed, owner, "c_1/text"));
  const auto key = key_from_owner(file("a"), owner, "c_1/text");
  ASSERT_TRUE(key) << key.error().message;
  EXPECT_EQ(read_file(KeyedFile{file("a"), *key}), "merhaba");
  EXPECT_EQ(key_from_owner(file("a"), owner, "c_1/sound").error().code, ErrorCode::permission_denied);
  EXPECT_EQ(key_from_owner(file("a"), SecretKey::random(), "c_1/text").error().code, ErrorCode::permission_denied);
}

TEST_F(Seal, AnUnfinishedFileGoesAway) {
  {
    auto writer = SealWriter::create(file("a"));
    ASSERT_TRUE(writer);
    ASSERT_TRUE(writer->append(pattern(100'000)));
    EXPECT_TRUE(fs::exists(file("a")));
  }
  EXPECT_FALSE(fs::exists(file("a")));
}

TEST(SecretKeys, ReadTheirOwnTextAndNoOther) {
  const SecretKey key = SecretKey::random();
  const auto again = SecretKey::from_text(key.to_text());
  ASSERT_TRUE(again);
  EXPECT_EQ(again->to_text(), key.to_text());
  EXPECT_EQ(key.to_text().size(), 43U);
  EXPECT_EQ(key.fingerprint().size(), 8U);
  EXPECT_THAT(key.to_text(), testing::Not(testing::HasSubstr(key.fingerprint())));
  for (const char* text : {"", "short", "not base 64 at all, but long enough to be a key!!"})
    EXPECT_FALSE(SecretKey::from_text(text)) << text;
}

TEST(SecretKeys, SignAndHash) {
  const SecretKey key = SecretKey::random();
  const std::string signature = sign(key, "silindi");
  EXPECT_TRUE(verify_signature(public_key_of(key), signature, "silindi"));
  EXPECT_FALSE(verify_signature(public_key_of(key), signature, "silinmedi"));
  EXPECT_FALSE(verify_signature(public_key_of(SecretKey::random()), signature, "silindi"));
  EXPECT_FALSE(verify_signature("", "", ""));
  EXPECT_EQ(keyed_hash(key, "a"), keyed_hash(key, "a"));
  EXPECT_NE(keyed_hash(key, "a"), keyed_hash(SecretKey::random(), "a"));
}

}  // namespace
}  // namespace cxai::base
