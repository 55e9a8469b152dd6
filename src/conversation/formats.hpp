// Transcript formats in and out. All readers accept UTF-8 with or without BOM and LF or CRLF.
//
// Input    the whole text of one transcript
// Output   a Transcript with turns "t0", "t1", … in time order; roles only where the format names them
// Errors   invalid_input naming line, cue or field, the rule and the remedy
// Source   WebVTT: W3C; SRT: SubRip; Whisper JSON: openai/whisper `verbose_json` and whisper.cpp `-oj`
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/json.hpp"
#include "base/result.hpp"
#include "conversation/transcript.hpp"

namespace cxai::conversation {

// `<v Speaker>` voices become Turn::speaker, and the role when the speaker's name is one ("Temsilci", "Customer", …).
Result<Transcript> read_webvtt(std::string_view text);
Result<Transcript> read_srt(std::string_view text);  // a "Speaker: " prefix names the speaker

// Objects with "segments" (openai, faster-whisper) or "transcription" (whisper.cpp); words with times when given.
Result<Transcript> read_whisper_json(const Json& json);

// {"language"?, "started_at"?, "turns": [{"role"? | "speaker"?, "text", "start_ms"? | "start"? (seconds), "end_ms"? |
// "end"?}]}
Result<Transcript> read_dialogue_json(const Json& json);

// Lines "Müşteri: …", "Temsilci: …", "Agent: …", "Kunde: …"; a line without prefix continues the turn above.
Result<Transcript> read_dialogue_text(std::string_view text);

// Decides by content: WEBVTT header, JSON shape, SRT cue, role prefixes.
Result<Transcript> read_transcript(std::string_view bytes);

std::string write_webvtt(const Transcript& transcript);
std::string write_srt(const Transcript& transcript);
std::string write_dialogue_text(const Transcript& transcript, std::string_view language);
Json write_dialogue_json(const Transcript& transcript);
Json write_whisper_json(const Transcript& transcript);

// "Müşteri", "Temsilci", "customer", "Agent", "Kunde", "Berater", "IVR", … in Turkish, English and German,
// any case, with or without a number behind ("Agent 1").
std::optional<Role> role_from_label(std::string_view label);

}  // namespace cxai::conversation
