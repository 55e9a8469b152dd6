#include <istream>

#include "base/hash.hpp"
#include "base/json.hpp"
#include "conversation/formats.hpp"
#include "pipeline/arrivals.hpp"
#include "pipeline/details.hpp"
#include "pipeline/process.hpp"
#include "pipeline/sealed_stream.hpp"
#include "threads/threads.hpp"

namespace cxai::pipeline {

Result<IntakeResult> Arrivals::take_messages(const Bundle& bundle, const OnItem& on_item) {
  const std::string name = masked_name(bundle.source);
  auto opened = open_stream(bundle.messages->file());
  if (!opened) return fail(ErrorCode::not_found, name + ": cannot read the file");
  std::istream& csv = **opened;
  IntakeResult out;
  const auto summary = threads::build_threads(csv, [&](const threads::Thread& thread) -> Result<> {
    store::Arrival arrival;
    arrival.conversation.kind = conversation::Kind::tweet;
    arrival.conversation.source = bundle.source;
    arrival.conversation.company = thread.company();
    arrival.conversation.started_at = thread.started_at();
    arrival.conversation.created_at = clock_.now();
    const std::string words = base::dump_json(conversation::write_dialogue_json(thread.transcript()));
    arrival.originals.transcript_sha256 = base::sha256_hex(words);
    const std::string id = conversation_id("", arrival.originals.transcript_sha256);
    const auto sealed = blobs_.put(id, store::BlobKind::text, words);
    if (!sealed && sealed.error().code == ErrorCode::conflict) {
      out.failures.push_back({name, std::nullopt, sealed.error().message});
      return {};
    }
    if (!sealed) return std::unexpected(sealed.error());
    return register_one(std::move(arrival), out, on_item);
  });
  if (!summary) return fail(name + ": ", summary.error());
  for (const auto& bad : summary->bad)
    out.failures.push_back(
        {name, static_cast<std::int64_t>(bad.line), "column " + std::to_string(bad.column) + ": " + bad.reason});
  if (summary->bad_rows > summary->bad.size())
    out.failures.push_back(
        {name, std::nullopt, std::to_string(summary->bad_rows - summary->bad.size()) + " further bad rows"});
  if (summary->conversations == 0 && summary->bad_rows == 0)
    out.failures.push_back({name, std::nullopt, "the table has a header but no messages"});
  return out;
}

}  // namespace cxai::pipeline
