#include <algorithm>
#include <tuple>

#include "threads/messages.hpp"

namespace cxai::threads {
namespace {

// Earlier by time, then by row.
bool earlier(const Messages& messages, std::uint32_t a, std::uint32_t b) {
  return std::tuple(messages.list[a].created_at, a) < std::tuple(messages.list[b].created_at, b);
}

// Every message has at most one parent, so each walk upwards ends at a root, at a message of an earlier walk, or
// where it began: then the messages met since are a cycle.
std::uint64_t cut_cycles(Messages& messages) {
  std::uint64_t cycles = 0;
  std::vector<std::uint32_t> walk_of(messages.list.size(), kNone);
  for (std::uint32_t start = 0; start < messages.list.size(); ++start) {
    std::uint32_t at = start;
    while (at != kNone && walk_of[at] == kNone) {
      walk_of[at] = start;
      at = messages.list[at].parent;
    }
    if (at == kNone || walk_of[at] != start) continue;
    std::uint32_t first = at;
    for (std::uint32_t i = messages.list[at].parent; i != at; i = messages.list[i].parent)
      if (earlier(messages, i, first)) first = i;
    messages.list[first].parent = kNone;
    ++cycles;
  }
  return cycles;
}

}  // namespace

void link_messages(Messages& messages, ThreadsSummary& summary) {
  // From here on `parent` is the index of a message. What it named first is kept only as two facts.
  std::vector<bool> own(messages.list.size());    // it names a parent that is there
  std::vector<bool> named(messages.list.size());  // it names one that is not
  constexpr std::size_t kAhead = 16;
  for (std::size_t i = 0; i < own.size(); ++i) {
    if (i + kAhead < own.size() && messages.list[i + kAhead].parent != kNone)
      __builtin_prefetch(&messages.row_of[messages.list[i + kAhead].parent]);
    std::uint32_t& parent = messages.list[i].parent;
    if (parent == kNone) continue;
    parent = messages.row_of[parent];
    (parent != kNone ? own : named)[i] = true;
  }
  // A reply that another row names fills the gap of a message whose own parent is unknown.
  for (std::size_t n = 0; n < messages.named_replies.size(); ++n) {
    if (n + kAhead < messages.named_replies.size())
      __builtin_prefetch(&messages.row_of[messages.named_replies[n + kAhead].second]);
    const auto& [parent, reply_id] = messages.named_replies[n];
    const std::uint32_t reply = messages.row_of[reply_id];
    if (reply == kNone || own[reply]) continue;
    std::uint32_t& chosen = messages.list[reply].parent;
    if (chosen == kNone || earlier(messages, parent, chosen)) chosen = parent;
  }
  messages.named_replies = {};
  messages.row_of = {};
  for (std::size_t i = 0; i < named.size(); ++i)
    if (named[i] && messages.list[i].parent == kNone) ++summary.missing_parents;
  summary.cycles = cut_cycles(messages);
  summary.leaves = messages.list.size();
  for (const Message& message : messages.list) {
    if (message.parent == kNone) {
      ++summary.roots;
      continue;
    }
    Message& parent = messages.list[message.parent];
    if (!parent.answered) --summary.leaves;
    parent.answered = true;
  }
}

}  // namespace cxai::threads
