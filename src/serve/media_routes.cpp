#include "conversation/formats.hpp"
#include "http/problem.hpp"
#include "http/range.hpp"
#include "pipeline/details.hpp"
#include "serve/access.hpp"
#include "serve/documents.hpp"
#include "serve/handlers.hpp"

namespace cxai::serve {
namespace {

// What a browser may treat as media; anything else is only bytes.
std::string media_type(const store::ConversationRow& row) {
  const std::string type = row.conversation.recording ? row.conversation.recording->media_type : "";
  return type.starts_with("audio/") || type.starts_with("video/") ? type : "application/octet-stream";
}

// Card data was taken out of the recording: what is kept is FLAC, whatever came.
std::string file_name(const store::ConversationRow& row) {
  const std::string& name = row.conversation.source;
  return row.destroyed_sound.empty() || name.ends_with(".flac") ? name : name + ".flac";
}

enum class SoundChoice : std::uint8_t { redacted, listen, file };

// Errors: invalid_input, permission_denied.
Result<SoundChoice> asked_for(const Request& request) {
  const std::string_view original = request.query_value("original");
  if (original.empty() || original == "false" || original == "0") return SoundChoice::redacted;
  if (original != "true" && original != "file" && original != "1")
    return fail(ErrorCode::invalid_input, "original: must be true (to listen), file (the recording as kept) or false");
  if (!store::has_right(*request.user, store::Right::originals))
    return fail(ErrorCode::permission_denied,
                "the original recording needs the right 'originals'; an administrator can grant it");
  return original == "true" ? SoundChoice::listen : SoundChoice::file;
}

}  // namespace

Result<Response> send_audio(App& app, const Request& request) {
  CXAI_TRY(const SoundChoice choice, asked_for(request));
  CXAI_TRY(const auto row, visible_conversation(app, *request.user, std::string(request.param("id"))));
  if (choice == SoundChoice::redacted && row.redacted_sha256.empty() && !row.listen_sha256.empty())
    return fail(ErrorCode::not_found,
                "there is no redacted copy: nobody knows yet what is said in this recording, so personal data cannot "
                "be covered; analyze it with a transcript or a speech engine, or ask for ?original=true");
  const std::string& blob = choice == SoundChoice::redacted ? row.redacted_sha256
                            : choice == SoundChoice::listen ? row.listen_sha256
                                                            : row.originals.recording_sha256;
  if (blob.empty())
    return fail(ErrorCode::not_found, row.originals.recording_sha256.empty() ? "this conversation has no recording"
                                                                             : "the listening copy is not made yet");
  if (choice != SoundChoice::redacted &&
      app.listeners.begins(request.user->id, row.conversation.id, app.services.clock.now()))
    CXAI_TRY_VOID(app.services.custody.audit.note({request.user->id, "original.listen", row.conversation.id,
                                                   pipeline::masked_text(request.query_value("reason")),
                                                   Json{{"peer", request.peer}}}));
  CXAI_TRY(const auto file, app.services.blobs.open(row.conversation.id, store::BlobKind::sound, blob));
  const bool download = choice == SoundChoice::file;
  CXAI_TRY(Response response, http::file_response(request, file, "\"" + blob.substr(0, 32) + "\"",
                                                  download ? media_type(row) : "audio/ogg"));
  if (download) response.headers.set("Content-Disposition", http::attachment(file_name(row)));
  return response;
}

Result<Response> send_peaks(App& app, const Request& request) {
  CXAI_TRY(const SoundChoice choice, asked_for(request));
  CXAI_TRY(const auto row, visible_conversation(app, *request.user, std::string(request.param("id"))));
  const std::string& blob = choice == SoundChoice::redacted ? row.redacted_peaks_sha256 : row.peaks_sha256;
  if (blob.empty()) return fail(ErrorCode::not_found, "this conversation has no drawn recording");
  const std::string etag = "\"" + blob.substr(0, 32) + "\"";
  Response response;
  if (http::matches_etag(request.headers.get("If-None-Match"), etag)) {
    response.status = 304;
  } else {
    CXAI_TRY(const std::string bytes, app.services.blobs.read(row.conversation.id, store::BlobKind::sound, blob));
    CXAI_TRY(const Json document, peaks_document(bytes, row.conversation.duration));
    response = json_response(document);
  }
  response.headers.set("ETag", etag);
  response.headers.set("Cache-Control", "private, no-cache");
  return response;
}

Result<Response> send_transcript(App& app, const Request& request) {
  CXAI_TRY(const auto row, visible_conversation(app, *request.user, std::string(request.param("id"))));
  const std::string_view format = request.param("format");
  if (format != "vtt" && format != "srt" && format != "txt" && format != "json")
    return fail(ErrorCode::not_found, "a transcript has the forms vtt, srt, txt and json");
  if (row.analysis_id.empty()) return fail(ErrorCode::not_found, "this conversation is not analyzed yet");
  CXAI_TRY(const auto document, app.services.store.analysis(row.analysis_id));
  if (!document) return fail(ErrorCode::not_found, "this conversation is not analyzed yet");
  CXAI_TRY(auto analysis, conversation::analysis_from_json(*document));
  const conversation::Transcript transcript{analysis.language, std::move(analysis.turns)};
  Response response;
  if (format == "vtt") {
    response = text_response(200, conversation::write_webvtt(transcript), "text/vtt; charset=utf-8");
  } else if (format == "srt") {
    response = text_response(200, conversation::write_srt(transcript), "application/x-subrip; charset=utf-8");
  } else if (format == "txt") {
    response = text_response(200, conversation::write_dialogue_text(transcript, transcript.language));
  } else {
    response = json_response(conversation::write_dialogue_json(transcript));
  }
  response.headers.set("Content-Disposition", http::attachment(row.conversation.id + "." + std::string(format)));
  return response;
}

}  // namespace cxai::serve
