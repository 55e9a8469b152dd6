// Trains the models of the analysis: cxai-train-analysis [OPTION …] PATH… OUT
//
// Input    labelled dialogues and turns (tests/quality/dialogues/README.md, tools/train/turns/README.md): JSON Lines
//          files, or folders of them
// Options  --seed N, --runs N (trainings from the start, averaged)
// Output   OUT/NAME.tagger, for src/analysis/models; on stderr what each learned from, and how good models of other
//          examples are on each. The same files, options and seed give the same bytes
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <string>
#include <string_view>

#include "base/files.hpp"
#include "examples.hpp"

namespace {

using namespace cxai;

struct Options {
  std::uint64_t seed = 1;
  std::size_t runs = 2;
  std::vector<std::filesystem::path> paths;
};

learning::TrainingOptions of_turns(const Options& options) {
  learning::TrainingOptions training;
  training.epochs = 14;
  training.runs = options.runs;
  training.learning_rate = 0.05F;
  training.l2 = 1e-5F;
  training.feature_dropout = 0.7F;
  training.min_count = 2;
  training.max_features = 174'000;  // two thirds of a power of two fill a table well
  training.seed = options.seed;
  return training;
}

learning::TrainingOptions of_conversations(const Options& options) {
  learning::TrainingOptions training = of_turns(options);
  // Thousands of features add up in one score, so each may move little.
  training.epochs = 12;
  training.learning_rate = 0.008F;
  training.l2 = 1e-4F;
  training.feature_dropout = 0.6F;
  training.min_count = 3;
  training.max_features = 87'000;
  return training;
}

bool write(const Options& options, const Task& task, const std::string& bundle, const Crossed& crossed) {
  std::cerr << task.name << ": " << task.examples.size() << " examples, " << bundle.size() << " bytes, slope "
            << crossed.settling.slope << "; usual ones judged by models of others: n " << crossed.quality.n
            << ", accuracy " << crossed.quality.accuracy << ", macro-F1 " << crossed.quality.macro_f1;
  for (std::size_t t = 0; t < task.tags.size(); ++t)
    std::cerr << ' ' << task.tags[t] << ' ' << crossed.quality.labels[t].f1() << '/' << crossed.quality.labels[t].n;
  std::cerr << '\n';
  const auto written = base::write_file_atomic(options.paths.back() / (task.name + ".tagger"), bundle);
  if (!written) std::cerr << written.error().message << '\n';
  return written.has_value();
}

std::vector<std::string> names(std::span<const std::string_view> labels) {
  return {labels.begin(), labels.end()};
}

// Models of turns; gives each dialogue what models that did not learn from it say of its turns.
bool train_turns(const Options& options, std::vector<Learnt>& all) {
  Task sentiment{
      "turn_sentiment", analysis::turn_features(), names(analysis::kSentiments), of_turns(options), {}, true};
  Task progress{"progress", analysis::turn_features(), names(analysis::kProgress), of_turns(options), {}, false};
  for (const Learnt& learnt : all) {
    if (auto example = sentiment_example(learnt)) sentiment.examples.push_back(std::move(*example));
    if (auto example = progress_example(learnt)) progress.examples.push_back(std::move(*example));
  }
  const Crossed feelings = cross(sentiment);
  const Crossed states = cross(progress);
  for (std::size_t part = 0; part < kParts; ++part) {
    const std::string one = bundle_of(sentiment, feelings.models[part], feelings.settling);
    const std::string other = bundle_of(progress, states.models[part], states.settling);
    const auto first = learning::Tagger::open(one, sentiment.features);
    const auto second = learning::Tagger::open(other, progress.features);
    for (Learnt& learnt : all) {
      if (learnt.part() == part) learnt.signals = analysis::read_signals(learnt.reading, *first, *second);
    }
  }
  return write(options, sentiment, bundle_of(sentiment, learn(sentiment, kNoPart), feelings.settling), feelings) &&
         write(options, progress, bundle_of(progress, learn(progress, kNoPart), states.settling), states);
}

bool train_judgement(const Options& options, const std::vector<Learnt>& all, analysis::Judgement judgement) {
  Task task{std::string(analysis::name_of(judgement)),
            analysis::conversation_features(),
            names(analysis::labels_of(judgement)),
            of_conversations(options),
            {},
            false};
  for (const Learnt& learnt : all) {
    if (auto example = judgement_example(learnt, judgement)) task.examples.push_back(std::move(*example));
  }
  const Crossed crossed = cross(task);
  return write(options, task, bundle_of(task, learn(task, kNoPart), crossed.settling), crossed);
}

}  // namespace

int main(int argc, char** argv) {
  Options options;
  for (int i = 1; i < argc; ++i) {
    const std::string_view word = argv[i];
    const auto number = [&] { return i + 1 < argc ? std::strtoul(argv[++i], nullptr, 10) : 0; };
    if (word == "--seed") {
      options.seed = number();
    } else if (word == "--runs") {
      options.runs = number();
    } else {
      options.paths.emplace_back(word);
    }
  }
  if (options.paths.size() < 2) {
    std::cerr << "usage: cxai-train-analysis [--seed N] [--runs N] PATH… OUT\n";
    return 2;
  }
  const auto dialogues = read_labelled_dialogues({options.paths.begin(), options.paths.end() - 1});
  if (!dialogues) {
    std::cerr << dialogues.error().message << '\n';
    return 1;
  }
  std::vector<Learnt> all = read_all(*dialogues);
  std::cerr << all.size() << " dialogues and turns\n";
  if (!train_turns(options, all)) return 1;
  for (std::size_t j = 0; j < analysis::kJudgements; ++j) {
    if (!train_judgement(options, all, static_cast<analysis::Judgement>(j))) return 1;
  }
  return 0;
}
