// The conductor: one conversation from its inputs to its analysis, in the order src/LAYERS describes.
//
//   recording ─▶ audio ─▶ speech ─▶ voices ─┐
//   transcript ─────────────────────────────┴▶ dialogue ─▶ privacy ─▶ analysis ─▶ reader ─▶ routing ─▶ rules ─▶ search
//   terms
//
// Input    a recording, a transcript, or both, and what is known about the conversation
// Output   the conversation completed, its analysis, what lists show of it, and its index terms
//          A recording without transcript is given to the speech engine; without one the analysis is partial
// Errors   those of the decoder and of the transcript readers, naming the input; invalid_input without any input;
//          the speech engine's; cancelled
// Threads  any number of calls at once
// Repeats  the same inputs and program give the same measures, local claims and ids; a language model's claims too,
//          as long as its answers are kept
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

#include "analysis/claims.hpp"
#include "audio/decoder.hpp"
#include "audio/sound_file.hpp"
#include "base/clock.hpp"
#include "base/result.hpp"
#include "base/seal.hpp"
#include "conversation/analysis.hpp"
#include "conversation/conversation.hpp"
#include "llm/chat.hpp"
#include "pipeline/redaction_plan.hpp"
#include "pipeline/routing_desk.hpp"
#include "pipeline/rule_desk.hpp"
#include "speech/transcribe.hpp"
#include "store/store.hpp"
#include "vad/voice_activity.hpp"

namespace cxai::pipeline {

struct Inputs {
  std::optional<base::KeyedFile> recording;
  std::string recording_name;               // as the sender named it: its ending helps with headerless formats
  std::string recording_sha256;             // of the content; of a plain file it is computed
  std::optional<std::string> transcript;    // the bytes of any format conversation/formats.hpp reads
  conversation::Conversation conversation;  // id and metadata, where known
  // An analysis made before, that a new one shall supersede. Where its words were recognised, `recognized` holds what
  // Processed::recognized was then, and nobody listens again.
  std::optional<conversation::Analysis> previous;
  std::optional<std::string> recognized;
  std::vector<conversation::Correction> corrections;  // of who spoke; replace those of `previous`
};

struct Options {
  audio::DecoderOptions decoder;
  vad::DetectorChoice detector;             // of voice activity
  audio::SoundFile::Append listening_copy;  // takes its bytes; empty: not wanted
  std::optional<base::SecretKey> index;     // of the blind index; absent: nobody will be looked for
  analysis::AgentAffect agent_affect = analysis::AgentAffect::off;
  std::chrono::minutes utc_offset{180};              // of the centre's clock, by which promises have their days
  const speech::Transcriber* transcriber = nullptr;  // borrowed; null, or without engine: no words from sound
  llm::Chat* language_model = nullptr;               // borrowed; null: none is asked, and no text leaves
  RouterInUse routing;                               // who says which label it has
  std::shared_ptr<const BookInUse> rules;            // which categories it belongs to; null: no book is in use
  std::stop_token stop;                              // ends recognition; what was done is not kept
  // Called now and then with a stage ("decode", "speech", "transcript", "analyze") and how much of the whole is done, 0
  // … 1.
  std::function<void(const char* stage, double done)> progress;
};

struct Processed {
  conversation::Conversation conversation;
  conversation::Analysis analysis;
  store::ConversationRow::Facts facts;
  store::ConversationRow::Routing routing;
  std::optional<store::RuleReading> rules;  // absent: no book is in use
  std::string peaks;                        // encoded; empty without recording
  std::string recognized;                   // the transcript the engine gave, to be kept; empty when none was asked
  std::vector<conversation::IndexTerm> terms;
  std::string words;                     // the turns before masking, dialogue JSON: personal data; empty without turns
  std::vector<store::PersonKey> people;  // whose identifiers were said
  // Where personal data is said in the recording; absent where somebody speaks and nobody knows what.
  std::optional<RedactionPlan> redaction;
  std::vector<std::string> warnings;
};

Result<Processed> process(Inputs inputs, const Options& options, const base::Clock& clock);

// Content ids: the same bytes are the same conversation.
std::string conversation_id(const std::string& recording_sha256, const std::string& transcript_sha256);

}  // namespace cxai::pipeline
