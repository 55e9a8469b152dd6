#include "analysis/judges.hpp"

#include <algorithm>

namespace cxai::analysis {
namespace {

constexpr double kTail = 0.1;  // of the probability of the stars, left out at both ends together

}  // namespace

const JudgeModels& JudgeModels::built_in() {
  static const JudgeModels models = [] {
    JudgeModels all;
    all.turn_sentiment = &analysis::built_in("turn_sentiment", turn_features());
    all.progress = &analysis::built_in("progress", turn_features());
    for (std::size_t j = 0; j < kJudgements; ++j)
      all.judgements[j] = &analysis::built_in(name_of(static_cast<Judgement>(j)), conversation_features());
    return all;
  }();
  return models;
}

Judges::Judges(const JudgeModels& models) : models_(&models) {
  for (const learning::Tagger* tagger : models.judgements) judges_.emplace_back(*tagger);
}

Judged Judges::judge(const Reading& reading, AgentAffect agent) {
  Judged judged;
  judged.signals = read_signals(reading, *models_->turn_sentiment, *models_->progress, agent);
  for (std::size_t j = 0; j < kJudgements && !reading.turns().empty(); ++j) {
    const auto judgement = static_cast<Judgement>(j);
    if (judgement == Judgement::agent_tone && agent == AgentAffect::off) continue;
    features_.clear();
    add_conversation(reading, judged.signals, judgement, features_);
    const auto probabilities = judges_[j].judge(features_.list());
    Verdict& verdict = judged.verdicts[j];
    verdict.probabilities.assign(probabilities.begin(), probabilities.end());
    verdict.label = judges_[j].decide(verdict.probabilities);
    verdict.probability = static_cast<double>(verdict.probabilities[verdict.label]);
  }
  return judged;
}

float Judges::weight(const Reading& reading, std::size_t turn, std::size_t clause, Judgement judgement,
                     std::size_t label) {
  features_.clear();
  add_clause_of(reading, turn, clause, judgement, features_);
  return judges_[static_cast<std::size_t>(judgement)].speaks_for(label, features_.list());
}

std::optional<std::size_t> solved_turn(const Signals& signals) {
  std::optional<std::size_t> best;
  float most = 0;
  float open = 1;
  for (std::size_t turn = 0; turn < signals.progress.size(); ++turn) {
    const float now = signals.progress[turn][kOpen];
    if (!best || open - now > most) {
      most = open - now;
      best = turn;
    }
    open = now;
  }
  return best;
}

Satisfaction satisfaction_of(const Verdict& verdict) {
  Satisfaction stars;
  double below = 0;
  for (std::size_t s = 0; s < verdict.probabilities.size(); ++s) {
    const double star = static_cast<double>(s) + 1;
    const auto p = static_cast<double>(verdict.probabilities[s]);
    stars.score += star * p;
    if (below <= kTail / 2 && below + p > kTail / 2) stars.low = star;
    below += p;
    if (stars.high == 0 && below >= 1 - kTail / 2) stars.high = star;
  }
  if (stars.high == 0) stars.high = static_cast<double>(verdict.probabilities.size());
  return stars;
}

}  // namespace cxai::analysis
