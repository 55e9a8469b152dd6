// Files of messages, or of rows with a text each, as conversations that can be learnt from or routed.
//
// Input    CSV of messages (definitions.md, section 4): conversations are paths of replies, labels their companies,
//          groups their first messages; any other CSV, or JSON lines: each row is a conversation, label and group stand
//          in columns. CSV may be parted by comma, semicolon or tab
// Output   label and group at once; texts when they are asked for, cleaned of what gives a company away and masked
// Errors   not_found, invalid_input (no such column: which there are; no header) · bad rows are named on stderr, up to
//          50 of a file, counted, and left out
// Threads  one to open, any number of text makers afterwards
// Limits   as the room threads; of a conversation of more than 64 messages the first and last 32 are read
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/run.hpp"
#include "privacy/training_masker.hpp"
#include "routing/split.hpp"
#include "threads/threads.hpp"

namespace cxai::cli {

struct RoutingColumns {
  std::string text;                  // empty: a CSV of messages
  std::string label;                 // empty: no labels wanted
  std::string group;                 // empty: rows with the same text are one group
  std::vector<std::string> unknown;  // labels that mean none
  std::string turns = "all";         // of messages: all, customer
};

// Makes texts; one per thread.
class ConversationText {
 public:
  explicit ConversationText(bool customer_only = false) : customer_only_(customer_only) {}
  privacy::MaskedText of_thread(const threads::Forest& forest, std::uint32_t leaf);
  privacy::MaskedText of_text(std::string_view text);

 private:
  bool customer_only_;
  std::vector<std::uint32_t> path_;
  std::vector<std::string> turns_;
  privacy::TrainingMasker masker_;
};

class RoutingFile {
 public:
  enum class Kind : std::uint8_t { messages, csv, jsonl };

  // Reads everything but the texts. `name` is what messages call the file; "-" reads `io.in`.
  static Result<std::unique_ptr<RoutingFile>> open(Io& io, const std::string& name, const RoutingColumns& columns);

  struct Conversation {
    std::uint64_t place = 0;  // the last message, or the byte where the row begins
    std::int32_t label = -1;  // in labels(); -1: none
    std::uint64_t group = 0;
  };
  Kind kind() const { return kind_; }
  const std::string& name() const { return name_; }
  const std::vector<Conversation>& conversations() const { return conversations_; }
  const std::vector<std::string>& labels() const { return labels_; }
  std::uint64_t bad_rows() const { return bad_rows_; }
  std::uint64_t unlabelled() const { return unlabelled_; }  // rows left out for want of a label
  const threads::Source& source() const { return *source_; }
  const threads::Forest& forest() const { return *forest_; }  // of messages
  threads::Forest& forest() { return *forest_; }
  char separator() const { return separator_; }

  privacy::MaskedText text(const Conversation& conversation, ConversationText& maker) const;

 private:
  RoutingFile(std::string name, threads::Source source) : name_(std::move(name)) {
    source_ = std::make_unique<threads::Source>(std::move(source));
  }
  Result<> read_messages(Io& io, const RoutingColumns& columns);
  Result<> read_csv(Io& io, const RoutingColumns& columns);
  Result<> read_jsonl(Io& io, const RoutingColumns& columns);
  void add_row(std::uint64_t place, std::string_view text, std::string_view label, std::string_view group,
               const RoutingColumns& columns);
  std::int32_t label_number(std::string_view label, const RoutingColumns& columns);
  void say_bad(Io& io, std::uint64_t line, std::uint64_t column, const std::string& reason);

  std::string name_;
  Kind kind_ = Kind::csv;
  std::unique_ptr<threads::Source> source_;
  std::optional<threads::Forest> forest_;
  std::vector<Conversation> conversations_;
  std::vector<std::string> labels_;
  std::map<std::string, std::int32_t, std::less<>> label_numbers_;
  std::uint64_t bad_rows_ = 0;
  std::uint64_t unlabelled_ = 0;
  char separator_ = ',';
  std::size_t text_column_ = 0;
  std::string text_field_;  // of JSON lines
};

// The conversations of several files as one list of items.
class RoutingData {
 public:
  static Result<RoutingData> open(Io& io, const std::vector<std::string>& files, const RoutingColumns& columns);

  const std::vector<std::string>& names() const { return names_; }
  const std::vector<routing::Item>& items() const { return items_; }
  std::uint64_t bad_rows() const;
  std::uint64_t unlabelled() const;

  // The texts of these items, made by `threads` threads. Stops early when stop_requested(): cancelled.
  Result<std::vector<privacy::MaskedText>> texts(const std::vector<std::uint32_t>& which, unsigned threads,
                                                 bool customer_only) const;

 private:
  struct Place {
    std::uint32_t file = 0;
    std::uint32_t conversation = 0;
  };
  std::vector<std::unique_ptr<RoutingFile>> files_;
  std::vector<std::string> names_;
  std::vector<routing::Item> items_;
  std::vector<Place> places_;
};

// The files named, or those that lie in `datasets` (*.csv, *.jsonl, *.ndjson, by name).
// Errors: invalid_input (neither, or both), not_found (none in the folder).
Result<std::vector<std::string>> routing_inputs(const std::vector<std::string>& files, const std::string& datasets);

}  // namespace cxai::cli
