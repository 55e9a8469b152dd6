#include "analysis/promises.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <string_view>
#include <utility>

#include "analysis/due.hpp"
#include "analysis/feature_name.hpp"
#include "analysis/models.hpp"
#include "language/words.hpp"
#include "learning/hash.hpp"

namespace cxai::analysis {
namespace {

using conversation::Role;
using language::Tense;
using learning::combine;
using learning::hash_of;

// From which probability on a candidate is one: where most is found in crossed training.
constexpr float kBelieved = 0.33F;
// From which on a stretch beside another is taken for a part of it.
constexpr float kJoins = 0.12F;

// The content of a span, for telling one promise from its repetition.
std::set<std::uint64_t> content_of(const Reading& reading, const Quote& quote) {
  std::set<std::uint64_t> stems;
  for (const ReadWord& word : reading.turns()[quote.turn].words) {
    if (word.begin < quote.begin || word.end > quote.end || word.kind != WordKind::word) continue;
    if (!language::is_stop_word(word.folded, reading.language())) stems.insert(word.stem);
  }
  return stems;
}

bool is_same_promise(const Reading& reading, const Commitment& a, const Commitment& b) {
  if (a.by_agent != b.by_agent) return false;
  const auto first = content_of(reading, a.quote);
  const auto second = content_of(reading, b.quote);
  if (first.empty() || second.empty()) return false;
  const auto common = std::ranges::count_if(first, [&](std::uint64_t stem) { return second.contains(stem); });
  const double smaller = static_cast<double>(std::min(first.size(), second.size()));
  if (a.quote.turn == b.quote.turn) return static_cast<double>(common) > 0.8 * smaller;
  return static_cast<double>(common) >= 0.5 * smaller && common >= (a.due == b.due ? 1 : 2);
}

bool is_more_definite(const Commitment& a, const Commitment& b) {
  if (a.due.has_value() != b.due.has_value()) return a.due.has_value();
  return a.quote.end - a.quote.begin > b.quote.end - b.quote.begin;
}

// A customer's plan in one breath; a stretch without a verb belongs to the one beside it: "en geç cuma, | elinizde
// olur".
bool is_joined(const Segment* last, const Segment& here, std::size_t end, bool by_agent) {
  if (last == nullptr || last->end != end) return false;
  if (!by_agent) return true;
  const bool verbless = here.predicate.tense == Tense::none || last->predicate.tense == Tense::none;
  return verbless && !(last->sentence_ends && here.predicate.tense != Tense::none);
}

std::uint64_t step_of(float likely) {
  return likely < 0.1F ? 1 : likely < 0.2F ? 2 : likely < 0.4F ? 3 : likely < 0.7F ? 4 : 5;
}

// Whether a later turn of the party tells of the same verb as done.
bool is_done_later(const Reading& reading, const Acts& acts, const PromiseCandidate& candidate) {
  const std::size_t turn = candidate.commitment.quote.turn;
  const Segment& segment = acts.segments[turn].list[candidate.segment];
  const std::uint64_t verb = reading.turns()[turn].words[segment.verb].stem;
  for (std::size_t t = turn + 1; t < reading.turns().size(); ++t) {
    if (reading.turns()[t].role != reading.turns()[turn].role) continue;
    for (const Segment& other : acts.segments[t].list)
      if (other.predicate.tense == Tense::past && reading.turns()[t].words[other.verb].stem == verb) return true;
  }
  return false;
}

}  // namespace

// What people open with before they come to the matter: greetings, "tamam", titles and names.
std::size_t behind_opening(const ReadTurn& turn, std::size_t begin, std::size_t end) {
  static constexpr std::array<std::string_view, 70> kOpenings = {
      "merhaba",  "merhabalar", "mrb",         "mrhb",    "slm",      "selam",   "selamlar", "slmlar",  "gnydn",
      "gunaydin", "alo",        "iyi",         "gunler",  "aksamlar", "geceler", "kolay",    "gelsin",  "hanim",
      "bey",      "beyefendi",  "hanimefendi", "efendim", "kizim",    "oglum",   "evladim",  "tamam",   "tm",
      "tmm",      "tamamdir",   "ok",          "oki",     "peki",     "tabi",    "tabii",    "ya",      "ve",
      "evet",     "he",         "hi",          "hello",   "hey",      "hiya",    "good",     "morning", "afternoon",
      "evening",  "yes",        "yeah",        "ok",      "okay",     "well",    "hallo",    "guten",   "tag",
      "morgen",   "abend",      "moin",        "servus",  "ja",       "also",    "herr",     "frau",    "right",
      "so",       "um",         "erm",         "und",     "denn",     "abi",     "hocam"};
  std::size_t at = begin;
  for (std::size_t w = 0; w < turn.words.size(); ++w) {
    const ReadWord& word = turn.words[w];
    if (word.begin < begin || word.end > end) continue;
    const bool opens = std::ranges::find(kOpenings, word.text) != kOpenings.end();
    const bool name = word.kind == WordKind::placeholder && word.text.starts_with("[person");
    if (!opens && !name && word.kind != WordKind::sign && word.kind != WordKind::emoji) {
      at = word.begin;
      // A name that is spoken of, not to: "[PERSON_1]'ın paketi".
      return at;
    }
  }
  return begin;
}

std::vector<PromiseCandidate> promise_candidates(const Reading& reading, const Acts& acts) {
  std::vector<PromiseCandidate> all;
  for (const ActSpan& span : acts.spans[kCommitment]) {
    const auto& segments = acts.segments[span.turn];
    Due due = due_of(reading, acts.segments, span.turn, span.segment);
    PromiseCandidate one{{{span.turn, span.begin, span.end, span.probability},
                          reading.turns()[span.turn].role == Role::agent,
                          due.day,
                          due.when},
                         span.segment};
    Quote& quote = one.commitment.quote;
    quote.begin = behind_opening(reading.turns()[span.turn], span.begin, span.end);
    const Segment* last = span.segment > 0 ? &segments.list[span.segment - 1] : nullptr;
    if (!all.empty() && all.back().commitment.quote.turn == span.turn &&
        is_joined(last, segments.list[span.segment], all.back().commitment.quote.end, one.commitment.by_agent)) {
      Commitment& before = all.back().commitment;
      const bool weak = std::min(before.quote.probability, span.probability) < kJoins;
      if (!weak) {
        before.quote.end = span.end;
        if (!one.commitment.when.empty() && (!before.due || one.commitment.due)) {
          before.due = one.commitment.due;
          before.when = one.commitment.when;
        }
      }
      if (span.probability > before.quote.probability) {
        all.back().segment = span.segment;
        before.quote.probability = span.probability;
        if (weak) all.back().commitment = std::move(one.commitment);
      }
      continue;
    }
    all.push_back(std::move(one));
  }
  return all;
}

void add_promise_features(const Reading& reading, const Acts& acts, const std::vector<PromiseCandidate>& candidates,
                          std::size_t candidate, Features& features) {
  static constexpr std::array<double, 12> kSteps = {0.08, 0.12, 0.17, 0.23, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.96};
  static constexpr std::array<double, 5> kFew = {1, 2, 3, 4, 6};
  static constexpr std::array<double, 6> kPlaces = {1, 2, 3, 4, 6, 9};
  static constexpr std::array<double, 5> kShares = {0.1, 0.3, 0.5, 0.8, 1};
  const PromiseCandidate& own = candidates[candidate];
  const Quote& quote = own.commitment.quote;
  const ReadTurn& turn = reading.turns()[quote.turn];
  const Segment& segment = acts.segments[quote.turn].list[own.segment];
  const auto& likely = acts.likely[quote.turn][own.segment];
  const std::uint64_t role = own.commitment.by_agent ? 1 : 2;
  const std::uint64_t mark = combine("promise"_f, role);
  const std::uint64_t step = step_of(quote.probability);
  features.add(mark);
  features.add(combine("promise language"_f, hash_of(reading.language().substr(0, 2))));
  for (const Act act : {kNextSteps, kRefusal, kDone, kHold, kQuestion, kSolution, kCommitment, kProblem, kAcknowledged,
                        kVerifiedIdentity})
    add_level(combine(mark ^ "act"_f, act + 1), static_cast<double>(likely[act]), kSteps, features);
  // Beside the others.
  float most = 0;
  float most_here = 0;
  std::size_t stronger = 0;
  std::size_t stronger_here = 0;
  std::size_t same_party = 0;
  bool before = false;
  bool behind = false;
  bool before_dated = false;
  bool behind_dated = false;
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    if (i == candidate) continue;
    const Commitment& other = candidates[i].commitment;
    if (other.by_agent != own.commitment.by_agent) continue;
    ++same_party;
    most = std::max(most, other.quote.probability);
    stronger += other.quote.probability > quote.probability ? 1 : 0;
    if (other.quote.turn == quote.turn) {
      most_here = std::max(most_here, other.quote.probability);
      stronger_here += other.quote.probability > quote.probability ? 1 : 0;
    }
    if (other.quote.probability < kJoins || !is_same_promise(reading, own.commitment, other)) continue;
    (i < candidate ? before : behind) = true;
    if (other.due) (i < candidate ? before_dated : behind_dated) = true;
  }
  add_level(mark ^ "stronger"_f, static_cast<double>(stronger), kFew, features);
  add_level(mark ^ "stronger here"_f, static_cast<double>(stronger_here), kFew, features);
  add_level(mark ^ "others"_f, static_cast<double>(same_party), kFew, features);
  add_level(mark ^ "most"_f, static_cast<double>(most), kSteps, features);
  add_level(mark ^ "most here"_f, static_cast<double>(most_here), kSteps, features);
  add_level(mark ^ "share"_f, most > 0 ? static_cast<double>(quote.probability / most) : 2, kShares, features);
  add_level(mark ^ "share here"_f, most_here > 0 ? static_cast<double>(quote.probability / most_here) : 2, kShares,
            features);
  features.add(combine(combine(mark ^ "step and most"_f, step), step_of(most)));
  features.add(combine(combine(mark ^ "step and most here"_f, step), step_of(most_here)));
  const std::uint64_t dated = own.commitment.due ? 2 : own.commitment.when.empty() ? 1 : 3;
  features.add(combine(mark ^ "dated"_f, dated));
  features.add(combine(combine(mark ^ "step and dated"_f, step), dated));
  if (before) features.add(combine(combine(mark ^ "said before"_f, dated), before_dated ? 2 : 1));
  if (behind) features.add(combine(combine(mark ^ "said again"_f, dated), behind_dated ? 2 : 1));
  if (is_done_later(reading, acts, own)) features.add(mark ^ "done later"_f);
  // Its form.
  const std::uint64_t tense = static_cast<std::uint64_t>(segment.predicate.tense) + 1;
  const std::uint64_t form = combine(tense, static_cast<std::uint64_t>(segment.predicate.person) + 1);
  features.add(combine(mark ^ "form"_f, form));
  features.add(combine(combine(mark ^ "step and form"_f, step), form));
  features.add(combine(combine(mark ^ "dated form"_f, dated), form));
  if (segment.predicate.negative) features.add(combine(mark ^ "negative"_f, tense));
  if (segment.question) features.add(combine(mark ^ "question"_f, tense));
  const ReadWord& verb = turn.words[segment.verb];
  features.add(combine(mark ^ "verb"_f, verb.stem));
  features.add(combine(combine(mark ^ "verb form"_f, verb.stem), form));
  for (std::size_t w = segment.first; w < segment.last; ++w) features.add(combine(mark ^ "stem"_f, turn.words[w].stem));
  add_level(mark ^ "words"_f, static_cast<double>(segment.last - segment.first), kPlaces, features);
  const auto& list = acts.segments[quote.turn].list;
  if (own.segment > 0) {
    const Segment& last = list[own.segment - 1];
    const std::uint64_t side = mark ^ "before"_f;
    features.add(combine(side, static_cast<std::uint64_t>(last.predicate.tense) + 1));
    if (!segment.sentence_begins && last.predicate.tense == Tense::conditional) features.add(side ^ "condition"_f);
    for (const Act act : {kDone, kRefusal, kSolution, kNextSteps, kCommitment})
      features.add(combine(combine(side ^ "act"_f, act + 1), step_of(acts.likely[quote.turn][own.segment - 1][act])));
  } else {
    features.add(mark ^ "first"_f);
  }
  if (own.segment + 1 < list.size()) {
    const std::uint64_t side = mark ^ "behind"_f;
    features.add(combine(side, static_cast<std::uint64_t>(list[own.segment + 1].predicate.tense) + 1));
    for (const Act act : {kClosing, kHold, kQuestion, kSolution, kNextSteps, kCommitment})
      features.add(combine(combine(side ^ "act"_f, act + 1), step_of(acts.likely[quote.turn][own.segment + 1][act])));
  } else {
    features.add(mark ^ "last"_f);
  }
  // Its place, and what is answered.
  add_level(mark ^ "after role"_f, static_cast<double>(turn.after_role), kPlaces, features);
  add_level(mark ^ "of role"_f, static_cast<double>(turn.of_role), kPlaces, features);
  features.add(combine(combine(mark ^ "place"_f, std::min<std::size_t>(3, turn.after_role) + 1), step));
  const ReadTurn* answer = nullptr;
  for (std::size_t t = quote.turn + 1; t < reading.turns().size() && answer == nullptr; ++t)
    if (reading.turns()[t].role != turn.role && reading.turns()[t].role != Role::ivr) answer = &reading.turns()[t];
  if (answer == nullptr) {
    features.add(mark ^ "no answer"_f);
    return;
  }
  for (const CueMatch& cue : answer->cues)
    features.add(combine(mark ^ (cue.negated ? "denied in answer"_f : "in answer"_f), hash_of(cue_name(cue.cue))));
  for (std::size_t w = 0; w < std::min<std::size_t>(6, answer->words.size()); ++w)
    features.add(combine(mark ^ "answer"_f, answer->words[w].stem));
}

std::vector<Commitment> find_commitments(const Reading& reading, const Acts& acts, const learning::Tagger& tagger) {
  std::vector<PromiseCandidate> candidates = promise_candidates(reading, acts);
  std::vector<float> believed;
  Features features;
  Judge judge(tagger);
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    features.clear();
    add_promise_features(reading, acts, candidates, i, features);
    believed.push_back(judge.judge(features.list())[1]);
  }
  std::vector<Commitment> kept;
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    if (believed[i] < kBelieved) continue;
    Commitment& one = candidates[i].commitment;
    one.quote.probability = believed[i];
    const auto same =
        std::ranges::find_if(kept, [&](const Commitment& other) { return is_same_promise(reading, one, other); });
    if (same == kept.end()) {
      kept.push_back(std::move(one));
    } else if (is_more_definite(one, *same)) {
      *same = std::move(one);
    }
  }
  std::ranges::stable_sort(kept, {}, [](const Commitment& one) { return std::pair(one.quote.turn, one.quote.begin); });
  return kept;
}

}  // namespace cxai::analysis
