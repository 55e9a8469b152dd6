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
  bool usual = true;  // of the mix that conversations have: what is measured, and what the answers are settled on
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
  bool leaning = false;  // of sequences: rare tags are leant to, so that they are answered, too
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
  std::vector<float> offsets;  // per tag; of sequences what is added to each transition to it
  std::vector<float> favours;  // per tag, logarithms; of sequences: empty
};

inline std::string bundle_of(const Task& task, const learning::TrainedWeights& trained, const Settling& settling) {
  std::vector<float> transitions = trained.transitions;
  for (float& transition : transitions) transition *= settling.slope;
  const std::size_t tags = task.tags.size();
  const bool sequences = settling.favours.empty();
  // Nothing is leant to where a sequence begins: a turn on its own, or the first, is seldom mixed.
  for (std::size_t row = sequences ? 1 : 0; row < (sequences ? tags + 1 : 1); ++row)
    for (std::size_t t = 0; t < settling.offsets.size(); ++t) transitions[row * tags + t] += settling.offsets[t];
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
    return (3 * measured.macro_f1 + measured.accuracy) / 4;
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
  // Of what they answered about the others, the usual examples counted:
  learning::ClassificationQuality quality;
};

// What models of other examples say of one sequence: scores of its tags and the transitions between them.
struct JudgedSequence {
  std::vector<float> scores;
  std::vector<float> transitions;
  std::span<const learning::Tag> right;
};

// What the chains answer once slope and offsets have settled them.
inline std::vector<std::uint32_t> told(std::span<const JudgedSequence> sequences, const Settling& settling,
                                       std::size_t tags, double* likelihood = nullptr) {
  std::vector<std::uint32_t> said;
  learning::Chain chain(tags);
  for (const JudgedSequence& sequence : sequences) {
    std::vector<float> scores = sequence.scores;
    std::vector<float> transitions = sequence.transitions;
    for (float& score : scores) score *= settling.slope;
    for (std::size_t k = 0; k < transitions.size(); ++k)
      transitions[k] =
          transitions[k] * settling.slope + (settling.offsets.empty() || k < tags ? 0 : settling.offsets[k % tags]);
    chain.set_transitions(transitions);
    const auto marginals = chain.marginals(scores);
    for (std::size_t i = 0; i < sequence.right.size(); ++i) {
      const auto row = marginals.subspan(i * tags, tags);
      said.push_back(static_cast<std::uint32_t>(std::ranges::max_element(row) - row.begin()));
      if (likelihood != nullptr) *likelihood += std::log(std::max(1e-6, static_cast<double>(row[sequence.right[i]])));
    }
  }
  return said;
}

// The slope under which the right tags are likeliest; then, where the task leans, the offsets under which the answers'
// macro-F1 is highest, small ones first.
inline Settling settle_chains(std::span<const JudgedSequence> sequences, std::span<const std::uint32_t> truth,
                              std::size_t tags, bool leaning) {
  Settling best;
  double most = -std::numeric_limits<double>::max();
  for (const float slope : kSlopes) {
    double likelihood = 0;
    told(sequences, {slope, {}, {}}, tags, &likelihood);
    if (likelihood > most) {
      most = likelihood;
      best.slope = slope;
    }
  }
  if (!leaning) return best;
  best.offsets.assign(tags, 0.0F);
  const auto quality = [&] {
    return learning::classification_quality(truth, told(sequences, best, tags), tags).macro_f1;
  };
  double reached = quality();
  for (int round = 0; round < 2; ++round) {
    for (std::size_t t = 0; t < tags; ++t) {
      const float before = best.offsets[t];
      float chosen = before;
      for (const float step : {0.1F, -0.1F, 0.2F, -0.2F, 0.35F, -0.35F, 0.5F, -0.5F}) {
        best.offsets[t] = before + step;
        if (const double now = quality(); now > reached + 0.001) {
          reached = now;
          chosen = best.offsets[t];
        }
      }
      best.offsets[t] = chosen;
    }
  }
  return best;
}

// From scores that are far too sure the calibration does not find its way back, so a coarse slope comes first.
inline Settling settle_choices(std::vector<float> scores, std::span<const std::uint32_t> truth, std::size_t tags,
                               std::vector<std::uint32_t>& said) {
  Settling settling;
  const float coarse = coarse_slope(scores, truth, tags);
  for (float& score : scores) score *= coarse;
  const auto calibration = learning::calibrate(scores, 1, tags, truth, 0.02);
  settling.slope = coarse * calibration.slopes[0];
  settling.offsets = calibration.offsets;
  std::vector<float> probabilities(scores.size());
  for (std::size_t i = 0; i < truth.size(); ++i) {
    const auto row = std::span(probabilities).subspan(i * tags, tags);
    for (std::size_t t = 0; t < tags; ++t) row[t] = scores[i * tags + t] * calibration.slopes[0] + settling.offsets[t];
    learning::softmax(row);
  }
  settling.favours = favours_of(probabilities, truth, tags);
  said = answered(probabilities, settling.favours);
  return settling;
}

inline Crossed cross(const Task& task) {
  Crossed crossed;
  const std::size_t tags = task.tags.size();
  std::vector<JudgedSequence> sequences;
  std::vector<float> scores;
  std::vector<std::uint32_t> truth;
  const bool chains =
      std::ranges::any_of(task.examples, [](const Example& example) { return example.tags.size() > 1; });
  for (std::size_t part = 0; part < kParts; ++part) {
    crossed.models.push_back(learn(task, part));
    const std::string bundle = bundle_of(task, crossed.models.back(), {});
    const auto tagger = learning::Tagger::open(bundle, task.features);
    for (const Example& example : task.examples) {
      if (example.part != part || !example.usual) continue;
      std::vector<float> here(example.tags.size() * tags);
      for (std::size_t i = 0; i < example.tags.size(); ++i)
        tagger->add_scores(example.of(i), std::span(here).subspan(i * tags, tags));
      truth.insert(truth.end(), example.tags.begin(), example.tags.end());
      if (chains) {
        sequences.push_back(
            {std::move(here), {tagger->transitions().begin(), tagger->transitions().end()}, example.tags});
        continue;
      }
      for (std::size_t t = 0; t < tags; ++t) here[t] += tagger->transitions()[t];
      scores.insert(scores.end(), here.begin(), here.end());
    }
  }
  std::vector<std::uint32_t> said;
  if (chains) {
    crossed.settling = settle_chains(sequences, truth, tags, task.leaning);
    said = told(sequences, crossed.settling, tags);
  } else {
    crossed.settling = settle_choices(std::move(scores), truth, tags, said);
  }
  crossed.quality = learning::classification_quality(truth, said, tags);
  return crossed;
}

}  // namespace cxai
