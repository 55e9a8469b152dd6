// Finds in a conversation what a language model says it quotes. A quote that is not there is no evidence.
//
// The words must be those of a turn: letter by letter after NFC, lower case, and with blanks, quotation marks and
// dashes of all kinds alike. Else the nearest place of the named turn is taken if it differs in no more than one
// character of twelve, five in all, and in no digit. A place begins and ends where words do.
//
// Input    masked turns, valid UTF-8
// Output   evidence: code points of the turn's own text; nullopt when it is not there
// Threads  one
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "conversation/analysis.hpp"
#include "conversation/transcript.hpp"

namespace cxai::reader {

class QuoteFinder {
 public:
  // Borrows the transcript.
  explicit QuoteFinder(const conversation::Transcript& transcript);

  // Looks in the turn named `turn` first; a quote that stands, letter by letter, in one other turn alone is found
  // there.
  std::optional<conversation::Evidence> find(std::string_view turn, std::string_view quote) const;

  const conversation::Turn* turn(std::string_view id) const;

 private:
  // A character as it is compared, and the code points it stands for.
  struct Unit {
    char32_t letter = 0;
    bool in_word = false;
    bool digit = false;
    conversation::CharSpan chars;
  };
  using Units = std::vector<Unit>;
  struct Place {
    std::size_t begin = 0;
    std::size_t end = 0;
  };

  Units units_of(std::string_view text) const;
  static bool cuts_words(const Units& text, const Place& place);
  static std::optional<Place> exact(const Units& text, const Units& quote);
  static std::optional<Place> nearest(const Units& text, const Units& quote);

  const conversation::Transcript& transcript_;
  std::vector<Units> turns_;
};

}  // namespace cxai::reader
