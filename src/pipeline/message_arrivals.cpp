#include <fstream>

#include "base/json.hpp"
#include "conversation/formats.hpp"
#include "pipeline/arrivals.hpp"
#include "threads/threads.hpp"

namespace cxai::pipeline {

Result<IntakeResult> Arrivals::take_messages(const Bundle& bundle, const OnItem& on_item) {
  std::ifstream csv(*bundle.messages, std::ios::binary);
  if (!csv) return fail(ErrorCode::not_found, bundle.source + ": cannot read the file");
  IntakeResult out;
  const auto summary = threads::build_threads(csv, [&](const threads::Thread& thread) -> Result<> {
    store::Arrival arrival;
    arrival.conversation.kind = conversation::Kind::tweet;
    arrival.conversation.source = bundle.source;
    arrival.conversation.company = thread.company();
    arrival.conversation.started_at = thread.started_at();
    arrival.conversation.created_at = clock_.now();
    CXAI_TRY(const auto blob, blobs_.put(base::dump_json(conversation::write_dialogue_json(thread.transcript()))));
    arrival.originals.transcript_sha256 = blob.sha256;
    return register_one(std::move(arrival), bundle.source, out, on_item);
  });
  if (!summary) return fail(bundle.source + ": ", summary.error());
  for (const auto& bad : summary->bad)
    out.failures.push_back({bundle.source, static_cast<std::int64_t>(bad.line),
                            "column " + std::to_string(bad.column) + ": " + bad.reason});
  if (summary->bad_rows > summary->bad.size())
    out.failures.push_back(
        {bundle.source, std::nullopt, std::to_string(summary->bad_rows - summary->bad.size()) + " further bad rows"});
  if (summary->conversations == 0 && summary->bad_rows == 0)
    out.failures.push_back({bundle.source, std::nullopt, "the table has a header but no messages"});
  return out;
}

}  // namespace cxai::pipeline
