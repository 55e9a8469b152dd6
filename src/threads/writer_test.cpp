#include "threads/writer.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <random>
#include <sstream>

#include "base/files.hpp"
#include "base/json.hpp"
#include "threads/escape.hpp"

namespace cxai::threads {
namespace {

const std::string kWriterHeader =
    "tweet_id,author_id,inbound,created_at,text,response_tweet_id,in_response_to_tweet_id\n";

std::string written(const std::string& csv, const WriteOptions& options = {}) {
  std::istringstream in(csv);
  const auto source = Source::hold(in);
  ThreadsSummary summary;
  const auto forest = read_forest(*source, summary);
  std::ostringstream out;
  const auto count = write_conversations(*forest, options, out);
  EXPECT_EQ(*count, summary.leaves);
  return out.str();
}

const std::string kTree = kWriterHeader + "1,100,True,2017-10-31,\"Hi \"\"all\"\"\r\n\\ @Acme \t\x01 ğ\",\"2,3\",\n" +
                          "2,Acme,False,2017-10-31,Hello,,1\n" + "3,Acme,False,2017-10-31,\"Bye, ^AB\",,1.0\n" +
                          "a\"4,100,True,2017-10-31,alone,,\n";

TEST(Writer, JsonLines) {
  std::istringstream lines(written(kTree));
  std::vector<std::string> all;
  for (std::string line; std::getline(lines, line);) all.push_back(line);
  ASSERT_EQ(all.size(), 3U);
  EXPECT_EQ(all[0], R"({"tweet_ids": ["1", "2"], "company": "Acme", "turns": [{"role": "customer", "text": )"
                    R"("Hi \"all\"\r\n\\ @Acme \t\u0001 ğ"}, {"role": "agent", "text": "Hello"}]})");
  EXPECT_EQ(all[2],
            R"({"tweet_ids": ["a\"4"], "company": "Unknown", "turns": [{"role": "customer", "text": "alone"}]})");
  for (const auto& line : all) EXPECT_TRUE(base::parse_json(line)) << line;
}

TEST(Writer, CsvHasOneLinePerTurnInTheLastColumn) {
  const auto out = written(kTree, {.format = WriteOptions::Format::csv});
  CsvReader csv(out);
  std::string room;
  std::vector<std::string> rows;
  while (csv.next() == CsvReader::Step::row) {
    ASSERT_EQ(csv.size(), 3U);
    std::string row;
    for (std::size_t i = 0; i < 3; ++i) row += "[" + std::string(csv[i].value(room)) + "]";
    rows.push_back(row);
  }
  EXPECT_THAT(rows, testing::ElementsAre("[tweet_ids][company][turns]",
                                         "[1 2][Acme][customer: Hi \"all\" \\ @Acme \t\x01 ğ\nagent: Hello]",
                                         "[1 3][Acme][customer: Hi \"all\" \\ @Acme \t\x01 ğ\nagent: Bye, ^AB]",
                                         "[a\"4][Unknown][customer: alone]"));
}

TEST(Writer, CleanTextsGoThroughTheFilter) {
  WriteOptions options;
  options.clean = true;
  options.new_filter = [] {
    return [](std::vector<std::string>& texts) {
      for (auto& text : texts) text += "!";
    };
  };
  const auto json = *base::parse_json(written(kTree, options).substr(0, written(kTree, options).find('\n')));
  EXPECT_EQ(json["turns"][0]["text"], "Hi \"all\"\r\n\\ \x01 ğ!");
  EXPECT_EQ(json["turns"][1]["text"], "Hello!");
  EXPECT_EQ(json["company"], "Acme");
}

