// How good the models of the analysis are: cxai-measure-analysis [--models FOLDER] [--errors NAME] [--curve] PATH…
//
// Input    labelled dialogues: JSON Lines files, or folders of them; bundles in FOLDER (default: the built-in ones)
// Output   for each model n, accuracy with its 95 % interval, macro-F1 and F1 of each label; --errors lists where one
//          of them is wrong, --curve how many answers are how sure, and how many of these right
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <iostream>
#include <string>
#include <string_view>

#include "analysis/aggregates.hpp"
#include "analysis/judges.hpp"
#include "base/files.hpp"
#include "examples.hpp"

namespace {

using namespace cxai;

struct Answers {
  std::vector<std::uint32_t> truth;
  std::vector<std::uint32_t> said;
  std::vector<double> sure;
};

void print(std::string_view name, const Answers& answers, std::span<const std::string_view> labels, bool curve) {
  const auto quality = learning::classification_quality(answers.truth, answers.said, labels.size());
  std::int64_t right = 0;
  for (std::size_t i = 0; i < answers.truth.size(); ++i) right += answers.truth[i] == answers.said[i] ? 1 : 0;
  const auto share = analysis::share_of(right, static_cast<std::int64_t>(answers.truth.size()));
  if (!share) return;
  std::printf("%-14.*s n %5zu  accuracy %.3f [%.3f, %.3f]  macro-F1 %.3f ", static_cast<int>(name.size()), name.data(),
              quality.n, share->value, share->low, share->high, quality.macro_f1);
  for (std::size_t l = 0; l < labels.size(); ++l) {
    if (quality.labels[l].n > 0)
      std::printf(" %s %.2f/%zu", std::string(labels[l]).c_str(), quality.labels[l].f1(), quality.labels[l].n);
  }
  std::printf("\n");
  for (const double least : {0.3, 0.4, 0.5, 0.6, 0.7, 0.8}) {
    std::size_t sure = 0;
    std::size_t good = 0;
    for (std::size_t i = 0; curve && i < answers.truth.size(); ++i) {
      if (answers.sure[i] < least) continue;
      ++sure;
      good += answers.truth[i] == answers.said[i] ? 1U : 0U;
    }
    if (sure > 0)
      std::printf("    at least %.1f sure: %.2f of all, %.3f of them right\n", least,
                  static_cast<double>(sure) / static_cast<double>(quality.n),
                  static_cast<double>(good) / static_cast<double>(sure));
  }
}

}  // namespace

