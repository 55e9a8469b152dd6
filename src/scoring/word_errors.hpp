// How far what was understood is from what was said, counted in words.
//
// WER    (substitutions + deletions + insertions) / words said, over the cheapest alignment
// cpWER  the same over all words of each speaker in order, with understood speakers matched to real ones so that the
//        errors are least; a speaker without a match counts as inserted or deleted in full
// Threads  pure
// Source   NIST sclite (edit costs 4, 3, 3); Watanabe et al. 2020 (CHiME-6), section 5, for cpWER
#pragma once

#include <cstddef>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace cxai::scoring {

struct WordErrors {
  std::size_t reference_words = 0;
  std::size_t correct = 0;
  std::size_t substitutions = 0;
  std::size_t deletions = 0;
  std::size_t insertions = 0;

  std::size_t errors() const { return substitutions + deletions + insertions; }
  double rate() const;  // 0 where nothing was said and nothing understood, infinite where something was
  WordErrors& operator+=(const WordErrors& other);
  bool operator==(const WordErrors&) const = default;
};

struct EditCosts {
  int substitution = 1;
  int deletion = 1;
  int insertion = 1;
};
inline constexpr EditCosts kScliteCosts{4, 3, 3};

// Among alignments of the same cost, the one with the most correct words.
WordErrors word_errors(std::span<const std::string> said, std::span<const std::string> understood,
                       const EditCosts& costs = {});

// A place where several wordings are right: {"going to"} or {"gonna"}; a plain word is a place with one wording of one
// word, an optional word has an empty wording beside it.
using Wordings = std::vector<std::vector<std::string>>;
// As above, against whichever wordings fit best; reference_words counts those of the chosen ones.
WordErrors word_errors(std::span<const Wordings> said, std::span<const std::string> understood,
                       const EditCosts& costs = {});

using SpeakerWords = std::map<std::string, std::vector<std::string>>;

struct SpeakerWordErrors {
  WordErrors errors;
  std::vector<std::pair<std::string, std::string>> matched;  // said by, understood as; "" where there is no match
};
SpeakerWordErrors speaker_word_errors(const SpeakerWords& said, const SpeakerWords& understood);

// Words as they are compared: folded as `language` writes (tr: I→ı, İ→i), without punctuation; an apostrophe and the
// hat of â, î, û do not count ("Ayşe'nin" = "ayşenin", "kâğıt" = "kağıt"), for these are spelled either way.
std::vector<std::string> normal_words(std::string_view text, std::string_view language);

// Words as they stand between blanks.
std::vector<std::string> raw_words(std::string_view text);

}  // namespace cxai::scoring
