#include "language/lemma.hpp"

#include "language/characters.hpp"
#include "language/turkish_morphology.hpp"
#include "language/words.hpp"

namespace cxai::language {

std::string lemma(std::string_view folded_word, std::string_view language) {
  if (!is_language(language, "tr")) return stem(folded_word, language);
  const TurkishReading* const best = likeliest_turkish(folded_word);
  return best == nullptr ? std::string(folded_word) : best->lemma;
}

WordForm word_form(std::string_view folded_word, std::string_view language) {
  WordForm form;
  if (!is_language(language, "tr")) {
    form.lemma = stem(folded_word, language);
    return form;
  }
  const TurkishReading* const found = likeliest_turkish(folded_word);
  if (found == nullptr) {
    form.lemma = folded_word;
    return form;
  }
  const TurkishReading& best = *found;
  const auto has = [&](SuffixMark mark) { return (best.marks & mark) != 0; };
  form.lemma = best.lemma;
  form.known = best.known;
  form.verb = best.verb;
  form.negative = has(kNegative);
  form.copula = has(kCopula);
  form.able = has(kAble);
  form.wish = has(kWish);
  form.condition = has(kIf);
  const bool bare = best.state == SuffixState::verb || best.state == SuffixState::negative;
  const bool polite = best.state == SuffixState::last && has(kFinite) && has(kSecond);
  form.command = form.verb && (bare || polite);
  // What ends as a case or a participle does is no predicate, though a tense stands inside it.
  const SuffixState end = best.state;
  const bool predicate = end == SuffixState::past || end == SuffixState::tense || end == SuffixState::spoken ||
                         end == SuffixState::person || end == SuffixState::many || bare || polite ||
                         (end == SuffixState::last && has(kFinite) && !has(kIf));
  form.finite = predicate && has(kFinite);
  form.owner = has(kMine) ? 1 : (has(kYours) ? 2 : 0);
  if (!form.finite) return form;
  form.time = has(kPast)      ? VerbTime::past
              : has(kFuture)  ? VerbTime::future
              : has(kPresent) ? VerbTime::present
                              : VerbTime::none;
  form.person = has(kFirst) ? 1 : (has(kSecond) ? 2 : 3);
  form.many = has(kMany);
  return form;
}

}  // namespace cxai::language
