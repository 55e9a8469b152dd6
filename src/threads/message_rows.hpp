// The rows of a file of messages, checked and taken apart, a batch at a time.
//
// Input    CSV with the columns of definitions.md, section 4
// Output   batches of rows in file order; views point into the text or into the batch
// Errors   invalid_input when there is no header or it lacks a column; bad rows are named in the batch
// Threads  one per reader; a batch may be read by another thread once it is filled
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "threads/csv.hpp"
#include "threads/ids.hpp"
#include "threads/message_time.hpp"

namespace cxai::threads {

// Where the text of a message stands in the file.
struct TextPlace {
  std::uint64_t begin : 43 = 0;
  std::uint64_t length : 20 = 0;  // below CsvOptions::max_row_bytes
  std::uint64_t doubled_quotes : 1 = 0;
};

struct MessageRow {
  IdKey id;
  IdKey author;
  IdKey parent;  // empty: none
  Timestamp created_at{};
  TextPlace text;
  std::uint32_t replies = 0;  // how many of the batch's `replies` are this row's
  bool inbound = false;
};

struct RowBatch {
  std::uint64_t rows_read = 0;  // bad ones too
  std::vector<MessageRow> rows;
  std::vector<IdKey> replies;
  std::vector<CsvProblem> bad;
  std::size_t position = 0;  // in the text, behind the last row

  std::deque<std::string> undoubled;  // ids that stood there with doubled quotes
};

class MessageRows {
 public:
  static constexpr std::size_t kColumns = 7;

  // Reads the header. Borrows the text.
  static Result<MessageRows> open(std::string_view text);

  // Fills `batch` with the next rows; false when there are none.
  bool read(RowBatch& batch);

 private:
  MessageRows() = default;
  const char* add_row(RowBatch& batch, std::size_t& bad_column);

  std::string_view text_;
  std::unique_ptr<CsvReader> csv_;
  std::size_t columns_ = 0;                     // of the header
  std::array<std::size_t, kColumns> places_{};  // of the columns read
  MessageTimes times_;
};

}  // namespace cxai::threads
