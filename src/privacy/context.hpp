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
  // A word that spells no letter.
  void pass_word(const Entry* entry) {
    if (entry != nullptr) {
      word(entry);
      last_value_ = -1;
      initials_.clear();
      return;
    }
    // Nobody knows it: it says nothing but that a word stands here.
    ++words_;
    ++content_;
    ++content_words_;
    version_ = false;
    last_content_ = true;
    last_value_ = -1;
    recent_ = {recent_[1], nullptr};
    initials_.clear();
  }
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
  bool is_back_open() const { return content_ < back_until_; }
  bool is_card_known() const { return card_known_; }
  // Words of this turn that say something of their own.
  int content_words() const { return content_words_; }
  // "numaram …", of a kind not said.
  bool is_number_open() const { return content_ < generic_until_; }
  bool is_number_adjacent() const { return is_number_open() && generic_from_ == content_; }
  // An address is near.
  bool is_address_near() const { return words_ < address_until_; }
  bool is_account_open() const { return content_ < account_until_; }
  bool is_account_adjacent() const { return is_account_open() && account_from_ == content_; }
  bool is_postcode_open() const { return content_ < postcode_until_; }
  bool is_version() const { return version_; }
  // A noun of this type was said a few words ago; it announces nothing by itself.
  bool is_near(PiiType type) const { return content_ < near_until_[static_cast<std::size_t>(type)]; }
  // A card's number stands a few words in front, in this turn.
  bool is_card_near() const { return content_ < card_until_; }
  bool is_only_mixed(PiiType type) const;
  void open(PiiType type, bool noun = false, bool mixed = false);

 private:
  // Places are counts of words of content up to there, so that a word needs to touch nothing but the count.
  struct Open {
    PiiType type;
    int until;  // open before this place
    int from;
    int turns_since;
    bool noun;   // without a word for "number"
    bool mixed;  // announces only codes that look like one: letters and digits, or a dash
  };
  const Open* find(PiiType type) const;
  void pass(TokenKind kind, char sign, const Entry* entry, char letter);
  void word(const Entry* entry);
  void announce(const Entry* entry);

  int words_ = 0;                         // of the conversation
  int content_ = 0;                       // those of content: the place in the conversation
  std::vector<Open> open_;                // the latest last
  std::array<const Entry*, 2> recent_{};  // the last words of this turn
  int generic_until_ = 0;
  int generic_from_ = 0;
  int address_until_ = 0;  // of words_
  int account_until_ = 0;
  int account_from_ = 0;
  int postcode_until_ = 0;
  bool version_ = false;
  int back_until_ = 0;
  std::array<int, kPiiTypes> near_until_{};
  bool last_four_ = false;  // "last four", "son dört" was said in this turn
  int card_until_ = 0;      // numbers count twice
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
