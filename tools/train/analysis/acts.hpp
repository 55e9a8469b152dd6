// Trains the bundle of acts: one chain per act on the same words, put together into one table.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <unordered_map>
#include <utility>

#include "analysis/acts.hpp"
#include "extraction_task.hpp"
#include "quality/labelled_dialogues.hpp"

namespace cxai {

// A span of a turn that does an act; bytes of the masked text.
struct LabelledAct {
  std::size_t turn = 0;
  analysis::Act act{};
  LabelledDialogue::Place place;
};

struct ActDialogue {
  const LabelledDialogue* dialogue = nullptr;
  analysis::Reading reading;
  std::vector<analysis::TurnSegments> segments;
  std::vector<LabelledAct> labels;
  bool all_acts = false;  // a turn on its own with every act marked; else solutions, commitments and the problem alone
  std::size_t part = 0;
  bool of_suite = false;  // written for the suite, whose test part is labelled by the same readers
};

inline ActDialogue act_dialogue(const LabelledDialogue& dialogue, std::size_t parts) {
  ActDialogue out{&dialogue, analysis::Reading(dialogue.transcript), {}, {}, false, dialogue.key % parts};
  static constexpr std::array<std::string_view, 5> kSuite = {"de.jsonl", "en.jsonl", "tr-1.jsonl", "tr-2.jsonl",
                                                             "tr-3.jsonl"};
  out.of_suite = std::ranges::find(kSuite, dialogue.source.substr(0, dialogue.source.find(':'))) != kSuite.end();
  for (const auto& turn : out.reading.turns()) out.segments.push_back(analysis::segments_of(turn, dialogue.language));
  const auto add = [&](std::size_t turn, const std::string& quote, analysis::Act act) {
    if (const auto place = dialogue.place_of(turn, quote)) out.labels.push_back({turn, act, *place});
  };
  const base::Json& labels = dialogue.labels;
  if (labels.contains("acts")) {
    out.all_acts = true;
    for (const auto& act : labels["acts"]) {
      const auto found = std::ranges::find(analysis::kActs, act["act"].get<std::string>());
      if (found != analysis::kActs.end())
        add(0, act["quote"].get<std::string>(), static_cast<analysis::Act>(found - analysis::kActs.begin()));
    }
    return out;
  }
  if (!labels.contains("solutions")) return out;
  for (const auto& solution : labels["solutions"])
    add(solution["turn"].get<std::size_t>(), solution["quote"].get<std::string>(), analysis::kSolution);
  for (const auto& commitment : labels["commitments"])
    add(commitment["turn"].get<std::size_t>(), commitment["quote"].get<std::string>(), analysis::kCommitment);
  if (labels["problem"].is_object())
    add(labels["problem"]["turn"].get<std::size_t>(), labels["problem"]["quote"].get<std::string>(),
        analysis::kProblem);
  return out;
}

// Whether what is marked there tells the trainer of this act anything.
inline bool teaches(const ActDialogue& dialogue, std::size_t turn, analysis::Act act) {
  const auto role = dialogue.reading.turns()[turn].role;
  if (!analysis::may_do(role, act)) return false;
  if (dialogue.all_acts) return act != analysis::kProblem;
  if (act >= analysis::kSolution) return true;
  // What the scorecard says was not done is in no turn.
  const auto& rubric = dialogue.dialogue->labels["rubric"];
  const std::string name(analysis::kActs[act]);
  return rubric.contains(name) && rubric[name] != "yes";
}

// A segment does what is marked when most of it, or of the mark, lies in the other.
inline bool covers(const analysis::Segment& segment, const LabelledDialogue::Place& place) {
  const std::size_t begin = std::max(segment.begin, place.begin);
  const std::size_t end = std::min(segment.end, place.end);
  if (begin >= end) return false;
  return 2 * (end - begin) >= std::min(segment.end - segment.begin, place.end - place.begin);
}

inline void add_example(const ActDialogue& dialogue, std::size_t turn, analysis::Act act, analysis::Features& scratch,
                        float weight, std::vector<Example>& out) {
  const auto& segments = dialogue.segments[turn].list;
  if (segments.empty()) return;
  const analysis::ActFeatures features(dialogue.reading, dialogue.segments, turn);
  Example example;
  example.part = dialogue.part;
  for (std::size_t s = 0; s < segments.size(); ++s) {
    scratch.clear();
    features.add(s, analysis::sees_context(act), scratch);
    const bool does = std::ranges::any_of(dialogue.labels, [&](const LabelledAct& one) {
      return one.turn == turn && one.act == act && covers(segments[s], one.place);
    });
    if (does) example.weight = weight;
    example.add(scratch.list(), does ? 1 : 0);
  }
  out.push_back(std::move(example));
}

// One table of several trainings, each with `tags` tags, one behind the other.
inline std::vector<learning::FeatureWeights> put_together(const std::vector<learning::TrainedWeights>& trained,
                                                          std::size_t tags, float scale) {
  std::vector<learning::FeatureWeights> table;
  std::unordered_map<std::uint64_t, std::size_t> index;
  for (std::size_t a = 0; a < trained.size(); ++a) {
    for (const auto& feature : trained[a].features) {
      const auto [at, fresh] = index.emplace(feature.feature, table.size());
      if (fresh) table.push_back({feature.feature, std::vector<std::int8_t>(trained.size() * tags, 0)});
      for (std::size_t k = 0; k < tags; ++k)
        table[at->second].weights[a * tags + k] =
            static_cast<std::int8_t>(std::lround(static_cast<float>(feature.weights[k]) * trained[a].scale / scale));
    }
  }
  std::erase_if(table, [](const auto& feature) {
    return std::ranges::all_of(feature.weights, [](std::int8_t weight) { return weight == 0; });
  });
  // Two thirds of a power of two fill a table well; the heaviest are kept.
  constexpr std::size_t kMost = 87'000;
  if (table.size() > kMost) {
    const auto heaviest_first = [](const learning::FeatureWeights& feature) {
      int most = 0;
      for (const int weight : feature.weights) most = std::max(most, std::abs(weight));
      return std::pair(-most, feature.feature);
    };
    std::ranges::sort(table, {}, heaviest_first);
    table.resize(kMost);
  }
  return table;
}

struct ActOptions {
  learning::TrainingOptions of_turns;      // acts of the marked turns
  learning::TrainingOptions of_dialogues;  // solutions, commitments, the problem
  float turn_weight = 1;                   // of turns that do the act: most do not
  float dialogue_weight = 1;
  float suite_weight = 1;  // of what the suite's own readers labelled
};

inline std::string train_acts(const std::vector<ActDialogue>& dialogues, const ActOptions& options,
                              std::size_t without) {
  constexpr std::size_t kAll = analysis::kActs.size() * analysis::kActTags;
  std::vector<float> transitions((kAll + 1) * kAll, 0);
  std::vector<learning::TrainedWeights> trained;
  float scale = 0;
  analysis::Features scratch;
  for (std::size_t a = 0; a < analysis::kActs.size(); ++a) {
    const auto act = static_cast<analysis::Act>(a);
    learning::TrainingOptions own = analysis::sees_context(act) ? options.of_dialogues : options.of_turns;
    own.tags = analysis::kActTags;
    learning::TaggerTrainer trainer(own);
    std::vector<Example> examples;
    for (const ActDialogue& dialogue : dialogues) {
      if (dialogue.part == without) continue;
      const std::size_t before = examples.size();
      for (std::size_t t = 0; t < dialogue.reading.turns().size(); ++t)
        if (teaches(dialogue, t, act))
          add_example(dialogue, t, act, scratch,
                      analysis::sees_context(act) ? options.dialogue_weight : options.turn_weight, examples);
      if (dialogue.of_suite)
        for (std::size_t i = before; i < examples.size(); ++i) examples[i].weight *= options.suite_weight;
    }
    for (const Example& example : examples) trainer.count(example.features);
    for (const Example& example : examples) trainer.add(example.features, example.ends, example.tags, example.weight);
    trained.push_back(trainer.train([](std::size_t, double) {}));
    scale = std::max(scale, trained.back().scale);
    for (std::size_t from = 0; from <= analysis::kActTags; ++from)
      for (std::size_t to = 0; to < analysis::kActTags; ++to)
        transitions[(from == 0 ? 0 : a * analysis::kActTags + from) * kAll + a * analysis::kActTags + to] =
            trained.back().transitions[from * analysis::kActTags + to];
  }
  std::vector<std::string> tags;
  for (const auto act : analysis::kActs)
    for (const char* tag : {":no", ":yes"}) tags.push_back(std::string(act) + tag);
  return learning::write_tagger({std::string(analysis::kActFeatures), tags, transitions, scale,
                                 learning::LexiconBuilder().bytes(), put_together(trained, analysis::kActTags, scale)});
}

}  // namespace cxai
