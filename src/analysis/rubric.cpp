#include "analysis/rubric.hpp"

#include <algorithm>

#include "analysis/feature_name.hpp"
#include "analysis/particulars.hpp"
#include "base/result.hpp"
#include "learning/dense.hpp"
#include "learning/hash.hpp"

namespace cxai::analysis {
namespace {

using conversation::Role;
using learning::combine;
using learning::hash_of;

// Below this no segment shows the item, even where the conversation as a whole says yes.
constexpr float kLeastShown = 0.03F;

constexpr std::array<double, 7> kLikely = {0.03, 0.1, 0.2, 0.35, 0.5, 0.7, 0.9};
constexpr std::array<double, 6> kCounts = {1, 2, 3, 5, 8, 13};

void add_acts(const Reading& reading, const Acts& acts, Features& features) {
  for (std::size_t act = 0; act < kActs.size(); ++act) {
    const std::uint64_t mark = combine("rubric act"_f, act + 1);
    double whole = 0;
    double first = 0;
    double last = 0;
    double customer = 0;
    double count = 0;
    double third = 0;   // of the last third
    double nobody = 1;  // that no segment does it
    for (std::size_t t = 0; t < acts.turns.size(); ++t) {
      const double here = acts.turns[t][act];
      if (reading.turns()[t].role == Role::customer) {
        customer = std::max(customer, here);
        continue;
      }
      if (reading.turns()[t].role != Role::agent) continue;
      whole = std::max(whole, here);
      count += here >= 0.4 ? 1 : 0;
      if (reading.turns()[t].of_role < 2) first = std::max(first, here);
      if (reading.turns()[t].after_role < 2) last = std::max(last, here);
      if (3 * (t + 1) > 2 * acts.turns.size()) third = std::max(third, here);
      for (const auto& segment : acts.likely[t]) nobody *= 1 - static_cast<double>(segment[act]);
    }
    add_level(mark ^ "whole"_f, whole, kLikely, features);
    add_level(mark ^ "first"_f, first, kLikely, features);
    add_level(mark ^ "last"_f, last, kLikely, features);
    add_level(mark ^ "customer"_f, customer, kLikely, features);
    add_level(mark ^ "count"_f, count, kCounts, features);
    add_level(mark ^ "third"_f, third, kLikely, features);
    add_level(mark ^ "any"_f, 1 - nobody, kLikely, features);
  }
}

std::uint64_t step_of(double likely) {
  return likely < 0.1 ? 1 : likely < 0.3 ? 2 : likely < 0.6 ? 3 : 4;
}

void add_promises(const std::vector<Commitment>& commitments, Features& features) {
  static constexpr std::array<double, 3> kFew = {1, 2, 3};
  const std::uint64_t mark = "promised"_f;
  for (const bool agent : {true, false}) {
    const std::uint64_t side = combine(mark, agent ? 1 : 2);
    double count = 0;
    double most = 0;
    for (const Commitment& one : commitments) {
      if (one.by_agent != agent) continue;
      ++count;
      most = std::max(most, static_cast<double>(one.quote.probability));
      if (one.due) features.add(side ^ "dated"_f);
    }
    add_level(side ^ "count"_f, count, kFew, features);
    add_level(side ^ "most"_f, most, kLikely, features);
  }
}

// What is promised and said of the future beside how the conversation ends: what remains, and whether it is told.
void add_outlook(const Reading& reading, const Acts& acts, Features& features) {
  double promise = 0;
  double dated = 0;
  double steps = 0;
  double late_steps = 0;
  double closing = 0;
  double done = 0;
  const auto& turns = reading.turns();
  for (std::size_t t = 0; t < turns.size(); ++t) {
    if (turns[t].role != Role::agent) continue;
    const bool late = 3 * (t + 1) > 2 * turns.size();
    for (std::size_t s = 0; s < acts.likely[t].size(); ++s) {
      const auto& likely = acts.likely[t][s];
      const double here = static_cast<double>(likely[kCommitment]);
      promise = std::max(promise, here);
      if (!acts.segments[t].list[s].dates.empty()) dated = std::max(dated, here);
      steps = std::max(steps, static_cast<double>(likely[kNextSteps]));
      if (late) late_steps = std::max(late_steps, static_cast<double>(likely[kNextSteps]));
      if (late) closing = std::max(closing, static_cast<double>(likely[kClosing]));
      done = std::max(done, static_cast<double>(likely[kDone]));
    }
  }
  const std::uint64_t mark = "outlook"_f;
  add_level(mark ^ "dated"_f, dated, kLikely, features);
  features.add(combine(combine(mark ^ "promise steps"_f, step_of(promise)), step_of(steps)));
  features.add(combine(combine(mark ^ "promise late steps"_f, step_of(promise)), step_of(late_steps)));
  features.add(combine(combine(mark ^ "steps closing"_f, step_of(steps)), step_of(closing)));
  features.add(combine(combine(mark ^ "promise done"_f, step_of(promise)), step_of(done)));
  features.add(combine(combine(mark ^ "promise closing"_f, step_of(promise)), step_of(closing)));
  if (turns.empty()) return;
  const ReadTurn& last = turns.back();
  const std::string& text = last.turn->text;
  const std::uint64_t end = text.empty() ? 1
                            : text.ends_with("…") || text.ends_with("..") || text.ends_with("-") || text.ends_with("–")
                                ? 2
                            : text.ends_with('.') || text.ends_with('!') ? 3
                            : text.ends_with('?')                        ? 4
                                                                         : 5;
  features.add(combine(combine(mark ^ "end"_f, end), static_cast<std::uint64_t>(last.role) + 1));
  features.add(combine(combine(mark ^ "end closing"_f, static_cast<std::uint64_t>(last.role) + 1), step_of(closing)));
  for (const ReadWord& word : last.words) features.add(combine(mark ^ "last stem"_f, word.stem));
}

}  // namespace

std::optional<Act> act_of(Item item) {
  switch (item) {
    case kItemGreeting:
      return kGreeting;
    case kItemIntroduced:
      return kIntroduced;
    case kItemVerified:
      return kVerifiedIdentity;
    case kItemAcknowledged:
      return kAcknowledged;
    case kItemApologised:
      return kApologised;
    case kItemNamedFeeling:
      return kNamedFeeling;
    case kItemNextSteps:
      return kNextSteps;
    case kItemClosing:
      return kClosing;
    case kItemNoRudeLanguage:
    case kItemFollowUp:
      return std::nullopt;
  }
  return std::nullopt;
}

void add_rubric_features(const Reading& reading, const Acts& acts, const std::vector<Commitment>& commitments,
                         Features& features) {
  add_acts(reading, acts, features);
  add_outlook(reading, acts, features);
  add_promises(commitments, features);
  add_particulars(particulars_of(reading, acts.segments), features);
  features.add(combine("language"_f, hash_of(reading.language().substr(0, 2))));
  std::array<double, 4> turns{};
  std::array<double, 2> questions{};
  for (const ReadTurn& turn : reading.turns()) {
    const std::size_t role = static_cast<std::size_t>(turn.role);
    if (role < turns.size()) ++turns[role];
    if (turn.role != Role::agent && turn.role != Role::customer) continue;
    const bool agent = turn.role == Role::agent;
    const std::uint64_t mark = agent ? "agent says"_f : "customer says"_f;
    for (const Clause& clause : turn.clauses) questions[agent ? 0 : 1] += clause.question ? 1 : 0;
    for (const CueMatch& cue : turn.cues) {
      const std::uint64_t name = hash_of(cue_name(cue.cue));
      features.add(combine(mark ^ (cue.negated ? "denied cue"_f : "cue"_f), name));
      if (turn.of_role < 2) features.add(combine(mark ^ "early cue"_f, name));
      if (turn.after_role < 2) features.add(combine(mark ^ "late cue"_f, name));
    }
    if (agent) {
      add_words(turn.words, mark ^ "words"_f, WordDetail::words, features);
      if (turn.of_role < 2) add_words(turn.words, mark ^ "early words"_f, WordDetail::words, features);
      if (turn.after_role < 2) add_words(turn.words, mark ^ "late words"_f, WordDetail::words, features);
    }
    for (const ReadWord& word : turn.words) {
      if (word.kind == WordKind::placeholder) features.add(combine(mark ^ "placeholder"_f, word.hash));
      if (word.kind == WordKind::sign) continue;
      if (!agent) features.add(combine(mark ^ "stem"_f, word.stem));
    }
  }
  for (std::size_t role = 0; role < turns.size(); ++role)
    add_level(combine("turns"_f, role + 1), turns[role], kCounts, features);
  add_level("agent asks"_f, questions[0], kCounts, features);
  add_level("customer asks"_f, questions[1], kCounts, features);
  if (!reading.turns().empty()) {
    features.add(combine("last turn"_f, static_cast<std::uint64_t>(reading.turns().back().role) + 1));
    features.add(combine("first turn"_f, static_cast<std::uint64_t>(reading.turns().front().role) + 1));
  }
}

Rubric read_rubric(const Reading& reading, const Acts& acts, const std::vector<Commitment>& commitments,
                   const learning::Tagger& tagger) {
  constexpr std::size_t kTags = kItems.size() * kItemAnswers.size();
  CXAI_CHECK(tagger.tags().size() == kTags);
  Features features;
  add_rubric_features(reading, acts, commitments, features);
  // One place without a neighbour: the row of the start holds what is so often anyway.
  std::array<float, kTags> scores{};
  std::ranges::copy(tagger.transitions().first(kTags), scores.begin());
  tagger.add_scores(features.list(), scores);
  Rubric rubric;
  for (std::size_t item = 0; item < kItems.size(); ++item) {
    const auto own = std::span(scores).subspan(item * kItemAnswers.size(), kItemAnswers.size());
    learning::softmax(own);
    const std::size_t best = static_cast<std::size_t>(std::ranges::max_element(own) - own.begin());
    ItemFinding& finding = rubric[item];
    finding.answer = static_cast<ItemAnswer>(best);
    finding.probability = own[best];
    const auto act = act_of(static_cast<Item>(item));
    if (finding.answer != ItemAnswer::yes || !act) continue;
    for (std::size_t t = 0; t < acts.likely.size(); ++t) {
      if (reading.turns()[t].role != Role::agent) continue;
      for (std::size_t s = 0; s < acts.likely[t].size(); ++s) {
        const float here = acts.likely[t][s][*act];
        if (here < kLeastShown || (finding.span && here <= finding.span->probability)) continue;
        const Segment& segment = acts.segments[t].list[s];
        finding.span = ActSpan{t, s, segment.begin, segment.end, here};
      }
    }
  }
  return rubric;
}

}  // namespace cxai::analysis
