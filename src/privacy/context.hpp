// Words that announce what the next number is: "sipariş numaram …", "order number …", "Kundennummer …".
//
// Input    the words of a conversation in order, as the lexicon knows them; turns one after the other
// Limits   an announcement holds for a few words, and into the first words of the next turns, where the answer stands
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "privacy/items.hpp"
#include "privacy/pii.hpp"

namespace cxai::privacy {

// Codes without a form of their own: ORDER_NO, CUSTOMER_NO, POLICY_NO, OTHER_ID, PASSPORT.
bool is_code(PiiType type);

class Context {
 public:
  // Takes the next token or item. Words open what they announce; every word brings the open ones nearer to their end.
  void pass(const Items& items, std::size_t at);
  void pass(const Token& token) {
    pass(token.kind, token.sign, token.entry, token.entry != nullptr ? token.entry->letter : '\0');
  }
  // `silent`: the turn said nothing that could have been an answer ("evet, bir saniye"), so the question stands.
  void turn_ends(bool silent);
  void close(PiiType type);
  // A find of this type was taken: what was said before it announces nothing behind it.
  void found(PiiType type);

  bool is_open(PiiType type) const { return find(type) != nullptr; }
  // Only function words stand between the announcement and this place.
  bool is_adjacent(PiiType type) const;
  // The type announced last, of those whose number has no form of its own; null when none is open. A noun alone right
  // before the number ("ticket 30184") counts when `with_nouns`.
  const PiiType* announced_code(bool with_nouns = false) const;
  bool is_only_noun(PiiType type) const;
  // The type announced last of all, and whether in this turn.
  const PiiType* announced() const;
  bool announced_here(PiiType type) const;
  // The back of a card is spoken of; or a card's number was.
  bool is_back_open() const { return back_left_ > 0; }
  bool is_card_known() const { return card_known_; }
  // Words of this turn that say something of their own.
  int content_words() const { return content_words_; }
  // "numaram …", of a kind not said.
  bool is_number_open() const { return generic_left_ > 0; }
  bool is_number_adjacent() const { return generic_left_ > 0 && generic_since_ == 0; }
  // An address is near.
  bool is_address_near() const { return address_left_ > 0; }
  bool is_account_open() const { return account_left_ > 0; }
  bool is_account_adjacent() const { return account_left_ > 0 && account_since_ == 0; }
  bool is_postcode_open() const { return postcode_left_ > 0; }
  bool is_version() const { return version_; }
  // A noun of this type was said a few words ago; it announces nothing by itself.
  bool is_near(PiiType type) const { return near_left_[static_cast<std::size_t>(type)] > 0; }
  // A card's number stands a few words in front, in this turn.
  bool is_card_near() const { return card_left_ > 0; }
  bool is_only_mixed(PiiType type) const;
  void open(PiiType type, bool noun = false, bool mixed = false);

 private:
  struct Open {
    PiiType type;
    int words_left;
    int words_since;  // words of content
    int turns_since;
    bool noun;   // without a word for "number"
    bool mixed;  // announces only codes that look like one: letters and digits, or a dash
  };
  const Open* find(PiiType type) const;
  void pass(TokenKind kind, char sign, const Entry* entry, char letter);
  void word(const Entry* entry);
  void announce(const Entry* entry);

  std::vector<Open> open_;                // the latest last
  std::array<const Entry*, 2> recent_{};  // the last words of this turn
  int generic_left_ = 0;
  int generic_since_ = 0;
  int address_left_ = 0;
  int account_left_ = 0;
  int account_since_ = 0;
  int postcode_left_ = 0;
  bool version_ = false;
  int back_left_ = 0;
  std::array<std::uint8_t, kPiiTypes> near_left_{};
  bool last_four_ = false;  // "last four", "son dört" was said in this turn
  int card_left_ = 0;
  bool back_old_ = false;
  bool postcode_old_ = false;
  bool card_known_ = false;
  bool asks_ = false;
  bool bank_ = false;
  bool last_content_ = false;  // the word before said something of its own
  int last_value_ = -1;        // of the number right before
  int content_words_ = 0;
  std::string initials_;
};

// The type that the items behind a number give it: "… numaralı siparişim", "… nolu poliçe", "… ist meine
// Kundennummer", "… plakalı". Null when they do not.
const PiiType* named_after(const Items& items, std::size_t at);

}  // namespace cxai::privacy
