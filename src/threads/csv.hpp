// Reads CSV row by row from text that lies in memory or is mapped there.
//
// Input    RFC 4180: fields in quotes may hold separators, line ends and doubled quotes; LF or CRLF; with or without
//          BOM; empty lines are skipped; a quote inside a field that does not start with one is text
// Output   rows as views into the text, nothing copied; places are byte offsets, which `places_of` turns into lines and
//          columns, since only the few bad rows need them
// Errors   a bad row is a step of its own, and reading goes on at the line after the one it starts in, so that a quote
//          nobody closed costs no other row
// Owns     a window of marks; borrows the text
// Limits   a row longer than max_row_bytes (at most 2^30) is bad
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "threads/marks.hpp"

namespace cxai::threads {

struct CsvOptions {
  char separator = ',';
  std::size_t max_row_bytes = 1U << 20;
};

struct CsvProblem {
  std::uint64_t offset = 0;
  std::string reason;
};

// Lines and columns count from 1, columns in bytes.
struct CsvPlace {
  std::uint64_t line = 0;
  std::uint64_t column = 0;
};

// Places of byte offsets, in any order; reads the text up to the last of them once.
std::vector<CsvPlace> places_of(std::string_view text, const std::vector<std::uint64_t>& offsets);

struct CsvField {
  std::string_view raw;  // between the quotes, where there are any
  bool quoted = false;
  bool doubled_quotes = false;  // `raw` holds "" where one quote is meant

  // The field as meant; `room` holds it where that is not what stands there.
  std::string_view value(std::string& room) const;
};

// Appends `raw` with every doubled quote made one.
void append_undoubled(std::string& to, std::string_view raw);

class CsvReader {
 public:
  explicit CsvReader(std::string_view text, CsvOptions options = {});
  CsvReader(const CsvReader&) = delete;
  CsvReader& operator=(const CsvReader&) = delete;

  enum class Step : std::uint8_t { row, problem, end };
  Step next();

  // After Step::row.
  std::size_t size() const { return fields_.size(); }
  const CsvField& operator[](std::size_t i) const { return fields_[i]; }
  std::uint64_t offset(std::size_t i) const {
    return static_cast<std::uint64_t>(fields_[i].raw.data() - text_.data()) - (fields_[i].quoted ? 1 : 0);
  }

  // Whether the row is surely ASCII; false also where that would take a closer look.
  bool ascii() const;

  // After Step::problem.
  const CsvProblem& problem() const { return problem_; }

  std::size_t position() const { return at_; }         // where the next row begins
  void seek(std::size_t position) { at_ = position; }  // to where a row begins

 private:
  static constexpr std::size_t kWindowBlocks = 256;

  Step scan_row();
  Step reject(std::size_t offset, std::string reason);
  void move_window(std::size_t offset);
  template <std::uint64_t Marks::* kMarks>
  std::size_t find(std::size_t from, std::size_t limit);

  std::string_view text_;
  CsvOptions options_;
  std::size_t at_ = 0;
  std::size_t row_ = 0;         // where the row being read begins
  std::size_t window_ = 0;      // offset of the first marked byte, a multiple of kBlockBytes
  std::size_t window_end_ = 0;  // offset behind the last
  std::array<Marks, kWindowBlocks> marks_;
  std::vector<CsvField> fields_;
  CsvProblem problem_;
};

}  // namespace cxai::threads