// Many blocks, made by several threads, come out as one thread writes them.
TEST(Writer, ThreadsDoNotShow) {
  std::mt19937 random(7);
  std::string csv = kWriterHeader;
  for (int i = 1; i <= 30'000; ++i)
    csv += std::to_string(i) + ",1,True,2017-10-31," + std::string(random() % 40, 'x') + ",," +
           (random() % 3 ? std::to_string(1 + random() % 30'000) : "") + "\n";
  const auto one = written(csv, {.threads = 1});
  EXPECT_EQ(written(csv, {.threads = 4}), one);
  EXPECT_GT(one.size(), csv.size());
}

TEST(Writer, AConversationLongerThanABlockIsWhole) {
  std::string csv = kWriterHeader;
  for (int i = 60'000; i > 0; --i)
    csv += std::to_string(i) + ",1,True,2017-10-31,some words,," + (i > 1 ? std::to_string(i - 1) : "") + "\n";
  const auto out = written(csv);
  EXPECT_EQ(std::ranges::count(out, '\n'), 1);
  const auto json = base::parse_json(out);
  ASSERT_TRUE(json);
  EXPECT_EQ((*json)["turns"].size(), 60'000U);
  EXPECT_EQ((*json)["tweet_ids"][59'999], "60000");
}

TEST(Writer, SaysWhenTheOutputTakesNoMore) {
  struct Full : std::streambuf {
    std::streamsize xsputn(const char*, std::streamsize) override { return 0; }
    int overflow(int) override { return -1; }
  } full;
  std::ostream out(&full);
  std::istringstream in(kTree);
  const auto source = Source::hold(in);
  ThreadsSummary summary;
  const auto forest = read_forest(*source, summary);
  EXPECT_EQ(write_conversations(*forest, {}, out).error().code, ErrorCode::unavailable);
}

TEST(Escape, EveryProcessorWritesTheSame) {
  std::mt19937 random(11);
  for (int i = 0; i < 3000; ++i) {
    std::string raw;
    for (std::size_t n = random() % 90; n > 0; --n)
      raw += random() % 4 ? 'x' : std::string_view("\"\\\n\r\t\x01\x1F \x7F\xC4\x9F")[random() % 11];
    for (const bool doubled : {false, true}) {
      // No byte more than promised: the sanitizer watches the end.
      const auto run = [&](auto escape, std::size_t most) {
        std::vector<char> out(most * raw.size() + kEscapeSlack);
        return std::string(out.data(), escape(raw, doubled, out.data()));
      };
      const auto json = run(portable::escape_json, 6);
      const auto csv = run(portable::escape_csv_line, 2);
      if (!doubled && raw.find_first_of("\xC4\x9F") == std::string::npos) {
        EXPECT_EQ(*base::parse_json("\"" + json + "\""), raw);
      }
      EXPECT_EQ(csv.find_first_of("\r\n"), std::string::npos);
      if (!has_avx2()) continue;
      EXPECT_EQ(run(avx2::escape_json, 6), json);
      EXPECT_EQ(run(avx2::escape_csv_line, 2), csv);
    }
  }
}

TEST(Source, FilesStreamsAndMemoryAreTheSame) {
  const base::TempDir folder;
  const auto path = folder.path() / "messages.csv";
  std::string bytes;
  for (int i = 0; bytes.size() < 5'000'000; ++i) bytes += std::to_string(i) + "\n";
  std::ofstream(path, std::ios::binary) << bytes;
  const auto mapped = Source::map(path);
  ASSERT_TRUE(mapped);
  EXPECT_EQ(mapped->text(), bytes);
  mapped->forget(bytes.size());
  EXPECT_EQ(mapped->text(), bytes);
  std::istringstream first(bytes);
  std::istringstream second(bytes);
  const auto spooled = Source::spool(first);
  ASSERT_TRUE(spooled);
  EXPECT_EQ(spooled->text(), bytes);
  const auto held = Source::hold(second);
  ASSERT_TRUE(held);
  EXPECT_EQ(held->text(), bytes);
}

TEST(Source, SaysWhatCannotBeRead) {
  const base::TempDir folder;
  EXPECT_EQ(Source::map(folder.path() / "none.csv").error().code, ErrorCode::not_found);
  EXPECT_EQ(Source::map(folder.path()).error().code, ErrorCode::invalid_input);
  std::ofstream(folder.path() / "empty.csv").close();
  EXPECT_EQ(Source::map(folder.path() / "empty.csv")->text(), "");
}

}  // namespace
}  // namespace cxai::threads
