// The rows of a file of messages, checked and taken apart, a stretch of the file at a time.
//
// Input    CSV with the columns of definitions.md, section 4
// Output   batches of rows in file order; views point into the text or into the batch
// Errors   invalid_input when there is no header or it lacks a column; bad rows are named in the batch
// Threads  one per reader, copies for more; a batch may be read by another thread once it is filled
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
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
  std::size_t begin = 0;  // in the text: where the first row begins
  std::size_t end = 0;    // where the row behind the last begins

  std::deque<std::string> undoubled;  // ids that stood there with doubled quotes
};

class MessageRows {
 public:
  static constexpr std::size_t kColumns = 7;

  // Reads the header. Borrows the text.
  static Result<MessageRows> open(std::string_view text);
  MessageRows(const MessageRows& other);

  std::size_t first() const { return first_; }  // where the first row below the header begins

  // Fills `batch` with the rows that begin in [begin, end), where `begin` begins one.
  void read(std::size_t begin, std::size_t end, RowBatch& batch);

  // Where the first row at or behind `from` seems to begin: at a line with whole rows below it. Inside quotes this
  // may be wrong; only who knows where the row before ends can tell.
  std::size_t guess_row(std::size_t from);

 private:
  explicit MessageRows(std::string_view text) : text_(text), csv_(text) {}
  bool read_id(RowBatch& batch, const CsvField& field, bool may_be_decimal, IdKey& id) const;
  bool is_utf8(std::string_view value) const;
  const char* read_row(RowBatch& batch, MessageRow& row, std::size_t& bad_column);

  std::string_view text_;
  CsvReader csv_;
  std::size_t first_ = 0;
  std::size_t columns_ = 0;                     // of the header
  std::array<std::size_t, kColumns> places_{};  // of the columns read
  bool ascii_ = false;                          // the row being read surely is
  MessageTimes times_;
};

}  // namespace cxai::threads
