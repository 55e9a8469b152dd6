// An analysis as a person reads it in a terminal: facts, claims with their evidence, measures, transcript.
//
// Output   lines of at most `width` columns, each ended by LF; what was not measured shows as "—" with its reason
// Threads  any
#pragma once

#include <string>

#include "conversation/analysis.hpp"
#include "conversation/conversation.hpp"

namespace cxai::report {

struct TerminalOptions {
  bool colour = false;          // ANSI colours
  int width = 100;              // columns; at least 40 are used
  std::string language = "tr";  // tr, en, de
};

std::string terminal_report(const conversation::Analysis& analysis, const conversation::Conversation& conversation,
                            const TerminalOptions& options);

// "1:02:03" or "02:03".
std::string duration_text(Millis duration);

}  // namespace cxai::report
