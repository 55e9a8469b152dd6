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
  std::vector<std::uint64_t> features;
  std::array<std::optional<analysis::ItemAnswer>, analysis::kItems.size()> answers;
  std::size_t part = 0;
};

inline RubricExample rubric_example(const ActDialogue& dialogue, const analysis::Acts& acts,
                                    const std::vector<analysis::Commitment>& commitments) {
  RubricExample example;
  example.part = dialogue.part;
  analysis::Features features;
  analysis::add_rubric_features(dialogue.reading, acts, commitments, features);
  example.features.assign(features.list().begin(), features.list().end());
  for (std::size_t item = 0; item < analysis::kItems.size(); ++item)
    example.answers[item] = labelled_answer(dialogue.dialogue->labels, static_cast<analysis::Item>(item));
  return example;
}

// `balance`: how far a rare answer counts more than a frequent one, 0 … 1.
inline std::string train_rubric(const std::vector<RubricExample>& examples, learning::TrainingOptions options,
                                float balance, std::size_t without) {
  constexpr std::size_t kAnswers = analysis::kItemAnswers.size();
  constexpr std::size_t kAll = analysis::kItems.size() * kAnswers;
  options.tags = kAnswers;
  std::vector<learning::TrainedWeights> trained;
  std::vector<float> transitions((kAll + 1) * kAll, 0);
  float scale = 0;
  for (std::size_t item = 0; item < analysis::kItems.size(); ++item) {
    learning::TaggerTrainer trainer(options);
    std::array<double, kAnswers> counts{};
    double all = 0;
    for (const RubricExample& example : examples) {
      if (example.part == without || !example.answers[item]) continue;
      trainer.count(example.features);
      ++counts[static_cast<std::size_t>(*example.answers[item])];
      ++all;
    }
    for (const RubricExample& example : examples) {
      if (example.part == without || !example.answers[item]) continue;
      const learning::Tag tag = static_cast<learning::Tag>(*example.answers[item]);
      const std::uint32_t end = static_cast<std::uint32_t>(example.features.size());
      const double rare = std::min(20.0, all / (static_cast<double>(kAnswers) * counts[tag]));
      trainer.add(example.features, std::span(&end, 1), std::span(&tag, 1),
                  static_cast<float>(std::pow(rare, balance)));
    }
    trained.push_back(trainer.train([](std::size_t, double) {}));
    scale = std::max(scale, trained.back().scale);
    for (std::size_t to = 0; to < kAnswers; ++to) transitions[item * kAnswers + to] = trained.back().transitions[to];
  }
  std::vector<std::string> tags;
  for (const auto item : analysis::kItems)
    for (const auto answer : analysis::kItemAnswers) tags.push_back(std::string(item) + ":" + std::string(answer));
  return learning::write_tagger({std::string(analysis::kRubricFeatures), tags, transitions, scale,
                                 learning::LexiconBuilder().bytes(), put_together(trained, kAnswers, scale)});
}

}  // namespace cxai
