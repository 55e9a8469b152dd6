#include <string_view>

#include "base/result.hpp"
#include "serve/openapi.hpp"

namespace cxai::serve {
namespace {

// Shapes of docs/formats/http-api.md as JSON Schema. "x?" stands for "x or null" and is written out below.
constexpr std::string_view kSchemas = R"json({
  "Problem": {"type": "object", "required": ["type", "title", "status", "code", "detail"], "properties": {
    "type": {"type": "string"}, "title": {"type": "string"}, "status": {"type": "integer"},
    "code": {"type": "string"}, "detail": {"type": "string"}}},
  "Transcription": {"type": "object", "required": ["text"], "properties": {
    "task": {"type": "string"}, "language": {"type": "string"}, "duration": {"type": "number"},
    "text": {"type": "string"},
    "words": {"type": "array", "items": {"type": "object", "properties": {
      "word": {"type": "string"}, "start": {"type": "number"}, "end": {"type": "number"},
      "probability": {"type": "number"}}}},
    "segments": {"type": "array", "items": {"type": "object", "properties": {
      "id": {"type": "integer"}, "start": {"type": "number"}, "end": {"type": "number"}, "text": {"type": "string"},
      "avg_logprob": {"type": "number"}, "channel": {"type": "integer"}}}}}},
  "Credentials": {"type": "object", "required": ["login", "password"], "properties": {
    "login": {"type": "string"}, "password": {"type": "string", "format": "password"}}},
  "User": {"type": "object", "properties": {
    "id": {"type": "string"}, "login": {"type": "string"}, "name": {"type": "string"},
    "role": {"enum": ["admin", "manager", "team_leader", "agent", "privacy_officer"]},
    "agent_id": {"type": "string?"}, "language": {"enum": ["tr", "en", "de"]}}},
  "SignedIn": {"type": "object", "properties": {
    "token": {"type": "string"}, "user": {"$ref": "#/components/schemas/User"}}},
  "Session": {"type": "object", "properties": {
    "user": {"$ref": "#/components/schemas/User"},
    "centre": {"type": "object", "properties": {
      "name": {"type": "string"}, "demo": {"type": "boolean"}, "time_zone": {"type": "string"},
      "utc_offset": {"type": "integer", "description": "minutes east of UTC"}}}}},
  "SessionChange": {"type": "object", "required": ["language"], "properties": {
    "language": {"enum": ["tr", "en", "de"]}}},
  "Intake": {"type": "object", "properties": {
    "items": {"type": "array", "items": {"type": "object", "properties": {
      "conversation_id": {"type": "string"}, "job_id": {"type": "string?"},
      "already_there": {"type": "boolean"}, "source": {"type": "string"}}}},
    "failures": {"type": "array", "items": {"type": "object", "properties": {
      "source": {"type": "string"}, "line": {"type": "integer?"}, "detail": {"type": "string"}}}}}},
  "Row": {"type": "object", "properties": {
    "id": {"type": "string"}, "kind": {"enum": ["call", "chat", "tweet"]},
    "state": {"enum": ["queued", "ready", "failed"]}, "failure": {"type": "string?"},
    "source": {"type": "string?"}, "language": {"type": "string?"},
    "started_at": {"type": "string?", "format": "date-time"}, "duration_ms": {"type": "integer?"},
    "agent": {"type": "object?", "properties": {"id": {"type": "string?"}, "name": {"type": "string?"}}},
    "team": {"type": "string?"}, "company": {"type": "string?"},
    "sentiment": {"type": "string?"}, "resolution": {"type": "string?"}, "topic": {"type": "string?"},
    "silence_ms": {"type": "integer?"}, "overlap_ms": {"type": "integer?"},
    "talk_ms": {"type": "object", "properties": {"agent": {"type": "integer?"}, "customer": {"type": "integer?"}}},
    "words": {"type": "object", "properties": {"agent": {"type": "integer?"}, "customer": {"type": "integer?"}}},
    "turns": {"type": "integer?"}, "first_words": {"type": "string?"}, "has_audio": {"type": "boolean"}}},
  "ConversationPage": {"type": "object", "properties": {
    "items": {"type": "array", "items": {"$ref": "#/components/schemas/Row"}},
    "next_cursor": {"type": "string?"}, "total": {"type": "integer"}}},
  "Recording": {"type": "object?", "properties": {
    "sha256": {"type": "string"}, "size_bytes": {"type": "integer"}, "media_type": {"type": "string"},
    "codec": {"type": "string"}, "sample_rate_hz": {"type": "integer"}, "channels": {"type": "integer"},
    "duration_ms": {"type": "integer"}}},
  "ConversationDetail": {"type": "object", "properties": {
    "conversation": {"allOf": [{"$ref": "#/components/schemas/Row"}, {"type": "object", "properties": {
      "metadata": {"type": "object", "additionalProperties": {"type": "string"}},
      "recording": {"$ref": "#/components/schemas/Recording"}, "hold_ms": {"type": "integer?"}}}]},
    "analysis": {"type": "object?", "description": "a cxai.analysis/1 document"},
    "analyses": {"type": "array", "items": {"type": "string"}}}},
  "Peaks": {"type": "object", "properties": {
    "per_second": {"type": "integer"}, "duration_ms": {"type": "integer"},
    "channels": {"type": "array", "items": {"type": "array", "items": {
      "type": "integer", "minimum": 0, "maximum": 255}}}}},
  "Agents": {"type": "object", "properties": {"items": {"type": "array", "items": {"type": "object", "properties": {
    "id": {"type": "string"}, "name": {"type": "string"}, "team": {"type": "string?"},
    "conversations": {"type": "integer"}}}}}},
  "Facets": {"type": "object", "properties": {
    "agents": {"type": "array", "items": {"type": "object", "properties": {
      "id": {"type": "string"}, "name": {"type": "string"}}}},
    "teams": {"type": "array", "items": {"type": "string"}},
    "topics": {"type": "array", "items": {"type": "string"}},
    "companies": {"type": "array", "items": {"type": "string"}},
    "languages": {"type": "array", "items": {"type": "string"}}}},
  "Mean": {"type": "object", "description": "milliseconds, with the 95 % interval of the mean", "properties": {
    "mean": {"type": "integer?"}, "n": {"type": "integer"}, "low": {"type": "integer?"},
    "high": {"type": "integer?"}}},
  "Bucket": {"type": "object", "properties": {
    "key": {"type": "string?"}, "label": {"type": "string?"}, "count": {"type": "integer"},
    "sentiment": {"type": "object", "properties": {
      "positive": {"type": "integer"}, "neutral": {"type": "integer"}, "negative": {"type": "integer"},
      "mixed": {"type": "integer"}, "unknown": {"type": "integer"}}},
    "resolution": {"type": "object", "properties": {
      "resolved": {"type": "integer"}, "partly": {"type": "integer"}, "unresolved": {"type": "integer"},
      "cannot_tell": {"type": "integer"}, "unknown": {"type": "integer"}}},
    "duration_ms": {"$ref": "#/components/schemas/Mean"}, "silence_ms": {"$ref": "#/components/schemas/Mean"}}},
  "Buckets": {"type": "array", "items": {"$ref": "#/components/schemas/Bucket"}},
  "Overview": {"type": "object", "properties": {
    "from": {"type": "string", "format": "date-time"}, "to": {"type": "string", "format": "date-time"},
    "n": {"type": "integer"},
    "totals": {"$ref": "#/components/schemas/Bucket"}, "previous": {"$ref": "#/components/schemas/Bucket"},
    "by_time": {"type": "object", "properties": {
      "unit": {"enum": ["hour", "day"]}, "items": {"$ref": "#/components/schemas/Buckets"}}},
    "by_agent": {"$ref": "#/components/schemas/Buckets"}, "by_topic": {"$ref": "#/components/schemas/Buckets"},
    "by_kind": {"$ref": "#/components/schemas/Buckets"}, "by_team": {"$ref": "#/components/schemas/Buckets"},
    "top_terms": {"type": "array", "items": {"type": "object", "properties": {
      "term": {"type": "string"}, "conversations": {"type": "integer"}}}},
    "longest_silences": {"type": "array", "items": {"$ref": "#/components/schemas/Row"}},
    "jobs": {"type": "object", "properties": {
      "queued": {"type": "integer"}, "running": {"type": "integer"}, "failed": {"type": "integer"}}}}},
  "Correction": {"type": "object", "required": ["kind"], "properties": {
    "kind": {"enum": ["swap_roles", "merge_voices", "rename_voice", "set_role", "set_voice"]},
    "voice": {"type": "string", "description": "a turn's speaker, or the role of those without; for set_voice a turn's id"},
    "to": {"type": "string", "description": "the other voice, the new name, or the role"},
    "analysis_id": {"type": "string", "description": "the analysis that was seen; refused when there is a newer one"}}},
  "Job": {"type": "object", "properties": {
    "id": {"type": "string"}, "kind": {"type": "string"}, "conversation_id": {"type": "string?"},
    "state": {"enum": ["queued", "running", "succeeded", "failed"]},
    "progress": {"type": "number", "minimum": 0, "maximum": 1}, "stage": {"type": "string?"},
    "attempts": {"type": "integer"}, "error": {"type": "string?"},
    "created_at": {"type": "string", "format": "date-time"},
    "updated_at": {"type": "string", "format": "date-time"}}},
  "Jobs": {"type": "object", "properties": {
    "items": {"type": "array", "items": {"$ref": "#/components/schemas/Job"}},
    "counts": {"type": "object", "properties": {
      "queued": {"type": "integer"}, "running": {"type": "integer"}, "succeeded": {"type": "integer"},
      "failed": {"type": "integer"}}}}},
  "LiveCall": {"type": "object", "properties": {
    "id": {"type": "string"}, "call_id": {"type": "string?"},
    "agent": {"type": "object?", "properties": {"id": {"type": "string?"}, "name": {"type": "string?"}}},
    "direction": {"type": "string?"}, "started_at": {"type": "string", "format": "date-time"},
    "duration_ms": {"type": "integer"}, "silent_since_ms": {"type": "integer?"}, "overlapping": {"type": "boolean"},
    "tracks": {"type": "array", "items": {"type": "object", "properties": {
      "party": {"type": "string?"}, "speaking": {"type": "boolean"}, "talk_ms": {"type": "integer"},
      "filled_ms": {"type": "integer"}, "dropped_ms": {"type": "integer"}, "unheard_ms": {"type": "integer"}}}},
    "has_text": {"type": "boolean"},
    "turns": {"type": "array", "items": {"type": "object", "properties": {
      "id": {"type": "string"}, "track": {"type": "integer"}, "party": {"type": "string?"},
      "start_ms": {"type": "integer"}, "end_ms": {"type": "integer"}, "text": {"type": "string"}}}}}},
  "LiveCalls": {"type": "object", "properties": {
    "items": {"type": "array", "items": {"$ref": "#/components/schemas/LiveCall"}}}}
})json";

void write_out_nulls(Json& value) {
  if (value.is_object() && value.contains("type") && value["type"].is_string()) {
    std::string type = value["type"].get<std::string>();
    if (type.ends_with('?')) {
      type.pop_back();
      value["type"] = Json::array({type, "null"});
    }
  }
  for (auto& part : value)
    if (part.is_structured()) write_out_nulls(part);
}

}  // namespace

Json openapi_schemas() {
  auto schemas = base::parse_json(kSchemas);
  CXAI_CHECK(schemas.has_value());
  write_out_nulls(*schemas);
  return std::move(*schemas);
}

}  // namespace cxai::serve
