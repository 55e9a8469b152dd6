#include <algorithm>
#include <charconv>
#include <cstdio>

#include "report/spreadsheet.hpp"

namespace cxai::report {
namespace {

constexpr std::size_t kPieceBytes = 1U << 16;

std::string number_cell(double value, char decimal_sign) {
  char text[64];
  const auto end = std::to_chars(text, text + sizeof text, value).ptr;
  std::string out(text, end);
  std::ranges::replace(out, '.', decimal_sign);
  return out;
}

std::string date_cell(Timestamp time) {
  std::string text = base::format_utc(time);  // "2026-03-14T09:26:53.589Z"
  text = text.substr(0, text.find('.'));
  std::ranges::replace(text, 'T', ' ');
  return text;
}

std::string clock_cell(Millis duration) {
  const std::int64_t seconds = (std::abs(duration.count()) + 500) / 1000;
  char text[48];
  std::snprintf(text, sizeof text, "%s%lld:%02lld:%02lld", duration < Millis(0) ? "-" : "",
                static_cast<long long>(seconds / 3600), static_cast<long long>(seconds / 60 % 60),
                static_cast<long long>(seconds % 60));
  return text;
}

// A spreadsheet takes text that starts like this for a formula.
std::string guarded(const std::string& text) {
  const bool dangerous = !text.empty() && std::string_view("=+-@\t\r").find(text.front()) != std::string_view::npos;
  return dangerous ? "'" + text : text;
}

void append_field(std::string& to, std::string_view field, char separator) {
  const bool plain = field.find_first_of("\"\r\n") == std::string_view::npos && field.find(separator) == field.npos &&
                     (field.empty() || (field.front() != ' ' && field.back() != ' '));
  if (plain) {
    to += field;
    return;
  }
  to += '"';
  for (const char c : field) {
    if (c == '"') to += '"';
    to += c;
  }
  to += '"';
}

struct CellText {
  char decimal_sign;
  std::chrono::minutes utc_offset;

  std::string operator()(std::monostate) const { return ""; }
  std::string operator()(const std::string& text) const { return guarded(text); }
  std::string operator()(std::int64_t number) const { return std::to_string(number); }
  std::string operator()(double number) const { return number_cell(number, decimal_sign); }
  std::string operator()(Timestamp time) const { return date_cell(time + utc_offset); }
  std::string operator()(Millis duration) const { return clock_cell(duration); }
};

}  // namespace

Result<> write_csv(const std::vector<Column>& columns, const RowSource& rows, const SheetOptions& options,
                   const std::function<void(std::string_view)>& out) {
  const bool comma = options.language == "tr" || options.language == "de";
  const char separator = comma ? ';' : ',';
  const CellText show{comma ? ',' : '.', options.utc_offset};
  std::string piece = "\xEF\xBB\xBF";
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (i > 0) piece += separator;
    append_field(piece, guarded(columns[i].title), separator);
  }
  piece += "\r\n";
  Row row;
  for (std::uint64_t line = 2; row.clear(), rows(row); ++line) {
    if (row.size() != columns.size())
      return fail(ErrorCode::invalid_input, "row " + std::to_string(line) + " has " + std::to_string(row.size()) +
                                                " cells for " + std::to_string(columns.size()) + " columns");
    for (std::size_t i = 0; i < row.size(); ++i) {
      if (i > 0) piece += separator;
      append_field(piece, std::visit(show, row[i]), separator);
    }
    piece += "\r\n";
    if (piece.size() >= kPieceBytes) {
      out(piece);
      piece.clear();
    }
  }
  if (!piece.empty()) out(piece);
  return {};
}

Result<std::string> csv_text(const Table& table, const SheetOptions& options) {
  std::string text;
  CXAI_TRY_VOID(write_csv(table.columns, rows_of(table), options, [&](std::string_view piece) { text += piece; }));
  return text;
}

RowSource rows_of(const Table& table) {
  return [&table, next = std::size_t{0}](Row& row) mutable {
    if (next == table.rows.size()) return false;
    row = table.rows[next++];
    return true;
  };
}

}  // namespace cxai::report
