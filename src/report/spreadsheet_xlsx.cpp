#include <xlsxwriter.h>

#include <algorithm>
#include <memory>

#include "base/files.hpp"
#include "base/utf8.hpp"
#include "report/spreadsheet.hpp"
#include "report/text_width.hpp"

namespace cxai::report {
namespace {

constexpr std::uint32_t kMaxRows = 1'048'575;  // below the header
constexpr std::size_t kMaxCellUnits = 32'767;  // UTF-16 code units, the file format's limit
constexpr std::size_t kWidestColumn = 60;
constexpr double kMillisPerDay = 86'400'000;

struct CloseWorkbook {
  void operator()(lxw_workbook* book) const { workbook_close(book); }
};
using Workbook = std::unique_ptr<lxw_workbook, CloseWorkbook>;

struct Formats {
  lxw_format* header;
  lxw_format* integer;
  lxw_format* number;
  lxw_format* percent;
  lxw_format* date;
  lxw_format* duration;
};

lxw_format* number_format(lxw_workbook* book, const char* code) {
  lxw_format* format = workbook_add_format(book);
  format_set_num_format(format, code);
  return format;
}

Formats make_formats(lxw_workbook* book) {
  Formats formats{workbook_add_format(book),
                  number_format(book, "#,##0"),
                  number_format(book, "#,##0.00"),
                  number_format(book, "0.0%"),
                  number_format(book, "yyyy-mm-dd hh:mm:ss"),
                  number_format(book, "[h]:mm:ss")};
  format_set_bold(formats.header);
  format_set_bg_color(formats.header, 0xE3E8EF);
  format_set_bottom(formats.header, LXW_BORDER_THIN);
  return formats;
}

// A sheet's name has at most 31 characters, none of []:*?/\, and no apostrophe at its ends.
std::string sheet_name(std::string_view wanted) {
  std::string name;
  std::size_t count = 0;
  for (std::size_t i = 0; i < wanted.size() && count < 31; ++count) {
    const char32_t c = base::next_code_point(wanted, i);
    base::append_utf8(name,
                      c < 0x20 || std::u32string_view(U"[]:*?/\\'").find(c) != std::u32string_view::npos ? U'-' : c);
  }
  return name.empty() ? "Sheet1" : name;
}

// The text as a cell can hold it: no longer than allowed, without control characters, which XML cannot carry.
std::string cell_text(std::string_view text) {
  std::string out;
  std::size_t units = 0;
  for (std::size_t i = 0; i < text.size();) {
    const char32_t c = base::next_code_point(text, i);
    units += c > 0xFFFF ? 2 : 1;
    if (units > kMaxCellUnits) break;
    if ((c < 0x20 && c != U'\n' && c != U'\t') || c == 0xFFFE || c == 0xFFFF) continue;
    base::append_utf8(out, c);
  }
  return out;
}

// Days since 1899-12-30, which spreadsheets count.
double serial_date(Timestamp time) {
  constexpr std::chrono::sys_days kEpoch{std::chrono::year(1899) / 12 / 30};
  return static_cast<double>((time - kEpoch).count()) / kMillisPerDay;
}

struct CellWriter {
  lxw_worksheet* sheet;
  const Formats& formats;
  std::chrono::minutes utc_offset;
  lxw_row_t row = 0;
  lxw_col_t column = 0;
  CellType type = CellType::text;
  std::size_t width = 0;  // of what was written last

