// The conductor: one conversation from its inputs to its analysis, in the order src/LAYERS describes.
//
//   recording ─▶ audio ─▶ speech ─┐
//   transcript ───────────────────┴▶ dialogue ─▶ privacy ─▶ analysis ─▶ search terms
//
// Input    a recording, a transcript, or both, and what is known about the conversation
// Output   the conversation completed, its analysis, what lists show of it, and its index terms
// Errors   those of the decoder and of the transcript readers, naming the input; invalid_input without any input
// Threads  any number of calls at once
// Repeats  the same inputs and program give the same measures, claims and ids
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "audio/decoder.hpp"
#include "base/clock.hpp"
#include "base/result.hpp"
#include "conversation/analysis.hpp"
#include "conversation/conversation.hpp"
#include "store/store.hpp"

namespace cxai::pipeline {

struct Inputs {
  std::optional<std::filesystem::path> recording;
  std::string recording_name;               // as the sender named it: its ending helps with headerless formats
  std::string recording_sha256;             // when known already; else it is computed
  std::optional<std::string> transcript;    // the bytes of any format conversation/formats.hpp reads
  conversation::Conversation conversation;  // id and metadata, where known
};

struct Options {
  audio::DecoderOptions decoder;
  std::optional<std::filesystem::path> listening_copy;  // where to write it; none: not wanted
  // Called now and then with a stage ("decode", "transcript", "analyze") and how much of the whole is done, 0 … 1.
  std::function<void(const char* stage, double done)> progress;
};

struct Processed {
  conversation::Conversation conversation;
  conversation::Analysis analysis;
  store::ConversationRow::Facts facts;
  std::string peaks;  // encoded; empty without recording
  std::vector<conversation::IndexTerm> terms;
  std::vector<std::string> warnings;
};

Result<Processed> process(Inputs inputs, const Options& options, const base::Clock& clock);

// Content ids: the same bytes are the same conversation.
std::string conversation_id(const std::string& recording_sha256, const std::string& transcript_sha256);

}  // namespace cxai::pipeline
