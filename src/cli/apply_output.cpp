#include "cli/apply_output.hpp"

#include "cli/anonymize_records.hpp"

namespace cxai::cli {
namespace {

// Where the row the reader has just read ends, before its line end.
std::size_t row_end(const threads::CsvReader& reader, std::string_view text) {
  const threads::CsvField& last = reader[reader.size() - 1];
  const auto end = static_cast<std::size_t>(last.raw.data() + last.raw.size() - text.data());
  return end + (last.quoted ? 1 : 0);
}

std::string_view line_end(std::string_view text, std::size_t at) {
  if (text.substr(at).starts_with("\r\n")) return "\r\n";
  return "\n";
}

void append(std::string& to, const std::string& value, char separator) {
  to += separator;
  to += quoted_for_csv(value, false, separator);
}

}  // namespace

Result<std::uint64_t> write_with_values(std::string_view text, char separator,
                                        const std::function<bool(threads::CsvReader&, AppendedValues&)>& values_of,
                                        std::ostream& out) {
  constexpr std::size_t kPart = 1U << 20;
  threads::CsvReader reader(text, {.separator = separator});
  std::string buffer;
  std::uint64_t rows = 0;
  bool header = true;
  AppendedValues values;
  if (text.starts_with("\xEF\xBB\xBF")) buffer = "\xEF\xBB\xBF";
  for (auto step = reader.next(); step != threads::CsvReader::Step::end; step = reader.next()) {
    if (step == threads::CsvReader::Step::problem) continue;
    if (header) {
      values = {"company", "probability", "top3"};
    } else if (!values_of(reader, values)) {
      continue;
    }
    const auto begin = static_cast<std::size_t>(reader.offset(0));
    const std::size_t end = row_end(reader, text);
    buffer += text.substr(begin, end - begin);
    append(buffer, values.company, separator);
    append(buffer, values.probability, separator);
    append(buffer, values.top3, separator);
    buffer += line_end(text, end);
    rows += header ? 0 : 1;
    header = false;
    if (buffer.size() < kPart) continue;
    out << buffer;
    buffer.clear();
  }
  out << buffer << std::flush;
  if (!out) return fail(ErrorCode::unavailable, "not everything could be written; is the disk full?");
  return rows;
}

}  // namespace cxai::cli
