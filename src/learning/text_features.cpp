#include "learning/text_features.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "language/characters.hpp"
#include "language/emoji.hpp"
#include "language/text.hpp"
#include "learning/hash.hpp"

namespace cxai::learning {
namespace {

using language::CharClass;

constexpr std::uint64_t kWord = 0x9AE16A3B2F90404FU;
constexpr std::uint64_t kPair = 0xC3A5C85C97CB3127U;
constexpr std::uint64_t kAccented = 0xB492B66FBE98F273U;
constexpr std::uint64_t kStem = 0x8EBC6AF09C88C6E3U;
constexpr std::uint64_t kStemPair = 0x589965CC75374CC3U;
constexpr std::uint64_t kPiece = 0x2545F4914F6CDD1DU;
constexpr std::size_t kShortest = 2;
constexpr std::size_t kLongest = 5;
constexpr std::size_t kStemLetters = 5;

// Marks would be lost by cutting inside one; a broken last code point only loses itself.
std::string_view head(std::string_view text) {
  if (text.size() <= kMaxTextBytes) return text;
  std::size_t end = kMaxTextBytes;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80) --end;
  return text.substr(0, end);
}

// Its first letters: what is left of a Turkish word without its endings, and hardly worse in other languages.
std::string_view stem_of(std::string_view word) {
  std::size_t letters = 0;
  for (std::size_t i = 0; i < word.size(); ++i) {
    if ((static_cast<unsigned char>(word[i]) & 0xC0U) != 0x80 && letters++ == kStemLetters) return word.substr(0, i);
  }
  return word;
}

bool in_word(CharClass c) {
  return c == CharClass::letter || c == CharClass::digit || c == CharClass::mark;
}

// ln(count) for small counts, so that the same text has the same bytes on every machine and quickly.
float damped(std::uint32_t count) {
  static const auto table = [] {
    std::array<float, 64> values{};
    for (std::size_t i = 1; i < values.size(); ++i) values[i] = 1.0F + std::log(static_cast<float>(i));
    return values;
  }();
  return table[std::min<std::size_t>(count, table.size() - 1)];
}

}  // namespace

std::span<const TextFeature> TextFeatures::extract(std::string_view text) {
  features_.clear();
  if (slots_.empty()) slots_.resize(1024);
  std::ranges::fill(slots_, 0U);
  const std::string accented = language::fold(head(text), "");
  tokenize(accented);
  accented_.clear();
  for (const Token& token : tokens_) {
    bool plain = true;
    std::uint64_t hash = kEmptyHash;
    for (std::size_t i = token.begin; i < token.end; ++i) {
      plain = plain && static_cast<unsigned char>(accented[i]) < 0x80;
      hash = extend(hash, accented[i]);
    }
    if (!plain) accented_.push_back(hash);
  }
  const std::string folded = language::ascii_fold(accented);
  tokenize(folded);
  add_words();
  words_ = features_.size();
  add_pieces(folded);
  for (TextFeature& feature : features_) feature.value = damped(static_cast<std::uint32_t>(feature.value));
  return features_;
}

void TextFeatures::tokenize(std::string_view folded) {
  tokens_.clear();
  for (std::size_t i = 0; i < folded.size();) {
    const std::size_t begin = i;
    const CharClass c = language::char_class(language::decode(folded, i));
    if (c == CharClass::space || c == CharClass::apostrophe) continue;
    if (in_word(c)) {
      i = std::max(i, language::alphanumeric_end(folded, begin));
    } else if (const std::size_t end = language::emoji_end(folded, begin); end != begin) {
      i = end;
    }
    const std::string_view token = folded.substr(begin, i - begin);
    tokens_.push_back({begin, i, hash_of(token), hash_of(stem_of(token))});
  }
}

void TextFeatures::add_words() {
  std::uint64_t before = 0;
  std::uint64_t stem_before = 0;
  for (const Token& token : tokens_) {
    add(combine(kWord, token.hash));
    add(combine(kPair ^ before, token.hash));
    add(combine(kStem, token.stem));
    add(combine(kStemPair ^ stem_before, token.stem));
    before = token.hash;
    stem_before = token.stem;
  }
  add(combine(kPair ^ before, 0));
  for (const std::uint64_t hash : accented_) add(combine(kAccented, hash));
}

// Of everything between two spaces, so that punctuation counts as people set it, and where that is more than one token
// of the tokens too, so that a word counts as itself.
void TextFeatures::add_pieces(std::string_view folded) {
  for (std::size_t first = 0; first < tokens_.size();) {
    const std::size_t begin = tokens_[first].begin;
    std::size_t end = tokens_[first].end;
    std::size_t last = first + 1;
    const auto joined = [&](std::size_t token) {
      const std::string_view between = folded.substr(end, tokens_[token].begin - end);
      return between.find_first_of(" \t\r\n") == std::string_view::npos;
    };
    for (; last < tokens_.size() && joined(last); ++last) end = tokens_[last].end;
    add_pieces_of(folded.substr(begin, end - begin));
    for (; last > first + 1 && first < last; ++first) {
      add_pieces_of(folded.substr(tokens_[first].begin, tokens_[first].end - tokens_[first].begin));
    }
    first = last;
  }
}

void TextFeatures::add_pieces_of(std::string_view chunk) {
  padded_ = ' ';
  padded_.append(chunk);
  padded_ += ' ';
  const auto next = [&](std::size_t i) {
    ++i;
    while (i < padded_.size() && (static_cast<unsigned char>(padded_[i]) & 0xC0U) == 0x80) ++i;
    return i;
  };
  for (std::size_t begin = 0; begin < padded_.size(); begin = next(begin)) {
    std::uint64_t hash = kPiece;
    std::size_t at = begin;
    for (std::size_t length = 1; length <= kLongest && at < padded_.size(); ++length) {
      for (const std::size_t end = next(at); at < end; ++at) hash = extend(hash, padded_[at]);
      if (length >= kShortest) add(mix(hash));
    }
  }
}

void TextFeatures::add(std::uint64_t key) {
  for (std::size_t i = key & (slots_.size() - 1);; i = (i + 1) & (slots_.size() - 1)) {
    if (slots_[i] == 0) {
      features_.push_back({key, 1});
      slots_[i] = static_cast<std::uint32_t>(features_.size());
      if (features_.size() * 2 > slots_.size()) grow();
      return;
    }
    TextFeature& feature = features_[slots_[i] - 1];
    if (feature.key == key) {
      feature.value += 1;
      return;
    }
  }
}

void TextFeatures::grow() {
  slots_.assign(slots_.size() * 2, 0);
  for (std::size_t f = 0; f < features_.size(); ++f) {
    std::size_t i = features_[f].key & (slots_.size() - 1);
    while (slots_[i] != 0) i = (i + 1) & (slots_.size() - 1);
    slots_[i] = static_cast<std::uint32_t>(f + 1);
  }
}

}  // namespace cxai::learning
