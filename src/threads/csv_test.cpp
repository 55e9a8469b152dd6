#include "threads/csv.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

namespace cxai::threads {
namespace {

using Lines = std::vector<std::string>;

std::string at(const std::string& text, std::uint64_t offset) {
  const CsvPlace place = places_of(text, {offset})[0];
  return std::to_string(place.line) + ":" + std::to_string(place.column);
}

// One line per step: fields joined by '|', or "line:column reason".
Lines read(const std::string& text, CsvOptions options = {}) {
  CsvReader csv(text, options);
  Lines lines;
  std::string room;
  for (auto step = csv.next(); step != CsvReader::Step::end; step = csv.next()) {
    std::string line;
    if (step == CsvReader::Step::problem) {
      line = at(text, csv.problem().offset) + " " + csv.problem().reason;
    } else {
      for (std::size_t i = 0; i < csv.size(); ++i) line += (i ? "|" : "") + std::string(csv[i].value(room));
    }
    lines.push_back(line);
  }
  return lines;
}

// The same, one byte at a time and with nothing but the rules in mind.
Lines read_slowly(const std::string& text) {
  Lines lines;
  std::size_t at_row = text.starts_with("\xEF\xBB\xBF") ? 3 : 0;
  while (at_row < text.size()) {
    std::string line;
    std::string problem;
    std::size_t p = at_row;
    std::size_t fields = 0;
    for (bool more = true; more && problem.empty();) {
      more = false;
      if (fields++ > 0) line += '|';
      if (p < text.size() && text[p] == '"') {
        const std::size_t open = p++;
        bool closed = false;
        while (p < text.size() && !closed) {
          if (text[p] == '"' && p + 1 < text.size() && text[p + 1] == '"') {
            line += '"';
            p += 2;
          } else if (text[p] == '"') {
            closed = true;
            ++p;
          } else {
            line += text[p++];
          }
        }
        const std::string rest = text.substr(p, 2);
        if (rest == "\r\n" || rest == "\r") ++p;
        if (!closed) {
          problem = at(text, open) + " the quote opened here is not closed";
        } else if (p < text.size() && text[p] != ',' && text[p] != '\n') {
          problem = text.substr(open, p - open).find('\n') != std::string::npos
                        ? at(text, open) + " the quote opened here is not closed"
                        : at(text, p) + " text stands after the closing quote";
        }
      } else {
        const std::size_t begin = p;
        while (p < text.size() && text[p] != ',' && text[p] != '\n') ++p;
        std::string field = text.substr(begin, p - begin);
        if ((p == text.size() || text[p] == '\n') && field.ends_with('\r')) field.pop_back();
        line += field;
      }
      if (problem.empty() && p < text.size() && text[p++] == ',') more = true;
    }
    if (!problem.empty()) {
      lines.push_back(problem);
      at_row = std::min(text.find('\n', at_row), text.size() - 1) + 1;
      continue;
    }
    if (fields > 1 || !line.empty()) lines.push_back(line);
    at_row = p;
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
  EXPECT_EQ(read("a\n" + longer + "\nb\n", {.max_row_bytes = 50}),
            (Lines{"a", "2:1 the row is longer than 50 bytes", "b"}));
  EXPECT_EQ(read("a\n\"" + longer + "\nb\n", {.max_row_bytes = 50}),
            (Lines{"a", "2:1 the quote opened here is not closed", "b"}));
  // Where the limit falls among quotes, separators and the end of a row must not matter.
  for (std::size_t limit = 1; limit < 20; ++limit) {
    const auto lines = read("\"a\",\"b\"\r\n\"c\"\"\",,d\n", {.max_row_bytes = limit});
    EXPECT_EQ(lines.size(), 2U) << limit;
    EXPECT_EQ(lines[1] == "c\"||d", limit >= 8) << limit;
  }
}

TEST(Csv, PlacesCountLinesInsideQuotes) {
  const std::string text =
      "\xEF\xBB\xBF"
      "a,b\n\"x\ny\",z\n";
  CsvReader csv(text);
  ASSERT_EQ(csv.next(), CsvReader::Step::row);
  EXPECT_EQ(at(text, csv.offset(1)), "1:3");
  ASSERT_EQ(csv.next(), CsvReader::Step::row);
  EXPECT_EQ(at(text, csv.offset(0)), "2:1");
  EXPECT_EQ(at(text, csv.offset(1)), "3:4");
  const auto places = places_of(text, {csv.offset(1), csv.offset(0)});
  EXPECT_EQ(places[0].line, 3U);
  EXPECT_EQ(places[1].line, 2U);
}

TEST(Csv, ReadsAsTheRulesSay) {
  std::mt19937 random(3);
  for (int i = 0; i < 3000; ++i) {
    std::string text;
    for (std::size_t n = random() % 300; n > 0; --n) text += std::string_view("aaaab,,\"\"\"\n\n\r ")[random() % 14];
    ASSERT_EQ(read(text), read_slowly(text)) << text;
  }
}

// Rows across the blocks and the window of marks, of every length.
TEST(Csv, LongRowsReadTheSame) {
  std::string text;
  std::mt19937 random(4);
  for (int i = 0; i < 400; ++i) {
    const std::string words(random() % 400, 'x');
    text += i % 3 ? words + ",y\n" : "\"" + words + "\"\"\n" + words + "\",\"\"\r\n";
  }
  const auto lines = read(text);
  EXPECT_EQ(lines.size(), 400U);
  EXPECT_EQ(lines, read_slowly(text));
}

TEST(Marks, EveryProcessorFindsTheSame) {
  std::mt19937 random(9);
  std::string text;
  for (int i = 0; i < 64 * 50; ++i) text += static_cast<char>(random() % 3 ? ",\"\n;"[random() % 4] : random() % 256);
  std::vector<Marks> slow(50);
  portable::find_marks(text.data(), 50, ';', slow.data());
  for (std::size_t i = 0; i < text.size(); ++i) {
    EXPECT_EQ(slow[i / 64].quotes >> (i % 64) & 1, text[i] == '"' ? 1U : 0U);
    EXPECT_EQ(slow[i / 64].ends >> (i % 64) & 1, text[i] == ';' || text[i] == '\n' ? 1U : 0U);
  }
  if (!has_avx2()) GTEST_SKIP() << "this processor has no AVX2";
  std::vector<Marks> fast(50);
  avx2::find_marks(text.data(), 50, ';', fast.data());
  for (std::size_t b = 0; b < 50; ++b) {
    EXPECT_EQ(fast[b].quotes, slow[b].quotes);
    EXPECT_EQ(fast[b].ends, slow[b].ends);
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
