#include "threads/message_rows.hpp"

#include <algorithm>
#include <cstring>
#include <optional>

#include "base/utf8.hpp"
#include "threads/eight_bytes.hpp"

namespace cxai::threads {
namespace {

constexpr int kLinesTried = 64;  // by guess_row
constexpr int kRowsThatConvince = 3;
constexpr std::size_t kNamesShown = 20;  // columns of a header that lacks one

enum Column : std::uint8_t {
  tweet_id,
  author_id,
  inbound,
  created_at,
  text,
  response_tweet_id,
  in_response_to_tweet_id
};
constexpr std::array<std::string_view, MessageRows::kColumns> kNames{
    "tweet_id", "author_id", "inbound", "created_at", "text", "response_tweet_id", "in_response_to_tweet_id"};

bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

std::string_view trim(std::string_view value) {
  while (!value.empty() && is_blank(value.front())) value.remove_prefix(1);
  while (!value.empty() && is_blank(value.back())) value.remove_suffix(1);
  return value;
}

// An id as written: spreadsheets turn "123" into "123.0".
std::string_view clean_id(std::string_view value) {
  value = trim(value);
  std::size_t zeros = value.size();
  while (zeros > 0 && value[zeros - 1] == '0') --zeros;
  if (zeros < 2 || value[zeros - 1] != '.') return value;
  const std::string_view whole = value.substr(0, zeros - 1);
  return whole.find_first_not_of("0123456789") == std::string_view::npos ? whole : value;
}

// Compares a number of bytes known beforehand, which is no call.
template <std::size_t kSize>
bool is(std::string_view value, const char (&wanted)[kSize]) {
  return value.size() == kSize - 1 && std::memcmp(value.data(), wanted, kSize - 1) == 0;
}

// Most text is ASCII, which eight bytes at a time show soon; only the stretches that are not are looked at closely.
bool is_valid(std::string_view value) {
  std::size_t i = 0;
  while (i + 8 <= value.size()) {
    if ((eight_bytes(value.data() + i) & kTops) == 0) {
      i += 8;
      continue;
    }
    const std::size_t begin = i;
    while (i + 8 <= value.size() && (eight_bytes(value.data() + i) & kTops) != 0) i += 8;
    if (i + 8 > value.size()) return base::is_valid_utf8(value.substr(begin));
    if (!base::is_valid_utf8(value.substr(begin, i - begin))) return false;
  }
  char last[8] = {};
  std::memcpy(last, value.data() + i, value.size() - i);
  return (eight_bytes(last) & kTops) == 0 || base::is_valid_utf8(value.substr(i));
}

// The usual id, "123" or "123.0", read at once. `eight_there`: eight bytes may be read where it begins.
bool read_plain_number(std::string_view value, bool eight_there, bool may_be_decimal, IdKey& id) {
  std::uint64_t number = 0;
  std::size_t i = 0;
  if (eight_there && !value.empty()) {
    const std::uint64_t bytes = eight_bytes(value.data());
    const unsigned digits =
        std::min(leading_digits(bytes), static_cast<unsigned>(std::min<std::size_t>(value.size(), 8)));
    if (digits == 0) return false;
    number = digits_value(bytes, digits);
    i = digits;
  }
  for (; i < value.size() && value[i] >= '0' && value[i] <= '9'; ++i)
    number = number * 10 + static_cast<unsigned>(value[i] - '0');
  if (i == 0 || i > IdKey::kMostDigits || (value[0] == '0' && i > 1)) return false;
  if (i != value.size() && !(may_be_decimal && is(value.substr(i), ".0"))) return false;
  id = IdKey(number);
  return true;
}

std::optional<bool> read_bool(std::string_view value) {
  if (is(value, "True") || is(value, "true") || is(value, "TRUE") || is(value, "1")) return true;
  if (is(value, "False") || is(value, "false") || is(value, "FALSE") || is(value, "0")) return false;
  return std::nullopt;
}

// A header's names for a message. What does not look like a name may be somebody's words and is not shown.
std::string names_found(const std::vector<std::string>& header) {
  constexpr std::string_view kLetters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.";
  std::string out;
  for (std::size_t i = 0; i < std::min(header.size(), kNamesShown); ++i) {
    const bool name =
        !header[i].empty() && header[i].size() <= 40 && header[i].find_first_not_of(kLetters) == std::string::npos;
    out += (i ? ", " : "") + (name ? header[i] : "?");
  }
  if (header.size() > kNamesShown) out += ", …";
  return out;
}

}  // namespace

Result<MessageRows> MessageRows::open(std::string_view text) {
  MessageRows rows(text);
  const auto step = rows.csv_.next();
  if (step == CsvReader::Step::end)
    return fail(ErrorCode::invalid_input, "the CSV is empty: its first line must name the columns");
  if (step == CsvReader::Step::problem) {
    const auto place = places_of(text, {rows.csv_.problem().offset})[0];
    return fail(ErrorCode::invalid_input, "line " + std::to_string(place.line) + ", column " +
                                              std::to_string(place.column) + ": " + rows.csv_.problem().reason);
  }
  std::vector<std::string> header;
  std::string room;
  for (std::size_t i = 0; i < rows.csv_.size(); ++i) header.emplace_back(trim(rows.csv_[i].value(room)));
  std::string missing;
  for (std::size_t c = 0; c < kColumns; ++c) {
    rows.places_[c] = static_cast<std::size_t>(std::ranges::find(header, kNames[c]) - header.begin());
    if (rows.places_[c] == header.size()) missing += (missing.empty() ? "'" : ", '") + std::string(kNames[c]) + "'";
  }
  if (!missing.empty())
    return fail(ErrorCode::invalid_input, "line 1: the column " + missing + " is missing from the header; found: " +
                                              names_found(header) + "; name the columns there, separated by commas");
  rows.columns_ = header.size();
  rows.first_ = rows.csv_.position();
  return rows;
}

MessageRows::MessageRows(const MessageRows& other)
    : text_(other.text_), csv_(text_), first_(other.first_), columns_(other.columns_), places_(other.places_) {}

// An id of the row, empty where there is none; false when it is not UTF-8.
bool MessageRows::read_id(RowBatch& batch, const CsvField& field, bool may_be_decimal, IdKey& id) const {
  // Undoubled ids do not stand in the text.
  const auto from_begin =
      reinterpret_cast<std::uintptr_t>(field.raw.data()) - reinterpret_cast<std::uintptr_t>(text_.data());
  const bool eight_there = text_.size() >= 8 && from_begin <= text_.size() - 8;
  if (read_plain_number(field.raw, eight_there, may_be_decimal, id)) return true;
  std::string_view value = field.raw;
  if (field.doubled_quotes) {
    // Ids outlive the row; one that is not in the text as meant lives in the batch.
    batch.undoubled.emplace_back();
    value = field.value(batch.undoubled.back());
  }
  if (!is_utf8(value)) return false;
  value = may_be_decimal ? clean_id(value) : trim(value);
  id = value.empty() ? IdKey() : IdKey(value);
  return true;
}

bool MessageRows::is_utf8(std::string_view value) const {
  return ascii_ || is_valid(value);
}

// Takes the row that was read apart, or says what is wrong with which column.
const char* MessageRows::read_row(RowBatch& batch, MessageRow& row, std::size_t& bad_column) {
  const auto bad = [&](Column column, const char* rule) {
    bad_column = places_[column];
    return rule;
  };
  const auto field = [&](Column column) -> const CsvField& { return csv_[places_[column]]; };
  constexpr const char* kNotUtf8 = "is not UTF-8";
  if (!read_id(batch, field(tweet_id), true, row.id)) return bad(tweet_id, kNotUtf8);
  if (row.id.empty()) return bad(tweet_id, "is required");
  if (!read_id(batch, field(author_id), false, row.author)) return bad(author_id, kNotUtf8);
  if (row.author.empty()) return bad(author_id, "is required");
  const auto is_inbound = read_bool(trim(field(inbound).raw));
  if (!is_inbound) return bad(inbound, "must be True or False");
  const auto time = times_.parse(trim(field(created_at).raw));
  if (!time) return bad(created_at, "must be a time like 'Tue Oct 31 22:10:47 +0000 2017' or 2017-10-31T22:10:47Z");
  const CsvField& words = field(text);
  if (!is_utf8(words.raw)) return bad(text, kNotUtf8);
  if (!read_id(batch, field(in_response_to_tweet_id), true, row.parent)) return bad(in_response_to_tweet_id, kNotUtf8);
  row.created_at = *time;
  row.inbound = *is_inbound;
  row.text.begin = static_cast<std::uint64_t>(words.raw.data() - text_.data());
  row.text.length = words.raw.size();
  row.text.doubled_quotes = words.doubled_quotes;
  if (!is_utf8(field(response_tweet_id).raw)) return bad(response_tweet_id, kNotUtf8);
  CsvField rest = field(response_tweet_id);
  if (rest.doubled_quotes) {
    batch.undoubled.emplace_back();
    rest.raw = rest.value(batch.undoubled.back());
    rest.doubled_quotes = false;
  }
  while (!rest.raw.empty()) {
    CsvField reply = rest;
    std::size_t comma = 0;
    while (comma < rest.raw.size() && rest.raw[comma] != ',') ++comma;
    reply.raw = rest.raw.substr(0, comma);
    IdKey id;
    if (read_id(batch, reply, true, id) && !id.empty()) {
      batch.replies.push_back(id);
      ++row.replies;
    }
    rest.raw.remove_prefix(std::min(comma + 1, rest.raw.size()));
  }
  return nullptr;
}

void MessageRows::read(std::size_t begin, std::size_t end, RowBatch& batch) {
  batch.rows_read = 0;
  batch.rows.clear();
  batch.replies.clear();
  batch.bad.clear();
  batch.undoubled.clear();
  batch.begin = begin;
  csv_.seek(begin);
  while (csv_.position() < end) {
    const auto step = csv_.next();
    if (step == CsvReader::Step::end) break;
    ++batch.rows_read;
    if (step == CsvReader::Step::problem) {
      batch.bad.push_back(csv_.problem());
      continue;
    }
    if (csv_.size() != columns_) {
      batch.bad.push_back({csv_.offset(csv_.size() - 1), "the row has " + std::to_string(csv_.size()) +
                                                             " fields, the header " + std::to_string(columns_)});
      continue;
    }
    ascii_ = csv_.ascii();
    std::size_t column = 0;
    if (const char* const rule = read_row(batch, batch.rows.emplace_back(), column)) {
      batch.rows.pop_back();
      const auto named = static_cast<std::size_t>(std::ranges::find(places_, column) - places_.begin());
      batch.bad.push_back({csv_.offset(column), std::string(kNames[named]) + ": " + rule});
    }
  }
  batch.end = csv_.position();
}

std::size_t MessageRows::guess_row(std::size_t from) {
  std::size_t line = from;
  for (int tried = 0; tried < kLinesTried; ++tried) {
    const std::size_t newline = text_.find('\n', line - 1);
    if (newline == std::string_view::npos) break;
    line = newline + 1;
    csv_.seek(line);
    int rows = 0;
    while (rows < kRowsThatConvince && csv_.next() == CsvReader::Step::row && csv_.size() == columns_) ++rows;
    if (rows == kRowsThatConvince) return line;
    ++line;
  }
  return from;
}

}  // namespace cxai::threads
