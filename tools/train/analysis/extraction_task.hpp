// One bundle to be trained: sequences of hashed features with their tags, each in a part of its own.
#pragma once

#include <cstdint>
#include <iostream>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "learning/lexicon.hpp"
#include "learning/tagger.hpp"
#include "learning/tagger_trainer.hpp"

namespace cxai {

struct Example {
  std::vector<std::uint64_t> features;
  std::vector<std::uint32_t> ends;
  std::vector<learning::Tag> tags;
  std::size_t part = 0;
  float weight = 1;
  void add(std::span<const std::uint64_t> here, learning::Tag tag) {
    features.insert(features.end(), here.begin(), here.end());
    ends.push_back(static_cast<std::uint32_t>(features.size()));
    tags.push_back(tag);
  }
};

struct Task {
  std::string name;
  std::string_view features;
  std::vector<std::string> tags;
  learning::TrainingOptions options;
  std::vector<Example> examples;
};

// Learns from all parts but `without`.
inline std::string train_bundle(const Task& task, std::size_t without = static_cast<std::size_t>(-1)) {
  learning::TrainingOptions options = task.options;
  options.tags = task.tags.size();
  learning::TaggerTrainer trainer(options);
  for (const Example& example : task.examples)
    if (example.part != without) trainer.count(example.features);
  for (const Example& example : task.examples)
    if (example.part != without) trainer.add(example.features, example.ends, example.tags, example.weight);
  const auto trained = trainer.train([](std::size_t, double) {});
  return learning::write_tagger({std::string(task.features), task.tags, trained.transitions, trained.scale,
                                 learning::LexiconBuilder().bytes(), trained.features});
}

}  // namespace cxai
