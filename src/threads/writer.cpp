#include "threads/writer.hpp"

#include <algorithm>
#include <atomic>
#include <charconv>
#include <cstring>
#include <memory>
#include <string_view>
#include <thread>

#include "threads/blocks_in_order.hpp"
#include "threads/escape.hpp"
#include "threads/mentions.hpp"

namespace cxai::threads {
namespace {

using Format = WriteOptions::Format;

constexpr std::uint32_t kMessagesPerBlock = 1024;
constexpr std::size_t kPartBytes = 128U << 10;  // fits into a core's own cache
constexpr std::size_t kForgetWrittenBytes = 64U << 20;
constexpr std::size_t kFilteredTurns = 512;  // at once

// Bytes that grow without being set to zero first.
class Buffer {
 public:
  // Where at least `count` bytes may be written.
  char* room(std::size_t count) {
    if (capacity_ - size_ < count) {
      capacity_ = std::max(2 * capacity_, size_ + count);
      auto larger = std::make_unique_for_overwrite<char[]>(capacity_);
      std::memcpy(larger.get(), bytes_.get(), size_);
      bytes_ = std::move(larger);
    }
    return bytes_.get() + size_;
  }
  void written_to(const char* end) { size_ = static_cast<std::size_t>(end - bytes_.get()); }
  void add(std::string_view text) {
    std::memcpy(room(text.size()), text.data(), text.size());
    size_ += text.size();
  }
  void clear() { size_ = 0; }
  std::size_t size() const { return size_; }
  std::string_view view() const { return {bytes_.get(), size_}; }

 private:
  std::size_t size_ = 0;
  std::size_t capacity_ = 2 * kPartBytes;
  std::unique_ptr<char[]> bytes_ = std::make_unique_for_overwrite<char[]>(capacity_);
};

// What one thread writes with.
class Writer {
 public:
  Writer(const Forest& forest, const WriteOptions& options, BlocksInOrder& out)
      : forest_(forest), options_(options), out_(out) {
    if (options.clean && options.new_filter) filter_ = options.new_filter();
  }

  // The conversations that end with messages of this block; false when the output takes no more.
  bool write_block(std::uint32_t block) {
    block_ = block;
    const auto& list = forest_.messages.list;
    const std::size_t begin = std::size_t{block} * kMessagesPerBlock;
    const std::size_t end = std::min(list.size(), begin + kMessagesPerBlock);
    for (std::size_t i = begin; i < end && going_; ++i) {
      if (list[i].answered) continue;
      add_conversation(static_cast<std::uint32_t>(i));
      ++written_;
    }
    pass_on();
    out_.finish(block);
    return going_;
  }

  std::uint64_t written() const { return written_; }

 private:
  bool json() const { return options_.format == Format::jsonl; }

  void pass_on() {
    if (going_) going_ = out_.write(block_, buffer_.view());
    since_forgotten_ += buffer_.size();
    buffer_.clear();
    if (since_forgotten_ < kForgetWrittenBytes) return;
    forest_.source.forget(forest_.source.text().size());
    since_forgotten_ = 0;
  }

  void add_conversation(std::uint32_t leaf) {
    const Thread thread(forest_, leaf);
    thread.read_path(path_);
    buffer_.add(json() ? R"({"tweet_ids": [")" : "\"");
    for (std::size_t i = 0; i < path_.size() && going_; ++i) {
      if (i > 0) buffer_.add(json() ? R"(", ")" : " ");
      add_id(forest_.messages.list[path_[i]].id);
      if (buffer_.size() >= kPartBytes) pass_on();
    }
    buffer_.add(json() ? R"("], "company": ")" : "\",\"");
    add_text(thread.company(), false);
    buffer_.add(json() ? R"(", "turns": [)" : "\",\"");
    if (options_.clean) {
      add_clean_turns();
    } else {
      for (std::size_t i = 0; i < path_.size() && going_; ++i) {
        const Message& message = forest_.messages.list[path_[i]];
        add_turn(i, message, forest_.raw_text(message), message.text.doubled_quotes);
      }
    }
    buffer_.add(json() ? "]}\n" : "\"\r\n");
    if (buffer_.size() >= kPartBytes) pass_on();
  }

  void add_clean_turns() {
    for (std::size_t begin = 0; begin < path_.size() && going_; begin += kFilteredTurns) {
      const std::size_t end = std::min(path_.size(), begin + kFilteredTurns);
      texts_.clear();
      for (std::size_t i = begin; i < end; ++i) {
        const Message& message = forest_.messages.list[path_[i]];
        texts_.push_back(without_leaks(forest_.text(message),
                                       message.inbound ? conversation::Role::customer : conversation::Role::agent));
      }
      if (filter_) filter_(texts_);
      for (std::size_t i = begin; i < end; ++i) add_turn(i, forest_.messages.list[path_[i]], texts_[i - begin], false);
    }
  }

  void add_turn(std::size_t i, const Message& message, std::string_view text, bool doubled_quotes) {
    if (json()) {
      if (i > 0) buffer_.add(", ");
      buffer_.add(message.inbound ? R"({"role": "customer", "text": ")" : R"({"role": "agent", "text": ")");
    } else {
      buffer_.add(message.inbound ? (i > 0 ? "\ncustomer: " : "customer: ") : (i > 0 ? "\nagent: " : "agent: "));
    }
    add_text(text, doubled_quotes);
    if (json()) buffer_.add("\"}");
    if (buffer_.size() >= kPartBytes) pass_on();
  }

  void add_id(std::uint32_t id) {
    const std::uint64_t number = forest_.messages.ids.plain_number(id);
    if (number == IdKey::kText) return add_text(forest_.messages.ids.text(id), false);
    char* const room = buffer_.room(20);
    buffer_.written_to(std::to_chars(room, room + 20, number).ptr);
  }

  void add_text(std::string_view text, bool doubled_quotes) {
    char* const room = buffer_.room((json() ? 6 : 2) * text.size() + kEscapeSlack);
    buffer_.written_to(json() ? escape_json(text, doubled_quotes, room) : escape_csv_line(text, doubled_quotes, room));
  }

  const Forest& forest_;
  const WriteOptions& options_;
  BlocksInOrder& out_;
  TextFilter filter_;
  Buffer buffer_;
  std::vector<std::uint32_t> path_;
  std::vector<std::string> texts_;
  std::uint32_t block_ = 0;
  bool going_ = true;
  std::uint64_t written_ = 0;
  std::size_t since_forgotten_ = 0;
};

}  // namespace

Result<std::uint64_t> write_conversations(const Forest& forest, const WriteOptions& options, std::ostream& out) {
  if (options.format == Format::csv) out << "tweet_ids,company,turns\r\n";
  const auto blocks =
      static_cast<std::uint32_t>((forest.messages.list.size() + kMessagesPerBlock - 1) / kMessagesPerBlock);
  std::atomic<std::uint32_t> next = 0;
  std::atomic<std::uint64_t> written = 0;
  BlocksInOrder ordered(out);
  const auto work = [&] {
    Writer writer(forest, options, ordered);
    for (std::uint32_t block = next++; block < blocks; block = next++)
      if (!writer.write_block(block)) break;
    written += writer.written();
  };
  {
    std::vector<std::jthread> others;
    for (unsigned i = 1; i < std::min(options.threads, blocks); ++i) others.emplace_back(work);
    work();
  }
  out.flush();
  if (ordered.failed() || !out)
    return fail(ErrorCode::unavailable, "not everything could be written; is the disk full?");
  return written.load();
}

}  // namespace cxai::threads
