#include "analysis/features.hpp"

#include <algorithm>
#include <array>

#include "analysis/feature_name.hpp"
#include "learning/hash.hpp"

namespace cxai::analysis {
namespace {

using conversation::Role;
using learning::combine;
using learning::hash_of;

constexpr std::array<double, 6> kWordCounts = {2, 3, 5, 9, 17, 33};
constexpr std::array<double, 5> kPlaces = {1, 2, 3, 5, 8};

void add_pieces(const ReadWord& word, std::uint64_t mark, Features& features) {
  if (word.kind != WordKind::word) return;
  const std::string padded = "<" + word.text + ">";
  for (std::size_t n = 3; n <= 5; ++n) {
    for (std::size_t i = 0; i + n <= padded.size(); ++i) {
      features.add(combine(mark ^ n, hash_of(std::string_view(padded).substr(i, n))));
    }
  }
}

std::uint64_t mark_of(Role role) {
  return combine("role"_f, static_cast<std::uint64_t>(role) + 1);
}

void add_style(const ReadTurn& turn, std::uint64_t mark, Features& features) {
  std::size_t words = 0;
  bool shouted = false;
  bool stretched = false;
  std::size_t questions = 0;
  for (const ReadWord& word : turn.words) {
    words += word.kind == WordKind::word ? 1U : 0U;
    shouted = shouted || word.shouted;
    stretched = stretched || word.stretched;
    questions += word.text.starts_with('?') ? 1U : 0U;
  }
  add_level(combine(mark, "length"_f), static_cast<double>(words), kWordCounts, features);
  if (shouted) features.add(combine(mark, "shouted"_f));
  if (stretched) features.add(combine(mark, "stretched"_f));
  if (questions > 0) features.add(combine(mark, "asks"_f));
  if (questions > 1) features.add(combine(mark, "asks twice"_f));
}

void add_own_cues(const ReadTurn& turn, std::uint64_t mark, Features& features) {
  for (const CueMatch& match : turn.cues) {
    const std::uint64_t cue =
        combine(combine(mark, match.negated ? "denied"_f : "cue"_f), hash_of(cue_name(match.cue)));
    features.add(cue);
    if (match.last >= turn.words.size()) features.add(combine(cue, "at the end"_f));
    if (match.first == 0) features.add(combine(cue, "at the front"_f));
  }
}

void add_place(const Reading& reading, std::size_t at, std::uint64_t mark, Features& features) {
  const ReadTurn& turn = reading.turns()[at];
  const std::size_t count = reading.turns().size();
  add_level(combine(mark, "of role"_f), static_cast<double>(turn.of_role), kPlaces, features);
  add_level(combine(mark, "after role"_f), static_cast<double>(turn.after_role), kPlaces, features);
  features.add(combine(combine(mark, "third"_f), at * 3 / count));
  if (at == 0) features.add(combine(mark, "first"_f));
  if (at + 1 == count) features.add(combine(mark, "last"_f));
}

// What is said before and behind, by whom.
void add_neighbours(const Reading& reading, std::size_t at, std::uint64_t mark, Features& features) {
  const auto& turns = reading.turns();
  if (at > 0) {
    const ReadTurn& before = turns[at - 1];
    const std::uint64_t here = combine(combine(mark, "before"_f), mark_of(before.role));
    features.add(here);
    add_words(before.words, here, WordDetail::stems, features);
    add_cues(before, here, features);
    if (!before.clauses.empty() && before.clauses.back().question) features.add(combine(here, "question"_f));
  }
  if (at + 1 < turns.size()) {
    const ReadTurn& behind = turns[at + 1];
    const std::uint64_t here = combine(combine(mark, "behind"_f), mark_of(behind.role));
    features.add(here);
    add_words(behind.words, here, WordDetail::stems, features);
    add_cues(behind, here, features);
  }
}

}  // namespace

void add_cues(const ReadTurn& turn, std::uint64_t mark, Features& features) {
  for (const CueMatch& match : turn.cues)
    features.add(combine(combine(mark, match.negated ? "denied"_f : "cue"_f), hash_of(cue_name(match.cue))));
}

std::string turn_features() {
  return "turns/1+" + cue_digest();
}
std::string conversation_features() {
  return "conversations/1+" + cue_digest();
}

void Features::clear() {
  list_.clear();
  std::ranges::fill(slots_, 0U);
}

void Features::grow() {
  slots_.assign(std::max<std::size_t>(1024, slots_.size() * 2), 0);
  for (const std::uint64_t feature : list_) {
    std::size_t i = feature & (slots_.size() - 1);
    while (slots_[i] != 0) i = (i + 1) & (slots_.size() - 1);
    slots_[i] = feature;
  }
}

void Features::add(std::uint64_t feature) {
  feature = learning::mix(feature);
  if (feature == 0) feature = 1;
  if (list_.size() * 2 >= slots_.size()) grow();
  std::size_t i = feature & (slots_.size() - 1);
  while (slots_[i] != 0 && slots_[i] != feature) i = (i + 1) & (slots_.size() - 1);
  if (slots_[i] == feature) return;
  slots_[i] = feature;
  list_.push_back(feature);
}

void add_words(std::span<const ReadWord> words, std::uint64_t mark, WordDetail detail, Features& features) {
  if (detail == WordDetail::none) return;
  const std::uint64_t stems = combine(mark, "stem"_f);
  const std::uint64_t whole = combine(mark, "word"_f);
  const std::uint64_t pairs = combine(mark, "pair"_f);
  const std::uint64_t begins = combine(mark, "begin"_f);
  const std::uint64_t ends = combine(mark, "end"_f);
  const std::uint64_t pieces = combine(mark, "piece"_f);
  std::uint64_t before = "^"_f;
  std::uint64_t word_before = "^"_f;
  for (const ReadWord& word : words) {
    features.add(combine(stems, word.stem));
    if (detail != WordDetail::stems) {
      if (word.hash != word.stem) features.add(combine(whole, word.hash));
      features.add(combine(pairs, combine(before, word.stem)));
      if (word_before != before || word.hash != word.stem)
        features.add(combine(pairs, combine(word_before, word.hash)));
    }
    if (detail == WordDetail::pieces && word.kind == WordKind::word) {
      if (word.text.size() > 5) features.add(combine(begins, hash_of(std::string_view(word.text).substr(0, 5))));
      if (word.text.size() > 6)
        features.add(combine(ends, hash_of(std::string_view(word.text).substr(word.text.size() - 6))));
      add_pieces(word, pieces, features);
    }
    before = word.stem;
    word_before = word.hash;
  }
  if (detail != WordDetail::stems && !words.empty()) features.add(combine(pairs, combine(before, "$"_f)));
}

void add_level(std::uint64_t mark, double value, std::span<const double> thresholds, Features& features) {
  for (std::size_t i = 0; i < thresholds.size() && value >= thresholds[i]; ++i) features.add(combine(mark, i + 1));
}

void add_turn_alone(const ReadTurn& turn, Role role, Features& features) {
  const std::uint64_t mark = mark_of(role);
  features.add(mark);
  add_words(turn.words, mark, WordDetail::pieces, features);
  add_style(turn, mark, features);
  add_own_cues(turn, mark, features);
}

void add_turn(const Reading& reading, std::size_t at, Features& features) {
  const ReadTurn& turn = reading.turns()[at];
  const std::uint64_t mark = mark_of(turn.role);
  add_turn_alone(turn, turn.role, features);
  add_place(reading, at, mark, features);
  add_neighbours(reading, at, mark, features);
}

void add_clause(const Reading& reading, std::size_t at, std::size_t clause, Features& features) {
  const ReadTurn& turn = reading.turns()[at];
  const Clause& here = turn.clauses[clause];
  const std::uint64_t mark = combine("clause"_f, mark_of(turn.role));
  add_words(std::span(turn.words).subspan(here.first, here.last - here.first), mark, WordDetail::pieces, features);
  if (here.question) features.add(combine(mark, "question"_f));
  add_level(combine(mark, "clauses before"_f), static_cast<double>(clause), kPlaces, features);
  add_level(combine(mark, "clauses behind"_f), static_cast<double>(turn.clauses.size() - clause - 1), kPlaces,
            features);
  const std::uint64_t around = combine(mark, "around"_f);
  add_words(turn.words, around, WordDetail::stems, features);
  add_style(turn, around, features);
  add_own_cues(turn, around, features);
  add_place(reading, at, around, features);
  add_neighbours(reading, at, around, features);
}

}  // namespace cxai::analysis
