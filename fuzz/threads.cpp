#include "threads/threads.hpp"

#include <set>
#include <sstream>

#include "check.hpp"
#include "threads/csv.hpp"
#include "threads/mentions.hpp"

namespace th = cxai::threads;

namespace {

// All steps of a reader as one text; the size of the chunks must not show in it.
std::string steps(const std::string& text, std::size_t chunk_bytes) {
  std::istringstream in(text);
  th::CsvReader csv(in, {.max_row_bytes = 4096, .chunk_bytes = chunk_bytes});
  std::string out;
  for (auto step = csv.next(); step != th::CsvReader::Step::end; step = csv.next()) {
    if (step == th::CsvReader::Step::problem) {
      out += "!" + std::to_string(csv.problem().place.line) + ":" + std::to_string(csv.problem().place.column);
    } else {
      for (std::size_t i = 0; i < csv.size(); ++i) out += "[" + std::string(csv[i]) + "]";
    }
  }
  return out;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(cxai::fuzz::text_of(data, size));
  // Below the limit for a row, since what is too long is noticed chunk by chunk.
  if (text.size() < 4096) CXAI_CHECK(steps(text, 7) == steps(text, 1U << 16));

  std::istringstream in(text);
  std::set<std::string> seen;
  std::uint64_t conversations = 0;
  const auto summary = th::build_threads(in, [&](const th::Thread& thread) -> cxai::Result<> {
    const auto ids = thread.message_ids();
    const auto transcript = thread.transcript();
    cxai::fuzz::check_transcript(transcript);
    CXAI_CHECK(!ids.empty() && ids.size() == transcript.turns.size());
    CXAI_CHECK(std::set<std::string>(ids.begin(), ids.end()).size() == ids.size());
    CXAI_CHECK(cxai::base::is_valid_utf8(thread.company()) && !thread.company().empty());
    for (const auto& turn : transcript.turns)
      CXAI_CHECK(cxai::base::is_valid_utf8(th::without_leaks(turn.text, *turn.role)));
    seen.insert(ids.begin(), ids.end());
    ++conversations;
    return {};
  });
  if (!summary) return 0;
  CXAI_CHECK(seen.size() == summary->messages);
  CXAI_CHECK(summary->rows == summary->messages + summary->duplicates + summary->bad_rows);
  CXAI_CHECK(summary->conversations == conversations && summary->leaves == conversations);
  CXAI_CHECK(summary->roots <= summary->leaves);
  return 0;
}
