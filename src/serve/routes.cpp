#include "serve/routes.hpp"

#include <array>

#include "serve/handlers.hpp"

// The filters a list and its statistics share.
#define CXAI_FILTERS                                                           \
  "kind state language agent team company sentiment resolution topic from to " \
  "min_duration_ms max_duration_ms min_silence_ms q"

namespace cxai::serve {
namespace {

using enum Method;
using enum Access;
using enum BodyKind;

constexpr std::string_view kJson = "application/json";
constexpr std::string_view kText = "text/plain";
constexpr std::string_view kEvents = "text/event-stream";

constexpr Route kRoutes[] = {
    // sessions
    {post, "/v1/session", open, json, sign_in, "Sign in", "", {200, kJson, "SignedIn"}, "Credentials"},
    {get, "/v1/session", session, none, show_session, "Who is signed in, and where", "", {200, kJson, "Session"}, ""},
    {patch,
     "/v1/session",
     session,
     json,
     change_session,
     "Remember the user's language",
     "",
     {204, "", ""},
     "SessionChange"},
    {del, "/v1/session", session, none, sign_out, "Sign out", "", {204, "", ""}, ""},

    // conversations
    {post,
     "/v1/conversations",
     staff,
     upload,
     take_conversations,
     "Hand in recordings, transcripts or messages",
     "filename",
     {202, kJson, "Intake"},
     ""},
    {get,
     "/v1/conversations",
     session,
     none,
     list_conversations,
     "List conversations",
     CXAI_FILTERS " sort order limit cursor",
     {200, kJson, "ConversationPage"},
     ""},
    {get,
     "/v1/conversations/export",
     session,
     none,
     export_conversations,
     "A table, one row per conversation",
     CXAI_FILTERS " format lang",
     {200, "text/csv", ""},
     ""},
    {get,
     "/v1/conversations/{id}",
     session,
     none,
     show_conversation,
     "One conversation with its analysis",
     "",
     {200, kJson, "ConversationDetail"},
     ""},
    {get,
     "/v1/conversations/{id}/audio",
     session,
     none,
     send_audio,
     "Its sound, with range requests",
     "original",
     {200, "audio/ogg", ""},
     ""},
    {get,
     "/v1/conversations/{id}/peaks",
     session,
     none,
     send_peaks,
     "The shape of its sound, for drawing",
     "",
     {200, kJson, "Peaks"},
     ""},
    {get,
     "/v1/conversations/{id}/transcript.{format}",
     session,
     none,
     send_transcript,
     "Its masked transcript",
     "",
     {200, "text/vtt", ""},
     ""},
    {post,
     "/v1/conversations/{id}/corrections",
     staff,
     json,
     add_correction,
     "Correct who spoke: a new analysis supersedes the current one",
     "",
     {202, kJson, "Job"},
     "Correction"},
    {del,
     "/v1/conversations/{id}/corrections/last",
     staff,
     none,
     undo_correction,
     "Take back the last correction",
     "",
     {202, kJson, "Job"},
     ""},
    {get,
     "/v1/agents",
     session,
     none,
     list_agents,
     "Agents with their conversations counted",
     "",
     {200, kJson, "Agents"},
     ""},
    {get,
     "/v1/facets",
     session,
     none,
     list_facets,
     "What the filters may be set to",
     CXAI_FILTERS,
     {200, kJson, "Facets"},
     ""},

    // statistics
    {get,
     "/v1/statistics/overview",
     session,
     none,
     show_overview,
     "Volume, sentiment, resolution, times, themes",
     CXAI_FILTERS,
     {200, kJson, "Overview"},
     ""},

    // jobs and events
    {get, "/v1/jobs", session, none, list_jobs, "List jobs", "state limit", {200, kJson, "Jobs"}, ""},
    {get, "/v1/jobs/{id}", session, none, show_job, "One job", "", {200, kJson, "Job"}, ""},
    {get, "/v1/jobs/{id}/events", session, none, follow_job, "One job until it ends", "", {200, kEvents, ""}, ""},
    {get, "/v1/events", session, none, follow_centre, "What happens in the centre", "", {200, kEvents, ""}, ""},

    // live calls
    {get, "/v1/live", session, none, stream_live, "Stream a call in (WebSocket)", "", {101, "", ""}, ""},
    {get,
     "/v1/live/stream/{token}",
     open,
     none,
     stream_live_with_token,
     "The same for telephone systems",
     "",
     {101, "", ""},
     ""},
    {get, "/v1/live/calls", session, none, list_live_calls, "Calls being spoken", "", {200, kJson, "LiveCalls"}, ""},
    {get,
     "/v1/live/calls/events",
     session,
     none,
     follow_live_calls,
     "The same as they change",
     "",
     {200, kEvents, ""},
     ""},
    {get, "/v1/live/calls/{id}", session, none, show_live_call, "One of them", "", {200, kJson, "LiveCall"}, ""},
    {get,
     "/v1/live/calls/{id}/events",
     session,
     none,
     follow_live_call,
     "One until it ends",
     "",
     {200, kEvents, ""},
     ""},

    // speech
    {post,
     "/v1/audio/transcriptions",
     session,
     transcription,
     transcribe_upload,
     "The words of a recording, as OpenAI's clients ask for them",
     "",
     {200, kJson, "Transcription"},
     ""},

    // operations
    {get, "/healthz", open, none, show_health, "The process lives", "", {200, kText, ""}, ""},
    {get, "/readyz", open, none, show_readiness, "The store answers", "", {200, kText, ""}, ""},
    {get, "/metrics", open, none, show_metrics, "Prometheus metrics", "", {200, kText, ""}, ""},
    {get, "/v1/openapi.json", open, none, show_openapi, "This document", "", {200, kJson, ""}, ""},
    {get, "/{file...}", open, none, send_asset, "The dashboard", "", {200, "text/html", ""}, ""},
};

}  // namespace

std::span<const Route> routes() {
  return kRoutes;
}

}  // namespace cxai::serve
