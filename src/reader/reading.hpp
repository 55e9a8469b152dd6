// Has a language model read a conversation: the prompt of its language, the masked turns as data apart from it, and
// what of the answer holds.
//
// What leaves is the prompt and, for each turn, its id, its role and its masked text; no names of speakers, no times,
// no sound, nothing else that is known of the conversation. The turns are JSON, one line between two lines the prompt
// names: whatever a turn says stays a string in that line.
//
// Input    masked turns; a chat client
// Output   claims with the method `llm`, what is skipped and why, and the recipe; without recipe nothing was answered
// Errors   cancelled alone
// Threads  any number of calls at once
#pragma once

#include <optional>
#include <stop_token>
#include <vector>

#include "conversation/analysis.hpp"
#include "llm/chat.hpp"
#include "reader/answers.hpp"

namespace cxai::reader {

struct ReadingOptions {
  AgentTone agent = AgentTone::left_out;
  std::optional<language::LocalMinutes> at;  // local time of the conversation
};

struct Reading {
  std::vector<conversation::Claim> claims;
  std::vector<conversation::Skipped> skipped;
  std::optional<conversation::Recipe::Llm> recipe;
};

Result<Reading> read_conversation(llm::Chat& chat, const MaskedTranscript& transcript, const ReadingOptions& options,
                                  const std::stop_token& stop = {});

// What is sent about a conversation.
std::string data_of(const MaskedTranscript& transcript);

// The prompt for a language ("tr", "en", "de"; others: "en"), and its name ("analysis-1.tr").
struct Prompt {
  std::string_view name;
  std::string_view text;
};
Prompt prompt_for(std::string_view language);

}  // namespace cxai::reader
