// Letters and digits as people write and spell them one after the other: IBANs, number plates, codes.
//
// Input    items (items.hpp)
// Output   the run's characters, and after which of them it may end
// Threads  pure
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "privacy/items.hpp"

namespace cxai::privacy {

struct CodeRun {
  struct Part {
    std::size_t begin = 0;  // byte offsets
    std::size_t end = 0;
    std::size_t item = 0;
    std::size_t length = 0;  // characters up to here
    bool letter = false;     // one letter or a short word, no digits
    bool sure = false;       // a digit group, a capital, or a letter spelled beyond doubt
    bool spoken = false;
    bool tight = false;  // nothing, or a dash or slash, between it and the part before
  };
  std::string characters;  // upper case letters and digits
  std::vector<Part> parts;
  bool is_spoken(std::size_t taken) const;
  std::size_t digits(std::size_t taken) const;
  std::size_t letters(std::size_t taken) const { return parts[taken - 1].length - digits(taken); }
  std::string_view first(std::size_t taken) const {
    return std::string_view(characters).substr(0, parts[taken - 1].length);
  }
};

// Whether a run may take or pass this item, which is neither a number nor a mix of letters and digits: a quick look.
inline bool may_go_on_over(const Item& item) {
  if (item.kind == TokenKind::sign || item.symbol != 0) return true;
  if (!item.is_word()) return false;
  const std::size_t length = item.end - item.begin;
  return item.letter != 0 || item.all_capitals || length <= 3 || length == 5 || item.is(Entry::kFiller) ||
         (item.entry != nullptr && item.entry->number == NumberKind::repeat);
}

// Reads the run that begins at item `at`; no parts when none does. At most 40 characters.
void read_code_run(const Items& items, std::size_t at, CodeRun& run);

struct CodeFind {
  std::size_t end = 0;  // byte offset
  std::string value;
  bool valid = false;  // check digits
  bool spoken = false;
};

// An IBAN at the head of the run. `announced`: wrong check digits count, and so does a missing "TR".
std::optional<CodeFind> read_iban(const Items& items, const CodeRun& run, bool announced);

// The head of an IBAN that goes on in another turn: country, check digits and perhaps more.
std::optional<CodeFind> read_iban_head(const Items& items, const CodeRun& run);

// A Turkish, German or British number plate; when announced, any of letters and digits.
std::optional<CodeFind> read_plate(const Items& items, const CodeRun& run, bool announced);

}  // namespace cxai::privacy
