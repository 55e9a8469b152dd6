// Puts what people type in haste into the spelling of the dictionary, and keeps the way back to what they typed.
//
// Input    valid UTF-8 in "tr", "en" or "de"
// Output   the text with "slm" as "selam", "geliyom" as "geliyorum", "gelicem" as "geleceğim", "çoook" as "çok",
//          "tesekkurler" as "teşekkürler", "varmı" as "var mı", "dont" as "don't", …; everything else byte for byte
// Threads  all functions from any thread
// Limits   a word is changed by itself: of two readings the usual one wins. Words between [ and ] are left as they are.
//          Recognised and clean text hardly changes, so it may be given too
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "language/text.hpp"

namespace cxai::language {

struct Respelled {
  struct Change {
    Span typed;  // in the given text
    Span now;    // in `text`
  };
  std::string text;
  std::vector<Change> changes;  // in order

  // Where a stretch of `text` stands in what was typed; a change touched by it counts whole.
  Span typed(Span now) const;
};

Respelled respell(std::string_view text, std::string_view language);

}  // namespace cxai::language
