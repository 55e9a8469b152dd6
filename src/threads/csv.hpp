// Reads CSV row by row from a stream of any length.
//
// Input    RFC 4180: fields in quotes may hold separators, line ends and doubled quotes; LF or CRLF; with or without
// BOM;
//          empty lines are skipped; a quote inside a field that does not start with one is text
// Output   rows as views that stay valid until the next call; lines and columns count from 1, columns in bytes
// Errors   a bad row is a step of its own, and reading goes on at the line after the one it starts in, so that a quote
//          nobody closed costs no other row
// Limits   a row longer than max_row_bytes is bad; memory is about twice that
#pragma once

#include <cstddef>
#include <cstdint>
#include <istream>
#include <string>
#include <string_view>
#include <vector>

namespace cxai::threads {

struct CsvOptions {
  char separator = ',';
  std::size_t max_row_bytes = 1U << 20;
  std::size_t chunk_bytes = 1U << 18;  // read at once
};

struct CsvPlace {
  std::uint64_t line = 0;
  std::uint64_t column = 0;
};

struct CsvProblem {
  CsvPlace place;
  std::string reason;
};

class CsvReader {
 public:
  // Borrows `in` for its own life.
  explicit CsvReader(std::istream& in, CsvOptions options = {});

  enum class Step : std::uint8_t { row, problem, end };
  Step next();

  // After Step::row.
  std::size_t size() const { return fields_.size(); }
  std::string_view operator[](std::size_t i) const { return {fields_[i].begin, fields_[i].length}; }
  CsvPlace place(std::size_t i) const { return {fields_[i].line, fields_[i].column}; }

  // After Step::problem.
  const CsvProblem& problem() const { return problem_; }

 private:
  struct Field {
    char* begin;
    std::size_t length;
    std::uint64_t line;
    std::uint64_t column;
    bool doubled_quotes;
  };
  enum class Scan : std::uint8_t { row, problem, need_more };

  Scan scan_row();
  bool fill();
  Step reject(CsvPlace place, std::string reason);

  std::istream& in_;
  CsvOptions options_;
  std::vector<char> buffer_;
  std::size_t begin_ = 0;  // of what is not yet read in the buffer
  std::size_t end_ = 0;
  bool at_end_ = false;     // the stream has no more
  bool skip_line_ = false;  // the line at begin_ starts a bad row
  std::uint64_t line_ = 1;  // of begin_
  std::vector<Field> fields_;
  CsvPlace open_quote_;  // of the field that is being scanned; line 0 outside quotes
  CsvProblem problem_;
};

}  // namespace cxai::threads
