// Trains the bundle of promises: which candidates of the acts are some.
#pragma once

#include <chrono>
#include <cstdio>
#include <iostream>

#include "acts.hpp"
#include "analysis/promises.hpp"
#include "quality/extraction_figures.hpp"

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

// By turn and party, each once, as the suite counts; `list` names what is wrong.
struct PromiseScores {
  FoundCount found;
  ShareCount due;

  void count(const ActDialogue& dialogue, const std::vector<analysis::Commitment>& said, bool list) {
    const auto note = [&](const char* what, const std::string& text) {
      if (list) std::cout << what << ' ' << dialogue.dialogue->id << " | " << text << '\n';
    };
    std::vector<bool> met(said.size(), false);
    found.said += said.size();
    for (const auto& label : dialogue.dialogue->labels["commitments"]) {
      ++found.wanted;
      const std::size_t turn = label["turn"].get<std::size_t>();
      const std::string quote = label["quote"].get<std::string>();
      const auto place = dialogue.dialogue->place_of(turn, quote);
      std::size_t best = said.size();
      for (std::size_t i = 0; i < said.size(); ++i) {
        if (met[i] || said[i].quote.turn != turn || said[i].by_agent != (label["who"] == "agent")) continue;
        const bool overlaps = place && said[i].quote.begin < place->end && said[i].quote.end > place->begin;
        if (best == said.size() || overlaps) best = i;
        if (overlaps) break;
      }
      if (best == said.size()) {
        note("MISSED", 't' + std::to_string(turn) + ' ' + quote);
        continue;
      }
      met[best] = true;
      ++found.right;
      const std::string want = label["due"].is_string() ? label["due"].get<std::string>().substr(0, 10) : "";
      const std::string day = said[best].due ? date_of(*said[best].due) : "";
      due.count(day == want);
      if (day != want)
        note("DUE", 't' + std::to_string(turn) + " wanted " + want + " said " + day + ": " + quote + " {" +
                        dialogue.dialogue->started_at + "}");
    }
    for (std::size_t i = 0; i < said.size(); ++i)
      if (!met[i])
        note("EXTRA", 't' + std::to_string(said[i].quote.turn) + ' ' + std::to_string(said[i].quote.probability) + ' ' +
                          dialogue.dialogue->transcript->turns[said[i].quote.turn].text.substr(
                              said[i].quote.begin, said[i].quote.end - said[i].quote.begin));
  }

  void print(const std::string& name) const {
    std::cout << name << "promises F1 " << found.f1() << " precision "
              << (found.said ? double(found.right) / double(found.said) : 0) << " recall "
              << (found.wanted ? double(found.right) / double(found.wanted) : 0) << " n " << found.wanted
              << ", their days " << due.share() << " n " << due.n << '\n';
  }

  static std::string date_of(std::chrono::year_month_day day) {
    char text[40];
    std::snprintf(text, sizeof text, "%04d-%02u-%02u", int(day.year()), unsigned(day.month()), unsigned(day.day()));
    return text;
  }
};

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
