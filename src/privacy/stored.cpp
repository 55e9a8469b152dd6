#include "privacy/stored.hpp"

#include <utility>

#include "privacy/authority.hpp"

namespace cxai::privacy {

MaskedTranscript transcript_of(const conversation::Analysis& analysis) {
  conversation::Transcript transcript;
  transcript.language = analysis.language;
  transcript.turns = analysis.turns;
  return MaskingAuthority::declare_masked(std::move(transcript));
}

}  // namespace cxai::privacy
