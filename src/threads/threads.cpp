#include "threads/threads.hpp"

#include <algorithm>
#include <utility>

#include "threads/mentions.hpp"

namespace cxai::threads {
namespace {

using conversation::Role;
using conversation::Transcript;
using conversation::Turn;

std::string lower(std::string_view name) {
  std::string out(name);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return out;
}

bool is_number(std::string_view name) {
  return std::ranges::all_of(name, [](char c) { return c >= '0' && c <= '9'; });
}

}  // namespace

std::string Forest::text(const Message& message) const {
  const std::string_view raw = raw_text(message);
  if (!message.text.doubled_quotes) return std::string(raw);
  std::string out;
  append_undoubled(out, raw);
  return out;
}

Result<Forest> read_forest(const Source& source, ThreadsSummary& summary) {
  CXAI_TRY(Messages messages, read_messages(source, summary));
  link_messages(messages, summary);
  Forest forest{source, std::move(messages), {}};
  const IdTable& authors = forest.messages.authors;
  for (std::uint32_t i = 0; i < authors.size(); ++i) {
    if (authors.is_number(i)) continue;
    std::string name = authors.text(i);
    forest.companies.try_emplace(lower(name), name);
  }
  return forest;
}

void Thread::read_path(std::vector<std::uint32_t>& path) const {
  path.clear();
  for (std::uint32_t i = leaf_; i != kNone; i = message(i).parent) path.push_back(i);
  std::ranges::reverse(path);
}

std::vector<std::string> Thread::message_ids() const {
  std::vector<std::uint32_t> path;
  read_path(path);
  std::vector<std::string> ids;
  for (const std::uint32_t i : path) ids.push_back(forest_.messages.ids.text(message(i).id));
  return ids;
}

Timestamp Thread::started_at() const {
  std::uint32_t root = leaf_;
  while (message(root).parent != kNone) root = message(root).parent;
  return message(root).created_at;
}

std::string Thread::company() const {
  // Walking upwards, so the last one kept is the first of the conversation.
  std::uint32_t answering = kNone;
  std::uint32_t taking_part = kNone;
  for (std::uint32_t i = leaf_; i != kNone; i = message(i).parent) {
    if (!message(i).company) continue;
    taking_part = i;
    const std::uint32_t parent = message(i).parent;
    if (parent != kNone && !message(parent).company) answering = i;
  }
  const std::uint32_t found = answering != kNone ? answering : taking_part;
  if (found != kNone) return forest_.messages.authors.text(message(found).author);

  std::string mentioned = kUnknownCompany;
  std::vector<std::uint32_t> path;
  read_path(path);
  for (const std::uint32_t i : path) {
    const std::string_view text = forest_.raw_text(message(i));
    for (std::size_t at = 0; const auto mention = next_mention(text, at);) {
      const std::string_view name = text.substr(mention->begin + 1, mention->end - mention->begin - 1);
      if (is_number(name)) continue;
      if (const auto known = forest_.companies.find(lower(name)); known != forest_.companies.end())
        return known->second;
      if (mentioned == kUnknownCompany) mentioned = name;
    }
  }
  return mentioned;
}

Transcript Thread::transcript() const {
  std::vector<std::uint32_t> path;
  read_path(path);
  Transcript transcript;
  for (const std::uint32_t i : path) {
    Turn turn;
    turn.id = "t" + std::to_string(transcript.turns.size());
    turn.role = message(i).inbound ? Role::customer : Role::agent;
    turn.text = forest_.text(message(i));
    turn.message_id = forest_.messages.ids.text(message(i).id);
    transcript.turns.push_back(std::move(turn));
  }
  return transcript;
}

Result<ThreadsSummary> build_threads(const Source& source, const ThreadSink& sink) {
  ThreadsSummary summary;
  CXAI_TRY(const Forest forest, read_forest(source, summary));
  for (std::uint32_t i = 0; i < forest.messages.list.size(); ++i) {
    if (forest.messages.list[i].answered) continue;
    CXAI_TRY_VOID(sink(Thread(forest, i)));
    ++summary.conversations;
  }
  return summary;
}

Result<ThreadsSummary> build_threads(std::istream& csv, const ThreadSink& sink) {
  CXAI_TRY(const Source source, Source::hold(csv));
  return build_threads(source, sink);
}

}  // namespace cxai::threads
