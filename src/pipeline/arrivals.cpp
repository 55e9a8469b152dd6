#include "pipeline/arrivals.hpp"

#include <algorithm>

#include "base/files.hpp"
#include "base/hash.hpp"
#include "base/json.hpp"
#include "conversation/formats.hpp"
#include "pipeline/details.hpp"
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

bool looks_like_messages(const base::KeyedFile& file) {
  const auto head = base::read_head(file, 4096);
  if (!head) return false;
  const std::string_view line = std::string_view(*head).substr(0, head->find('\n'));
  return line.find("tweet_id") != std::string_view::npos && line.find("author_id") != std::string_view::npos;
}

// What nobody adopted goes.
struct Staged {
  std::optional<base::SealedTemporary> file;
  ~Staged() {
    if (file) store::Blobs::discard(*file);
  }
};

}  // namespace

Result<base::SealedTemporary> Arrivals::staged(const InputFile& file) const {
  if (file.sealed) return *file.sealed;
  return blobs_.stage_file(file.path);
}

Result<IntakeResult> Arrivals::take(const Bundle& bundle, Originals originals, const OnItem& on_item) {
  return bundle.messages ? take_messages(bundle, on_item) : take_call(bundle, originals, on_item);
}

Result<IntakeResult> Arrivals::take_call(const Bundle& bundle, Originals originals, const OnItem& on_item) {
  store::Arrival arrival;
  Conversation& conversation = arrival.conversation;
  const std::string name = masked_name(bundle.source);
  conversation.source = bundle.source;
  conversation.kind = bundle.recording ? Kind::call : Kind::chat;
  conversation.created_at = clock_.now();
  if (bundle.metadata) {
    const auto bytes = base::read_file(bundle.metadata->file(), kMetadataLimitBytes);
    if (!bytes) return about(name, bundle.metadata->path, bytes.error());
    const auto json = base::parse_json(*bytes);
    if (!json) return fail(name + ": metadata: ", json.error());
    if (auto read = conversation::read_metadata(*json, conversation); !read)
      return fail(name + ": metadata: ", read.error());
  }
  std::string transcript_bytes;
  if (bundle.transcript) {
    auto bytes = base::read_file(bundle.transcript->file(), kTranscriptLimitBytes);
    if (!bytes) return about(name, bundle.transcript->path, bytes.error());
    transcript_bytes = std::move(*bytes);
    // Said now, while the sender still listens; the worker reads it again.
    const auto transcript = conversation::read_transcript(transcript_bytes);
    if (!transcript) return fail(name + ": transcript: ", transcript.error());
    const bool timed = std::ranges::any_of(transcript->turns, [](const auto& turn) { return turn.time.has_value(); });
    if (!bundle.recording && !bundle.metadata && timed) conversation.kind = Kind::call;
    arrival.originals.transcript_sha256 = base::sha256_hex(transcript_bytes);
  }
  Staged recording;
  if (bundle.recording) {
    auto file = staged(*bundle.recording);
    if (!file) return about(name, bundle.recording->path, file.error());
    recording.file = std::move(*file);
    if (recording.file->size_bytes == 0) return fail(ErrorCode::invalid_input, name + ": the file is empty");
    arrival.originals.recording_sha256 = recording.file->sha256;
    // Of the name only the ending tells the decoder something.
    arrival.job_payload["recording_name"] = "recording" + fs::path(bundle.source).extension().string();
  }
  conversation.id = conversation_id(arrival.originals.recording_sha256, arrival.originals.transcript_sha256);
  const std::string id = conversation.id;
  IntakeResult out;
  const auto keep = [&]() -> Result<> {
    if (recording.file) {
      CXAI_TRY_VOID(blobs_.adopt(id, store::BlobKind::sound, *recording.file));
      recording.file.reset();
    }
    if (bundle.transcript) CXAI_TRY_VOID(blobs_.put(id, store::BlobKind::text, transcript_bytes));
    return register_one(std::move(arrival), out, on_item);
  };
  if (auto kept = keep(); !kept) return fail(name + ": ", kept.error());
  if (originals == Originals::move && bundle.recording && !bundle.recording->sealed) {
    std::error_code ignored;
    fs::remove(bundle.recording->path, ignored);
  }
  return out;
}

Result<> Arrivals::register_one(store::Arrival arrival, IntakeResult& out, const OnItem& on_item) {
  const std::string id = conversation_id(arrival.originals.recording_sha256, arrival.originals.transcript_sha256);
  arrival.conversation.id = id;
  if (arrival.job_payload.is_null()) arrival.job_payload = Json::object();
  CXAI_TRY(const auto index, blobs_.keys().secret("index"));
  Details details = mask_details(std::move(arrival.conversation), index, clock_.now());
  arrival.conversation = std::move(details.conversation);
  arrival.people = std::move(details.people);
  arrival.consent = std::move(details.consent);
  CXAI_TRY(const auto known, store_.conversation(id));
  // Of what is there already, the details that came first stay.
  if (!known && !details.original.is_null()) {
    CXAI_TRY(const auto sealed, blobs_.put(id, store::BlobKind::text, base::dump_json(details.original)));
    arrival.originals.details_sha256 = sealed.sha256;
  }
  const std::string source = arrival.conversation.source;
  CXAI_TRY(const auto registered, store_.register_conversation(arrival));
  out.items.push_back({id, registered.job_id, registered.already_there, source});
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
    if (file.field.empty() && (file.content_type.starts_with("text/csv") || looks_like_messages(file.file())))
      kind = FileKind::messages;
    std::optional<InputFile>* place = nullptr;
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
                    masked_name(file.filename) + ": neither a recording nor a transcript nor a CSV of messages");
    }
    if (*place)
      return fail(ErrorCode::invalid_input,
                  masked_name(file.filename) + ": a second file for the same part; send one conversation at a time");
    *place = InputFile(file.path, file.sealed);
    if (bundle.source.empty() || kind == FileKind::recording || kind == FileKind::messages)
      bundle.source = file.filename;
  }
  if (!bundle.recording && !bundle.transcript && !bundle.messages)
    return fail(ErrorCode::invalid_input, "send a recording, a transcript or a CSV of messages");
  return take(bundle, Originals::move);
}

}  // namespace cxai::pipeline
