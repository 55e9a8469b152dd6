#include "threads/csv.hpp"

#include <algorithm>
#include <bit>
#include <cstring>

namespace cxai::threads {
namespace {

// First `a` or `b` in [p, end), or `end`. Eight bytes at a time: a byte equal to the wanted one becomes zero under
// exclusive or, and (x - 0x01…) & ~x & 0x80… marks the lowest zero byte exactly.
char* find_either(char* p, char* end, char a, char b) {
  constexpr std::uint64_t kOnes = 0x0101010101010101;
  constexpr std::uint64_t kTops = 0x8080808080808080;
  if constexpr (std::endian::native == std::endian::little) {
    const std::uint64_t wanted_a = kOnes * static_cast<unsigned char>(a);
    const std::uint64_t wanted_b = kOnes * static_cast<unsigned char>(b);
    for (; end - p >= 8; p += 8) {
      std::uint64_t bytes;
      std::memcpy(&bytes, p, 8);
      const std::uint64_t x = bytes ^ wanted_a;
      const std::uint64_t y = bytes ^ wanted_b;
      const std::uint64_t hits = (((x - kOnes) & ~x) | ((y - kOnes) & ~y)) & kTops;
      if (hits != 0) return p + std::countr_zero(hits) / 8;
    }
  }
  while (p < end && *p != a && *p != b) ++p;
  return p;
}

char* find(char* p, char* end, char c) {
  if (p == end) return end;
  void* found = std::memchr(p, c, static_cast<std::size_t>(end - p));
  return found ? static_cast<char*>(found) : end;
}

}  // namespace

CsvReader::CsvReader(std::istream& in, CsvOptions options) : in_(in), options_(options) {
  options_.chunk_bytes = std::max<std::size_t>(options_.chunk_bytes, 1);
  while (end_ < 3 && fill()) {
  }
  if (end_ >= 3 && std::string_view(buffer_.data(), 3) == "\xEF\xBB\xBF") begin_ = 3;
}

// Moves what is left to the front and reads a chunk behind it; false at the end of the stream.
bool CsvReader::fill() {
  if (at_end_) return false;
  if (begin_ > 0) {
    std::memmove(buffer_.data(), buffer_.data() + begin_, end_ - begin_);
    end_ -= begin_;
    begin_ = 0;
  }
  if (buffer_.size() - end_ < options_.chunk_bytes) buffer_.resize(std::max(end_ + options_.chunk_bytes, 2 * end_));
  in_.read(buffer_.data() + end_, static_cast<std::streamsize>(options_.chunk_bytes));
  end_ += static_cast<std::size_t>(in_.gcount());
  at_end_ = static_cast<std::size_t>(in_.gcount()) < options_.chunk_bytes;
  return true;
}

CsvReader::Step CsvReader::reject(CsvPlace place, std::string reason) {
  problem_ = {place, std::move(reason)};
  skip_line_ = true;
  return Step::problem;
}

CsvReader::Step CsvReader::next() {
  for (;;) {
    if (skip_line_) {
      char* const newline = find(buffer_.data() + begin_, buffer_.data() + end_, '\n');
      begin_ = static_cast<std::size_t>(newline - buffer_.data());
      if (begin_ == end_) {
        if (!fill()) return Step::end;
        continue;
      }
      ++begin_;
      ++line_;
      skip_line_ = false;
    }
    if (begin_ == end_) {
      if (!fill()) return Step::end;
      continue;
    }
    switch (scan_row()) {
      case Scan::problem:
        return reject(problem_.place, std::move(problem_.reason));
      case Scan::need_more:
        if (end_ - begin_ > options_.max_row_bytes || !fill()) {
          if (open_quote_.line > 0) return reject(open_quote_, "the quote opened here is not closed");
          return reject({line_, 1}, "the row is longer than " + std::to_string(options_.max_row_bytes) + " bytes");
        }
        break;
      case Scan::row:
        if (fields_.size() == 1 && fields_[0].length == 0) break;  // an empty line
        return Step::row;
    }
  }
}

// Scans one row from begin_. Only a complete row moves begin_ and changes bytes (to join doubled quotes).
CsvReader::Scan CsvReader::scan_row() {
  fields_.clear();
  open_quote_ = {};
  char* p = buffer_.data() + begin_;
  char* const end = buffer_.data() + end_;
  char* line_begin = p;
  std::uint64_t line = line_;
  for (;;) {
    const auto column = static_cast<std::uint64_t>(p - line_begin) + 1;
    Field field{p, 0, line, column, false};
    if (p < end && *p == '"') {
      open_quote_ = {line, column};
      field.begin = ++p;
      char* searched = p;
      for (;;) {
        p = find(p, end, '"');
        if (p == end || (p + 1 == end && !at_end_)) return Scan::need_more;
        if (p + 1 < end && p[1] == '"') {
          field.doubled_quotes = true;
          p += 2;
          continue;
        }
        break;
      }
      field.length = static_cast<std::size_t>(p - field.begin);
      for (char* newline = find(searched, p, '\n'); newline != p; newline = find(newline + 1, p, '\n')) {
        ++line;
        line_begin = newline + 1;
      }
      ++p;
      if (p < end && *p == '\r') {
        if (p + 1 == end && !at_end_) return Scan::need_more;
        if (p + 1 == end || p[1] == '\n') ++p;
      }
      if (p < end && *p != options_.separator && *p != '\n') {
        // Over several lines the mistake is the quote that swallowed them.
        if (line != open_quote_.line) {
          problem_ = {open_quote_, "the quote opened here is not closed"};
        } else {
          problem_ = {{line, static_cast<std::uint64_t>(p - line_begin) + 1}, "text stands after the closing quote"};
        }
        return Scan::problem;
      }
      open_quote_ = {};
    } else {
      p = find_either(p, end, options_.separator, '\n');
      if (p == end && !at_end_) return Scan::need_more;
      field.length = static_cast<std::size_t>(p - field.begin);
      if ((p == end || *p == '\n') && field.length > 0 && p[-1] == '\r') --field.length;
    }
    fields_.push_back(field);
    if (p < end && *p == options_.separator) {
      ++p;
      continue;
    }
    if (p < end) {
      ++p;
      ++line;
    }
    break;
  }
  for (Field& field : fields_) {
    if (!field.doubled_quotes) continue;
    char* out = field.begin;
    for (std::size_t i = 0; i < field.length; ++i) {
      *out++ = field.begin[i];
      if (field.begin[i] == '"') ++i;
    }
    field.length = static_cast<std::size_t>(out - field.begin);
  }
  begin_ = static_cast<std::size_t>(p - buffer_.data());
  line_ = line;
  return Scan::row;
}

}  // namespace cxai::threads
