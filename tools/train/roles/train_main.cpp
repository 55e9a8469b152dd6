// Trains roles from words: cxai-train-roles [OPTION …] PATH… OUT
//
// Input    dialogues with roles: files or folders of .jsonl (tests/quality/dialogues), of calls (demo/calls, and
//          call-NN.txt of marked conversations)
// Options  --epochs N, --runs N, --copies N, --least N, --l2 X, --dropout X, --rate X, --features N, --seed N;
//          --folder F: where the announcements are; --others PATH: dialogues of less weight, --others-weight X;
//          --hold K/N: part K of N is not learnt from (cxai-measure-roles measures it)
// Output   OUT, for src/dialogue/models/roles.tagger; losses on stderr
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <string>
#include <string_view>
#include <vector>

#include "base/files.hpp"
#include "dialogue/role_features.hpp"
#include "dialogue/role_tagger.hpp"
#include "learning/lexicon.hpp"
#include "learning/tagger.hpp"
#include "learning/tagger_trainer.hpp"
#include "roles/augment.hpp"
#include "roles/dialogues.hpp"

namespace {

using namespace cxai;

struct Example {
  std::vector<std::uint64_t> features;
  std::vector<std::uint32_t> ends;
  std::vector<learning::Tag> tags;
};

Example example_of(const RoleDialogue& dialogue) {
  std::vector<std::string_view> texts;
  for (const RoleTurn& turn : dialogue.turns) texts.emplace_back(turn.text);
  Example out;
  for (const auto& features : dialogue::role_features(texts)) {
    out.features.insert(out.features.end(), features.begin(), features.end());
    out.ends.push_back(static_cast<std::uint32_t>(out.features.size()));
  }
  for (std::size_t i = 0; i < dialogue.turns.size(); ++i)
    out.tags.push_back(
        dialogue::role_tag(dialogue.turns[i].role, i > 0 && dialogue.turns[i - 1].role == dialogue.turns[i].role));
  return out;
}

}  // namespace

int main(int argc, char** argv) {
  learning::TrainingOptions training;
  training.tags = dialogue::kRoleTags.size();
  training.epochs = 10;
  training.runs = 4;
  training.min_count = 2;
  training.l2 = 1e-5F;
  training.feature_dropout = 0.7F;
  training.learning_rate = 0.05F;
  training.max_features = 345'000;
  std::size_t copies = 4;
  std::string folder = "tools/train/roles";
  std::vector<std::string> others;
  float others_weight = 0.3F;
  float scale = 0.8F;  // of what is learnt with features left out, where all of them count
  std::size_t hold = 0;
  std::size_t holds = 0;
  std::vector<std::string> paths;
  for (int i = 1; i < argc; ++i) {
    const std::string_view word = argv[i];
    const auto value = [&] { return i + 1 < argc ? argv[++i] : ""; };
    const auto number = [&] { return std::strtoul(value(), nullptr, 10); };
    if (word == "--epochs") {
      training.epochs = number();
    } else if (word == "--runs") {
      training.runs = number();
    } else if (word == "--copies") {
      copies = number();
    } else if (word == "--least") {
      training.min_count = static_cast<unsigned>(number());
    } else if (word == "--features") {
      training.max_features = number();
    } else if (word == "--seed") {
      training.seed = number();
    } else if (word == "--l2") {
      training.l2 = std::strtof(value(), nullptr);
    } else if (word == "--dropout") {
      training.feature_dropout = std::strtof(value(), nullptr);
    } else if (word == "--rate") {
      training.learning_rate = std::strtof(value(), nullptr);
    } else if (word == "--scale") {
      scale = std::strtof(value(), nullptr);
    } else if (word == "--folder") {
      folder = value();
    } else if (word == "--others") {
      others.emplace_back(value());
    } else if (word == "--others-weight") {
      others_weight = std::strtof(value(), nullptr);
    } else if (word == "--hold") {
      char* end = nullptr;
      hold = std::strtoul(value(), &end, 10);
      holds = *end == '/' ? std::strtoul(end + 1, nullptr, 10) : 0;
    } else {
      paths.emplace_back(word);
    }
  }
  if (paths.size() < 2) {
    std::cerr << "usage: cxai-train-roles [--epochs N] [--hold K/N] … PATH… OUT\n";
    return 2;
  }
  const std::string out = paths.back();
  paths.pop_back();
  std::vector<RoleDialogue> learnt = read_dialogues(paths);
  if (holds != 0) std::erase_if(learnt, [&](const RoleDialogue& one) { return part_of(one.id, holds) == hold; });
  std::cerr << learnt.size() << " dialogues\n";
  learning::TaggerTrainer trainer(training);
  // A feature of one dialogue alone must not count as seen often because of its copies.
  for (const RoleDialogue& one : learnt) trainer.count(example_of(one).features);
  const std::vector<RoleDialogue> lighter = others.empty() ? std::vector<RoleDialogue>() : read_dialogues(others);
  for (const RoleDialogue& one : lighter) trainer.count(example_of(one).features);
  Augmenter augment(training.seed, folder);
  const auto add = [&](const RoleDialogue& one, std::size_t times, float weight) {
    for (std::size_t copy = 0; copy < times; ++copy) {
      const RoleDialogue other = copy == 0 ? one : augment(one);
      if (other.turns.empty()) continue;
      const Example example = example_of(other);
      trainer.add(example.features, example.ends, example.tags, weight);
    }
  };
  for (const RoleDialogue& one : learnt) add(one, copies, 1);
  for (const RoleDialogue& one : lighter) add(one, 2, others_weight);
  std::cerr << trainer.features_kept() << " features\n";
  const auto trained = trainer.train(
      [](std::size_t epoch, double loss) { std::cerr << "pass " << epoch + 1 << ": loss " << loss << '\n'; });
  const std::string bundle = learning::write_tagger({std::string(dialogue::kRoleFeatures),
                                                     {dialogue::kRoleTags.begin(), dialogue::kRoleTags.end()},
                                                     trained.transitions,
                                                     scale * trained.scale,
                                                     learning::LexiconBuilder().bytes(),
                                                     trained.features});
  std::cerr << trained.features.size() << " features, " << bundle.size() << " bytes\n";
  if (const auto written = base::write_file_atomic(out, bundle); !written) {
    std::cerr << written.error().message << '\n';
    return 1;
  }
  return 0;
}
