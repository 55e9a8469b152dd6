// One bundle to be trained: sequences of hashed features with their tags, in parts of which each is judged by models
// of the others.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "learning/calibration.hpp"
#include "learning/chain.hpp"
#include "learning/dense.hpp"
#include "learning/lexicon.hpp"
#include "learning/metrics.hpp"
#include "learning/tagger.hpp"
#include "learning/tagger_trainer.hpp"

namespace cxai {

inline constexpr std::size_t kParts = 5;
inline constexpr std::size_t kNoPart = std::numeric_limits<std::size_t>::max();

struct Example {
  std::vector<std::uint64_t> features;
  std::vector<std::uint32_t> ends;
  std::vector<learning::Tag> tags;
  std::size_t part = 0;
  void add(std::span<const std::uint64_t> here, std::size_t tag) {
    features.insert(features.end(), here.begin(), here.end());
    ends.push_back(static_cast<std::uint32_t>(features.size()));
    tags.push_back(static_cast<learning::Tag>(tag));
  }
  std::span<const std::uint64_t> of(std::size_t i) const {
    const std::size_t begin = i == 0 ? 0 : ends[i - 1];
    return std::span(features).subspan(begin, ends[i] - begin);
  }
};

struct Task {
  std::string name;
  std::string features;
  std::vector<std::string> tags;
  learning::TrainingOptions options;
  std::vector<Example> examples;
};

// Learns from all parts but `without`.
inline learning::TrainedWeights learn(const Task& task, std::size_t without) {
  learning::TrainingOptions options = task.options;
  options.tags = task.tags.size();
  learning::TaggerTrainer trainer(options);
  for (const Example& example : task.examples)
    if (example.part != without) trainer.count(example.features);
  for (const Example& example : task.examples)
    if (example.part != without) trainer.add(example.features, example.ends, example.tags);
  return trainer.train([](std::size_t, double) {});
}

// How scores become probabilities that hold, and which of these are answered (see Judge::decide).
struct Settling {
  float slope = 1;
  std::vector<float> offsets;  // per tag; of sequences: empty
  std::vector<float> favours;  // per tag, logarithms; of sequences: empty
};

inline std::string bundle_of(const Task& task, const learning::TrainedWeights& trained, const Settling& settling) {
  std::vector<float> transitions = trained.transitions;
  for (float& transition : transitions) transition *= settling.slope;
  const std::size_t tags = task.tags.size();
  for (std::size_t t = 0; t < settling.offsets.size(); ++t) transitions[t] += settling.offsets[t];
  for (std::size_t t = 0; t < settling.favours.size(); ++t) transitions[tags + t] = settling.favours[t];
  return learning::write_tagger({task.features, task.tags, transitions, trained.scale * settling.slope,
                                 learning::LexiconBuilder().bytes(), trained.features});
}

inline std::vector<std::uint32_t> answered(std::span<const float> probabilities, std::span<const float> favours) {
  const std::size_t tags = favours.size();
  std::vector<std::uint32_t> said;
  for (std::size_t row = 0; row < probabilities.size(); row += tags) {
    std::size_t best = 0;
    for (std::size_t t = 1; t < tags; ++t) {
      if (probabilities[row + t] * std::exp(favours[t]) > probabilities[row + best] * std::exp(favours[best])) best = t;
    }
    said.push_back(static_cast<std::uint32_t>(best));
  }
  return said;
}

// Favours under which the answers' macro-F1 is highest, small ones first.
inline std::vector<float> favours_of(std::span<const float> probabilities, std::span<const std::uint32_t> truth,
                                     std::size_t tags) {
  std::vector<float> favours(tags, 0.0F);
  const auto quality = [&] {
    const auto measured = learning::classification_quality(truth, answered(probabilities, favours), tags);
    return (measured.macro_f1 + measured.accuracy) / 2;
  };
  double best = quality();
  for (int round = 0; round < 2; ++round) {
    for (std::size_t t = 0; t < tags; ++t) {
      const float before = favours[t];
      float chosen = before;
      for (const float step : {0.2F, -0.2F, 0.4F, -0.4F, 0.6F, -0.6F, 0.8F}) {
        favours[t] = before + step;
        if (std::abs(favours[t]) > 1) continue;
        if (const double now = quality(); now > best + 0.002) {
          best = now;
          chosen = favours[t];
        }
      }
      favours[t] = chosen;
    }
  }
  return favours;
}

inline constexpr std::array<float, 12> kSlopes = {0.1F, 0.15F, 0.22F, 0.3F, 0.4F, 0.5F,
                                                  0.6F, 0.7F,  0.8F,  0.9F, 1.0F, 1.2F};

inline float coarse_slope(std::span<const float> scores, std::span<const std::uint32_t> truth, std::size_t tags) {
  float best = 1;
  double most = -std::numeric_limits<double>::max();
  for (const float slope : kSlopes) {
    double sum = 0;
    std::vector<float> row(tags);
    for (std::size_t i = 0; i < truth.size(); ++i) {
      for (std::size_t t = 0; t < tags; ++t) row[t] = slope * scores[i * tags + t];
      learning::softmax(row);
      sum += std::log(std::max(1e-6, static_cast<double>(row[truth[i]])));
    }
    if (sum > most) {
      most = sum;
      best = slope;
    }
  }
  return best;
}

// A task whose parts were each judged by models of the others.
struct Crossed {
  std::vector<learning::TrainedWeights> models;  // number p learned from all but part p
  Settling settling;
  double accuracy = 0;  // of what they answered about the others
  double macro_f1 = 0;
};

inline Crossed cross(const Task& task) {
  Crossed crossed;
  const std::size_t tags = task.tags.size();
  std::vector<float> scores;
  std::vector<std::uint32_t> truth;
  const bool chains =
      std::ranges::any_of(task.examples, [](const Example& example) { return example.tags.size() > 1; });
  std::vector<std::uint32_t> told;
  std::vector<double> likelihoods;  // of slopes, for sequences
  likelihoods.resize(kSlopes.size());
  for (std::size_t part = 0; part < kParts; ++part) {
    crossed.models.push_back(learn(task, part));
    const std::string bundle = bundle_of(task, crossed.models.back(), {});
    const auto tagger = learning::Tagger::open(bundle, task.features);
    for (const Example& example : task.examples) {
      if (example.part != part) continue;
      std::vector<float> here(example.tags.size() * tags);
      for (std::size_t i = 0; i < example.tags.size(); ++i)
        tagger->add_scores(example.of(i), std::span(here).subspan(i * tags, tags));
      if (!chains) {
        for (std::size_t t = 0; t < tags; ++t) here[t] += tagger->transitions()[t];
        scores.insert(scores.end(), here.begin(), here.end());
        truth.push_back(example.tags[0]);
        continue;
      }
      for (std::size_t s = 0; s < kSlopes.size(); ++s) {
        std::vector<float> scaled = here;
        for (float& score : scaled) score *= kSlopes[s];
        std::vector<float> transitions(tagger->transitions().begin(), tagger->transitions().end());
        for (float& transition : transitions) transition *= kSlopes[s];
        learning::Chain chain(tags);
        chain.set_transitions(transitions);
        const auto marginals = chain.marginals(scaled);
        if (kSlopes[s] == 0.5F) {  // the answers hardly depend on the slope
          for (std::size_t i = 0; i < example.tags.size(); ++i) {
            const auto row = marginals.subspan(i * tags, tags);
            told.push_back(static_cast<std::uint32_t>(std::ranges::max_element(row) - row.begin()));
            truth.push_back(example.tags[i]);
          }
        }
        for (std::size_t i = 0; i < example.tags.size(); ++i)
          likelihoods[s] += std::log(std::max(1e-6, static_cast<double>(marginals[i * tags + example.tags[i]])));
      }
    }
  }
  if (chains) {
    crossed.settling.slope =
        kSlopes[static_cast<std::size_t>(std::ranges::max_element(likelihoods) - likelihoods.begin())];
    const auto quality = learning::classification_quality(truth, told, tags);
    crossed.accuracy = quality.accuracy;
    crossed.macro_f1 = quality.macro_f1;
    return crossed;
  }
  // From scores that are far too sure the calibration does not find its way back.
  const float coarse = coarse_slope(scores, truth, tags);
  for (float& score : scores) score *= coarse;
  const auto calibration = learning::calibrate(scores, 1, tags, truth, 0.02);
  crossed.settling.slope = coarse * calibration.slopes[0];
  crossed.settling.offsets = calibration.offsets;
  std::vector<float> probabilities(scores.size());
  for (std::size_t i = 0; i < truth.size(); ++i) {
    const auto row = std::span(probabilities).subspan(i * tags, tags);
    for (std::size_t t = 0; t < tags; ++t)
      row[t] = scores[i * tags + t] * calibration.slopes[0] + crossed.settling.offsets[t];
    learning::softmax(row);
  }
  crossed.settling.favours = favours_of(probabilities, truth, tags);
  const auto quality = learning::classification_quality(truth, answered(probabilities, crossed.settling.favours), tags);
  crossed.accuracy = quality.accuracy;
  crossed.macro_f1 = quality.macro_f1;
  return crossed;
}

}  // namespace cxai
