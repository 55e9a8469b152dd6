// The endings of Turkish words as a network of states: what may follow what, and what it says of the word.
//
// Source   Göksel & Kerslake 2005 (Turkish: A Comprehensive Grammar); Oflazer 1994 (two-level description)
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace cxai::language {

enum class SuffixState : std::uint8_t {
  noun,        // a stem; the nominative
  plural,      // behind -ler
  owned,       // behind a possessive of the first or second person
  owned_by_3,  // behind one of the third, which takes n before cases
  place,       // behind -de or -in, which take -ki
  cased,       // behind another case
  relative,    // behind -ki
  infinitive,  // behind -mek
  verb,        // a stem; the imperative
  negative,    // behind -me
  past,        // behind -di, -se: takes -m, -n, -k
  tense,       // behind -iyor, -ir, -miş, -ecek, -meli: takes -im, -sin, -iz
  spoken,      // behind -iyo: takes -m, -n, -z
  person,      // a finite verb with its person
  many,        // the same behind -ler, before -di and -se
  last,        // nothing follows
  count
};

// What a suffix says; of a word the sum over its suffixes.
enum SuffixMark : std::uint16_t {
  kNegative = 1U << 0U,
  kFinite = 1U << 1U,
  kFirst = 1U << 2U,  // person of the verb or copula
  kSecond = 1U << 3U,
  kMany = 1U << 4U,  // of the person
  kPast = 1U << 5U,
  kFuture = 1U << 6U,
  kPresent = 1U << 7U,
  kIf = 1U << 8U,
  kMine = 1U << 9U,      // possessor: my, our
  kYours = 1U << 10U,    // your
  kDerives = 1U << 11U,  // makes another word: the lemma goes on to here
  kAble = 1U << 12U,
  kWish = 1U << 13U,  // let me, let us, may he
  kCopula = 1U << 14U,
};

struct SuffixRule {
  SuffixState from;
  // A: a e · I: ı i u ü · D: d t · C: c ç · K: k, ğ before a vowel · +y, +s, +n: only behind a vowel ·
  // +I: only behind a consonant · everything else as it is
  std::string_view form;
  SuffixState to;
  float cost;
  std::uint16_t marks = 0;
};

// Sorted by `from`.
std::span<const SuffixRule> suffix_rules(SuffixState from);

}  // namespace cxai::language
