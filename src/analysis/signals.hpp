// What models of single turns say, for the makers of claims and for the models of whole conversations.
//
// Input    a reading
// Output   for each turn the probabilities of its sentiment (customer turns; of others all 0) and of how far the matter
//          has come once the turn is said
// Threads  any number of calls at once
#pragma once

#include <array>
#include <cstddef>
#include <vector>

#include "analysis/claims.hpp"
#include "analysis/features.hpp"
#include "analysis/judgement.hpp"
#include "analysis/models.hpp"

namespace cxai::analysis {

struct Signals {
  std::vector<std::array<float, 4>> sentiment;
  std::vector<std::array<float, 3>> progress;
};

// With AgentAffect::on agents' turns have a sentiment, too, each read on its own.
Signals read_signals(const Reading& reading, const learning::Tagger& sentiment, const learning::Tagger& progress,
                     AgentAffect agent = AgentAffect::off);

// What the taggers of turns read: one list of features per thing of the sequence, in `use`.
template <class Use>
void for_sentiment_turns(const Reading& reading, Use use) {
  Features features;
  for (const std::size_t turn : reading.turns_of(conversation::Role::customer)) {
    features.clear();
    add_turn(reading, turn, features);
    use(turn, features.list());
  }
}

template <class Use>
void for_progress_turns(const Reading& reading, Use use) {
  Features features;
  for (std::size_t turn = 0; turn < reading.turns().size(); ++turn) {
    features.clear();
    add_turn(reading, turn, features);
    use(turn, features.list());
  }
}

}  // namespace cxai::analysis
