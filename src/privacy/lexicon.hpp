// What single words mean to the finders: number words, spelled letters, "nokta", announcements, streets, units.
//
// Input    words folded to plain lower-case ASCII letters (scan.hpp); Turkish, English, German
// Output   a word's entry, or null; the entries live as long as the program
// Threads  any
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "privacy/pii.hpp"

namespace cxai::privacy {

enum class WordLanguage : std::uint8_t { none, tr, en, de };

enum class NumberKind : std::uint8_t {
  none,
  unit,      // 0 … 9
  teen,      // 10 … 19, and German's 21, 22, … which are one word
  ten,       // 20, 30, …; Turkish 10 too
  hundred,   // multiplies what stands before
  thousand,  // multiplies what stands before
  larger,    // a German word of hundreds: complete below 100, or followed by the rest
  ordinal,
  repeat  // "çift", "triple", "doppel": the next digit so many times
};

struct Entry {
  enum Flag : std::uint64_t {
    kNumberNoun = 1U << 0,      // "numarası", "number", "Nr"
    kUnit = 1U << 1,            // what is counted: "lira", "days", "Uhr"
    kFiller = 1U << 2,          // may stand inside a number that is being said: "eee", "sonra", "and"
    kAnswer = 1U << 3,          // opens or accompanies an answer: "evet", "tabii", "yes", "genau"
    kFunction = 1U << 4,        // never part of a name or an address
    kNegation = 1U << 5,        // "yok", "bilmiyorum": no answer comes
    kWeak = 1U << 6,            // a number word that is more often another word: "on", "bir", "o"
    kBirth = 1U << 7,           // "doğum", "birth": with a date word, or alone
    kDateNoun = 1U << 8,        // "tarih", "date"
    kStreet = 1U << 9,          // Turkish "caddesi", English "street"
    kQuarter = 1U << 10,        // "mahallesi"
    kAddressPart = 1U << 11,    // "daire", "kat", "apt": a number or letter goes with it
    kTown = 1U << 12,           // a town or district people write behind a street
    kProvider = 1U << 13,       // "gmail"
    kTopLevel = 1U << 14,       // "com"
    kClock = 1U << 15,          // "saat", "um": a time follows
    kLives = 1U << 16,          // "adresim", "wohne": an address is near
    kCounter = 1U << 17,        // "tane", "mal": between a count and the digit it repeats
    kLink = 1U << 18,           // "numaralı", "nolu": names the number in front
    kWeakStreet = 1U << 19,     // "way", "drive": a street only with a number in front and where an address is near
    kVersion = 1U << 20,        // "sürüm"
    kSpelling = 1U << 21,       // "wie", "for", "as": between a letter and the word that spells it
    kGenericNumber = 1U << 22,  // "numaram": somebody's number, of a kind not said
    kPostcode = 1U << 23,
    kAccount = 1U << 24,       // "login", "handle": a user's name follows
    kOwn = 1U << 25,           // "my", "benim": what stands in front belongs to the speaker
    kIs = 1U << 26,            // "is", "lautet"
    kStrongNoun = 1U << 27,    // a noun that announces a number right behind it: "ticket 30184"
    kAsks = 1U << 29,          // "alayım", "can I have": the turn asks for what it names
    kBack = 1U << 30,          // "arkası", "back": of a card
    kDigits = 1U << 31,        // "hane", "digits"
    kName = 1U << 28,          // "soyadım", "surname": a name follows
    kCorrection = 1ULL << 32,  // "pardon", "no": what is said next replaces what was said last
    kEstate = 1ULL << 33,      // "sitesi", "köyü": an address with a door may begin with it
    kCom = 1ULL << 34,         // "com": hardly anything but an address has it
    kUser = 1ULL << 35,        // "kullanıcı"
    kUserNoun = 1ULL << 36,    // "kullanıcı", "üye": whose name comes with the next word
    kUserName = 1ULL << 37,    // "adı", "name", "as": such a name follows where the words before speak of a user
    kNames = 1ULL << 38,       // announces something, or names it with a number noun
    kSignHead = 1ULL << 39,    // "alt" in "alt tire"
    kBegins = 1ULL << 41,      // spells a letter, names a sign or a month, doubles a digit: a find may begin with it
    kPlatform = 1ULL << 40     // "forum", "game", "portal": where people have user names
  };
  std::string text;
  bool prefix = false;    // words that begin so
  bool suffixed = false;  // a Turkish suffix may follow
  WordLanguage language{};
  NumberKind number{};
  std::uint16_t value = 0;
  char letter = 0;                   // 'a' … 'z' that the word spells
  bool letter_sure = false;          // it is hardly ever anything else: "bravo", "zeppelin"
  char symbol = 0;                   // . @ - _ / +
  std::optional<PiiType> announces;  // by itself: "IBAN", "Kundennummer"
  std::optional<PiiType> noun;       // with a number noun: "sipariş" numarası
  std::uint8_t month = 0;            // 1 … 12
  std::uint64_t flags = 0;
  bool is(std::uint64_t any_of) const { return (flags & any_of) != 0; }
};

// How words begin: a bit for every four letters, in a table that stays in the nearest cache.
class Beginnings {
 public:
  // `goes_on`: other words begin with `word`, whatever follows.
  void add(std::string_view word, bool goes_on);
  // Whether a word with these first letters may have been added; zeros stand behind a shorter one, the first lowest.
  bool may_have(std::uint32_t letters) const {
    const std::uint32_t place = place_of(letters);
    return (bits_[place / 64] >> (place % 64) & 1U) != 0;
  }

