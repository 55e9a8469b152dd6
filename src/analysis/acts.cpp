#include "analysis/acts.hpp"

#include <algorithm>

#include "base/result.hpp"
#include "learning/chain.hpp"

namespace cxai::analysis {

using conversation::Role;

bool may_do(Role role, Act act) {
  if (act == kCommitment) return role == Role::agent || role == Role::customer || role == Role::other;
  if (act == kProblem) return role == Role::customer || role == Role::other;
  return role == Role::agent;
}

float act_threshold(Act act) {
  if (act == kSolution) return 0.15F;
  if (act == kCommitment) return 0.05F;  // promises.hpp judges them
  return 0.3F;
}

namespace {

// The part of the transitions [tags + 1, tags] that belongs to one act, [3, 2].
std::vector<float> transitions_of(const learning::Tagger& tagger, std::size_t act) {
  const std::size_t tags = tagger.tags().size();
  const auto all = tagger.transitions();
  std::vector<float> own;
  for (std::size_t from = 0; from <= kActTags; ++from) {
    const std::size_t row = from == 0 ? 0 : act * kActTags + from;
    for (std::size_t to = 0; to < kActTags; ++to) own.push_back(all[row * tags + act * kActTags + to]);
  }
  return own;
}

}  // namespace

Acts read_acts(const Reading& reading, const learning::Tagger& tagger, std::optional<language::LocalMinutes> at) {
  const std::size_t tags = tagger.tags().size();
  CXAI_CHECK(tags == kActs.size() * kActTags);
  Acts out;
  out.turns.resize(reading.turns().size());
  out.likely.resize(reading.turns().size());
  for (const ReadTurn& turn : reading.turns()) out.segments.push_back(segments_of(turn, reading.language(), at));
  std::vector<learning::Chain> chains;
  for (std::size_t act = 0; act < kActs.size(); ++act) {
    chains.emplace_back(kActTags);
    chains.back().set_transitions(transitions_of(tagger, act));
  }
  Features features;
  std::vector<float> scores;
  std::vector<float> own;
  for (std::size_t t = 0; t < reading.turns().size(); ++t) {
    out.turns[t].fill(0);
    const ReadTurn& turn = reading.turns()[t];
    const auto& segments = out.segments[t].list;
    out.likely[t].resize(segments.size());
    if (segments.empty() || turn.role == Role::ivr) continue;
    const ActFeatures of_turn(reading, out.segments, t);
    scores.assign(segments.size() * tags, 0);
    for (std::size_t s = 0; s < segments.size(); ++s) {
      features.clear();
      of_turn.add(s, true, features);
      tagger.add_scores(features.list(), std::span(scores).subspan(s * tags, tags));
    }
    for (std::size_t act = 0; act < kActs.size(); ++act) {
      if (!may_do(turn.role, static_cast<Act>(act))) continue;
      own.clear();
      for (std::size_t s = 0; s < segments.size(); ++s)
        own.insert(own.end(), scores.begin() + static_cast<std::ptrdiff_t>(s * tags + act * kActTags),
                   scores.begin() + static_cast<std::ptrdiff_t>(s * tags + (act + 1) * kActTags));
      const auto likely = chains[act].marginals(own);
      for (std::size_t s = 0; s < segments.size(); ++s) {
        const float does = likely[s * kActTags + 1];
        out.likely[t][s][act] = does;
        out.turns[t][act] = std::max(out.turns[t][act], does);
        if (does >= act_threshold(static_cast<Act>(act)))
          out.spans[act].push_back({t, s, segments[s].begin, segments[s].end, does});
      }
    }
  }
  return out;
}

}  // namespace cxai::analysis
