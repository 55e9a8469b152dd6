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
    "agent_id": {"type": "string?"}, "language": {"enum": ["tr", "en", "de"]},
    "rights": {"type": "array", "items": {"enum": ["originals", "privacy", "audit", "models"]}}}},
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
    "sentiment": {"type": "string?"}, "resolution": {"type": "string?"}, "topic": {"type": "string?"}, "routing": {"$ref": "#/components/schemas/RowRouting"},
    "silence_ms": {"type": "integer?"}, "overlap_ms": {"type": "integer?"},
    "talk_ms": {"type": "object", "properties": {"agent": {"type": "integer?"}, "customer": {"type": "integer?"}}},
    "words": {"type": "object", "properties": {"agent": {"type": "integer?"}, "customer": {"type": "integer?"}}},
    "turns": {"type": "integer?"}, "first_words": {"type": "string?"}, "has_audio": {"type": "boolean"}}},
  "Guess": {"type": "array", "description": "label, probability", "prefixItems": [{"type": "string"}, {"type": "number"}]},
  "RowRouting": {"type": "object?", "properties": {
    "label": {"type": "string"}, "said": {"type": "string?"}, "person": {"type": "string?"},
    "top": {"type": "array", "items": {"$ref": "#/components/schemas/Guess"}}, "model": {"type": "string?"}}},
  "Promise": {"type": "object?", "properties": {
    "target_risk": {"type": "number"}, "delta": {"type": "number"}, "threshold": {"type": "number"},
    "coverage": {"type": "number"}, "upper_bound": {"type": "number"}, "calibration_n": {"type": "integer"},
    "answers": {"type": "boolean", "description": "false: at this risk nothing is answered"}}},
  "ClassifyWish": {"type": "object", "required": ["texts"], "properties": {
    "texts": {"type": "array", "items": {"type": "string"}, "maxItems": 1000}}},
  "Classified": {"type": "object", "properties": {
    "model": {"type": "string"}, "promise": {"$ref": "#/components/schemas/Promise"},
    "items": {"type": "array", "items": {"type": "object", "properties": {
      "label": {"type": "string"}, "probability": {"type": "number"},
      "top": {"type": "array", "items": {"$ref": "#/components/schemas/Guess"}}}}}}},
  "RouterWish": {"type": "object", "required": ["model"], "properties": {"model": {"type": "string"}}},
  "Nothing": {"type": "object"},
  "Router": {"type": "object", "properties": {
    "name": {"type": "string"}, "family": {"type": "string"}, "id": {"type": "string"},
    "champion": {"type": "boolean"}, "backend": {"enum": ["local", "openai"]}, "remote_model": {"type": "string?"},
    "created_at": {"type": "string", "format": "date-time"}, "labels": {"type": "array", "items": {"type": "string"}},
    "masks_brands": {"type": "boolean"}, "customer_only": {"type": "boolean"}, "trained_examples": {"type": "integer"},
    "bundle_sha256": {"type": "string"}, "accuracy": {"type": "number?"}, "n": {"type": "integer?"},
    "accuracy_interval": {"type": "array?", "items": {"type": "number"}}, "macro_f1": {"type": "number?"},
    "expected_calibration_error": {"type": "number?"}, "policy": {"$ref": "#/components/schemas/Promise"}}},
  "Routers": {"type": "object", "properties": {
    "family": {"type": "string"}, "in_use": {"type": "string?"}, "why_not": {"type": "string?"},
    "promise": {"$ref": "#/components/schemas/Promise"},
    "dial": {"type": "object?", "properties": {
      "target_risk": {"type": "number"}, "delta": {"type": "number"}, "by": {"type": "string"},
      "by_name": {"type": "string?"}, "at": {"type": "string", "format": "date-time"}}},
    "broken": {"type": "array", "items": {"type": "string"}},
    "items": {"type": "array", "items": {"$ref": "#/components/schemas/Router"}}}},
  "RoutingEvaluation": {"type": "object", "properties": {
    "model": {"type": "string"}, "promise": {"$ref": "#/components/schemas/Promise"},
    "dial": {"type": "array", "items": {"$ref": "#/components/schemas/Promise"}},
    "evaluation": {"type": "object?", "description": "a cxai.routing-evaluation/1 document"},
    "feedback": {"type": "object", "properties": {
      "n": {"type": "integer"}, "answered": {"type": "integer"}, "right": {"type": "integer"},
      "pairs": {"type": "array", "items": {"type": "object", "properties": {
        "said": {"type": "string"}, "label": {"type": "string"}, "n": {"type": "integer"}}}}}}}},
  "RiskWish": {"type": "object", "required": ["target_risk"], "properties": {
    "target_risk": {"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 1},
    "delta": {"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 1, "default": 0.05}}},
  "RiskChosen": {"type": "object", "properties": {
    "model": {"type": "string"}, "promise": {"$ref": "#/components/schemas/Promise"},
    "changed": {"type": "integer", "description": "conversations with another answer now"}}},
  "RoutingLabels": {"type": "object", "properties": {
    "n": {"type": "integer"}, "not_routed": {"type": "integer"}, "unknown": {"type": "integer"},
    "awaiting": {"type": "integer", "description": "Unknown, and nobody has labelled them"},
    "known": {"type": "array", "items": {"type": "string"}},
    "items": {"type": "array", "items": {"type": "object", "properties": {
      "label": {"type": "string"}, "count": {"type": "integer"}}}}}},
  "RoutingJobs": {"type": "object", "properties": {
    "items": {"type": "array", "items": {"type": "object", "properties": {
      "id": {"type": "string"}, "status": {"enum": ["validating_files", "queued", "running", "succeeded", "failed",
      "cancelled"]}, "backend": {"type": "string"}, "model": {"type": "string"},
      "fine_tuned_model": {"type": "string?"}, "trained_examples": {"type": "integer"}, "error": {"type": "string?"},
      "created_at": {"type": "string", "format": "date-time"},
      "finished_at": {"type": "string?", "format": "date-time"}}}}}},
  "Feedback": {"type": "object", "required": ["conversation_id", "label"], "properties": {
    "conversation_id": {"type": "string"}, "field": {"enum": ["routing"]},
    "label": {"type": "string?", "description": "a label, Unknown, or null: the router's answer counts again"}}},
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
    "analyses": {"type": "array", "items": {"type": "string"}},
    "categories": {"type": "object?", "properties": {
      "revision": {"type": "string"}, "current": {"type": "boolean"},
      "items": {"type": "array", "items": {"type": "object", "properties": {
        "name": {"type": "string"}, "title": {"type": "string"},
        "evidence": {"type": "array", "items": {"$ref": "#/components/schemas/Place"}}}}}}}}},
  "Place": {"type": "object", "description": "a stretch of a turn, or of time", "properties": {
    "turn": {"type": "string"}, "chars": {"type": "array", "items": {"type": "integer"}},
    "ms": {"type": "array", "items": {"type": "integer"}}, "condition": {"type": "string"},
    "role": {"type": "string?"}, "text": {"type": "string"}}},
  "AnalysisDocument": {"type": "object", "description": "a cxai.analysis/1 document"},
  "Analyses": {"type": "object", "properties": {"items": {"type": "array", "items": {"type": "object", "properties": {
    "id": {"type": "string"}, "created_at": {"type": "string", "format": "date-time"}, "status": {"type": "string"},
    "supersedes": {"type": "string?"}, "current": {"type": "boolean"}, "recipe": {"type": "object"},
    "corrections": {"type": "integer"}}}}}},
  "RuleBook": {"type": "object?", "description": "a cxai.rules/1 document"},
  "RulePublication": {"type": "object?", "properties": {
    "number": {"type": "integer"}, "revision": {"type": "string"}, "published_by": {"type": "string"},
    "published_by_name": {"type": "string?"}, "published_at": {"type": "string", "format": "date-time"},
    "note": {"type": "string"}, "in_use": {"type": "boolean"}, "categories": {"type": "integer"}}},
  "RulePublications": {"type": "object", "properties": {
    "items": {"type": "array", "items": {"$ref": "#/components/schemas/RulePublication"}}}},
  "RuleRevision": {"type": "object", "properties": {
    "revision": {"type": "string"}, "book": {"$ref": "#/components/schemas/RuleBook"}, "created_by": {"type": "string"},
    "created_by_name": {"type": "string?"}, "created_at": {"type": "string", "format": "date-time"},
    "note": {"type": "string"}}},
  "RuleCategory": {"type": "object", "properties": {
    "name": {"type": "string"}, "title": {"type": "string"}, "description": {"type": "string"},
    "conversations": {"type": "integer"}}},
  "Backfill": {"type": "object?", "properties": {
    "job": {"$ref": "#/components/schemas/Job"}, "revision": {"type": "string"}, "done": {"type": "integer"},
    "total": {"type": "integer"}, "unreadable": {"type": "object", "properties": {
      "count": {"type": "integer"}, "named": {"type": "array", "items": {"type": "string"}}}},
    "categories": {"type": "array", "items": {"type": "object", "properties": {
      "name": {"type": "string"}, "title": {"type": "string"}, "added": {"type": "integer"},
      "removed": {"type": "integer"}, "unchanged": {"type": "integer"}}}}}},
  "Rules": {"type": "object", "properties": {
    "revision": {"type": "string?"}, "book": {"$ref": "#/components/schemas/RuleBook"},
    "publication": {"$ref": "#/components/schemas/RulePublication"},
    "categories": {"type": "array", "items": {"$ref": "#/components/schemas/RuleCategory"}},
    "conversations": {"type": "integer"},
    "behind": {"type": "integer", "description": "not read by the book in use yet"},
    "backfill": {"$ref": "#/components/schemas/Backfill"}}},
  "RulesDraft": {"type": "object", "required": ["book"], "properties": {"book": {"$ref": "#/components/schemas/RuleBook"}}},
  "RulesChecked": {"type": "object", "properties": {
    "revision": {"type": "string"}, "book": {"$ref": "#/components/schemas/RuleBook"},
    "categories": {"type": "integer"}, "changed": {"type": "boolean"}}},
  "RulesPreviewWish": {"type": "object", "required": ["book"], "properties": {
    "book": {"$ref": "#/components/schemas/RuleBook"},
    "conversations": {"type": "integer", "minimum": 1, "maximum": 5000, "default": 1000},
    "samples": {"type": "integer", "minimum": 0, "maximum": 20, "default": 5}}},
  "RuleSample": {"type": "object", "properties": {
    "conversation_id": {"type": "string"}, "source": {"type": "string"}, "kind": {"type": "string"},
    "agent": {"type": "object?", "properties": {"id": {"type": "string"}, "name": {"type": "string"}}},
    "started_at": {"type": "string?", "format": "date-time"},
    "evidence": {"type": "array", "items": {"$ref": "#/components/schemas/Place"}},
    "missing": {"type": "string"}, "reason": {"enum": ["absent", "present", "other_speaker", "outside_window",
      "farther_apart", "too_few", "too_short", "unknown"]}}},
  "RulesPreview": {"type": "object", "properties": {
    "conversations": {"type": "integer"}, "of": {"type": "integer"}, "revision": {"type": "string"},
    "categories": {"type": "array", "items": {"type": "object", "properties": {
      "name": {"type": "string"}, "title": {"type": "string"}, "description": {"type": "string"},
      "conversations": {"type": "integer"}, "share": {"type": "number"}, "stored": {"type": "integer?"},
      "added": {"type": "integer"}, "removed": {"type": "integer"}, "near": {"type": "integer"},
      "samples": {"type": "array", "items": {"$ref": "#/components/schemas/RuleSample"}},
      "near_misses": {"type": "array", "items": {"$ref": "#/components/schemas/RuleSample"}}}}},
    "unreadable": {"type": "object", "properties": {
      "count": {"type": "integer"}, "named": {"type": "array", "items": {"type": "string"}}}},
    "gone": {"type": "array", "items": {"type": "object", "properties": {
      "name": {"type": "string"}, "stored": {"type": "integer"}}}}}},
  "RulesPublishWish": {"type": "object", "properties": {
    "book": {"$ref": "#/components/schemas/RuleBook"},
    "revision": {"type": "string", "description": "an earlier book, in place of book"}, "note": {"type": "string"},
    "seen": {"type": "string?", "description": "the revision the draft was made from"}}},
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
    "labels": {"type": "array", "items": {"type": "string"}},
    "categories": {"type": "array", "items": {"type": "object", "properties": {
      "id": {"type": "string"}, "name": {"type": "string"}}}},
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
  "LanguageModel": {"type": "object", "required": ["in_use"], "properties": {
    "in_use": {"type": "boolean", "description": "false: nothing is sent, and there is nothing else to say"},
    "endpoint": {"type": "string"}, "model": {"type": "string"}, "temperature": {"type": "number"},
    "sends": {"type": "array", "items": {"enum": ["turn_ids", "roles", "masked_text"]}},
    "spent_today": {"type": "object", "properties": {
      "day": {"type": "string", "format": "date"}, "requests": {"type": "integer"},
      "refused": {"type": "integer", "description": "questions the budget did not hold any more"}, "tokens_in": {"type": "integer"},
      "tokens_out": {"type": "integer"}, "usd": {"type": "number"}}},
    "limits": {"type": "object", "properties": {"tokens_a_day": {"type": "integer?"}, "usd_a_day": {"type": "number?"}}}}},
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
,
  "Order": {"type": "object", "required": ["reason"], "properties": {
    "reason": {"type": "string", "description": "goes into the audit chain, masked"},
    "except": {"type": "array", "items": {"type": "string"}, "description": "conversations left out"},
    "format": {"enum": ["json", "html"]}}},
  "Original": {"type": "object", "properties": {
    "id": {"type": "string"}, "transcript": {"type": "object?"}, "details": {"type": "object?", "properties": {
      "source": {"type": "string"}, "customer_ref": {"type": "string"}, "metadata": {"type": "object"}}}}},
  "ConsentWish": {"type": "object", "properties": {
    "notice": {"enum": ["", "given", "not_given"]},
    "consent": {"enum": ["", "given", "refused", "withdrawn", "not_needed"]}, "basis": {"type": "string"}}},
  "Consent": {"type": "object", "properties": {
    "notice": {"type": "string?"}, "consent": {"type": "string?"}, "basis": {"type": "string?"},
    "recorded_by": {"type": "string"}, "recorded_by_name": {"type": "string?"},
    "recorded_at": {"type": "string", "format": "date-time"}}},
  "Identifier": {"type": "object", "required": ["type", "value"], "properties": {
    "type": {"enum": ["TCKN", "VKN", "IBAN", "PHONE", "EMAIL", "PLATE", "PASSPORT", "CUSTOMER_NO", "POLICY_NO",
      "OTHER_ID", "USERNAME"]}, "value": {"type": "string", "description": "hashed at once, never stored"}}},
  "PrivacyRequestWish": {"type": "object", "required": ["kind", "identifiers"], "properties": {
    "kind": {"enum": ["access", "erasure"]}, "note": {"type": "string"},
    "received_at": {"type": "string", "format": "date-time"},
    "identifiers": {"type": "array", "items": {"$ref": "#/components/schemas/Identifier"}}}},
  "PrivacyRequest": {"type": "object", "properties": {
    "id": {"type": "string"}, "kind": {"enum": ["access", "erasure"]},
    "state": {"enum": ["received", "erasing", "completed", "refused"]},
    "received_at": {"type": "string", "format": "date-time"}, "due_at": {"type": "string", "format": "date-time"},
    "days_left": {"type": "integer?"}, "overdue": {"type": "boolean"},
    "closed_at": {"type": "string?", "format": "date-time"},
    "identifiers": {"type": "array", "items": {"type": "string"}}, "note": {"type": "string"},
    "history": {"type": "array", "items": {"type": "object", "properties": {
      "at": {"type": "string", "format": "date-time"}, "by": {"type": "string"}, "by_name": {"type": "string?"},
      "what": {"type": "string"}, "reason": {"type": "string"}}}},
    "has_certificate": {"type": "boolean"}}},
  "PrivacyRequests": {"type": "object", "properties": {
    "items": {"type": "array", "items": {"$ref": "#/components/schemas/PrivacyRequest"}},
    "next_cursor": {"type": "string?"}}},
  "PersonConversations": {"type": "object", "properties": {"items": {"type": "array", "items": {
    "type": "object", "properties": {
      "id": {"type": "string"}, "found": {"type": "array", "items": {"type": "string"}},
      "as_customer": {"type": "boolean"}, "holds": {"type": "array", "items": {"type": "string"}},
      "conversation": {"$ref": "#/components/schemas/Row"}}}}}},
  "PersonSearchWish": {"type": "object", "required": ["identifiers", "reason"], "properties": {
    "identifiers": {"type": "array", "items": {"$ref": "#/components/schemas/Identifier"}},
    "reason": {"type": "string"}}},
  "PersonSearch": {"type": "object", "properties": {
    "identifiers": {"type": "array", "items": {"type": "string"}},
    "items": {"type": "array", "items": {"type": "object"}}}},
  "PersonExport": {"type": "object", "properties": {
    "schema": {"type": "string"}, "request": {"type": "string"}, "centre": {"type": "string"},
    "created_at": {"type": "string", "format": "date-time"},
    "conversations": {"type": "array", "items": {"type": "object"}},
    "without_text": {"type": "array", "items": {"type": "string"}}}},
  "Certificate": {"type": "object", "properties": {
    "schema": {"type": "string"}, "id": {"type": "string"}, "issuer": {"type": "string"},
    "issued_at": {"type": "string", "format": "date-time"}, "request": {"type": "string"},
    "received_at": {"type": "string", "format": "date-time"},
    "identifiers": {"type": "array", "items": {"type": "object"}},
    "destroyed": {"type": "array", "items": {"type": "object"}}, "kept": {"type": "array", "items": {"type": "object"}},
    "scope": {"type": "array", "items": {"type": "string"}}, "public_key": {"type": "string"},
    "signature": {"type": "string"}}},
  "CertificateVerdict": {"type": "object", "properties": {
    "genuine": {"type": "boolean"}, "of_this_centre": {"type": "boolean"}}},
  "RetentionClass": {"type": "object", "required": ["legal_basis"], "properties": {
    "name": {"type": "string"}, "position": {"type": "integer"}, "legal_basis": {"type": "string"},
    "sound_days": {"type": "integer?"}, "text_days": {"type": "integer?"}, "everything_days": {"type": "integer?"},
    "applies_to": {"type": "object", "properties": {
      "kinds": {"type": "array", "items": {"type": "string"}}, "teams": {"type": "array", "items": {"type": "string"}},
      "companies": {"type": "array", "items": {"type": "string"}},
      "languages": {"type": "array", "items": {"type": "string"}},
      "topics": {"type": "array", "items": {"type": "string"}}}}}},
  "RetentionClasses": {"type": "object", "properties": {
    "items": {"type": "array", "items": {"$ref": "#/components/schemas/RetentionClass"}}}},
  "RetentionPlan": {"type": "object", "properties": {
    "items": {"type": "array", "items": {"type": "object", "properties": {
      "conversation_id": {"type": "string"}, "class": {"type": "string?"}, "legal_basis": {"type": "string"},
      "part": {"enum": ["sound", "text", "everything"]}, "due_since": {"type": "string", "format": "date-time"},
      "bytes": {"type": "integer"}, "holds": {"type": "array", "items": {"type": "string"}}}}},
    "due": {"type": "integer"}, "held": {"type": "integer"}, "bytes": {"type": "integer"}}},
  "RetentionRun": {"type": "object", "properties": {
    "destroyed": {"type": "integer"}, "held": {"type": "integer"}, "failed": {"type": "integer"},
    "bytes": {"type": "integer"}}},
  "Destructions": {"type": "object", "properties": {
    "items": {"type": "array", "items": {"type": "object", "properties": {
      "id": {"type": "string"}, "at": {"type": "string", "format": "date-time"}, "conversation_id": {"type": "string"},
      "what": {"enum": ["sound", "text", "everything"]}, "reason": {"type": "string"}, "basis": {"type": "string"},
      "actor": {"type": "string"}, "actor_name": {"type": "string?"},
      "request_id": {"type": "string?"}, "bytes": {"type": "integer"}}}},
    "next_cursor": {"type": "string?"}}},
  "HoldWish": {"type": "object", "required": ["reason"], "properties": {
    "conversation_id": {"type": "string"}, "person": {"$ref": "#/components/schemas/Identifier"},
    "reason": {"type": "string"}}},
  "Hold": {"type": "object", "properties": {
    "id": {"type": "string"}, "conversation_id": {"type": "string?"}, "person": {"type": "string?"},
    "label": {"type": "string"}, "reason": {"type": "string"}, "placed_by": {"type": "string"},
    "placed_by_name": {"type": "string?"}, "placed_at": {"type": "string", "format": "date-time"},
    "released_by": {"type": "string?"}, "released_by_name": {"type": "string?"},
    "released_at": {"type": "string?", "format": "date-time"}, "release_reason": {"type": "string?"}}},
  "Holds": {"type": "object", "properties": {
    "items": {"type": "array", "items": {"$ref": "#/components/schemas/Hold"}}, "next_cursor": {"type": "string?"}}},
  "AuditPage": {"type": "object", "properties": {
    "items": {"type": "array", "items": {"type": "object", "properties": {
      "seq": {"type": "integer"}, "at": {"type": "string", "format": "date-time"}, "actor": {"type": "string"},
      "actor_name": {"type": "string?"}, "action": {"type": "string"},
      "conversation_id": {"type": "string?"}, "reason": {"type": "string"},
      "detail": {"type": "object"}, "hash": {"type": "string"}}}},
    "next_cursor": {"type": "string?"}}},
  "Scorecards": {"type": "object", "properties": {
    "items": {"type": "array", "items": {"$ref": "#/components/schemas/ScorecardRow"}}}},
  "ScorecardRow": {"type": "object", "properties": {
    "id": {"type": "string"}, "name": {"type": "string"}, "state": {"enum": ["draft", "published", "archived"]},
    "has_draft": {"type": "boolean"}, "number": {"type": "integer?"}, "kinds": {"type": "array", "items": {"type": "string"}},
    "questions": {"type": "integer"}, "changed_at": {"type": "string", "format": "date-time"},
    "evaluations": {"$ref": "#/components/schemas/MeanScore"}}},
  "MeanScore": {"type": "object", "description": "of scores from 0 to 5; 95 % interval", "properties": {
    "mean": {"type": "number?"}, "n": {"type": "integer"}, "low": {"type": "number?"}, "high": {"type": "number?"}}},
  "ScorecardTemplates": {"type": "object", "properties": {
    "items": {"type": "array", "items": {"type": "object", "properties": {
      "name": {"type": "string"}, "card": {"$ref": "#/components/schemas/Card"}}}},
    "rubric_items": {"type": "array", "items": {"type": "string"}},
    "measures": {"type": "array", "items": {"type": "string"}}}},
  "Card": {"type": "object", "description": "docs/formats/scorecards.md", "required": ["name", "sections"], "properties": {
    "schema": {"const": "cxai.scorecard/1"}, "name": {"type": "string"}, "language": {"enum": ["tr", "en", "de"]},
    "kinds": {"type": "array", "items": {"enum": ["call", "chat", "tweet"]}},
    "sections": {"type": "array", "items": {"type": "object", "properties": {
      "id": {"type": "string"}, "title": {"type": "string"}, "weight": {"type": "number"},
      "questions": {"type": "array", "items": {"type": "object"}}}}}}},
  "ScorecardWish": {"type": "object", "properties": {
    "template": {"type": "string"}, "card": {"$ref": "#/components/schemas/Card"}}},
  "DraftWish": {"type": "object", "required": ["card", "version"], "properties": {
    "card": {"$ref": "#/components/schemas/Card"}, "version": {"type": "integer"}}},
  "PublishWish": {"type": "object", "required": ["version"], "properties": {"version": {"type": "integer"}}},
  "Scorecard": {"type": "object", "properties": {
    "id": {"type": "string"}, "name": {"type": "string"}, "state": {"enum": ["draft", "published", "archived"]},
    "version": {"type": "integer"}, "draft": {"type": "object?"}, "draft_by": {"type": "string"},
    "draft_by_name": {"type": "string?"}, "draft_at": {"type": "string", "format": "date-time"},
    "published": {"type": "object?"},
    "revisions": {"type": "array", "items": {"type": "object", "properties": {
      "id": {"type": "string"}, "number": {"type": "integer"}, "state": {"enum": ["published", "archived"]},
      "published_by": {"type": "string"}, "published_by_name": {"type": "string?"},
      "published_at": {"type": "string", "format": "date-time"},
      "archived_at": {"type": "string?", "format": "date-time"}}}}}},
  "Agreements": {"type": "object", "properties": {
    "needed": {"type": "integer"}, "window": {"type": "integer"}, "kappa": {"type": "number"},
    "items": {"type": "array", "items": {"type": "object", "properties": {
      "question": {"type": "string"}, "text": {"type": "string"}, "section": {"type": "string"},
      "mode": {"enum": ["manual", "suggest", "auto"]}, "n": {"type": "integer"}, "blind": {"type": "integer"},
      "same": {"type": "integer"}, "kappa": {"type": "number?"}, "low": {"type": "number?"}, "high": {"type": "number?"},
      "lock": {"enum": ["unlocked", "too_few", "too_low", "no_variation"]}}}}}},
  "ScorecardResults": {"type": "object", "properties": {
    "all": {"$ref": "#/components/schemas/MeanScore"}, "not_compliant": {"type": "integer"}, "needed": {"type": "integer"},
    "agents": {"type": "array", "items": {"type": "object", "properties": {
      "id": {"type": "string?"}, "name": {"type": "string?"}, "score": {"$ref": "#/components/schemas/MeanScore"},
      "not_compliant": {"type": "integer"}, "difference": {"enum": ["too_few", "none", "higher", "lower"]}}}},
    "sections": {"type": "array", "items": {"type": "object", "properties": {
      "id": {"type": "string"}, "title": {"type": "string?"}, "score": {"$ref": "#/components/schemas/MeanScore"}}}}}},
  "Evaluations": {"type": "object", "properties": {
    "items": {"type": "array", "items": {"$ref": "#/components/schemas/Evaluation"}},
    "cards": {"type": "array", "items": {"type": "object", "properties": {
      "id": {"type": "string"}, "name": {"type": "string"}}}}}},
  "EvaluationWish": {"type": "object", "required": ["scorecard_id"], "properties": {"scorecard_id": {"type": "string"}}},
  "AnswerWish": {"type": "object", "required": ["question", "answer"], "properties": {
    "question": {"type": "string"}, "answer": {"type": "string?", "description": "null takes the answer back"},
    "note": {"type": "string", "description": "masked"}}},
  "Said": {"type": "object?", "properties": {
    "answer": {"type": "string?", "description": "null: abstained, or taken back"}, "author": {"type": "string"},
    "author_name": {"type": "string?"}, "at": {"type": "string", "format": "date-time"}, "note": {"type": "string?"},
    "reason": {"type": "string?"}, "probability": {"type": "number?"}, "measured": {"type": "number?"},
    "counts": {"type": "boolean"}, "saw_machine": {"type": "boolean"},
    "evidence": {"type": "array", "items": {"type": "object"}}}},
  "Evaluation": {"type": "object", "properties": {
    "id": {"type": "string"}, "conversation_id": {"type": "string"}, "scorecard_id": {"type": "string"},
    "revision": {"type": "object", "properties": {"id": {"type": "string"}, "number": {"type": "integer"}}},
    "analysis_id": {"type": "string"}, "evaluator": {"type": "string"}, "evaluator_name": {"type": "string?"},
    "mine": {"type": "boolean"}, "started_at": {"type": "string", "format": "date-time"},
    "finished_at": {"type": "string?", "format": "date-time"}, "card": {"$ref": "#/components/schemas/Card"},
    "score": {"type": "object", "properties": {
      "score": {"type": "number?"}, "failed": {"type": "boolean"}, "compliant": {"type": "boolean"},
      "failures": {"type": "array", "items": {"type": "string"}}, "answered": {"type": "integer"},
      "questions": {"type": "integer"}, "sections": {"type": "array", "items": {"type": "object", "properties": {
        "id": {"type": "string"}, "score": {"type": "number?"}, "failed": {"type": "boolean"}}}}}},
    "answers": {"type": "array", "items": {"type": "object", "properties": {
      "question": {"type": "string"}, "hidden": {"type": "boolean"}, "machine": {"$ref": "#/components/schemas/Said"},
      "person": {"$ref": "#/components/schemas/Said"},
      "before": {"type": "array", "items": {"$ref": "#/components/schemas/Said"}}}}}}},
  "AuditVerdict": {"type": "object", "properties": {
    "intact": {"type": "boolean"}, "rows": {"type": "integer"}, "bad_row": {"type": "integer?"},
    "what": {"type": "string?"}}}
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
