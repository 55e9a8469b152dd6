#include "threads/threads.hpp"

#include <algorithm>
#include <optional>
#include <string_view>
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

Companies companies_of(const Messages& messages) {
  Companies companies;
  for (std::uint32_t i = 0; i < messages.authors.size(); ++i) {
    if (messages.authors.is_number(i)) continue;
    std::string name = messages.authors.text(i);
    companies.try_emplace(lower(name), name);
  }
  return companies;
}

}  // namespace

std::vector<std::uint32_t> Thread::path() const {
  std::vector<std::uint32_t> path;
  for (std::uint32_t i = leaf_; i != kNone; i = messages_.list[i].parent) path.push_back(i);
  std::ranges::reverse(path);
  return path;
}

std::vector<std::string> Thread::message_ids() const {
  std::vector<std::string> ids;
  for (const std::uint32_t i : path()) ids.push_back(messages_.ids.text(messages_.list[i].id));
  return ids;
}

Timestamp Thread::started_at() const {
  std::uint32_t root = leaf_;
  while (messages_.list[root].parent != kNone) root = messages_.list[root].parent;
  return messages_.list[root].created_at;
}

std::string Thread::company() const {
  const auto is_company = [&](std::uint32_t i) { return !messages_.authors.is_number(messages_.list[i].author); };
  // Walking upwards, so the last one kept is the first of the conversation.
  std::uint32_t answering = kNone;
  std::uint32_t taking_part = kNone;
  for (std::uint32_t i = leaf_; i != kNone; i = messages_.list[i].parent) {
    if (!is_company(i)) continue;
    taking_part = i;
    const std::uint32_t parent = messages_.list[i].parent;
    if (parent != kNone && !is_company(parent)) answering = i;
  }
  const std::uint32_t found = answering != kNone ? answering : taking_part;
  if (found != kNone) return messages_.authors.text(messages_.list[found].author);

  std::string mentioned = kUnknownCompany;
  for (const std::uint32_t i : path()) {
    const std::string_view text = messages_.texts.at(messages_.list[i].text);
    for (std::size_t at = 0; const auto mention = next_mention(text, at);) {
      const std::string_view name = text.substr(mention->begin + 1, mention->end - mention->begin - 1);
      if (is_number(name)) continue;
      if (const auto known = companies_.find(lower(name)); known != companies_.end()) return known->second;
      if (mentioned == kUnknownCompany) mentioned = name;
    }
  }
  return mentioned;
}

Transcript Thread::transcript() const {
  Transcript transcript;
  for (const std::uint32_t i : path()) {
    const Message& message = messages_.list[i];
    Turn turn;
    turn.id = "t" + std::to_string(transcript.turns.size());
    turn.role = message.inbound ? Role::customer : Role::agent;
    turn.text = messages_.texts.at(message.text);
    turn.message_id = messages_.ids.text(message.id);
    transcript.turns.push_back(std::move(turn));
  }
  return transcript;
}

Result<ThreadsSummary> build_threads(std::istream& csv, const ThreadSink& sink) {
  ThreadsSummary summary;
  CXAI_TRY(Messages messages, read_messages(csv, summary));
  link_messages(messages, summary);
  const Companies companies = companies_of(messages);
  for (std::uint32_t i = 0; i < messages.list.size(); ++i) {
    if (messages.list[i].answered) continue;
    CXAI_TRY_VOID(sink(Thread(messages, companies, i)));
    ++summary.conversations;
  }
  return summary;
}

}  // namespace cxai::threads
