#include "dialogue/role_features.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <string>

#include "language/text.hpp"
#include "learning/hash.hpp"

namespace cxai::dialogue {
namespace {

using language::Token;
using language::TokenKind;
using learning::combine;
using learning::hash_of;

using Features = std::vector<std::uint64_t>;

// Where a feature comes from; combined with what was found there.
enum Kind : std::uint64_t {
  kBias = 1,
  kWord,
  kBeginning,
  kEnding,
  kPair,
  kTriple,
  kFirst,
  kLast,
  kMark,
  kLength,
  kPlace,
  kPlaceFromEnd,
  kWordAtPlace,
  kBefore,
  kBehind,
  kSeam,
  kEcho,
  kPunctuation,
};

constexpr std::size_t kBeginningLetters = 5;  // what Turkish suffixes leave of a word, roughly
constexpr std::size_t kLeastEnding = 2;
constexpr std::size_t kMostEnding = 5;
constexpr std::uint64_t kNumber = hash_of("<number>");
constexpr std::uint64_t kLongNumber = hash_of("<long number>");
constexpr std::uint64_t kAddress = hash_of("<address>");
constexpr std::uint64_t kHandle = hash_of("<handle>");
constexpr std::uint64_t kEmoji = hash_of("<emoji>");
constexpr std::uint64_t kNothing = hash_of("<nothing>");

struct Reading {
  std::vector<std::uint64_t> words;  // in order
  std::vector<std::uint64_t> pairs;
  Features own;                        // words, their parts, and what stands beside each other
  std::vector<std::uint64_t> numbers;  // digits, as written
  std::vector<std::uint64_t> rare;     // long words, which two turns rarely share by chance
  char last_sign = 0;                  // '.', '?', '!', or 0
  std::size_t ends = 0;                // of sentences
  bool question = false;
};

std::uint64_t bucket(std::size_t count) {
  if (count < 6) return count;
  if (count < 9) return 6;
  if (count < 13) return 7;
  if (count < 20) return 8;
  return count < 35 ? 9 : 10;
}

void read_word(std::string_view word, Reading& out) {
  const std::uint64_t hash = hash_of(word);
  out.words.push_back(hash);
  out.own.push_back(combine(kWord, hash));
  if (word.size() > kBeginningLetters) {
    out.own.push_back(combine(kBeginning, hash_of(word.substr(0, kBeginningLetters))));
    out.rare.push_back(hash_of(word.substr(0, kBeginningLetters)));
  }
  for (std::size_t n = kLeastEnding; n <= kMostEnding && n + 2 <= word.size(); ++n)
    out.own.push_back(combine(kEnding, hash_of(word.substr(word.size() - n))));
}

void read_token(const Token& token, std::string_view text, Reading& out) {
  const std::string_view piece = text.substr(token.begin, token.end - token.begin);
  switch (token.kind) {
    case TokenKind::word:
      return read_word(piece.substr(0, token.stem_end - token.begin), out);
    case TokenKind::number:
      out.words.push_back(piece.size() > 3 ? kLongNumber : kNumber);
      out.numbers.push_back(hash_of(piece));
      out.own.push_back(combine(kWord, out.words.back()));
      return;
    case TokenKind::url:
    case TokenKind::email:
      out.words.push_back(kAddress);
      break;
    case TokenKind::mention:
    case TokenKind::hashtag:
      out.words.push_back(kHandle);
      break;
    case TokenKind::emoji:
      out.words.push_back(kEmoji);
      break;
    case TokenKind::punctuation:
    case TokenKind::symbol:
      out.last_sign = piece.front();
      out.question |= piece.front() == '?';
      out.ends += piece.front() == '.' || piece.front() == '?' || piece.front() == '!' ? 1 : 0;
      out.own.push_back(combine(kMark, hash_of(piece)));
      return;
  }
  out.own.push_back(combine(kWord, out.words.back()));
}

Reading read(std::string_view turn) {
  // Turkish folding of İ and ı, which without accents is the same as that of every other language.
  const std::string text = language::ascii_fold(language::fold(turn, "tr"));
  Reading out;
  for (const Token& token : language::tokenize(text)) {
    if (token.kind != TokenKind::punctuation && token.kind != TokenKind::symbol) out.last_sign = 0;
    read_token(token, text, out);
  }
  const auto& words = out.words;
  for (std::size_t i = 0; i + 1 < words.size(); ++i) {
    out.pairs.push_back(combine(words[i], words[i + 1]));
    out.own.push_back(combine(kPair, out.pairs.back()));
    if (i + 2 < words.size()) out.own.push_back(combine(kTriple, combine(out.pairs.back(), words[i + 2])));
  }
  if (!words.empty()) {
    out.own.push_back(combine(kFirst, words.front()));
    out.own.push_back(combine(kLast, words.back()));
    if (words.size() > 1) {
      out.own.push_back(combine(kFirst, out.pairs.front()));
      out.own.push_back(combine(kLast, out.pairs.back()));
    }
  }
  out.own.push_back(combine(kLength, bucket(words.size())));
  std::ranges::sort(out.own);
  out.own.erase(std::ranges::unique(out.own).begin(), out.own.end());
  return out;
}

std::size_t common(std::vector<std::uint64_t> a, std::vector<std::uint64_t> b) {
  std::ranges::sort(a);
  std::ranges::sort(b);
  std::vector<std::uint64_t> both;
  std::ranges::set_intersection(a, b, std::back_inserter(both));
  return both.size();
}

// How one turn takes up what another said: numbers read back, words said again.
void add_echo(const Reading& turn, const Reading& before, std::uint64_t distance, Features& out) {
  const auto found = [&](std::uint64_t what, std::size_t count) {
    if (count > 0) out.push_back(combine(combine(kEcho, what), combine(distance, std::min<std::size_t>(count, 3))));
  };
  found(1, common(turn.numbers, before.numbers));
  found(2, common(turn.rare, before.rare));
  if (!turn.words.empty() && common(turn.words, before.words) == turn.words.size()) found(3, 1);  // nothing new
}

void add_neighbour(const Reading& other, Kind side, Features& out) {
  out.push_back(combine(side, combine(kPunctuation, other.question ? 1 : 0)));
  out.push_back(combine(side, combine(kLength, bucket(other.words.size()))));
}

// How the whole conversation is cut into turns: where turns hold several sentences, two turns in a row are seldom one
// party's; where they are cut at every pause, they often are.
std::uint64_t cut_of(const std::vector<Reading>& readings) {
  std::size_t ended = 0;
  std::size_t several = 0;
  std::size_t words = 0;
  for (const Reading& one : readings) {
    ended += one.last_sign != 0 ? 1 : 0;
    several += one.ends > 1 ? 1 : 0;
    words += one.words.size();
  }
  const auto third = [&](std::size_t count) { return std::min<std::size_t>(3 * count / readings.size(), 2); };
  const std::uint64_t some = several == 0 ? 0 : 1 + third(several);
  return combine(combine(third(ended), some), bucket(words / readings.size()) / 2);
}

void add_seam(const Reading* before, const Reading& turn, std::uint64_t cut, Features& out) {
  const auto sign = static_cast<std::uint64_t>(before ? before->last_sign : '^');
  const std::uint64_t last = before && !before->words.empty() ? before->words.back() : kNothing;
  const std::uint64_t first = turn.words.empty() ? kNothing : turn.words.front();
  out.push_back(combine(kSeam, sign));
  out.push_back(combine(combine(kSeam, cut), 1));
  out.push_back(combine(combine(kSeam, cut), combine(sign, 2)));
  out.push_back(combine(combine(kSeam, cut), combine(bucket(turn.words.size()), 3)));
  out.push_back(combine(combine(kSeam, sign), turn.question ? 1 : 0));
  out.push_back(combine(combine(kSeam, sign), combine(bucket(turn.words.size()), turn.last_sign ? 1 : 0)));
  out.push_back(combine(combine(kSeam, last), first));
  out.push_back(combine(combine(kSeam, sign), first));
  out.push_back(combine(combine(kSeam, first), before ? bucket(before->words.size()) : 99));
}

}  // namespace

std::vector<std::vector<std::uint64_t>> role_features(const std::vector<std::string_view>& turns) {
  std::vector<Reading> readings;
  readings.reserve(turns.size());
  for (const std::string_view turn : turns) readings.push_back(read(turn));
  if (turns.empty()) return {};
  const std::uint64_t cut = cut_of(readings);
  std::vector<Features> all(turns.size());
  for (std::size_t i = 0; i < turns.size(); ++i) {
    const Reading& turn = readings[i];
    const Reading* const before = i > 0 ? &readings[i - 1] : nullptr;
    const Reading* const behind = i + 1 < turns.size() ? &readings[i + 1] : nullptr;
    Features& out = all[i];
    out = turn.own;
    out.push_back(combine(kBias, 0));
    const std::uint64_t place = std::min<std::size_t>(i, 4);
    const std::uint64_t left = std::min<std::size_t>(turns.size() - 1 - i, 3);
    out.push_back(combine(kPlace, place));
    out.push_back(combine(kPlaceFromEnd, left));
    out.push_back(combine(kPunctuation, combine(static_cast<std::uint64_t>(turn.last_sign), turn.question ? 1 : 0)));
    if (place < 3)
      for (const std::uint64_t word : turn.words) out.push_back(combine(combine(kWordAtPlace, place), word));
    if (before) add_neighbour(*before, kBefore, out);
    if (behind) add_neighbour(*behind, kBehind, out);
    if (before) add_echo(turn, *before, 1, out);
    if (i > 1) add_echo(turn, readings[i - 2], 2, out);
    add_seam(before, turn, cut, out);
    std::ranges::sort(out);
    out.erase(std::ranges::unique(out).begin(), out.end());
  }
  return all;
}

}  // namespace cxai::dialogue
