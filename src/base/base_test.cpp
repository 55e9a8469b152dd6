#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>
#include <set>

#include "base/clock.hpp"
#include "base/files.hpp"
#include "base/hash.hpp"
#include "base/json.hpp"
#include "base/markup.hpp"
#include "base/progress.hpp"
#include "base/secret.hpp"
#include "base/utf8.hpp"
#include "base/written_time.hpp"

namespace cxai::base {
namespace {

using testing::HasSubstr;

TEST(Json, ErrorsNameLineAndColumn) {
  const auto bad = parse_json("{\n  \"a\": 1,\n  b\n}");
  ASSERT_FALSE(bad);
  EXPECT_THAT(bad.error().message, HasSubstr("line 3"));
  EXPECT_FALSE(parse_json(std::string(100, '[')));
  EXPECT_TRUE(parse_json("\"" + std::string(100, '[') + "\""));
  EXPECT_TRUE(parse_json("\xEF\xBB\xBF{}"));
}

TEST(Reader, NamesTheFirstWrongField) {
  const auto json = parse_json(R"({"text": 5, "n": -1, "list": {}})");
  ASSERT_TRUE(json);
  Reader in(*json, "turns[3]");
  EXPECT_EQ(in.string("text"), "");
  EXPECT_EQ(in.integer("n", 0, 10), 0);
  ASSERT_FALSE(in.ok());
  EXPECT_EQ(in.error().error().message, "turns[3].text: must be text, got 5");
  Reader again(*json, "");
  again.integer("n", 0, 10);
  EXPECT_EQ(again.error().error().message, "n: must be a whole number from 0 to 10, got -1");
  Reader missing(*json, "");
  missing.string("x");
  EXPECT_EQ(missing.error().error().message, "x: is required");
  Reader array(Json::array(), "doc");
  EXPECT_FALSE(array.ok());
}

TEST(Clock, TimesRoundTrip) {
  for (const char* text : {"2026-03-14T09:26:53.589Z", "1969-12-31T23:59:59.001Z", "2024-02-29T00:00:00.000Z"}) {
    const auto time = parse_utc(text);
    ASSERT_TRUE(time) << text;
    EXPECT_EQ(format_utc(*time), text);
  }
  EXPECT_EQ(*parse_utc("2026-03-14T12:00:00+03:00"), *parse_utc("2026-03-14T09:00:00Z"));
  EXPECT_EQ(*parse_utc("2026-03-14"), *parse_utc("2026-03-14T00:00Z"));
  EXPECT_EQ(parse_written_time("2026-03-14T12:00-03:30")->ahead, std::chrono::minutes(-210));
  EXPECT_FALSE(parse_written_time("2026-03-14T12:00:00Z")->ahead);
  for (const char* text : {"", "2026-02-30", "2026-03-14T25:00Z", "14.03.2026", "2026-03-14T09:00:00Zx"})
    EXPECT_FALSE(parse_utc(text)) << text;
}

TEST(Hash, KnownDigestAndIds) {
  EXPECT_EQ(sha256_hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(content_id("c_", "abc"), content_id("c_", "abc"));
  EXPECT_NE(content_id("c_", "abc"), content_id("c_", "abd"));
  EXPECT_EQ(content_id("c_", "abc").size(), 22U);
  std::set<std::string> ids;
  for (int i = 0; i < 1000; ++i) ids.insert(new_id("j_"));
  EXPECT_EQ(ids.size(), 1000U);
}

TEST(Secret, PasswordsVerify) {
  const std::string hash = hash_password("gizli söz");
  EXPECT_TRUE(verify_password(hash, "gizli söz"));
  EXPECT_FALSE(verify_password(hash, "gizli soz"));
  EXPECT_FALSE(verify_password("nonsense", "gizli söz"));
  EXPECT_NE(random_token(), random_token());
}

TEST(Files, AtomicWriteReplacesAndLeavesNothingBehind) {
  const TempDir dir;
  const auto path = dir.path() / "a" / "b.txt";
  ASSERT_TRUE(write_file_atomic(path, "one"));
  ASSERT_TRUE(write_file_atomic(path, "two"));
  EXPECT_EQ(read_file(path).value(), "two");
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(path.parent_path()), {}), 1);
  EXPECT_EQ(read_file(dir.path() / "none").error().code, ErrorCode::not_found);
  EXPECT_EQ(read_file(path, 2).error().code, ErrorCode::invalid_input);
  EXPECT_FALSE(read_file(dir.path()));
}

TEST(Utf8, RandomBytesAlwaysBecomeValidAndCountsAgree) {
  std::mt19937 random(7);
  for (int round = 0; round < 2000; ++round) {
    std::string bytes;
    for (int i = 0; i < 20; ++i) bytes += static_cast<char>(random() & 0xFFU);
    const std::string text = make_valid_utf8(bytes);
    ASSERT_TRUE(is_valid_utf8(text));
    std::size_t offset = 0;
    std::size_t count = 0;
    std::string again;
    while (offset < text.size()) {
      EXPECT_EQ(byte_offset(text, count), offset);
      append_utf8(again, next_code_point(text, offset));
      ++count;
    }
    EXPECT_EQ(again, text);
    EXPECT_EQ(count_code_points(text), count);
  }
  EXPECT_FALSE(is_valid_utf8("\xC0\x80"));
  EXPECT_FALSE(is_valid_utf8("\xED\xA0\x80"));
  CodePointIndex index("aşkım");
  EXPECT_EQ(index.at(0), 0U);
  EXPECT_EQ(index.at(3), 2U);
  EXPECT_EQ(index.at(7), 5U);
}

TEST(Progress, LineFitsAndSaysRateAndTimeLeft) {
  const std::string line = progress_line("Analysing", 10, 2, 40, std::chrono::seconds(5), 80);
  EXPECT_THAT(line, HasSubstr("10/40"));
  EXPECT_THAT(line, HasSubstr("2.0/s"));
  EXPECT_THAT(line, HasSubstr("0:15 left"));
  EXPECT_THAT(line, HasSubstr("✗ 2"));
  for (int columns = 1; columns < 120; ++columns)
    EXPECT_LT(count_code_points(progress_line("Analysing", 10, 2, 40, std::chrono::seconds(5), columns)),
              static_cast<std::size_t>(columns));
}

TEST(Markup, EscapesWhatHasAMeaning) {
  EXPECT_EQ(escape_markup(R"(<a href="x">Ş & ç</a>)"), "&lt;a href=&quot;x&quot;&gt;Ş &amp; ç&lt;/a&gt;");
  EXPECT_EQ(escape_markup(""), "");
}

}  // namespace
}  // namespace cxai::base