  lxw_error number(double value, lxw_format* format, std::size_t columns) {
    width = columns;
    return worksheet_write_number(sheet, row, column, value, format);
  }
  lxw_error operator()(std::monostate) {
    width = 0;
    return LXW_NO_ERROR;
  }
  lxw_error operator()(const std::string& text) {
    const std::string clean = cell_text(text);
    width = display_width(clean);
    return worksheet_write_string(sheet, row, column, clean.c_str(), nullptr);
  }
  lxw_error operator()(std::int64_t value) {
    lxw_format* format = type == CellType::integer ? formats.integer : nullptr;
    return number(static_cast<double>(value), format, std::to_string(value).size() + 3);
  }
  lxw_error operator()(double value) {
    if (!(value >= -1e300 && value <= 1e300)) return operator()(std::monostate());
    return number(value, type == CellType::percent ? formats.percent : formats.number, 12);
  }
  lxw_error operator()(Timestamp time) { return number(serial_date(time + utc_offset), formats.date, 19); }
  lxw_error operator()(Millis duration) {
    return number(static_cast<double>(duration.count()) / kMillisPerDay, formats.duration, 10);
  }
};

}  // namespace

Result<> write_xlsx(const std::vector<Column>& columns, const RowSource& rows, const SheetOptions& options,
                    const std::filesystem::path& file) {
  const base::TempDir scratch;
  std::string scratch_path = scratch.path().string();
  lxw_workbook_options settings{};
  settings.constant_memory = LXW_TRUE;
  settings.tmpdir = scratch_path.data();
  settings.use_zip64 = LXW_TRUE;
  Workbook book(workbook_new_opt(file.c_str(), &settings));
  if (!book) return fail(ErrorCode::unavailable, "no workbook can be made");
  const Formats formats = make_formats(book.get());
  lxw_worksheet* sheet = workbook_add_worksheet(book.get(), sheet_name(options.sheet_name).c_str());
  if (!sheet) return fail(ErrorCode::invalid_input, "the sheet's name cannot be used");

  std::vector<std::size_t> widths;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    worksheet_write_string(sheet, 0, static_cast<lxw_col_t>(i), cell_text(columns[i].title).c_str(), formats.header);
    widths.push_back(display_width(columns[i].title) + 3);  // room for the filter's arrow
  }
  CellWriter writer{sheet, formats, options.utc_offset};
  Row row;
  for (; row.clear(), rows(row);) {
    ++writer.row;
    if (row.size() != columns.size())
      return fail(ErrorCode::invalid_input, "row " + std::to_string(writer.row + 1) + " has " +
                                                std::to_string(row.size()) + " cells for " +
                                                std::to_string(columns.size()) + " columns");
    if (writer.row > kMaxRows)
      return fail(ErrorCode::invalid_input, "a sheet holds at most 1 048 575 rows; narrow the filter or export CSV");
    for (std::size_t i = 0; i < row.size(); ++i) {
      writer.column = static_cast<lxw_col_t>(i);
      writer.type = columns[i].type;
      if (std::visit([&](const auto& value) { return writer(value); }, row[i]) != LXW_NO_ERROR)
        return fail(ErrorCode::unavailable, "row " + std::to_string(writer.row + 1) + " cannot be written");
      widths[i] = std::max(widths[i], writer.width + 1);
    }
  }
  for (std::size_t i = 0; i < widths.size(); ++i) {
    const auto column = static_cast<lxw_col_t>(i);
    worksheet_set_column(sheet, column, column, static_cast<double>(std::min(widths[i], kWidestColumn)), nullptr);
  }
  worksheet_freeze_panes(sheet, 1, 0);
  if (!columns.empty())
    worksheet_autofilter(sheet, 0, 0, std::max<lxw_row_t>(writer.row, 1), static_cast<lxw_col_t>(columns.size() - 1));
  if (const lxw_error error = workbook_close(book.release()); error != LXW_NO_ERROR)
    return fail(ErrorCode::unavailable, std::string("the workbook cannot be written: ") + lxw_strerror(error));
  return {};
}

Result<std::string> xlsx_bytes(const std::vector<Column>& columns, const RowSource& rows, const SheetOptions& options) {
  const base::TempDir folder;
  const auto file = folder.path() / "table.xlsx";
  CXAI_TRY_VOID(write_xlsx(columns, rows, options, file));
  return base::read_file(file, 4ULL << 30);
}

Result<std::string> xlsx_bytes(const Table& table, const SheetOptions& options) {
  return xlsx_bytes(table.columns, rows_of(table), options);
}

}  // namespace cxai::report
