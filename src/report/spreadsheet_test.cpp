#include "report/spreadsheet.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <cstdio>

#include "base/files.hpp"

namespace cxai::report {
namespace {

using testing::HasSubstr;

Table table() {
  Table t;
  t.columns = {{"Görüşme", CellType::text}, {"Kelime", CellType::integer}, {"Pay", CellType::percent},
               {"Tarih", CellType::date},   {"Süre", CellType::duration},  {"Not", CellType::text}};
  t.rows = {
      {std::string("ş;\"x\"\ny"), std::int64_t{1200}, 0.25, base::parse_utc("2026-03-14T22:26:53Z").value(),
       Millis(90'061'400), std::string("=HYPERLINK(1)")},
      {std::string("b"), std::monostate(), std::monostate(), std::monostate(), std::monostate(), std::string("a,b")}};
  return t;
}

TEST(Csv, TurkishAndEnglishHabits) {
  EXPECT_EQ(csv_text(table(), {.language = "tr", .utc_offset = std::chrono::minutes(180)}).value(),
            "\xEF\xBB\xBFGörüşme;Kelime;Pay;Tarih;Süre;Not\r\n"
            "\"ş;\"\"x\"\"\ny\";1200;0,25;2026-03-15 01:26:53;25:01:01;'=HYPERLINK(1)\r\nb;;;;;a,b\r\n");
  EXPECT_THAT(csv_text(table(), {.language = "en"}).value(),
              HasSubstr("y\",1200,0.25,2026-03-14 22:26:53,25:01:01,'=HYPERLINK(1)\r\nb,,,,,\"a,b\"\r\n"));
}

TEST(Csv, GuardsAgainstFormulas) {
  Table t;
  t.columns = {{"x", CellType::text}};
  for (const char* text : {"=1", "+1", "-1", "@a", "\t=1"}) t.rows.push_back({std::string(text)});
  t.rows.push_back({std::int64_t{-5}});  // a number is no text
  const std::string csv = csv_text(t, {}).value();
  for (const char* guarded : {"'=1\r\n", "'+1\r\n", "'-1\r\n", "'@a\r\n", "'\t=1\r\n"})
    EXPECT_THAT(csv, HasSubstr(guarded));
  EXPECT_THAT(csv, HasSubstr("\r\n-5\r\n"));
}

TEST(Csv, StreamsPiecesAndRefusesCrookedRows) {
  int left = 20'000;
  std::size_t pieces = 0;
  std::size_t bytes = 0;
  const RowSource rows = [&](Row& row) {
    row.emplace_back(std::string("0123456789"));
    return left-- > 0;
  };
  ASSERT_TRUE(write_csv({{"x", CellType::text}}, rows, {}, [&](std::string_view piece) {
    ++pieces;
    bytes += piece.size();
  }));
  EXPECT_GT(pieces, 2U);
  EXPECT_EQ(bytes, 3U + 3 + 20'000U * 12);
  Table bad = table();
  bad.rows[1].pop_back();
  EXPECT_THAT(csv_text(bad, {}).error().message, HasSubstr("row 3 has 5 cells for 6 columns"));
  EXPECT_THAT(xlsx_bytes(bad, {}).error().message, HasSubstr("row 3 has 5 cells for 6 columns"));
}

// One file inside the workbook, by the program unzip.
std::string part(const std::string& xlsx, const std::string& name) {
  const base::TempDir folder;
  const auto file = folder.path() / "t.xlsx";
  EXPECT_TRUE(base::write_file_atomic(file, xlsx));
  std::string text;
  FILE* pipe = popen(("unzip -p '" + file.string() + "' " + name).c_str(), "r");
  std::array<char, 4096> buffer{};
  while (const std::size_t n = fread(buffer.data(), 1, buffer.size(), pipe)) text.append(buffer.data(), n);
  pclose(pipe);
  return text;
}

TEST(Xlsx, HasTypedCellsFrozenHeaderAndFilter) {
  const auto xlsx = xlsx_bytes(table(), {.utc_offset = std::chrono::minutes(180), .sheet_name = "Görüşme/ler"});
  ASSERT_TRUE(xlsx) << xlsx.error().message;
  ASSERT_TRUE(xlsx->starts_with("PK"));
  if (std::system("unzip -v > /dev/null 2>&1") != 0) GTEST_SKIP() << "the program unzip is not there";
  const std::string sheet = part(*xlsx, "xl/worksheets/sheet1.xml");
  EXPECT_THAT(sheet, HasSubstr("<autoFilter ref=\"A1:F3\"/>"));
  EXPECT_THAT(sheet, HasSubstr("state=\"frozen\""));
  EXPECT_THAT(sheet, HasSubstr("<v>1200</v>"));
  EXPECT_THAT(sheet, HasSubstr("<v>46096.0603356481"));  // 2026-03-15 01:26:53
  EXPECT_THAT(sheet, HasSubstr("=HYPERLINK(1)"));
  EXPECT_THAT(sheet, testing::Not(HasSubstr("<f>")));
  EXPECT_THAT(part(*xlsx, "xl/styles.xml"), HasSubstr("[h]:mm:ss"));
  EXPECT_THAT(part(*xlsx, "xl/workbook.xml"), HasSubstr("name=\"Görüşme-ler\""));
}

TEST(Xlsx, LongTextIsCutAtTheFormatsLimit) {
  Table t;
  t.columns = {{"x", CellType::text}};
  t.rows = {{std::string(40'000, 'x') + "\x01"}};
  EXPECT_TRUE(xlsx_bytes(t, {}));
}

}  // namespace
}  // namespace cxai::report
