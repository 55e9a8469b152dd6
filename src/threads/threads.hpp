// Makes conversations of messages: every path of replies from a first message to a last one.
//
// Input    CSV with the columns tweet_id, author_id, inbound, created_at, text, response_tweet_id,
//          in_response_to_tweet_id, in any order and among others; rows in any order; ids may read "123.0"
// Output   one conversation per leaf of the reply graph, in the row order of the leaves; every message that was read
//          stands in at least one
// Rules    docs/definitions.md, section 4
// Errors   invalid_input naming the missing column; the sink's error; bad rows are counted and named in the summary
// Threads  one more while the rows are read
// Limits   beside the source's bytes about 70 bytes a message; nothing is as deep as a chain is long
#pragma once

#include <cstddef>
#include <functional>
#include <istream>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/result.hpp"
#include "conversation/transcript.hpp"
#include "threads/messages.hpp"
#include "threads/source.hpp"

namespace cxai::threads {

inline constexpr const char* kUnknownCompany = "Unknown";

// All messages of a source, linked. Borrows the source.
struct Forest {
  const Source& source;
  Messages messages;
  // Accounts that are companies (their author id is no number): lower-cased name to the name as written.
  std::unordered_map<std::string, std::string> companies;

  std::string_view raw_text(const Message& message) const {
    return source.text().substr(message.text.begin, message.text.length);
  }
  std::string text(const Message& message) const;
};

// Reads and links. Counts into `summary`, all but the conversations.
Result<Forest> read_forest(const Source& source, ThreadsSummary& summary);

// One conversation. Its parts are made when asked for: a tree with a long trunk and many leaves has paths whose
// lengths add up to the square of its size, and a caller that only counts must not pay for them.
// Valid as long as its forest.
class Thread {
 public:
  Thread(const Forest& forest, std::uint32_t leaf) : forest_(forest), leaf_(leaf) {}

  // Indices of its messages, from the first to the last, into `path`.
  void read_path(std::vector<std::uint32_t>& path) const;
  std::vector<std::string> message_ids() const;
  Timestamp started_at() const;  // of the first message

  // The company account that takes part; of several the first that answers a customer. Else the first @mentioned
  // account that is a company of this file, else the first @mentioned that is no number, else kUnknownCompany.
  std::string company() const;

  // Roles by `inbound` (true: customer), message ids set, no times and no speaker names; language left empty.
  conversation::Transcript transcript() const;

 private:
  const Message& message(std::uint32_t i) const { return forest_.messages.list[i]; }

  const Forest& forest_;
  std::uint32_t leaf_;
};

using ThreadSink = std::function<Result<>(const Thread&)>;

Result<ThreadsSummary> build_threads(const Source& source, const ThreadSink& sink);

// The same of a stream, whose bytes are held in memory meanwhile and reach no disk.
Result<ThreadsSummary> build_threads(std::istream& csv, const ThreadSink& sink);

}  // namespace cxai::threads