int main(int argc, char** argv) {
  std::filesystem::path folder;
  std::string errors;
  bool curve = false;
  std::vector<std::filesystem::path> paths;
  for (int i = 1; i < argc; ++i) {
    const std::string_view word = argv[i];
    if (word == "--models" && i + 1 < argc) {
      folder = argv[++i];
    } else if (word == "--curve") {
      curve = true;
    } else if (word == "--errors" && i + 1 < argc) {
      errors = argv[++i];
    } else {
      paths.emplace_back(word);
    }
  }
  const auto dialogues = read_labelled_dialogues(paths);
  if (!dialogues || paths.empty()) {
    std::cerr << (dialogues ? "usage: cxai-measure-analysis [--models FOLDER] [--errors NAME] [--curve] PATH…"
                            : dialogues.error().message)
              << '\n';
    return 2;
  }
  std::vector<std::string> bytes(2 + analysis::kJudgements);
  std::vector<learning::Tagger> taggers;
  analysis::JudgeModels models;
  if (folder.empty()) {
    models = analysis::JudgeModels::built_in();
  } else {
    taggers.reserve(bytes.size());
    const auto open = [&](std::string_view name, const std::string& features) -> const learning::Tagger* {
      auto read = base::read_file(folder / (std::string(name) + ".tagger"));
      if (!read) return nullptr;
      bytes[taggers.size()] = std::move(*read);
      auto tagger = learning::Tagger::open(bytes[taggers.size()], features);
      if (!tagger) {
        std::cerr << name << ": " << tagger.error().message << '\n';
        return nullptr;
      }
      taggers.push_back(std::move(*tagger));
      return &taggers.back();
    };
    models.turn_sentiment = open("turn_sentiment", analysis::turn_features());
    models.progress = open("progress", analysis::turn_features());
    bool whole = models.turn_sentiment != nullptr && models.progress != nullptr;
    for (std::size_t j = 0; j < analysis::kJudgements; ++j) {
      models.judgements[j] =
          open(analysis::name_of(static_cast<analysis::Judgement>(j)), analysis::conversation_features());
      whole = whole && models.judgements[j] != nullptr;
    }
    if (!whole) return 1;
  }
  analysis::Judges judges(models);
  Answers turns;
  std::array<Answers, analysis::kJudgements> answers;
  double distance = 0;
  std::int64_t inside = 0;
  std::int64_t stars = 0;
  std::int64_t solved = 0;
  std::int64_t exact = 0;
  std::int64_t near = 0;
  for (const Learnt& learnt : read_all(*dialogues)) {
    const LabelledDialogue& dialogue = *learnt.dialogue;
    const analysis::Judged judged = judges.judge(learnt.reading, analysis::AgentAffect::on);
    for (const std::size_t turn : learnt.reading.turns_of(conversation::Role::customer)) {
      const auto right = sentiment_of(dialogue, turn);
      if (!right) continue;
      const auto& p = judged.signals.sentiment[turn];
      const auto said = static_cast<std::size_t>(std::ranges::max_element(p) - p.begin());
      turns.truth.push_back(static_cast<std::uint32_t>(*right));
      turns.said.push_back(static_cast<std::uint32_t>(said));
      turns.sure.push_back(static_cast<double>(p[said]));
      if (errors == "turn_sentiment" && said != *right)
        std::printf("%s turn %zu: %s, said %s (%.2f): %s\n", dialogue.id.c_str(), turn,
                    std::string(analysis::kSentiments[*right]).c_str(),
                    std::string(analysis::kSentiments[said]).c_str(), static_cast<double>(p[said]),
                    learnt.reading.turns()[turn].turn->text.c_str());
    }
    for (std::size_t j = 0; j < analysis::kJudgements; ++j) {
      const auto judgement = static_cast<analysis::Judgement>(j);
      const auto right = answer_of(dialogue, judgement);
      if (!right) continue;
      const analysis::Verdict& verdict = judged[judgement];
      answers[j].truth.push_back(static_cast<std::uint32_t>(*right));
      answers[j].said.push_back(static_cast<std::uint32_t>(verdict.label));
      answers[j].sure.push_back(verdict.probability);
      const auto labels = analysis::labels_of(judgement);
      if (errors == analysis::name_of(judgement) && verdict.label != *right)
        std::printf("%s: %s, said %s (%.2f)\n", dialogue.id.c_str(), std::string(labels[*right]).c_str(),
                    std::string(labels[verdict.label]).c_str(), verdict.probability);
      if (judgement == analysis::Judgement::satisfaction) {
        const auto predicted = analysis::satisfaction_of(verdict);
        const double truth = static_cast<double>(*right) + 1;
        ++stars;
        distance += std::abs(predicted.score - truth);
        inside += predicted.low <= truth && truth <= predicted.high ? 1 : 0;
      }
    }
    if (learnt.whole() && dialogue.labels["solved_turn"].is_number_integer()) {
      const auto right = dialogue.labels["solved_turn"].get<std::size_t>();
      const auto said = analysis::solved_turn(judged.signals);
      ++solved;
      exact += said == right ? 1 : 0;
      near += said && *said + 1 >= right && *said <= right + 1 ? 1 : 0;
    }
  }
  print("turn_sentiment", turns, analysis::kSentiments, curve);
  for (std::size_t j = 0; j < analysis::kJudgements; ++j) {
    const auto judgement = static_cast<analysis::Judgement>(j);
    print(analysis::name_of(judgement), answers[j], analysis::labels_of(judgement), curve);
  }
  if (stars > 0)
    std::printf("satisfaction   n %5lld  mean distance %.2f, in the interval %.2f\n", static_cast<long long>(stars),
                distance / static_cast<double>(stars), static_cast<double>(inside) / static_cast<double>(stars));
  if (solved > 0)
    std::printf("solved turn    n %5lld  exact %.2f, within one %.2f\n", static_cast<long long>(solved),
                static_cast<double>(exact) / static_cast<double>(solved),
                static_cast<double>(near) / static_cast<double>(solved));
  return 0;
}
