#include "privacy/person_features.hpp"

#include "learning/hash.hpp"

namespace cxai::privacy {
namespace {

using learning::combine;

// What stands before the first word and behind the last.
const PersonWord kEdge = [] {
  PersonWord edge;
  edge.hash = 1;
  edge.shape = WordShape::symbol;
  return edge;
}();

const PersonWord& word_at(const PersonText& text, std::size_t at, std::ptrdiff_t offset) {
  const auto place = static_cast<std::ptrdiff_t>(at) + offset;
  if (place < 0 || place >= static_cast<std::ptrdiff_t>(text.words.size())) return kEdge;
  return text.words[static_cast<std::size_t>(place)];
}

std::uint64_t shape_value(const PersonWord& word, TextCase letter_case) {
  return 1 + static_cast<std::uint64_t>(word.shape) * 8 + static_cast<std::uint64_t>(letter_case) * 2 +
         (word.first ? 1 : 0);
}

// What the lexicon says, all of it: the word's own classes, or those of its stem with the ending.
std::uint64_t lexicon_value(const PersonWord& word) {
  return 1 + word.classes + (std::uint64_t{word.stem_classes} << 16) + (word.ending != 0 ? std::uint64_t{1} << 32 : 0);
}

// The same in few values: how much of a name, how common in the language of the text, what it says of its neighbours.
std::uint64_t kind_value(const PersonWord& word, LanguageBits language) {
  const auto has = [&](PersonClass c) { return (word.classes & bit(c)) != 0; };
  std::uint64_t name = 0;
  if (has(PersonClass::frequent_first_name)) {
    name = 5;
  } else if (has(PersonClass::first_name)) {
    name = 4;
  } else if ((word.stem_classes & bit(PersonClass::first_name)) != 0) {
    name = 3;
  } else if (has(PersonClass::frequent_surname)) {
    name = 2;
  } else if (has(PersonClass::surname) || word.stem_classes != 0) {
    name = 1;
  }
  const std::uint64_t common = (word.classes & language.core) != 0  ? 3
                               : (word.classes & language.any) != 0 ? 2
                               : (word.related & language.any) != 0 ? 1
                                                                    : 0;
  const std::uint64_t role = has(PersonClass::title)                                                          ? 1
                             : has(PersonClass::relative) || (word.related & bit(PersonClass::relative)) != 0 ? 2
                             : has(PersonClass::organisation)                                                 ? 3
                             : has(PersonClass::place)                                                        ? 4
                             : has(PersonClass::particle)                                                     ? 5
                                                                                                              : 0;
  const bool wordless = word.length == 0 || word.shape > WordShape::with_digits;
  return 1 + (name * 4 + common) * 6 + role + (wordless ? 1000 + static_cast<std::uint64_t>(word.shape) : 0);
}

// The cues of the nearest word that has some, from `offset` on, up to `steps` words further; a sentence's end hides
// them.
std::uint64_t nearest_cues(const PersonText& text, std::size_t at, std::ptrdiff_t offset, int steps) {
  const std::ptrdiff_t step = offset < 0 ? -1 : 1;
  for (int n = 0; n < steps; ++n, offset += step) {
    const PersonWord& word = word_at(text, at, offset);
    if (word.shape == WordShape::stop || &word == &kEdge) return 0;
    if (word.cues != 0) return word.cues;
  }
  return 1U << 15;
}

class Writer {
 public:
  explicit Writer(PersonFeatures& features) : features_(features) {}
  void add(std::uint64_t value) { features_[size_++] = combine(++template_, value); }
  void add(std::uint64_t a, std::uint64_t b) { add(combine(a, b)); }
  void add(std::uint64_t a, std::uint64_t b, std::uint64_t c) { add(combine(combine(a, b), c)); }
  void skip(std::uint64_t templates) { template_ += templates; }
  std::span<const std::uint64_t> written() const { return {features_.data(), size_}; }

