#include <algorithm>

#include "analysis/acts.hpp"
#include "analysis/feature_name.hpp"
#include "learning/hash.hpp"

namespace cxai::analysis {
namespace {

using conversation::Role;
using learning::combine;
using learning::hash_of;

template <std::size_t N>
bool one_of(std::string_view word, const std::array<std::string_view, N>& words) {
  return std::ranges::find(words, word) != words.end();
}

// Who acts for the company, besides the speaker.
bool is_colleague(std::string_view word) {
  static constexpr std::array<std::string_view, 34> kWords = {
      "ekip",      "ekibimiz", "ekibim",    "kurye",    "kuryemiz", "teknisyen", "usta",    "ustamiz",    "uzman",
      "eksper",    "birim",    "birimimiz", "yonetici", "mudur",    "mudurumuz", "arkadas", "arkadasim",  "arkadaslar",
      "kargo",     "banka",    "team",      "driver",   "engineer", "colleague", "manager", "technician", "courier",
      "techniker", "kollege",  "kollegen",  "kollegin", "fahrer",   "monteur",   "servis"};
  return one_of(word, kWords);
}

bool speaks_of_you(std::string_view word, std::string_view language) {
  if (language == "tr")
    return word == "size" || word == "sizi" || word == "sizin" || word == "sana" || word == "seni" ||
           word == "tarafiniza" || word.ends_with("iniz") || word.ends_with("unuz") || word.ends_with("niza") ||
           word.ends_with("nize") || word.ends_with("nizda") || word.ends_with("nizde") || word.ends_with("nizi");
  if (language == "en") return word == "you" || word == "your" || word == "you'll" || word == "ya";
  return word == "ihnen" || word == "sie" || word == "ihr" || word == "ihre" || word == "ihren" || word == "ihrem" ||
         word == "dir" || word == "dich" || word == "euch";
}

bool speaks_of_me(std::string_view word) {
  static constexpr std::array<std::string_view, 16> kWords = {"ben",  "bana", "beni", "biz",   "bize", "i",
                                                              "i'll", "i'm",  "we",   "we'll", "my",   "our",
                                                              "ich",  "wir",  "mein", "unser"};
  return one_of(word, kWords);
}

// "gelince", "varınca", "olduğunda", "once": what is said waits for something.
bool waits(std::string_view word) {
  return (word.size() > 5 && (word.ends_with("ince") || word.ends_with("inca") || word.ends_with("unca") ||
                              word.ends_with("unce") || word.ends_with("ginda") || word.ends_with("gunda"))) ||
         word == "once" || word == "when" || word == "if" || word == "sobald" || word == "wenn" || word == "until" ||
         word == "falls" || word == "unless";
}

std::uint64_t form_of(const language::Predicate& predicate) {
  return (static_cast<std::uint64_t>(predicate.tense) * 8 + static_cast<std::uint64_t>(predicate.person)) * 2 +
         (predicate.negative ? 1 : 0) + 1;
}

}  // namespace

ActFeatures::ActFeatures(const Reading& reading, const std::vector<TurnSegments>& segments, std::size_t turn)
    : reading_(&reading), segments_(&segments), at_(turn), turn_(&reading.turns()[turn]) {}

void ActFeatures::add_words(const Segment& segment, Features& features) const {
  const std::uint64_t mark = combine("act"_f, static_cast<std::uint64_t>(turn_->role) + 1);
  std::uint64_t before = "^"_f;
  for (std::size_t w = segment.first; w < segment.last; ++w) {
    const ReadWord& word = turn_->words[w];
    features.add(combine(mark ^ "stem"_f, word.stem));
    if (word.hash != word.stem) features.add(combine(mark ^ "word"_f, word.hash));
    features.add(combine(mark ^ "pair"_f, combine(before, word.stem)));
    if (word.kind == WordKind::word) {
      if (word.text.size() > 4)
        features.add(combine(mark ^ "begin"_f, hash_of(std::string_view(word.text).substr(0, 4))));
      if (word.text.size() > 6)
        features.add(combine(mark ^ "end"_f, hash_of(std::string_view(word.text).substr(word.text.size() - 4))));
    }
    before = word.stem;
  }
  features.add(combine(mark ^ "pair"_f, combine(before, "$"_f)));
  for (const CueMatch& cue : turn_->cues) {
    if (cue.first >= segment.last || cue.last <= segment.first) continue;
    features.add(combine(mark ^ (cue.negated ? "denied cue"_f : "cue"_f), hash_of(cue_name(cue.cue))));
  }
}

void ActFeatures::add_form(std::size_t at, Features& features) const {
  const auto& list = (*segments_)[at_].list;
  const auto& dates = (*segments_)[at_].dates;
  const Segment& segment = list[at];
  const std::uint64_t mark = combine("form of act"_f, static_cast<std::uint64_t>(turn_->role) + 1);
  const std::uint64_t form = form_of(segment.predicate);
  features.add(mark);
  features.add(combine(mark ^ "form"_f, form));
  features.add(combine(mark ^ "tense"_f, static_cast<std::uint64_t>(segment.predicate.tense) + 1));
  features.add(combine(mark ^ "person"_f, static_cast<std::uint64_t>(segment.predicate.person) + 1));
  if (segment.predicate.negative) features.add(mark ^ "negative"_f);
  const ReadWord& verb = turn_->words[segment.verb];
  features.add(combine(mark ^ "verb"_f, verb.stem));
  for (std::size_t n = 2; n <= 5 && n < verb.text.size(); ++n)
    features.add(combine(mark ^ "verb end"_f ^ n, hash_of(std::string_view(verb.text).substr(verb.text.size() - n))));
  for (std::size_t n = 3; n <= 4 && n < verb.text.size(); ++n)
    features.add(combine(mark ^ "verb begin"_f ^ n, hash_of(std::string_view(verb.text).substr(0, n))));
  bool colleague = false, you = false, me = false, waiting = false, placeholder = false, number = false;
  const std::string language = reading_->language().substr(0, 2);
  for (std::size_t w = segment.first; w < segment.last; ++w) {
    const ReadWord& word = turn_->words[w];
    colleague = colleague || is_colleague(word.text);
    you = you || speaks_of_you(word.text, language);
    me = me || speaks_of_me(word.text);
    waiting = waiting || waits(word.text);
    placeholder = placeholder || word.kind == WordKind::placeholder;
    number = number || word.kind == WordKind::number;
  }
  std::uint64_t when = 0;  // the surest date: a day or a duration, a clock, now, a length
  bool event = false;
  for (const std::size_t d : segment.dates) {
    const auto kind = dates[d].kind;
    const std::uint64_t rank = kind == language::DateKind::day || kind == language::DateKind::duration ? 4
                               : kind == language::DateKind::clock                                     ? 3
                               : kind == language::DateKind::now                                       ? 2
                                                                                                       : 1;
    when = std::max(when, rank);
    event = event || dates[d].after_event;
    features.add(combine(mark ^ "date kind"_f, static_cast<std::uint64_t>(kind) + 1));
  }
  features.add(combine(mark ^ "when"_f, when + 1));
  features.add(combine(combine(mark ^ "form when"_f, form), when + 1));
  features.add(
      combine(combine(mark ^ "tense when"_f, static_cast<std::uint64_t>(segment.predicate.tense) + 1), when + 1));
  features.add(combine(combine(mark ^ "verb when"_f, verb.stem), when > 0 ? 2 : 1));
  const std::uint64_t whom = (colleague ? 4U : 0U) + (you ? 2U : 0U) + (me ? 1U : 0U) + 1U;
  features.add(combine(mark ^ "whom"_f, whom));
  features.add(combine(combine(mark ^ "form whom"_f, form), whom));
  features.add(combine(combine(mark ^ "verb form"_f, hash_of(std::string_view(verb.text).substr(0, 4))), form));
  if (colleague) features.add(mark ^ "colleague"_f);
  if (you) features.add(mark ^ "you"_f);
  if (me) features.add(mark ^ "me"_f);
  if (waiting) features.add(mark ^ "waits"_f);
  if (event) features.add(mark ^ "event"_f);
  if (placeholder) features.add(mark ^ "placeholder"_f);
  if (number) features.add(mark ^ "number"_f);
  if (segment.question) features.add(mark ^ "question"_f);
  if (segment.sentence_begins) features.add(mark ^ "sentence begins"_f);
  if (segment.sentence_ends) features.add(mark ^ "sentence ends"_f);
  static constexpr std::array<double, 6> kLengths = {2, 3, 4, 6, 9, 13};
  add_level(mark ^ "words"_f, static_cast<double>(segment.last - segment.first), kLengths, features);
  if (at == 0) features.add(mark ^ "first"_f);
  if (at + 1 == list.size()) features.add(mark ^ "last"_f);
  for (const int step : {-1, 1}) {
    const std::uint64_t side = step < 0 ? mark ^ "before"_f : mark ^ "behind"_f;
    const std::ptrdiff_t other = static_cast<std::ptrdiff_t>(at) + step;
    if (other < 0 || other >= static_cast<std::ptrdiff_t>(list.size())) {
      features.add(side ^ "none"_f);
      continue;
    }
    const Segment& next = list[static_cast<std::size_t>(other)];
    features.add(combine(side ^ "form"_f, form_of(next.predicate)));
    if (!next.dates.empty()) features.add(side ^ "date"_f);
    if (next.question) features.add(side ^ "question"_f);
    for (std::size_t w = next.first; w < std::min(next.last, next.first + 12); ++w)
      features.add(combine(side ^ "stem"_f, turn_->words[w].stem));
  }
}

void ActFeatures::add_context(Features& features) const {
  static constexpr std::array<double, 6> kPlaces = {1, 2, 3, 4, 6, 9};
  static constexpr std::array<double, 5> kLengths = {3, 6, 10, 16, 25};
  const auto& turns = reading_->turns();
  const std::uint64_t mark = combine("context of act"_f, static_cast<std::uint64_t>(turn_->role) + 1);
  add_level(mark ^ "of role"_f, static_cast<double>(turn_->of_role), kPlaces, features);
  add_level(mark ^ "after role"_f, static_cast<double>(turn_->after_role), kPlaces, features);
  add_level(mark ^ "length"_f, static_cast<double>(turn_->words.size()), kLengths, features);
  features.add(combine(mark ^ "third"_f, at_ * 3 / turns.size()));
  for (const int step : {-1, 1}) {
    const std::ptrdiff_t other = static_cast<std::ptrdiff_t>(at_) + step;
    const std::uint64_t side = step < 0 ? mark ^ "turn before"_f : mark ^ "turn behind"_f;
    if (other < 0 || other >= static_cast<std::ptrdiff_t>(turns.size())) {
      features.add(side ^ "none"_f);
      continue;
    }
    const ReadTurn& turn = turns[static_cast<std::size_t>(other)];
    const std::uint64_t role = combine(side, static_cast<std::uint64_t>(turn.role) + 1);
    features.add(role);
    const auto& list = (*segments_)[static_cast<std::size_t>(other)].list;
    if (list.empty()) continue;
    const Segment& near = step < 0 ? list.back() : list.front();
    if (near.question) features.add(role ^ "question"_f);
    features.add(combine(role ^ "form"_f, form_of(near.predicate)));
    for (std::size_t w = near.first; w < std::min(near.last, near.first + 10); ++w)
      features.add(combine(role ^ "stem"_f, turn.words[w].stem));
  }
}

void ActFeatures::add(std::size_t segment, bool context, Features& features) const {
  add_words((*segments_)[at_].list[segment], features);
  add_form(segment, features);
  if (context) add_context(features);
}

}  // namespace cxai::analysis
