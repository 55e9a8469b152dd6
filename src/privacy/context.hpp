// Words that announce what the next number is: "sipariş numaram …", "order number …", "Kundennummer …".
//
// Input    words folded to plain ASCII (language::ascii_fold), in order; turns one after the other
// Limits   an announcement holds for a few words, and into the first words of the next turn, where the answer stands
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "privacy/pii.hpp"

namespace cxai::privacy {

class Context {
 public:
  // Takes the next word. Words open what they announce; every word brings the open ones nearer to their end.
  void word(std::string_view key);
  void turn_ends();
  void close(PiiType type);
  void close_all() { open_.clear(); }

  bool is_open(PiiType type) const;
  // No word stands between the announcement and this place.
  bool is_adjacent(PiiType type) const;
  // The type announced last, of those whose number has no form of its own; null when none is open.
  const PiiType* announced_code() const;

 private:
  struct Open {
    PiiType type;
    int words_left;
    int words_since;
  };
  void open(PiiType type);
  const Open* find(PiiType type) const;

  std::vector<Open> open_;           // the latest last
  std::vector<std::string> recent_;  // the last words of this turn, at most three
};

// Whether the words after a number name it: "… numaralı siparişim", "… nolu poliçe". Null when they do not.
const PiiType* named_after(std::string_view link, std::string_view noun);

}  // namespace cxai::privacy
