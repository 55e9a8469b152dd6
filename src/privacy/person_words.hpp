// What the finder of names sees of each token: its hash, its classes in the lexicon, its shape, and its ending.
//
// Input    valid UTF-8
// Output   one word per token of language::tokenize, in order; case and accents do not count in hashes
// Threads  any number of calls at once
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "learning/lexicon.hpp"

namespace cxai::privacy {

// Classes of the lexicon, one bit each. The bundle holds them: an enumerator keeps its number.
enum class PersonClass : std::uint8_t {
  first_name,
  frequent_first_name,
  surname,
  frequent_surname,
  place,
  organisation,
  turkish,  // a word of the language; `…_core`: one of its few hundred most frequent
  turkish_core,
  english,
  english_core,
  german,
  german_core,
  title,     // before or behind a name: Hanım, Herr, Mr
  relative,  // annem, my wife, mein Bruder: a name may follow
  particle,  // von, van, de, bin: small words inside of names
};

constexpr learning::WordClasses bit(PersonClass c) {
  return static_cast<learning::WordClasses>(1U << static_cast<unsigned>(c));
}

enum class WordShape : std::uint8_t {
  lower,
  capitalised,
  upper,
  letter,  // one capital alone
  mixed,   // iPhone, McDonald
  with_digits,
  number,
  stop,  // . ! ? …
  comma,
  dash,
  mark,  // other punctuation
  symbol,
  mention,
  hashtag,
  address,  // URL or e-mail
};

struct PersonWord {
  std::size_t begin = 0;  // byte offsets
  std::size_t stem_end = 0;
  std::size_t end = 0;
  std::uint64_t hash = 0;
  std::uint64_t head = 0;    // of the first three letters
  std::uint64_t tails[3]{};  // of the last two, three, four letters
  learning::WordClasses classes = 0;
  learning::WordClasses stem_classes = 0;  // of the word without `ending`, when that is a name; otherwise 0
  std::uint64_t stem_hash = 0;
  learning::WordClasses cues = 0;     // what it says of its neighbours (PersonCue)
  learning::WordClasses related = 0;  // of the longest beginning that is a word, when the whole is none
  std::uint8_t ending = 0;            // 0: none
  std::uint8_t length = 0;            // letters, at most 40
  WordShape shape{};
  bool first = false;  // begins a sentence
};

enum class TextCase : std::uint8_t { none, usual, all_upper };
enum class TextLanguage : std::uint8_t { unknown, turkish, english, german };

// The classes of words that are words of the language, and of its most frequent ones; of any language when unknown.
struct LanguageBits {
  learning::WordClasses any, core;
};
LanguageBits language_bits(TextLanguage language);

struct PersonText {
  std::vector<PersonWord> words;
  TextCase letter_case{};
  TextLanguage language{};
};

// Reads `text` into `read`, whose buffers are used again.
void read_person_text(std::string_view text, const learning::Lexicon& lexicon, PersonText& read);

// The word as its hash sees it: lower case, plain letters ("Ayşe" → "ayse").
std::string plain_word(std::string_view word);

// Its beginning without a Turkish case ending or a genitive s ("ayseye", ending number → "ayse").
std::string_view without_ending(std::string_view plain, std::uint8_t ending);

}  // namespace cxai::privacy
