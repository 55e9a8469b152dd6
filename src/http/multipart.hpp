// A streaming reader of multipart/form-data: bytes in, parts out, nothing kept but what may be a boundary.
//
// Input    the body in pieces of any size
// Output   for each part: begin, data (any number of times), end
// Errors   invalid_input: not a multipart body, a part without name, no closing boundary, more than `kMaxParts` parts
//          or more than `kMaxPartHeader` bytes of headers; whatever the sink returned
// Threads  one
// Source   RFC 7578, RFC 2046 section 5.1
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace cxai::http {

struct PartHead {
  std::string name;
  std::string filename;  // last component only, valid UTF-8 without control characters; empty: not a file
  std::string content_type;
};

class PartSink {
 public:
  virtual ~PartSink() = default;
  virtual Result<> begin_part(const PartHead& head) = 0;
  virtual Result<> part_data(std::string_view bytes) = 0;
  virtual Result<> end_part() = 0;
};

class MultipartReader {
 public:
  static constexpr std::size_t kMaxParts = 32;
  static constexpr std::size_t kMaxPartHeader = 8 << 10;

  // `boundary` from boundary_of(); borrows the sink.
  MultipartReader(std::string_view boundary, PartSink& sink);

  Result<> feed(std::string_view bytes);  // after an error the reader is spent
  Result<> finish();                      // the body has ended

 private:
  enum class State { preamble, delimiter_end, part_head, part_data, epilogue };

  Result<bool> step();  // false: needs more bytes
  Result<> open_part(std::string_view head);

  PartSink& sink_;
  std::string delimiter_;  // CRLF "--" boundary
  std::string buffer_;
  std::size_t at_ = 0;  // first byte of buffer_ not yet handled
  State state_ = State::preamble;
  std::size_t parts_ = 0;
};

// The boundary in a Content-Type header. Errors: invalid_input when it is missing or longer than 70 characters.
Result<std::string> boundary_of(std::string_view content_type);

// The value of parameter `name` in "type; name=value; other=\"quoted\""; "" when absent.
std::string header_parameter(std::string_view header, std::string_view name);

// "C:\\x\\call.wav" -> "call.wav"; valid UTF-8, no control characters, at most 200 bytes.
std::string clean_filename(std::string_view name);

}  // namespace cxai::http
