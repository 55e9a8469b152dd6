#include "threads/csv.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>
#include <sstream>

namespace cxai::threads {
namespace {

using Lines = std::vector<std::string>;

// One line per step: fields joined by '|', or "line:column reason".
Lines read(const std::string& text, CsvOptions options = {}) {
  std::istringstream in(text);
  CsvReader csv(in, options);
  Lines lines;
  for (auto step = csv.next(); step != CsvReader::Step::end; step = csv.next()) {
    std::string line;
    if (step == CsvReader::Step::problem) {
      const auto& problem = csv.problem();
      line = std::to_string(problem.place.line) + ":" + std::to_string(problem.place.column) + " " + problem.reason;
    } else {
      for (std::size_t i = 0; i < csv.size(); ++i) line += (i ? "|" : "") + std::string(csv[i]);
    }
    lines.push_back(line);
  }
  return lines;
}

TEST(Csv, ReadsQuotesLineEndsAndBom) {
  EXPECT_EQ(read("\xEF\xBB\xBF"
                 "a,b,c\r\n1,\"x,\"\"y\"\"\nz\",\r\n\n\"\",\"\"\"\",5\" tv\n,\n\"last\""),
            (Lines{"a|b|c", "1|x,\"y\"\nz|", "|\"|5\" tv", "|", "last"}));
  EXPECT_EQ(read(""), Lines{});
  EXPECT_EQ(read("a;b", {.separator = ';'}), (Lines{"a|b"}));
}

TEST(Csv, NamesBadRowsAndGoesOn) {
  EXPECT_EQ(read("a,b\n1,\"x\"y\n2,z\n"), (Lines{"a|b", "2:6 text stands after the closing quote", "2|z"}));
  EXPECT_EQ(read("a,b\n1,\"x\n2,z\n3,w\n"), (Lines{"a|b", "2:3 the quote opened here is not closed", "2|z", "3|w"}));
  EXPECT_EQ(read("\"a\nb\",\"c\n"),
            (Lines{"2:4 the quote opened here is not closed", "2:4 the quote opened here is not closed"}));
}

TEST(Csv, RowsThatAreTooLongAreBad) {
  const std::string longer(100, 'x');
  EXPECT_EQ(read("a\n" + longer + "\nb\n", {.max_row_bytes = 50, .chunk_bytes = 8}),
            (Lines{"a", "2:1 the row is longer than 50 bytes", "b"}));
  EXPECT_EQ(read("a\n\"" + longer + "\nb\n", {.max_row_bytes = 50, .chunk_bytes = 8}),
            (Lines{"a", "2:1 the quote opened here is not closed", "b"}));
}

TEST(Csv, PlacesCountLinesInsideQuotes) {
  std::istringstream in("a,b\n\"x\ny\",z\n");
  CsvReader csv(in);
  ASSERT_EQ(csv.next(), CsvReader::Step::row);
  ASSERT_EQ(csv.next(), CsvReader::Step::row);
  EXPECT_EQ(csv.place(0).line, 2U);
  EXPECT_EQ(csv.place(1).line, 3U);
  EXPECT_EQ(csv.place(1).column, 4U);
}

// The size of the chunks must not show: any text reads the same in pieces of one byte and in one.
TEST(Csv, ChunksDoNotShow) {
  std::mt19937 random(3);
  for (int i = 0; i < 400; ++i) {
    std::string text;
    for (int n = 0; n < 60; ++n) text += std::string_view("aab,,\"\"\n\r ")[random() % 10];
    const Lines whole = read(text);
    EXPECT_EQ(read(text, {.chunk_bytes = 1}), whole) << text;
    EXPECT_EQ(read(text, {.chunk_bytes = 7}), whole) << text;
  }
}

// What is written by the rules comes back as it was.
TEST(Csv, RandomTablesComeBack) {
  std::mt19937 random(5);
  for (int i = 0; i < 200; ++i) {
    std::string text;
    Lines expected;
    for (int row = 0; row < 5; ++row) {
      std::string line;
      for (int column = 0; column < 3; ++column) {
        std::string field;
        for (std::size_t n = random() % 6; n > 0; --n) field += std::string_view("xş,\"\n\r'")[random() % 8];
        line += (column ? "|" : "") + field;
        std::string quoted;
        for (const char c : field) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
        text += (column ? ",\"" : "\"") + quoted + "\"";
      }
      text += random() % 2 ? "\n" : "\r\n";
      expected.push_back(line);
    }
    EXPECT_EQ(read(text), expected);
  }
}

}  // namespace
}  // namespace cxai::threads
