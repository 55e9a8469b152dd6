// Trains the bundle of promises: which candidates of the acts are some.
#pragma once

#include "acts.hpp"
#include "analysis/promises.hpp"

namespace cxai {

struct PromiseExamples {
  std::vector<std::vector<std::uint64_t>> features;  // of each candidate
  std::vector<learning::Tag> is_one;
  std::size_t part = 0;
};

// A promise that was labelled is the likeliest candidate over its words; else the likeliest of its turn and party.
inline PromiseExamples promise_examples(const ActDialogue& dialogue, const analysis::Acts& acts) {
  PromiseExamples out;
  out.part = dialogue.part;
  const auto candidates = analysis::promise_candidates(dialogue.reading, acts);
  out.is_one.assign(candidates.size(), 0);
  for (const bool overlapping : {true, false}) {
    for (const auto& label : dialogue.dialogue->labels["commitments"]) {
      const std::size_t turn = label["turn"].get<std::size_t>();
      const auto place = dialogue.dialogue->place_of(turn, label["quote"].get<std::string>());
      if (!place) continue;
      const auto lies_over = [&](const analysis::PromiseCandidate& one) {
        const auto& quote = one.commitment.quote;
        return quote.turn == turn && quote.begin < place->end && quote.end > place->begin;
      };
      std::size_t best = candidates.size();
      bool met = false;
      for (std::size_t i = 0; i < candidates.size(); ++i) {
        const auto& one = candidates[i].commitment;
        if (one.quote.turn != turn || one.by_agent != (label["who"] == "agent")) continue;
        if (lies_over(candidates[i]) && out.is_one[i] != 0) met = true;
        if (out.is_one[i] != 0 || (overlapping && !lies_over(candidates[i]))) continue;
        if (best == candidates.size() || one.quote.probability > candidates[best].commitment.quote.probability)
          best = i;
      }
      if (best < candidates.size() && !met) out.is_one[best] = 1;
    }
  }
  analysis::Features features;
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    features.clear();
    analysis::add_promise_features(dialogue.reading, acts, candidates, i, features);
    out.features.emplace_back(features.list().begin(), features.list().end());
  }
  return out;
}

inline std::string train_promises(const std::vector<PromiseExamples>& dialogues, learning::TrainingOptions options,
                                  std::size_t without) {
  options.tags = 2;
  learning::TaggerTrainer trainer(options);
  for (const bool counting : {true, false}) {
    for (const PromiseExamples& dialogue : dialogues) {
      if (dialogue.part == without) continue;
      for (std::size_t i = 0; i < dialogue.features.size(); ++i) {
        const auto& features = dialogue.features[i];
        const std::uint32_t end = static_cast<std::uint32_t>(features.size());
        if (counting)
          trainer.count(features);
        else
          trainer.add(features, std::span(&end, 1), std::span(&dialogue.is_one[i], 1));
      }
    }
  }
  const auto trained = trainer.train([](std::size_t, double) {});
  return learning::write_tagger({std::string(analysis::kPromiseFeatures),
                                 {"no", "yes"},
                                 trained.transitions,
                                 trained.scale,
                                 learning::LexiconBuilder().bytes(),
                                 trained.features});
}

}  // namespace cxai
