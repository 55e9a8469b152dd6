#include "threads/csv.hpp"

#include <algorithm>
#include <bit>
#include <cstring>
#include <numeric>

namespace cxai::threads {

std::vector<CsvPlace> places_of(std::string_view text, const std::vector<std::uint64_t>& offsets) {
  std::vector<std::size_t> order(offsets.size());
  std::iota(order.begin(), order.end(), 0);
  std::ranges::sort(order, {}, [&](std::size_t i) { return offsets[i]; });
  std::vector<CsvPlace> places(offsets.size());
  std::uint64_t line = 1;
  // A byte order mark is no column.
  std::size_t line_begin = text.starts_with("\xEF\xBB\xBF") ? 3 : 0;
  for (const std::size_t i : order) {
    for (;;) {
      const std::size_t newline = text.substr(0, offsets[i]).find('\n', line_begin);
      if (newline == std::string_view::npos) break;
      ++line;
      line_begin = newline + 1;
    }
    places[i] = {line, offsets[i] - line_begin + 1};
  }
  return places;
}

void append_undoubled(std::string& to, std::string_view raw) {
  for (std::size_t begin = 0; begin < raw.size();) {
    const std::size_t quote = std::min(raw.find('"', begin), raw.size() - 1);
    to += raw.substr(begin, quote + 1 - begin);
    begin = quote + (raw[quote] == '"' ? 2 : 1);
  }
}

std::string_view CsvField::value(std::string& room) const {
  if (!doubled_quotes) return raw;
  room.clear();
  append_undoubled(room, raw);
  return room;
}

CsvReader::CsvReader(std::string_view text, CsvOptions options) : text_(text), options_(options) {
  if (text_.starts_with("\xEF\xBB\xBF")) at_ = 3;
}

// Marks the text from the block of `offset` on. The last block is marked in a copy, so that nothing is read behind
// the text.
void CsvReader::move_window(std::size_t offset) {
  window_ = offset / kBlockBytes * kBlockBytes;
  const std::size_t whole = std::min((text_.size() - window_) / kBlockBytes, kWindowBlocks);
  if (whole > 0) {
    find_marks(text_.data() + window_, whole, options_.separator, marks_.data());
    window_end_ = window_ + whole * kBlockBytes;
    return;
  }
  char last[kBlockBytes] = {};
  std::memcpy(last, text_.data() + window_, text_.size() - window_);
  find_marks(last, 1, options_.separator, marks_.data());
  window_end_ = window_ + kBlockBytes;
}

// First marked byte at or after `from`, or `limit`.
template <std::uint64_t Marks::* kMarks>
std::size_t CsvReader::find(std::size_t from, std::size_t limit) {
  while (from < limit) {
    if (from < window_ || from >= window_end_) move_window(from);
    std::size_t block = (from - window_) / kBlockBytes;
    std::uint64_t marks = marks_[block].*kMarks >> (from % kBlockBytes);
    if (marks != 0) return std::min(from + static_cast<std::size_t>(std::countr_zero(marks)), limit);
    const std::size_t blocks = (window_end_ - window_) / kBlockBytes;
    while (++block < blocks) {
      marks = marks_[block].*kMarks;
      if (marks != 0)
        return std::min(window_ + block * kBlockBytes + static_cast<std::size_t>(std::countr_zero(marks)), limit);
    }
    from = window_end_;
  }
  return limit;
}

bool CsvReader::ascii() const {
  if (row_ < window_ || at_ > window_end_ || row_ == at_) return false;
  const std::size_t first = (row_ - window_) / kBlockBytes;
  const std::size_t last = (at_ - 1 - window_) / kBlockBytes;
  const std::uint64_t from = ~std::uint64_t{0} << (row_ % kBlockBytes);
  const std::uint64_t to = ~std::uint64_t{0} >> (kBlockBytes - 1 - (at_ - 1) % kBlockBytes);
  if (first == last) return (marks_[first].tops & from & to) == 0;
  std::uint64_t tops = (marks_[first].tops & from) | (marks_[last].tops & to);
  for (std::size_t block = first + 1; block < last; ++block) tops |= marks_[block].tops;
  return tops == 0;
}

CsvReader::Step CsvReader::reject(std::size_t offset, std::string reason) {
  problem_ = {offset, std::move(reason)};
  const std::size_t newline = text_.find('\n', row_);
  at_ = newline == std::string_view::npos ? text_.size() : newline + 1;
  return Step::problem;
}

CsvReader::Step CsvReader::next() {
  for (;;) {
    if (at_ >= text_.size()) return Step::end;
    row_ = at_;
    const Step step = scan_row();
    if (step == Step::row && fields_.size() == 1 && fields_[0].raw.empty()) continue;  // an empty line
    return step;
  }
}

CsvReader::Step CsvReader::scan_row() {
  fields_.clear();
  const char* const text = text_.data();
  const std::size_t size = text_.size();
  const std::size_t limit = std::min(size, row_ + options_.max_row_bytes);
  const auto too_long = [&] {
    return reject(row_, "the row is longer than " + std::to_string(options_.max_row_bytes) + " bytes");
  };
  std::size_t p = row_;
  for (;;) {
    if (p > limit) return too_long();
    CsvField field;
    if (p < limit && text[p] == '"') {
      const std::size_t open = p++;
      const auto not_closed = [&] { return reject(open, "the quote opened here is not closed"); };
      field.quoted = true;
      for (;;) {
        p = find<&Marks::quotes>(p, limit);
        if (p == limit) return not_closed();
        if (p + 1 == size || text[p + 1] != '"') break;
        field.doubled_quotes = true;
        p += 2;
      }
      field.raw = text_.substr(open + 1, p - open - 1);
      ++p;
      if (p < size && text[p] == '\r' && (p + 1 == size || text[p + 1] == '\n')) ++p;
      if (p < size && text[p] != options_.separator && text[p] != '\n') {
        // Over several lines the mistake is the quote that swallowed them.
        if (field.raw.find('\n') != std::string_view::npos) return not_closed();
        return reject(p, "text stands after the closing quote");
      }
    } else {
      const std::size_t begin = p;
      p = find<&Marks::ends>(p, limit);
      if (p == limit && limit < size && text[p] != options_.separator && text[p] != '\n') return too_long();
      std::size_t length = p - begin;
      if ((p == size || text[p] == '\n') && length > 0 && text[p - 1] == '\r') --length;
      field.raw = text_.substr(begin, length);
    }
    fields_.push_back(field);
    if (p < size && text[p] == options_.separator) {
      ++p;
      continue;
    }
    at_ = p < size ? p + 1 : p;
    return Step::row;
  }
}

}  // namespace cxai::threads
