#include "analysis/signals.hpp"

#include <algorithm>

namespace cxai::analysis {

using conversation::Role;

Signals read_signals(const Reading& reading, const learning::Tagger& sentiment, const learning::Tagger& progress,
                     AgentAffect agent) {
  Signals signals;
  signals.sentiment.resize(reading.turns().size());
  signals.progress.resize(reading.turns().size());
  Sequence feelings(sentiment);
  for_sentiment_turns(reading, [&](std::size_t, std::span<const std::uint64_t> features) { feelings.add(features); });
  const auto& customers = reading.turns_of(Role::customer);
  if (!customers.empty()) {
    const auto probabilities = feelings.probabilities();
    for (std::size_t i = 0; i < customers.size(); ++i)
      std::copy_n(probabilities.begin() + static_cast<std::ptrdiff_t>(i * 4), 4,
                  signals.sentiment[customers[i]].begin());
  }
  if (agent == AgentAffect::on) {
    Judge judge(sentiment);
    Features features;
    for (const std::size_t turn : reading.turns_of(Role::agent)) {
      features.clear();
      add_turn_alone(reading.turns()[turn], Role::customer, features);
      std::ranges::copy(judge.judge(features.list()), signals.sentiment[turn].begin());
    }
  }
  Sequence states(progress);
  for_progress_turns(reading, [&](std::size_t, std::span<const std::uint64_t> features) { states.add(features); });
  if (!reading.turns().empty()) {
    const auto probabilities = states.probabilities();
    for (std::size_t i = 0; i < signals.progress.size(); ++i)
      std::copy_n(probabilities.begin() + static_cast<std::ptrdiff_t>(i * 3), 3, signals.progress[i].begin());
  }
  return signals;
}

}  // namespace cxai::analysis