 private:
  static constexpr unsigned kPlaces = 1U << 16;
  static std::uint32_t place_of(std::uint32_t letters) { return (letters & 0x1F1F1F1FU) * 0x9E3779B1U >> 16; }
  std::array<std::uint64_t, kPlaces / 64> bits_{};
};

class Lexicon {
 public:
  static const Lexicon& instance();
  // The entry for the whole word, else the longest it begins with.
  const Entry* find(std::string_view word) const { return find(word, first_letters(word)); }
  const Entry* find(std::string_view word, std::uint64_t letters) const {  // where its first letters are known
    if (word.size() <= sizeof letters) {
      for (std::uint32_t i = whole_place(letters); whole_[i].entry != nullptr; i = (i + 1) % kWholePlaces)
        if (whole_[i].letters == letters) return whole_[i].entry;
    }
    const std::uint32_t b = bucket(letters);
    const std::uint32_t from = starts_[b];
    const std::uint32_t to = starts_[b + 1];
    return from == to ? nullptr : find_in(word, letters, from, to);
  }
  // How the words begin that have an entry, and the numbers written as one word.
  const Beginnings& beginnings() const { return beginnings_; }

 private:
  Lexicon();
  // The first eight letters, the first lowest; zeros behind a shorter word.
  static std::uint64_t first_letters(std::string_view word);
  // Five bits of each of the first three letters.
  static std::uint32_t bucket(std::uint64_t letters) {
    return static_cast<std::uint32_t>((letters & 0x1F) | (letters >> 3U & 0x3E0) | (letters >> 6U & 0x7C00));
  }
  // Words of up to eight letters that the lists hold as they are; most that are looked up are such.
  struct Whole {
    std::uint64_t letters = 0;
    const Entry* entry = nullptr;
  };
  static constexpr std::uint32_t kWholePlaces = 1U << 13;
  static std::uint32_t whole_place(std::uint64_t letters) {
    return static_cast<std::uint32_t>(letters * 0x9E3779B97F4A7C15U >> 51);
  }
  // What decides most comparisons without a look at the entry: its first letters and how many count.
  struct Head {
    std::uint64_t letters = 0;
    std::uint64_t mask = 0;
  };
  static Head head_of(std::string_view word);
  const Entry* find_in(std::string_view word, std::uint64_t letters, std::uint32_t from, std::uint32_t to) const;

  Beginnings beginnings_;
  std::vector<Whole> whole_;           // hashed; the next free place where one is taken
  std::vector<Entry> entries_;         // by bucket, the longest first
  std::vector<Head> heads_;            // of entries_
  std::vector<std::uint16_t> starts_;  // bucket -> first entry; small, since every word looks here
};

// Whether `rest` is a suffix that Turkish hangs on a number or a noun: "dir", "yi", "inci".
bool is_turkish_suffix(std::string_view rest);

// The number that Turkish words written as one say ("beşyüzotuziki"), with the length they take of `word`; a suffix may
// follow.
struct GluedNumber {
  long value = 0;
  std::size_t length = 0;
};
std::optional<GluedNumber> glued_number(std::string_view word);
// How such words begin.
void add_glued_beginnings(Beginnings& beginnings);
// What such a word means: a Turkish number.
const Entry& glued_entry();

// Fills `entries` with all words; called once.
void add_number_words(std::vector<Entry>& entries);
void add_context_words(std::vector<Entry>& entries);

}  // namespace cxai::privacy
