// From a match in a turn's text to a piece of evidence.
#pragma once

#include "base/utf8.hpp"
#include "conversation/analysis.hpp"
#include "conversation/transcript.hpp"

namespace cxai::analysis {

// `begin` and `end` are byte offsets of turn.text.
inline conversation::Evidence evidence_of(const conversation::Turn& turn, std::size_t begin, std::size_t end) {
  base::CodePointIndex index(turn.text);
  const std::size_t first = index.at(begin);
  return {turn.id, {first, index.at(end)}};
}

}  // namespace cxai::analysis
