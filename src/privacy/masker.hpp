// Finds personal data in a transcript and takes it out. The only maker of Masked<Transcript>.
//
// Input    a transcript; any language, tr/en/de patterns
// Output   the same turns with each find replaced by its placeholder, [TCKN_1] and so on, the same value getting the
//          same placeholder within a conversation; Turn::pii lists the finds, chars pointing into the masked text;
//          word times that overlap a find are merged into one word with the placeholder as its text
// Errors   none: text without finds comes back as it was
// Threads  any number of calls at once
// Limits   what the Detector finds (finder.hpp, person_finder.hpp)
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

#include "conversation/masked.hpp"
#include "conversation/transcript.hpp"

namespace cxai::privacy {

using MaskedTranscript = conversation::Masked<conversation::Transcript>;

// What was taken out of a turn. The views live as long as the call.
struct TakenOut {
  std::size_t turn = 0;
  std::string_view type;
  std::string_view value;        // written one way
  std::string_view text;         // as it stood there
  std::string_view placeholder;  // what stands there now
  bool spoken = false;
  std::size_t begin = 0;         // byte offset of `text` in the original turn
  std::size_t masked_begin = 0;  // byte offset of `placeholder` in the masked turn
};

class Masker {
 public:
  // `tell`, where given, hears of every find in the turns' texts. What it hears is personal data: it is for the blind
  // index, and for those who may read originals.
  MaskedTranscript mask(conversation::Transcript transcript,
                        const std::function<void(const TakenOut&)>& tell = {}) const;
  static std::string name();  // name/version, for the recipe
};

}  // namespace cxai::privacy
