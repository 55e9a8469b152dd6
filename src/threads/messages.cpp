#include "threads/messages.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <optional>
#include <string_view>

#include "base/utf8.hpp"
#include "threads/csv.hpp"
#include "threads/message_time.hpp"

namespace cxai::threads {
namespace {

constexpr std::size_t kKeptBadRows = 1000;

enum Column : std::uint8_t {
  tweet_id,
  author_id,
  inbound,
  created_at,
  text,
  response_tweet_id,
  in_response_to_tweet_id
};
constexpr std::array<std::string_view, 7> kColumns{
    "tweet_id", "author_id", "inbound", "created_at", "text", "response_tweet_id", "in_response_to_tweet_id"};

using Places = std::array<std::size_t, kColumns.size()>;

std::string_view trim(std::string_view value) {
  const std::size_t begin = value.find_first_not_of(" \t\r\n");
  if (begin == std::string_view::npos) return {};
  return value.substr(begin, value.find_last_not_of(" \t\r\n") - begin + 1);
}

// An id as written: spreadsheets turn "123" into "123.0".
std::string_view clean_id(std::string_view value) {
  value = trim(value);
  const std::size_t dot = value.find('.');
  if (dot != std::string_view::npos && dot > 0 && value.find_first_not_of("0123456789") == dot &&
      value.find_first_not_of('0', dot + 1) == std::string_view::npos)
    value = value.substr(0, dot);
  return value;
}

// Most text is ASCII, which eight bytes at a time show soon.
bool is_utf8(std::string_view value) {
  std::size_t i = 0;
  for (std::uint64_t bytes; i + 8 <= value.size(); i += 8) {
    std::memcpy(&bytes, value.data() + i, 8);
    if (bytes & 0x8080808080808080) break;
  }
  return base::is_valid_utf8(value.substr(i));
}

Result<Places> read_header(CsvReader& csv) {
  const auto step = csv.next();
  if (step == CsvReader::Step::end)
    return fail(ErrorCode::invalid_input, "the CSV is empty: its first line must name the columns");
  if (step == CsvReader::Step::problem)
    return fail(ErrorCode::invalid_input, "line " + std::to_string(csv.problem().place.line) + ", column " +
                                              std::to_string(csv.problem().place.column) + ": " + csv.problem().reason);
  Places places{};
  for (std::size_t c = 0; c < kColumns.size(); ++c) {
    std::size_t i = 0;
    while (i < csv.size() && trim(csv[i]) != kColumns[c]) ++i;
    if (i == csv.size())
      return fail(ErrorCode::invalid_input,
                  "line 1: the column '" + std::string(kColumns[c]) + "' is missing from the header");
    places[c] = i;
  }
  return places;
}

// One data row; the column that is wrong and the rule, or nothing.
struct Fault {
  Column column;
  std::string_view rule;
};

std::optional<bool> read_bool(std::string_view value) {
  value = trim(value);
  if (value == "True" || value == "true" || value == "TRUE" || value == "1") return true;
  if (value == "False" || value == "false" || value == "FALSE" || value == "0") return false;
  return std::nullopt;
}

std::optional<Fault> add_row(const CsvReader& row, const Places& places, Messages& to, ThreadsSummary& summary) {
  const auto field = [&](Column column) { return row[places[column]]; };
  const std::string_view id = clean_id(field(tweet_id));
  const std::string_view author = trim(field(author_id));
  const auto is_inbound = read_bool(field(inbound));
  const auto time = parse_message_time(trim(field(created_at)));
  if (id.empty()) return Fault{tweet_id, "is required"};
  if (author.empty()) return Fault{author_id, "is required"};
  if (!is_inbound) return Fault{inbound, "must be True or False"};
  if (!time) return Fault{created_at, "must be a time like 'Tue Oct 31 22:10:47 +0000 2017' or 2017-10-31T22:10:47Z"};
  for (const Column column : {tweet_id, author_id, text, response_tweet_id, in_response_to_tweet_id})
    if (!is_utf8(field(column))) return Fault{column, "is not UTF-8"};

  const auto id_of = [&](std::string_view name) {
    const std::uint32_t number = to.ids.intern(name);
    if (number == to.row_of.size()) to.row_of.push_back(kNone);
    return number;
  };
  Message message;
  message.id = id_of(id);
  if (to.row_of[message.id] != kNone) {
    ++summary.duplicates;
    return std::nullopt;
  }
  const auto index = static_cast<std::uint32_t>(to.list.size());
  to.row_of[message.id] = index;
  message.author = to.authors.intern(author);
  message.inbound = *is_inbound;
  message.created_at = *time;
  message.text = to.texts.add(field(text));
  if (const auto parent = clean_id(field(in_response_to_tweet_id)); !parent.empty()) message.parent_id = id_of(parent);
  std::string_view replies = field(response_tweet_id);
  while (!replies.empty()) {
    const std::size_t comma = std::min(replies.find(','), replies.size());
    if (const auto reply = clean_id(replies.substr(0, comma)); !reply.empty())
      to.named_replies.emplace_back(index, id_of(reply));
    replies.remove_prefix(std::min(comma + 1, replies.size()));
  }
  to.list.push_back(message);
  return std::nullopt;
}

}  // namespace

Result<Messages> read_messages(std::istream& in, ThreadsSummary& summary) {
  CsvReader csv(in);
  CXAI_TRY(const Places places, read_header(csv));
  const std::size_t columns = csv.size();
  Messages messages;
  const auto reject = [&](CsvPlace place, std::string reason) {
    ++summary.bad_rows;
    if (summary.bad.size() < kKeptBadRows) summary.bad.push_back({place.line, place.column, std::move(reason)});
  };
  for (auto step = csv.next(); step != CsvReader::Step::end; step = csv.next()) {
    ++summary.rows;
    if (step == CsvReader::Step::problem) {
      reject(csv.problem().place, csv.problem().reason);
    } else if (csv.size() != columns) {
      reject(csv.place(csv.size() - 1),
             "the row has " + std::to_string(csv.size()) + " fields, the header " + std::to_string(columns));
    } else if (const auto fault = add_row(csv, places, messages, summary)) {
      reject(csv.place(places[fault->column]), std::string(kColumns[fault->column]) + ": " + std::string(fault->rule));
    }
    if (messages.list.size() >= kNone / 2) return fail(ErrorCode::unsupported, "more than 2^31 messages in one file");
  }
  if (in.bad()) return fail(ErrorCode::unavailable, "the CSV could not be read to its end");
  summary.messages = messages.list.size();
  return messages;
}

}  // namespace cxai::threads
