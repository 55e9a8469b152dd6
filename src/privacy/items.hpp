// The tokens of a text with number words folded into digits: "dört yüz on beş" is one item "415", as 415 is.
// All finders read items, so that written and spoken forms meet the same rules.
//
// Input    a text and its tokens (scan.hpp)
// Output   items in order, each over one or more tokens
// Threads  pure
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "privacy/scan.hpp"

namespace cxai::privacy {

struct Item : Token {        // its entry: of words; of a number made of one word, that word's
  char letter = 0;           // of words that may spell one: 'a' … 'z'
  bool letter_sure = false;  // spelled beyond doubt: "bravo", "A wie Anton"
  char symbol = 0;           // of words and signs that may name one: . @ - _ / +
  bool spoken = false;       // made of words
  bool ordinal = false;      // "vierzehnten"; also "14." where a month follows
  bool suffixed = false;     // a Turkish number with its suffix: nothing goes on behind it
  bool inert = false;        // a word that only a user's name may begin with, and no sign stands behind it
  WordLanguage language{};   // of spoken numbers
  std::uint32_t digits_at = 0;
  std::uint32_t digits_count = 0;
  bool is_word() const { return kind == TokenKind::word; }
  bool is_number() const { return kind == TokenKind::number; }
  bool is(std::uint64_t flags) const { return entry != nullptr && entry->is(flags); }
};

class Items {
 public:
  void read(std::string_view text, const std::vector<Token>& tokens);

  std::size_t size() const { return list_.size(); }
  const Item& operator[](std::size_t i) const { return list_[i]; }
  std::string_view digits(const Item& item) const {
    return std::string_view(digits_).substr(item.digits_at, item.digits_count);
  }
  // The number, -1 where it has more than six digits.
  int value(const Item& item) const;
  std::string_view text() const { return text_; }
  std::string_view text_of(const Item& item) const { return text_.substr(item.begin, item.end - item.begin); }
  // The first item that begins at or after `offset`.
  std::size_t at_or_after(std::size_t offset) const;
  // The same, from an item that is known not to be behind it.
  std::size_t at_or_after(std::size_t offset, std::size_t from) const {
    while (from < list_.size() && list_[from].begin < offset) ++from;
    return from;
  }

 private:
  friend class Folder;
  std::string_view text_;
  std::vector<Item> list_;
  std::string digits_;
};

}  // namespace cxai::privacy
