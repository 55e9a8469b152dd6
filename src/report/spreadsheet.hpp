// Rows of typed cells as CSV or XLSX, for people who open them in a spreadsheet.
//
// Input    columns, and rows one by one from a callback; text is valid UTF-8
// Output   CSV: RFC 4180, UTF-8 with BOM, CRLF, and for tr and de ';' between fields and ',' in numbers, as their
//          spreadsheets expect; XLSX: one sheet, header styled, frozen and filterable, dates and durations as such
// Errors   invalid_input (a row with another number of cells, too many rows for a sheet) · unavailable (file)
// Limits   one row in memory for CSV; XLSX is built in a temporary file (rows up to 1 048 575)
// Threads  any
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"

namespace cxai::report {

enum class CellType : std::uint8_t { text, integer, number, percent, date, duration };

struct Column {
  std::string title;
  CellType type = CellType::text;
};

// Empty, text, integer, number or share (0 … 1 for percent), instant, duration. A value that does not fit its
// column's type is written as what it is.
using Cell = std::variant<std::monostate, std::string, std::int64_t, double, Timestamp, Millis>;
using Row = std::vector<Cell>;

// Fills the next row and returns true, or returns false at the end.
using RowSource = std::function<bool(Row&)>;

struct Table {
  std::vector<Column> columns;
  std::vector<Row> rows;
};

struct SheetOptions {
  std::string language = "tr";         // tr and de: ';' and decimal comma in CSV
  std::chrono::minutes utc_offset{0};  // instants are shown in this local time
  std::string sheet_name = "Sayfa 1";  // XLSX
};

// Hands the CSV on piece by piece; text that a spreadsheet would run as a formula gets an apostrophe in front.
Result<> write_csv(const std::vector<Column>& columns, const RowSource& rows, const SheetOptions& options,
                   const std::function<void(std::string_view)>& out);
Result<std::string> csv_text(const Table& table, const SheetOptions& options);

Result<> write_xlsx(const std::vector<Column>& columns, const RowSource& rows, const SheetOptions& options,
                    const std::filesystem::path& file);
Result<std::string> xlsx_bytes(const std::vector<Column>& columns, const RowSource& rows, const SheetOptions& options);
Result<std::string> xlsx_bytes(const Table& table, const SheetOptions& options);

// Rows of a table one by one. Borrows the table.
RowSource rows_of(const Table& table);

}  // namespace cxai::report
