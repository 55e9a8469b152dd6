// Writes the conversations of a forest, one to a line or row, in the row order of their last messages.
//
// Output   JSON lines {"tweet_ids": […], "company": "…", "turns": [{"role": "…", "text": "…"}, …]}, or CSV with the
//          columns tweet_ids, company, turns (docs/formats/conversations.md)
// Errors   unavailable when `out` takes no more
// Threads  `threads` of its own, each with a filter of its own; `out` is written by one at a time
// Limits   memory of a few blocks of 128 KiB and one text, however long a conversation is
#pragma once

#include <cstdint>
#include <functional>
#include <ostream>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "threads/threads.hpp"

namespace cxai::threads {

// Changes the texts of one conversation, or of a long one's next part.
using TextFilter = std::function<void(std::vector<std::string>&)>;

struct WriteOptions {
  enum class Format : std::uint8_t { jsonl, csv };
  Format format = Format::jsonl;
  bool clean = false;                      // texts through without_leaks
  std::function<TextFilter()> new_filter;  // after that, where clean is set; may be empty
  unsigned threads = 2;
};

// How many conversations were written.
Result<std::uint64_t> write_conversations(const Forest& forest, const WriteOptions& options, std::ostream& out);

}  // namespace cxai::threads
