#include "pipeline/arrivals.hpp"

#include <algorithm>

#include "base/files.hpp"
#include "base/hash.hpp"
#include "base/json.hpp"
#include "conversation/formats.hpp"
#include "pipeline/folder.hpp"
#include "pipeline/process.hpp"

namespace cxai::pipeline {
namespace {

namespace fs = std::filesystem;
using conversation::Conversation;
using conversation::Kind;

constexpr std::uint64_t kTranscriptLimitBytes = 64ULL << 20;
constexpr std::uint64_t kMetadataLimitBytes = 1ULL << 20;

// Errors of a file say the file as its sender knows it, not where we keep it.
std::unexpected<Error> about(const std::string& source, const fs::path& path, Error error) {
  const std::string where = path.string() + ": ";
  if (error.message.starts_with(where)) error.message.erase(0, where.size());
  return fail(source + ": ", std::move(error));
}

bool looks_like_messages(const fs::path& path) {
  const auto head = base::read_head(path, 4096);
  if (!head) return false;
  const std::string_view line = std::string_view(*head).substr(0, head->find('\n'));
  return line.find("tweet_id") != std::string_view::npos && line.find("author_id") != std::string_view::npos;
}

}  // namespace

Result<store::BlobInfo> Arrivals::keep(const fs::path& file, Originals originals) {
  return originals == Originals::move ? blobs_.adopt(file) : blobs_.put_file(file);
}

Result<IntakeResult> Arrivals::take(const Bundle& bundle, Originals originals, const OnItem& on_item) {
  return bundle.messages ? take_messages(bundle, on_item) : take_call(bundle, originals, on_item);
}

Result<IntakeResult> Arrivals::take_call(const Bundle& bundle, Originals originals, const OnItem& on_item) {
  store::Arrival arrival;
  Conversation& conversation = arrival.conversation;
  conversation.source = bundle.source;
  conversation.kind = bundle.recording ? Kind::call : Kind::chat;
  conversation.created_at = clock_.now();
  if (bundle.metadata) {
    const auto bytes = base::read_file(*bundle.metadata, kMetadataLimitBytes);
    if (!bytes) return about(bundle.source, *bundle.metadata, bytes.error());
    const auto json = base::parse_json(*bytes);
    if (!json) return fail(bundle.source + ": metadata: ", json.error());
    if (auto read = conversation::read_metadata(*json, conversation); !read)
      return fail(bundle.source + ": metadata: ", read.error());
  }
  if (bundle.transcript) {
    const auto bytes = base::read_file(*bundle.transcript, kTranscriptLimitBytes);
    if (!bytes) return about(bundle.source, *bundle.transcript, bytes.error());
    // Said now, while the sender still listens; the worker reads it again.
    const auto transcript = conversation::read_transcript(*bytes);
    if (!transcript) return fail(bundle.source + ": transcript: ", transcript.error());
    const bool timed = std::ranges::any_of(transcript->turns, [](const auto& turn) { return turn.time.has_value(); });
    if (!bundle.recording && !bundle.metadata && timed) conversation.kind = Kind::call;
    CXAI_TRY(const auto blob, blobs_.put(*bytes));
    arrival.originals.transcript_sha256 = blob.sha256;
  }
  if (bundle.recording) {
    auto blob = keep(*bundle.recording, originals);
    if (!blob) return about(bundle.source, *bundle.recording, blob.error());
    if (blob->size_bytes == 0) return fail(ErrorCode::invalid_input, bundle.source + ": the file is empty");
    arrival.originals.recording_sha256 = blob->sha256;
    arrival.job_payload["recording_name"] = fs::path(bundle.source).filename().string();
  }
  IntakeResult out;
  CXAI_TRY_VOID(register_one(std::move(arrival), bundle.source, out, on_item));
  return out;
}

Result<> Arrivals::register_one(store::Arrival arrival, const std::string& name, IntakeResult& out,
                                const OnItem& on_item) {
  arrival.conversation.id = conversation_id(arrival.originals.recording_sha256, arrival.originals.transcript_sha256);
  if (arrival.job_payload.is_null()) arrival.job_payload = Json::object();
  CXAI_TRY(const auto registered, store_.register_conversation(arrival));
  out.items.push_back({arrival.conversation.id, registered.job_id, registered.already_there, name});
  if (on_item) on_item(out.items.back());
  return {};
}

Result<IntakeResult> Arrivals::accept(std::vector<UploadedFile> files) {
  Bundle bundle;
  for (const UploadedFile& file : files) {
    FileKind kind = file_kind(file.filename);
    if (file.field == "recording") kind = FileKind::recording;
    if (file.field == "transcript") kind = FileKind::transcript;
    if (file.field == "metadata") kind = FileKind::metadata;
    if (file.field.empty() && (file.content_type.starts_with("text/csv") || looks_like_messages(file.path)))
      kind = FileKind::messages;
    std::optional<fs::path>* place = nullptr;
    switch (kind) {
      case FileKind::recording:
        place = &bundle.recording;
        break;
      case FileKind::transcript:
        place = &bundle.transcript;
        break;
      case FileKind::metadata:
        place = &bundle.metadata;
        break;
      case FileKind::messages:
        place = &bundle.messages;
        break;
      case FileKind::other:
        return fail(ErrorCode::unsupported,
                    file.filename + ": neither a recording nor a transcript nor a CSV of messages");
    }
    if (*place)
      return fail(ErrorCode::invalid_input,
                  file.filename + ": a second file for the same part; send one conversation at a time");
    *place = file.path;
    if (bundle.source.empty() || kind == FileKind::recording || kind == FileKind::messages)
      bundle.source = file.filename;
  }
  if (!bundle.recording && !bundle.transcript && !bundle.messages)
    return fail(ErrorCode::invalid_input, "send a recording, a transcript or a CSV of messages");
  return take(bundle, Originals::move);
}

}  // namespace cxai::pipeline
