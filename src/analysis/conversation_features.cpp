#include "analysis/conversation_features.hpp"

#include <algorithm>
#include <map>

#include "analysis/feature_name.hpp"
#include "learning/hash.hpp"

namespace cxai::analysis {
namespace {

using conversation::Role;
using learning::combine;
using learning::hash_of;

constexpr std::array<double, 9> kShares = {0.03, 0.08, 0.15, 0.25, 0.4, 0.55, 0.7, 0.85, 0.95};
constexpr std::array<double, 6> kCounts = {1, 2, 3, 5, 8, 13};
constexpr std::size_t kClosingTurns = 4;
constexpr std::size_t kOpeningTurns = 3;

std::uint64_t with_role(std::uint64_t mark, Role role) {
  return combine(mark, static_cast<std::uint64_t>(role) + 1);
}

// A place of the conversation that a turn belongs to: "all of the agent", "closing of the customer", …
struct Place {
  std::uint64_t mark = 0;
  WordDetail detail = WordDetail::none;
};
using Places = std::vector<Place>;

bool has_the_need(Role role) {
  return role == Role::customer || role == Role::other;
}

void add_opening(const Reading& reading, std::size_t at, Places& places) {
  const auto& turns = reading.turns();
  const bool needs = has_the_need(turns[at].role);
  const auto before =
      static_cast<std::size_t>(std::count_if(turns.begin(), turns.begin() + static_cast<std::ptrdiff_t>(at),
                                             [&](const ReadTurn& turn) { return has_the_need(turn.role) == needs; }));
  if (before >= kOpeningTurns) return;
  if (!needs) return places.push_back({"answer"_f, WordDetail::stems});
  places.push_back({"opening"_f, WordDetail::pieces});
  places.push_back({combine("opening turn"_f, before), WordDetail::stems});
}

void add_closing(const Reading& reading, std::size_t at, WordDetail detail, Places& places) {
  const ReadTurn& turn = reading.turns()[at];
  const std::size_t count = reading.turns().size();
  if (at + kClosingTurns >= count) places.push_back({with_role("closing"_f, turn.role), detail});
  if (at * 3 >= count * 2) places.push_back({with_role("last third"_f, turn.role), WordDetail::stems});
  if (turn.after_role == 0) places.push_back({with_role("last of"_f, turn.role), detail});
  if (at + 1 == count) places.push_back({with_role("last"_f, turn.role), detail});
}

Places places_of(const Reading& reading, std::size_t at, Judgement judgement) {
  Places places;
  const Role role = reading.turns()[at].role;
  const std::uint64_t all = with_role("all"_f, role);
  switch (judgement) {
    case Judgement::topic:
      add_opening(reading, at, places);
      if (role != Role::ivr) places.push_back({all, role == Role::agent ? WordDetail::stems : WordDetail::words});
      break;
    case Judgement::resolution:
      places.push_back({all, WordDetail::none});
      add_closing(reading, at, WordDetail::words, places);
      break;
    case Judgement::agent_tone:
      places.push_back({all, role == Role::agent ? WordDetail::words : WordDetail::none});
      break;
    case Judgement::customer_tone:
      places.push_back({all, role == Role::customer ? WordDetail::words : WordDetail::none});
      break;
    case Judgement::sentiment:
    case Judgement::mood:
    case Judgement::satisfaction:
    case Judgement::churn_risk:
      places.push_back({all, role == Role::customer ? WordDetail::words : WordDetail::none});
      add_closing(reading, at, WordDetail::stems, places);
      break;
  }
  return places;
}

std::uint64_t cue_of(std::uint64_t mark, CueId cue, bool negated) {
  return combine(combine(combine(mark, "cues"_f), hash_of(cue_name(cue))), negated ? 2 : 1);
}

void add_shape(const Reading& reading, Features& features) {
  add_level("turns"_f, static_cast<double>(reading.turns().size()), kCounts, features);
  for (const Role role : {Role::agent, Role::customer, Role::ivr, Role::other})
    add_level(with_role("turns of"_f, role), static_cast<double>(reading.turns_of(role).size()), kCounts, features);
  features.add(with_role("last turn of"_f, reading.turns().back().role));
}

void add_feelings(const Reading& reading, const Signals& signals, Features& features) {
  const auto& customers = reading.turns_of(Role::customer);
  const std::size_t count = customers.size();
  for (std::size_t s = 0; s < kSentiments.size() && count > 0; ++s) {
    const std::uint64_t here = combine("feeling"_f, s + 1);
    std::array<double, 4> sums{};
    std::array<double, 4> counts{};
    double sum = 0;
    double most = 0;
    double late = 0;
    for (std::size_t i = 0; i < count; ++i) {
      const double p = signals.sentiment[customers[i]][s];
      sum += p;
      most = std::max(most, p);
      if (i >= count / 2) late = std::max(late, p);
      sums[i * 4 / count] += p;
      counts[i * 4 / count] += 1;
    }
    add_level(combine(here, "mean"_f), sum / static_cast<double>(count), kShares, features);
    add_level(combine(here, "sum"_f), sum, kCounts, features);
    add_level(combine(here, "most"_f), most, kShares, features);
    add_level(combine(here, "late"_f), late, kShares, features);
    for (std::size_t q = 0; q < 4; ++q) {
      if (counts[q] > 0) add_level(combine(combine(here, "quarter"_f), q), sums[q] / counts[q], kShares, features);
    }
    for (std::size_t back = 1; back <= std::min<std::size_t>(3, count); ++back)
      add_level(combine(combine(here, "back"_f), back), signals.sentiment[customers[count - back]][s], kShares,
                features);
  }
}

void add_progress(const Signals& signals, Features& features) {
  const std::size_t count = signals.progress.size();
  for (std::size_t s = 0; s < kProgress.size(); ++s) {
    const std::uint64_t here = combine("progress"_f, s + 1);
    add_level(combine(here, "end"_f), signals.progress.back()[s], kShares, features);
    double most = 0;
    for (const auto& p : signals.progress) most = std::max<double>(most, p[s]);
    add_level(combine(here, "most"_f), most, kShares, features);
    for (std::size_t q = 1; q < 4; ++q)
      add_level(combine(combine(here, "at"_f), q), signals.progress[(count - 1) * q / 4][s], kShares, features);
  }
}

}  // namespace

void add_conversation(const Reading& reading, const Signals& signals, Judgement judgement, Features& features) {
  if (reading.turns().empty()) return;
  std::map<std::uint64_t, double> cues;
  for (std::size_t at = 0; at < reading.turns().size(); ++at) {
    const ReadTurn& turn = reading.turns()[at];
    for (const Place& place : places_of(reading, at, judgement)) {
      add_words(turn.words, place.mark, place.detail, features);
      for (const CueMatch& match : turn.cues) ++cues[cue_of(place.mark, match.cue, match.negated)];
    }
  }
  for (const auto& [cue, count] : cues) add_level(cue, count, kCounts, features);
  if (judgement == Judgement::topic) return;
  add_shape(reading, features);
  add_feelings(reading, signals, features);
  add_progress(signals, features);
}

void add_clause_of(const Reading& reading, std::size_t at, std::size_t clause, Judgement judgement,
                   Features& features) {
  const ReadTurn& turn = reading.turns()[at];
  const Clause& here = turn.clauses[clause];
  for (const Place& place : places_of(reading, at, judgement)) {
    add_words(std::span(turn.words).subspan(here.first, here.last - here.first), place.mark, place.detail, features);
    for (const CueMatch& match : turn.cues) {
      if (match.first < here.first || match.first >= here.last) continue;
      add_level(cue_of(place.mark, match.cue, match.negated), 1, kCounts, features);
    }
  }
}

}  // namespace cxai::analysis
