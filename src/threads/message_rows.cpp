#include "threads/message_rows.hpp"

#include <algorithm>
#include <cstring>
#include <memory>
#include <optional>

#include "base/utf8.hpp"
#include "threads/eight_bytes.hpp"

namespace cxai::threads {
namespace {

constexpr std::size_t kBatchRows = 1024;
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

bool is_space(char c) {
  return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

std::string_view trim(std::string_view value) {
  while (!value.empty() && is_space(value.front())) value.remove_prefix(1);
  while (!value.empty() && is_space(value.back())) value.remove_suffix(1);
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

// Most text is ASCII, which eight bytes at a time show soon.
bool is_utf8(std::string_view value) {
  std::size_t i = 0;
  for (; i + 8 <= value.size(); i += 8)
    if (eight_bytes(value.data() + i) & kTops) break;
  return base::is_valid_utf8(value.substr(i));
}

// Compares a number of bytes known beforehand, which is no call.
template <std::size_t kSize>
bool is(std::string_view value, const char (&wanted)[kSize]) {
  return value.size() == kSize - 1 && std::memcmp(value.data(), wanted, kSize - 1) == 0;
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
  MessageRows rows;
  rows.text_ = text;
  rows.csv_ = std::make_unique<CsvReader>(text);
  const auto step = rows.csv_->next();
  if (step == CsvReader::Step::end)
    return fail(ErrorCode::invalid_input, "the CSV is empty: its first line must name the columns");
  if (step == CsvReader::Step::problem) {
    const auto place = places_of(text, {rows.csv_->problem().offset})[0];
    return fail(ErrorCode::invalid_input, "line " + std::to_string(place.line) + ", column " +
                                              std::to_string(place.column) + ": " + rows.csv_->problem().reason);
  }
  std::vector<std::string> header;
  std::string room;
  for (std::size_t i = 0; i < rows.csv_->size(); ++i) header.emplace_back(trim((*rows.csv_)[i].value(room)));
  std::string missing;
  for (std::size_t c = 0; c < kColumns; ++c) {
    rows.places_[c] = static_cast<std::size_t>(std::ranges::find(header, kNames[c]) - header.begin());
    if (rows.places_[c] == header.size()) missing += (missing.empty() ? "'" : ", '") + std::string(kNames[c]) + "'";
  }
  if (!missing.empty())
    return fail(ErrorCode::invalid_input, "line 1: the column " + missing + " is missing from the header; found: " +
                                              names_found(header) + "; name the columns there, separated by commas");
  rows.columns_ = header.size();
  return rows;
}

// Adds the row that was read, or says what is wrong with which column.
const char* MessageRows::add_row(RowBatch& batch, std::size_t& bad_column) {
  std::string room;
  const auto bad = [&](Column column, const char* rule) {
    bad_column = places_[column];
    return rule;
  };
  // Ids outlive the row; one that is not in the text as meant lives in the batch.
  const auto plain = [&](Column column) -> std::string_view {
    const CsvField& field = (*csv_)[places_[column]];
    if (!field.doubled_quotes) return field.raw;
    return batch.undoubled.emplace_back(field.value(room));
  };
  const std::string_view id = clean_id(plain(tweet_id));
  const std::string_view author = trim(plain(author_id));
  const auto is_inbound = read_bool(trim((*csv_)[places_[inbound]].raw));
  const auto time = times_.parse(trim((*csv_)[places_[created_at]].raw));
  if (id.empty()) return bad(tweet_id, "is required");
  if (author.empty()) return bad(author_id, "is required");
  if (!is_inbound) return bad(inbound, "must be True or False");
  if (!time) return bad(created_at, "must be a time like 'Tue Oct 31 22:10:47 +0000 2017' or 2017-10-31T22:10:47Z");
  for (const Column column : {tweet_id, author_id, text, response_tweet_id, in_response_to_tweet_id})
    if (!is_utf8((*csv_)[places_[column]].raw)) return bad(column, "is not UTF-8");

  MessageRow row;
  row.id = IdKey(id);
  row.author = IdKey(author);
  if (const auto parent = clean_id(plain(in_response_to_tweet_id)); !parent.empty()) row.parent = IdKey(parent);
  row.created_at = *time;
  row.inbound = *is_inbound;
  const CsvField& words = (*csv_)[places_[text]];
  row.text.begin = static_cast<std::uint64_t>(words.raw.data() - text_.data());
  row.text.length = words.raw.size();
  row.text.doubled_quotes = words.doubled_quotes;
  std::string_view replies = plain(response_tweet_id);
  while (!replies.empty()) {
    std::size_t comma = 0;
    while (comma < replies.size() && replies[comma] != ',') ++comma;
    if (const auto reply = clean_id(replies.substr(0, comma)); !reply.empty()) {
      batch.replies.emplace_back(reply);
      ++row.replies;
    }
    replies.remove_prefix(std::min(comma + 1, replies.size()));
  }
  batch.rows.push_back(row);
  return nullptr;
}

bool MessageRows::read(RowBatch& batch) {
  batch.rows_read = 0;
  batch.rows.clear();
  batch.replies.clear();
  batch.bad.clear();
  batch.undoubled.clear();
  while (batch.rows_read < kBatchRows) {
    const auto step = csv_->next();
    if (step == CsvReader::Step::end) break;
    ++batch.rows_read;
    if (step == CsvReader::Step::problem) {
      batch.bad.push_back(csv_->problem());
      continue;
    }
    if (csv_->size() != columns_) {
      batch.bad.push_back({csv_->offset(csv_->size() - 1), "the row has " + std::to_string(csv_->size()) +
                                                               " fields, the header " + std::to_string(columns_)});
      continue;
    }
    std::size_t column = 0;
    if (const char* const rule = add_row(batch, column)) {
      const auto named = static_cast<std::size_t>(std::ranges::find(places_, column) - places_.begin());
      batch.bad.push_back({csv_->offset(column), std::string(kNames[named]) + ": " + rule});
    }
  }
  batch.position = csv_->position();
  return batch.rows_read > 0;
}

}  // namespace cxai::threads