 private:
  PersonFeatures& features_;
  std::size_t size_ = 0;
  std::uint64_t template_ = 0;
};

}  // namespace

std::span<const std::uint64_t> person_features(const PersonText& text, std::size_t at, PersonFeatures& features) {
  const PersonWord& here = text.words[at];
  const PersonWord& last = word_at(text, at, -1);
  const PersonWord& last2 = word_at(text, at, -2);
  const PersonWord& next = word_at(text, at, 1);
  const PersonWord& next2 = word_at(text, at, 2);
  const TextCase letter_case = text.letter_case;
  const auto language = 1 + static_cast<std::uint64_t>(text.language);
  const std::uint64_t shape = shape_value(here, letter_case);
  const std::uint64_t last_shape = shape_value(last, letter_case);
  const std::uint64_t next_shape = shape_value(next, letter_case);
  const std::uint64_t lexicon = lexicon_value(here);
  const LanguageBits bits = language_bits(text.language);
  const std::uint64_t kind = kind_value(here, bits);
  const std::uint64_t last_kind = kind_value(last, bits);
  const std::uint64_t next_kind = kind_value(next, bits);
  const std::uint64_t suffix = here.end > here.stem_end ? 2 : 1;  // an apostrophe and what follows

  Writer out(features);
  // The word.
  out.add(0);
  out.add(here.hash);
  out.add(here.hash, language);
  out.add(here.hash, shape);
  out.add(shape, language);
  out.add(lexicon);
  out.add(lexicon, shape, language);
  out.add(kind);
  out.add(kind, shape, language);
  out.add(here.classes, shape);
  out.add(suffix, shape);
  if (here.length > 0) {
    out.add(here.head, shape);
    out.add(here.tails[0], language);
    out.add(here.tails[1], shape);
    out.add(here.tails[2]);
    out.add(std::uint64_t{here.length}, shape);
  } else {
    out.skip(5);
  }
  if (here.ending != 0) {
    out.add(here.ending, here.stem_classes, language);
    out.add(here.stem_hash);
  } else {
    out.skip(2);
  }
  // Its neighbours.
  out.add(last.hash);
  out.add(next.hash);
  out.add(last2.hash);
  out.add(next2.hash);
  out.add(last.hash, here.hash);
  out.add(here.hash, next.hash);
  out.add(last2.hash, last.hash);
  out.add(next.hash, next2.hash);
  out.add(last.hash, next.hash);
  out.add(word_at(text, at, -3).hash, last2.hash, last.hash);
  out.add(last_shape, shape);
  out.add(shape, next_shape);
  out.add(last_shape, shape, next_shape);
  out.add(last_kind, kind);
  out.add(kind, next_kind);
  out.add(combine(last_kind, shape), kind);
  out.add(combine(next_kind, shape), kind);
  out.add(last_kind, kind, next_kind);
  out.add(combine(last_kind, last_shape), combine(kind, shape), combine(next_kind, next_shape));
  // A neighbour and what kind of word this is.
  out.add(last.hash, kind);
  out.add(next.hash, kind);
  out.add(last.hash, kind, next_kind);
  out.add(last_kind, kind, next.hash);
  out.add(last.hash, shape);
  out.add(next.hash, shape);
  out.add(last2.hash, last.hash, kind);
  out.add(last2.hash, last.hash, shape);
  out.add(next.hash, next2.hash, kind);
  out.add(last2.hash, kind);
  out.add(next2.hash, kind);
  out.add(last.hash, next_kind);
  out.add(last.hash, kind, next.hash);
  out.add(here.hash, next_kind);
  out.add(last_kind, here.hash);
  out.add(last.tails[1], shape);
  out.add(next.tails[1], shape);
  // What the words around say of their neighbours, whichever words they are.
  const std::uint64_t named = combine(kind, shape);
  out.add(last.cues, named);
  out.add(next.cues, named);
  out.add(last.cues, kind, next.cues);
  out.add(combine(last2.cues, last.cues), kind);
  out.add(combine(next.cues, next2.cues), kind);
  out.add(nearest_cues(text, at, -3, 3), kind);
  out.add(nearest_cues(text, at, 3, 2), kind);
  out.add(nearest_cues(text, at, -1, 5), nearest_cues(text, at, 1, 4), named);
  out.add(last.hash == here.hash || next.hash == here.hash ? 1 : 0, kind);
  // Where it stands.
  const std::uint64_t place =
      (at == 0 ? 1U : 0U) + (at + 1 == text.words.size() ? 2U : 0U) + (at + 2 == text.words.size() ? 4U : 0U);
  out.add(place, kind);
  out.add(place, shape, last.hash);
  return out.written();
}

}  // namespace cxai::privacy
