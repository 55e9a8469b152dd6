// A conversation as a router reads it, in training and in use alike.
//
// Input    the turns before masking
// Output   without @mentions, ids, signatures and addresses of the web, personal data as plain words ("Person"), a line
//          for each turn; of more than 64 turns the first and the last 32
// Threads  any number of calls at once
#pragma once

#include "conversation/transcript.hpp"
#include "privacy/training_masker.hpp"

namespace cxai::pipeline {

enum class WhoseTurns : std::uint8_t { all, customers };

privacy::MaskedText routing_text(const conversation::Transcript& transcript, WhoseTurns whose);

// The same of a text that stands alone.
privacy::MaskedText routing_text(const std::string& text);

}  // namespace cxai::pipeline
