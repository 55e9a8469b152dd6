// Numbers that come in pieces: digits said turn by turn, and read back by the other party.
//
// A piece is taken when its number was announced and goes on in a later turn, or when it repeats a part of a number
// that is known already. A number said once without announcement is nobody's.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "privacy/pii.hpp"

namespace cxai::privacy {

// Digits (or the letters and digits of an IBAN's head) that no rule took for a whole number.
struct Piece {
  std::size_t begin = 0;  // byte offsets
  std::size_t end = 0;
  std::string characters;
  struct Cut {
    std::size_t end = 0;         // byte offset
    std::size_t characters = 0;  // up to there
  };
  std::vector<Cut> cuts;  // where it may end before its end
  bool spoken = false;
  std::optional<PiiType> announced;  // what was open where it stands
  bool leading = false;              // nothing of its own was said before it
  bool adjacent = false;             // right behind its announcement
};

class Pieces {
 public:
  void clear();
  // Takes the turn's finds and what else looks like digits; adds finds to `finds` and to those of earlier turns.
  // `numeric`: the turn says little but digits. `silent`: it says nothing that could have been an answer. `asked`: the
  // type announced last in this turn.
  void turn_ends(std::vector<std::vector<Find>>& turns, const std::vector<Piece>& loose, bool numeric, bool silent,
                 std::optional<PiiType> asked);
  // Gives every piece its number's value.
  void settle(std::vector<std::vector<Find>>& turns);
  // The type of a code that was said before and is said or written again.
  std::optional<PiiType> known_code(std::string_view characters) const;
  // How many characters the number that is being said lacks; 0 for codes, whose length nobody knows.
  std::size_t expected() const;

 private:
  struct Place {
    std::size_t turn = 0;
    std::size_t begin = 0;
  };
  struct Number {
    PiiType type{};
    std::string characters;
    std::string value;                               // of a number that came whole
    std::vector<Place> places;                       // its pieces
    std::vector<std::pair<std::size_t, Find>> held;  // turn and find of the first piece, until the number goes on
    std::size_t last_turn = 0;
  };
  bool is_complete(const Number& number) const;
  void add(std::vector<std::vector<Find>>& turns, std::size_t turn, const Piece& piece, Number& number);
  Number* repeated(const Piece& piece, bool numeric);
  void learn(const std::vector<Find>& finds, bool numeric);

  std::vector<Number> known_;  // the latest last
  bool open_ = false;          // the latest of them goes on
  std::size_t idle_ = 0;
  std::size_t turn_ = 0;
};

}  // namespace cxai::privacy
