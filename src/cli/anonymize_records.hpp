// Lines and rows in which some values are replaced and every other byte stays as it was.
//
// Input    one line of JSON, or one CSV record, without its line end
// Errors   invalid_input naming the rule and the remedy, never the text
// Threads  pure
#pragma once

#include <cstddef>
#include <istream>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace cxai::cli {

inline constexpr std::size_t kLongestRecord = 16U << 20U;  // bytes

// A value of a record: where it stands with its quotes, and what it says.
struct RecordValue {
  std::size_t begin = 0;
  std::size_t end = 0;
  std::string text;
  std::string field;
  bool quoted = false;
};

// The string values of the named top-level fields of a JSON object, in order. A field that is null is passed over; one
// that is no string is an error, and so is an object with none of the fields.
Result<std::vector<RecordValue>> json_values(std::string_view line, const std::vector<std::string>& fields);

// The object with the field `name` set to `json`, at its end or where it stood.
std::string with_field(std::string_view line, std::string_view name, std::string_view json);

// The values of a CSV record (RFC 4180).
Result<std::vector<RecordValue>> csv_values(std::string_view record, char separator);

// The comma, semicolon or tab that parts the columns of a header.
char csv_separator(std::string_view header);

std::string quoted_for_json(std::string_view text);
std::string quoted_for_csv(std::string_view text, bool quoted, char separator);

// The record with the values replaced; `texts` as many as `values`, already quoted.
std::string with_values(std::string_view record, const std::vector<RecordValue>& values,
                        const std::vector<std::string>& texts);

enum class Ending : unsigned char { none, lf, crlf };
std::string_view to_string(Ending ending);

// Reads up to the next line end (`multiline`: outside quotes) into `record`. False at the end of the input. A record
// longer than kLongestRecord is cut there and `too_long` set; the rest of it is passed over.
bool read_record(std::istream& in, bool multiline, std::string& record, Ending& ending, bool& too_long,
                 std::size_t& lines);

}  // namespace cxai::cli
