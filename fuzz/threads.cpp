#include "threads/threads.hpp"

#include <set>
#include <sstream>

#include "base/json.hpp"
#include "check.hpp"
#include "threads/csv.hpp"
#include "threads/mentions.hpp"
#include "threads/writer.hpp"

namespace th = cxai::threads;

namespace {

// All steps of a reader as one text. Empty lines in front move the text through the blocks that are read at once,
// which must not show in it.
std::string steps(const std::string& text, std::size_t empty_lines) {
  const std::string moved = std::string(empty_lines, '\n') + text;
  th::CsvReader csv(moved, {.max_row_bytes = 4096});
  std::string out;
  std::string room;
  for (auto step = csv.next(); step != th::CsvReader::Step::end; step = csv.next()) {
    if (step == th::CsvReader::Step::problem) {
      CXAI_CHECK(csv.problem().offset >= empty_lines && csv.problem().offset < moved.size());
      out += "!" + std::to_string(csv.problem().offset - empty_lines) + csv.problem().reason;
    } else {
      for (std::size_t i = 0; i < csv.size(); ++i) {
        CXAI_CHECK(csv.offset(i) >= empty_lines && csv.offset(i) + csv[i].raw.size() <= moved.size());
        out += "[" + std::string(csv[i].value(room)) + "]";
      }
    }
  }
  return out;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(cxai::fuzz::text_of(data, size));
  if (!text.starts_with("\xEF\xBB\xBF")) CXAI_CHECK(steps(text, 0) == steps(text, 1 + text.size() % 64));

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

  std::istringstream again(text);
  const auto source = th::Source::hold(again);
  th::ThreadsSummary same;
  const auto forest = th::read_forest(*source, same);
  for (const auto format : {th::WriteOptions::Format::jsonl, th::WriteOptions::Format::csv}) {
    std::ostringstream out;
    CXAI_CHECK(*th::write_conversations(*forest, {.format = format, .threads = 1}, out) == conversations);
    if (format == th::WriteOptions::Format::jsonl) {
      std::istringstream lines(out.str());
      std::uint64_t count = 0;
      for (std::string line; std::getline(lines, line); ++count) CXAI_CHECK(cxai::base::parse_json(line).has_value());
      CXAI_CHECK(count == conversations);
    } else {
      const std::string csv = out.str();
      th::CsvReader rows(csv, {.max_row_bytes = 1U << 24});
      std::uint64_t count = 0;
      while (rows.next() == th::CsvReader::Step::row && rows.size() == 3) ++count;
      CXAI_CHECK(count == conversations + 1);
    }
  }
  return 0;
}
