// All messages of one file in flat arrays, and who answers whom. Texts stay in the file.
//
// Limits   32 bytes a message, 8 to 24 an id, 8 a named reply
// Threads  one while they are read and linked, any number afterwards
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "threads/ids.hpp"
#include "threads/message_rows.hpp"
#include "threads/source.hpp"

namespace cxai::threads {

struct BadRow {
  std::uint64_t line = 0;
  std::uint64_t column = 0;  // in bytes
  std::string reason;
};

struct ThreadsSummary {
  std::uint64_t rows = 0;  // below the header, bad ones too
  std::uint64_t bad_rows = 0;
  std::vector<BadRow> bad;  // the first 1000 of them
  std::uint64_t duplicates = 0;
  std::uint64_t messages = 0;  // rows - bad_rows - duplicates
  std::uint64_t missing_parents = 0;
  std::uint64_t cycles = 0;
  std::uint64_t roots = 0;
  std::uint64_t leaves = 0;
  std::uint64_t conversations = 0;
};

struct Message {
  Timestamp created_at{};
  TextPlace text;
  std::uint32_t id = 0;          // in Messages::ids
  std::uint32_t author = 0;      // in Messages::authors
  std::uint32_t parent = kNone;  // as read: the id it names; after link_messages: index of the message answered
  bool inbound = false;
  bool company = false;   // its author is one
  bool answered = false;  // after link_messages: somebody's parent
};

struct Messages {
  IdTable ids;
  IdTable authors;
  std::vector<Message> list;          // in row order
  std::vector<std::uint32_t> row_of;  // by id: index in `list`; kNone where only others name it
  std::vector<std::pair<std::uint32_t, std::uint32_t>> named_replies;  // message, id it names as its reply
};

// Reads the rows. Counts rows, bad rows and duplicates into `summary`.
// Errors: invalid_input when there is no header or it lacks a column; unsupported for more than 2^31 messages.
Result<Messages> read_messages(const Source& source, ThreadsSummary& summary);

// Gives every message at most one parent: the one it names, else the earliest that names it as a reply. A cycle is
// cut at its earliest message (by time, then by row). Counts missing parents, cycles, roots and leaves.
void link_messages(Messages& messages, ThreadsSummary& summary);

}  // namespace cxai::threads
