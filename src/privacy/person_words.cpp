#include "privacy/person_words.hpp"

#include <algorithm>
#include <array>

#include "language/characters.hpp"
#include "language/text.hpp"
#include "privacy/person_cues.hpp"

namespace cxai::privacy {
namespace {

using language::Token;
using language::TokenKind;
using learning::WordClasses;

constexpr std::size_t kLongestWord = 40;
constexpr std::size_t kShortestStem = 3;

// Endings that names take in Turkish, in plain letters, and the genitive s of English and German. The bundle holds
// their numbers.
constexpr std::string_view kEndings[] = {
    "",     "nin",  "nun",  "in",    "un",    "ya",   "ye",    "a",     "e",   "yi",   "yu",    "i",     "u",
    "da",   "de",   "ta",   "te",    "dan",   "den",  "tan",   "ten",   "la",  "le",   "yla",   "yle",   "lar",
    "ler",  "lari", "leri", "larin", "lerin", "lara", "lere",  "gil",   "cim", "cum",  "cigim", "cugum", "cik",
    "dir",  "dur",  "tir",  "tur",   "daki",  "deki", "ninki", "nunki", "yim", "yum",  "im",    "um",    "ydi",
    "ymis", "yken", "s",    "ni",    "nu",    "na",   "ne",    "nda",   "nde", "ndan", "nden",  "ci",    "cu"};
constexpr std::size_t kLongestEnding = 5;

struct Plain {
  char letters[2] = {0, 0};
  std::uint8_t size = 0;
};

// Lower case without accents, of each character below U+0300.
const std::array<Plain, language::kTableEnd>& plain_letters() {
  static const auto table = [] {
    std::array<Plain, language::kTableEnd> made{};
    for (char32_t c = 1; c < language::kTableEnd; ++c) {
      std::string one;
      if (c < 0x80) {
        one += static_cast<char>(c);
      } else {
        one += static_cast<char>(0xC0 | (c >> 6));
        one += static_cast<char>(0x80 | (c & 0x3F));
      }
      const std::string plain = language::ascii_fold(language::fold(one, ""));
      made[c].size = static_cast<std::uint8_t>(std::min<std::size_t>(2, plain.size()));
      for (std::size_t i = 0; i < made[c].size; ++i) made[c].letters[i] = plain[i];
    }
    return made;
  }();
  return table;
}

// A word in plain letters, with the hash of each of its beginnings.
struct Folded {
  std::array<char, kLongestWord> letters;
  std::array<std::uint64_t, kLongestWord + 1> hashes;
  std::size_t size = 0;
  std::string_view text() const { return {letters.data(), size}; }
  void push(char c) {
    if (size == kLongestWord) return;
    letters[size] = c;
    hashes[size + 1] = learning::extend(hashes[size], c);
    ++size;
  }
};

void fold_word(std::string_view word, Folded& folded) {
  static const auto& table = plain_letters();
  folded.size = 0;
  folded.hashes[0] = learning::kEmptyHash;
  for (std::size_t i = 0; i < word.size();) {
    const auto byte = static_cast<unsigned char>(word[i]);
    if (byte < 0x80) {
      folded.push(static_cast<char>(byte >= 'A' && byte <= 'Z' ? byte | 0x20 : byte));
      ++i;
      continue;
    }
    const std::size_t from = i;
    const char32_t c = language::decode(word, i);
    if (c < language::kTableEnd) {
      for (std::size_t k = 0; k < table[c].size; ++k) folded.push(table[c].letters[k]);
    } else if (language::char_class(c) != language::CharClass::mark) {
      for (std::size_t k = from; k < i; ++k) folded.push(word[k]);
    }
  }
}

constexpr std::uint64_t packed(std::string_view letters) {
  std::uint64_t value = 0;
  for (const char c : letters) value = value << 8 | static_cast<unsigned char>(c);
  return value;
}

struct PackedEnding {
  std::uint64_t letters;
  std::uint8_t number;
};

constexpr auto kPackedEndings = [] {
  std::array<PackedEnding, std::size(kEndings) - 1> endings{};
  for (std::size_t i = 1; i < std::size(kEndings); ++i) {
    endings[i - 1] = {packed(kEndings[i]), static_cast<std::uint8_t>(i)};
  }
  std::ranges::sort(endings, {}, &PackedEnding::letters);
  return endings;
}();

constexpr WordClasses kNames = bit(PersonClass::first_name) | bit(PersonClass::surname);

void read_ending(const Folded& folded, const learning::Lexicon& lexicon, PersonWord& word) {
  std::uint64_t letters = 0;
  for (std::size_t size = 1; size <= kLongestEnding && folded.size >= kShortestStem + size; ++size) {
    const std::size_t stem = folded.size - size;
    letters |= std::uint64_t{static_cast<unsigned char>(folded.letters[stem])} << (8 * (size - 1));
    const auto* const at = std::ranges::lower_bound(kPackedEndings, letters, {}, &PackedEnding::letters);
    if (at == kPackedEndings.end() || at->letters != letters) continue;
    const WordClasses classes = lexicon.classes(folded.hashes[stem]);
    if ((classes & kNames) == 0) continue;
    if (word.stem_classes != 0 && (classes & bit(PersonClass::first_name)) == 0) continue;
    word.stem_classes = classes;
    word.stem_hash = folded.hashes[stem];
    word.ending = at->number;
  }
}

constexpr WordClasses kLanguages =
    bit(PersonClass::turkish) | bit(PersonClass::english) | bit(PersonClass::german) | bit(PersonClass::relative);

// "makinemin" is related to "makine", "Betreuerin" to "Betreuer".
WordClasses related_classes(const Folded& folded, const learning::Lexicon& lexicon) {
  for (std::size_t size = folded.size - 1; size >= 4 && size + 7 > folded.size; --size) {
    const WordClasses classes = lexicon.classes(folded.hashes[size]) & kLanguages;
    if (classes != 0) return classes;
  }
  return 0;
}

WordShape shape_of_word(std::string_view word) {
  std::size_t letters = 0;
  std::size_t upper = 0;
  bool first_upper = false;
  bool digits = false;
  for (std::size_t i = 0; i < word.size();) {
    const auto byte = static_cast<unsigned char>(word[i]);
    bool is_upper = false;
    if (byte < 0x80) {
      is_upper = byte >= 'A' && byte <= 'Z';
      digits |= byte >= '0' && byte <= '9';
      ++i;
    } else {
      const char32_t c = language::decode(word, i);
      is_upper = c < language::kTableEnd ? language::detail::char_table().lower[c] != c : language::is_upper(c);
    }
    if (letters == 0) first_upper = is_upper;
    ++letters;
    upper += is_upper ? 1 : 0;
  }
  if (digits) return WordShape::with_digits;
  if (upper == 0) return WordShape::lower;
  if (letters == 1) return WordShape::letter;
  if (upper == letters) return WordShape::upper;
  return first_upper && upper == 1 ? WordShape::capitalised : WordShape::mixed;
}

WordShape shape_of_punctuation(std::string_view mark) {
  if (mark[0] == '.' || mark[0] == '!' || mark[0] == '?' || mark == "…") return WordShape::stop;
  if (mark[0] == ',' || mark[0] == ';') return WordShape::comma;
  if (mark[0] == '-' || mark == "–" || mark == "—") return WordShape::dash;
  return WordShape::mark;
}

WordShape shape_of(const Token& token, std::string_view stem) {
  switch (token.kind) {
    case TokenKind::word:
      return shape_of_word(stem);
    case TokenKind::number:
      return WordShape::number;
    case TokenKind::punctuation:
      return shape_of_punctuation(stem);
    case TokenKind::mention:
      return WordShape::mention;
    case TokenKind::hashtag:
      return WordShape::hashtag;
    case TokenKind::url:
    case TokenKind::email:
      return WordShape::address;
    case TokenKind::symbol:
    case TokenKind::emoji:
      return WordShape::symbol;
  }
  return WordShape::symbol;
}

bool is_word(WordShape shape) {
  return shape <= WordShape::with_digits;
}

bool ends_sentence(const PersonWord& word, std::string_view text) {
  return word.shape == WordShape::stop || (word.shape == WordShape::mark && text[word.begin] == ':');
}

TextLanguage language_of(const std::array<int, 4>& votes) {
  std::size_t best = 1;
  for (std::size_t l = 2; l < 4; ++l) best = votes[l] > votes[best] ? l : best;
  for (std::size_t l = 1; l < 4; ++l) {
    if (l != best && votes[l] + 2 > votes[best]) return TextLanguage::unknown;
  }
  return static_cast<TextLanguage>(best);
}

// Frequent words count three times.
void vote(WordClasses classes, std::array<int, 4>& votes) {
  votes[1] +=
      ((classes & bit(PersonClass::turkish_core)) != 0 ? 3 : 0) + ((classes & bit(PersonClass::turkish)) != 0 ? 1 : 0);
  votes[2] +=
      ((classes & bit(PersonClass::english_core)) != 0 ? 3 : 0) + ((classes & bit(PersonClass::english)) != 0 ? 1 : 0);
  votes[3] +=
      ((classes & bit(PersonClass::german_core)) != 0 ? 3 : 0) + ((classes & bit(PersonClass::german)) != 0 ? 1 : 0);
}

void read_word(const Token& token, std::string_view text, const learning::Lexicon& lexicon, PersonWord& word) {
  word.begin = token.begin;
  word.stem_end = token.stem_end;
  word.end = token.end;
  const std::string_view stem = text.substr(token.begin, token.stem_end - token.begin);
  word.shape = shape_of(token, stem);
  if (word.shape == WordShape::number) {
    word.hash = learning::combine(learning::hash_of("0"), std::min<std::size_t>(stem.size(), 5));
    return;
  }
  Folded folded;
  fold_word(stem, folded);
  word.hash = folded.hashes[folded.size];
  word.length = static_cast<std::uint8_t>(folded.size);
  if (!is_word(word.shape)) return;
  word.head = folded.hashes[std::min<std::size_t>(3, folded.size)];
  for (std::size_t n = 2; n <= 4; ++n) {
    word.tails[n - 2] = packed(folded.text().substr(folded.size - std::min(n, folded.size)));
  }
  word.classes = lexicon.classes(word.hash);
  word.cues = person_cues(word.hash);
  if ((word.classes & bit(PersonClass::first_name)) == 0) read_ending(folded, lexicon, word);
  if ((word.classes & kLanguages) == 0 && folded.size > 4) word.related = related_classes(folded, lexicon);
}

}  // namespace

LanguageBits language_bits(TextLanguage language) {
  switch (language) {
    case TextLanguage::turkish:
      return {bit(PersonClass::turkish), bit(PersonClass::turkish_core)};
    case TextLanguage::english:
      return {bit(PersonClass::english), bit(PersonClass::english_core)};
    case TextLanguage::german:
      return {bit(PersonClass::german), bit(PersonClass::german_core)};
    case TextLanguage::unknown:
      break;
  }
  const auto any = bit(PersonClass::turkish) | bit(PersonClass::english) | bit(PersonClass::german);
  const auto core = bit(PersonClass::turkish_core) | bit(PersonClass::english_core) | bit(PersonClass::german_core);
  return {static_cast<learning::WordClasses>(any), static_cast<learning::WordClasses>(core)};
}

void read_person_text(std::string_view text, const learning::Lexicon& lexicon, PersonText& read) {
  const std::vector<Token> tokens = language::tokenize(text);
  read.words.assign(tokens.size(), PersonWord{});
  std::array<int, 4> votes{};
  std::size_t words = 0;
  std::size_t upper = 0;
  std::size_t capitals = 0;
  bool first = true;
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    PersonWord& word = read.words[i];
    read_word(tokens[i], text, lexicon, word);
    word.first = first || (i > 0 && text.substr(tokens[i - 1].end, word.begin - tokens[i - 1].end).find('\n') !=
                                        std::string_view::npos);
    if (is_word(word.shape)) {
      ++words;
      upper += word.shape == WordShape::upper || word.shape == WordShape::letter ? 1 : 0;
      capitals += word.shape == WordShape::lower || word.shape == WordShape::with_digits ? 0 : 1;
      vote(word.classes, votes);
      first = false;
    } else if (ends_sentence(word, text)) {
      first = true;
    }
  }
  read.letter_case = capitals == 0                          ? TextCase::none
                     : words >= 3 && upper * 10 > words * 8 ? TextCase::all_upper
                                                            : TextCase::usual;
  read.language = language_of(votes);
}

std::string plain_word(std::string_view word) {
  Folded folded;
  fold_word(word, folded);
  return std::string(folded.text());
}

std::string_view without_ending(std::string_view plain, std::uint8_t ending) {
  if (ending >= std::size(kEndings) || !plain.ends_with(kEndings[ending])) return plain;
  return plain.substr(0, plain.size() - kEndings[ending].size());
}

}  // namespace cxai::privacy
