// Trains the bundle of the scorecard: a choice of three answers per item over the same features, put together into one
// table.
#pragma once

#include "acts.hpp"
#include "analysis/promises.hpp"
#include "analysis/rubric.hpp"

namespace cxai {

// The answer a reader gave; nullopt where the dialogue has none.
inline std::optional<analysis::ItemAnswer> labelled_answer(const base::Json& labels, analysis::Item item) {
  if (item == analysis::kItemFollowUp) {
    if (!labels.contains("follow_up") || !labels["follow_up"].is_boolean()) return std::nullopt;
    return labels["follow_up"].get<bool>() ? analysis::ItemAnswer::yes : analysis::ItemAnswer::no;
  }
  const std::string name(analysis::kItems[item]);
  if (!labels.contains("rubric") || !labels["rubric"].contains(name)) return std::nullopt;
  const auto found = std::ranges::find(analysis::kItemAnswers, labels["rubric"][name].get<std::string>());
  if (found == analysis::kItemAnswers.end()) return std::nullopt;
  return static_cast<analysis::ItemAnswer>(found - analysis::kItemAnswers.begin());
}

struct RubricExample {
  std::string_view dialogue;  // its id
  std::vector<std::uint64_t> features;
  std::array<std::optional<analysis::ItemAnswer>, analysis::kItems.size()> answers;
  std::size_t part = 0;
  bool usual = false;     // of the usual mix: the other sets hold more of what is rare and hard, and teach only
  bool of_suite = false;  // labelled by those who labelled the suite
};

inline RubricExample rubric_example(const ActDialogue& dialogue, const analysis::Acts& acts,
                                    const std::vector<analysis::Commitment>& commitments) {
  RubricExample example;
  example.dialogue = dialogue.dialogue->id;
  example.part = dialogue.part;
  static constexpr std::array<std::string_view, 4> kUsual = {"de-2.", "en-2.", "tr-4.", "tr-5."};
  example.of_suite = dialogue.of_suite;
  example.usual = dialogue.of_suite || std::ranges::any_of(kUsual, [&](std::string_view name) {
                    return dialogue.dialogue->source.starts_with(name);
                  });
  analysis::Features features;
  analysis::add_rubric_features(dialogue.reading, acts, commitments, features);
  example.features.assign(features.list().begin(), features.list().end());
  for (std::size_t item = 0; item < analysis::kItems.size(); ++item)
    example.answers[item] = labelled_answer(dialogue.dialogue->labels, static_cast<analysis::Item>(item));
  return example;
}

struct RubricOptions {
  learning::TrainingOptions of_items;
  double balance = 1;       // how far a rare answer counts more than a frequent one, 0 … 1
  double usual_weight = 1;  // of the usual mix
  double suite_weight = 1;  // beside that, of the suite
};

using ItemScores = std::array<double, analysis::kItemAnswers.size()>;
// What is added to the scores of the answers, in the decision alone.
using RubricOffsets = std::array<ItemScores, analysis::kItems.size()>;

inline std::string train_rubric(const std::vector<RubricExample>& examples, const RubricOptions& options,
                                std::size_t without, const RubricOffsets& offsets = {}) {
  constexpr std::size_t kAnswers = analysis::kItemAnswers.size();
  constexpr std::size_t kAll = analysis::kItems.size() * kAnswers;
  learning::TrainingOptions own = options.of_items;
  own.tags = kAnswers;
  std::vector<learning::TrainedWeights> trained;
  std::vector<float> transitions((kAll + 1) * kAll, 0);
  float scale = 0;
  const auto weight_of = [&](const RubricExample& example) {
    return (example.usual ? options.usual_weight : 1) * (example.of_suite ? options.suite_weight : 1);
  };
  for (std::size_t item = 0; item < analysis::kItems.size(); ++item) {
    learning::TaggerTrainer trainer(own);
    std::array<double, kAnswers> counts{};
    double all = 0;
    double examples_here = 0;
    for (const RubricExample& example : examples) {
      if (example.part == without || !example.answers[item]) continue;
      trainer.count(example.features);
      counts[static_cast<std::size_t>(*example.answers[item])] += weight_of(example);
      all += weight_of(example);
      ++examples_here;
    }
    for (const RubricExample& example : examples) {
      if (example.part == without || !example.answers[item]) continue;
      const learning::Tag tag = static_cast<learning::Tag>(*example.answers[item]);
      const std::uint32_t end = static_cast<std::uint32_t>(example.features.size());
      const double rare = std::min(20.0, all / (static_cast<double>(kAnswers) * counts[tag]));
      const double weight = weight_of(example) * examples_here / all * std::pow(rare, options.balance);
      trainer.add(example.features, std::span(&end, 1), std::span(&tag, 1), static_cast<float>(weight));
    }
    trained.push_back(trainer.train([](std::size_t, double) {}));
    scale = std::max(scale, trained.back().scale);
    for (std::size_t to = 0; to < kAnswers; ++to)
      transitions[item * kAnswers + to] = trained.back().transitions[to] + static_cast<float>(offsets[item][to]);
  }
  std::vector<std::string> tags;
  for (const auto item : analysis::kItems)
    for (const auto answer : analysis::kItemAnswers) tags.push_back(std::string(item) + ":" + std::string(answer));
  return learning::write_tagger({std::string(analysis::kRubricFeatures), tags, transitions, scale,
                                 learning::LexiconBuilder().bytes(), put_together(trained, kAnswers, scale)});
}

// [truth][said]
using ItemTable = std::array<std::array<double, 3>, 3>;

// Mean share right over the first `classes` answers, of those that occur.
inline double balanced_of(const ItemTable& table, std::size_t classes) {
  double sum = 0;
  double occur = 0;
  for (std::size_t truth = 0; truth < classes; ++truth) {
    double n = 0;
    for (std::size_t said = 0; said < classes; ++said) n += table[truth][said];
    if (n == 0) continue;
    sum += table[truth][truth] / n;
    ++occur;
  }
  return occur == 0 ? 0 : sum / occur;
}

// An example judged by models that did not learn from it.
struct JudgedItem {
  std::size_t truth = 0;
  ItemScores scores{};
};

inline ItemTable table_of(const std::vector<JudgedItem>& judged, const ItemScores& offsets) {
  ItemTable table{};
  for (const JudgedItem& one : judged) {
    std::size_t best = 0;
    for (std::size_t a = 1; a < offsets.size(); ++a)
      if (one.scores[a] + offsets[a] > one.scores[best] + offsets[best]) best = a;
    ++table[one.truth][best];
  }
  return table;
}

// The offsets with which most is right, of yes and no and of all three; small ones where little depends on them.
inline ItemScores settled(const std::vector<JudgedItem>& judged) {
  ItemScores best{};
  double most = -1;
  for (double no = -2; no <= 2.01; no += 0.25)
    for (double na = -2; na <= 2.01; na += 0.25) {
      const ItemScores offsets = {0, no, na};
      const ItemTable table = table_of(judged, offsets);
      const double worth = balanced_of(table, 2) + balanced_of(table, 3) - 0.01 * (std::abs(no) + std::abs(na));
      if (worth > most) {
        most = worth;
        best = offsets;
      }
    }
  return best;
}

}  // namespace cxai
