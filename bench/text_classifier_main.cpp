// How good, fast and large is our classifier of texts beside fastText and LIBLINEAR, on the same texts in the same run?
//
//   cxai-bench-text-classifier TRAIN.tsv TEST.tsv [--outside OUTSIDE.tsv] [--ours] [--json]
//
// Lines of the files: label, tab, text. OUTSIDE holds texts of no label: how many of them fall below the threshold that
// was chosen for 5 % errors on half of TEST. --ours leaves the others out. `only_it_right` counts the texts that one of
// the others got right and ours did not, `only_ours_right` the opposite, `chance` how likely so uneven a pair is where
// both are equally good (exact sign test, two-sided: McNemar 1947). Times are seconds of the processor; the speed is
// that of one core.
#include <sys/resource.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <iostream>
#include <map>

#include "base/files.hpp"
#include "base/json.hpp"
#include "learning/metrics.hpp"
#include "learning/selection.hpp"
#include "learning/text_classifier.hpp"
#include "learning/text_classifier_trainer.hpp"
#include "text_peer.hpp"

namespace cxai::bench {
namespace {

using base::Json;

double processor_seconds() {
  rusage used{};
  getrusage(RUSAGE_SELF, &used);
  return static_cast<double>(used.ru_utime.tv_sec) + static_cast<double>(used.ru_utime.tv_usec) * 1e-6;
}

struct Texts {
  std::vector<std::string> texts;
  std::vector<std::string> labels;
};

Texts read(const std::string& path) {
  Texts out;
  const auto bytes = base::read_file(path);
  if (!bytes) {
    std::fprintf(stderr, "%s\n", bytes.error().message.c_str());
    std::exit(1);
  }
  for (std::size_t begin = 0; begin < bytes->size();) {
    const std::size_t end = std::min(bytes->find('\n', begin), bytes->size());
    const std::size_t tab = bytes->find('\t', begin);
    if (tab < end) {
      out.labels.push_back(bytes->substr(begin, tab - begin));
      out.texts.push_back(bytes->substr(tab + 1, end - tab - 1));
    }
    begin = end + 1;
  }
  return out;
}

// Texts of labels that were not learned have a number of their own, after the learned ones.
std::vector<std::uint32_t> truth_of(const Texts& test, const std::map<std::string, std::uint32_t>& numbers) {
  std::vector<std::uint32_t> truth;
  for (const std::string& label : test.labels) {
    const auto found = numbers.find(label);
    truth.push_back(found == numbers.end() ? static_cast<std::uint32_t>(numbers.size()) : found->second);
  }
  return truth;
}

Json with_speed(const char* name, std::span<const std::uint32_t> truth, std::span<const std::uint32_t> given,
                std::size_t labels, double train_s, std::size_t bytes, double apply_s) {
  const std::size_t n = truth.size();
  const learning::ClassificationQuality quality = learning::classification_quality(truth, given, labels + 1);
  return Json{{"name", name},
              {"accuracy", quality.accuracy},
              {"macro_f1", quality.macro_f1},
              {"train_cpu_s", train_s},
              {"model_mb", static_cast<double>(bytes) / 1e6},
              {"texts_per_core_s", static_cast<double>(n) / std::max(apply_s, 1e-9)}};
}

// The likelihood of a split at least as uneven as this one of fair coins.
double chance_of(std::size_t one, std::size_t other) {
  const double n = static_cast<double>(one + other);
  double tail = 0;
  for (std::size_t i = 0; i <= std::min(one, other); ++i) {
    const double k = static_cast<double>(i);
    tail += std::exp(std::lgamma(n + 1) - std::lgamma(k + 1) - std::lgamma(n - k + 1) - n * std::log(2.0));
  }
  return std::min(1.0, 2 * tail);
}

Json measure_ours(const Texts& train, const Texts& test, const Texts& outside, std::vector<std::string> names,
                  const std::map<std::string, std::uint32_t>& numbers, std::vector<std::uint32_t>& given_labels) {
  using namespace learning;
  std::vector<LabelledText> given;
  for (std::size_t i = 0; i < train.texts.size(); ++i) {
    given.push_back({train.texts[i], numbers.at(train.labels[i])});
  }
  const double begin = processor_seconds();
  TextClassifierTrainer trainer(std::move(names), {});
  const auto bundle = trainer.train(given, {}, [](const StepMetrics&) { return true; });
  const double trained = processor_seconds();
  const auto classifier = TextClassifier::open(bundle.value());
  const std::size_t labels = classifier.value().labels().size();
  TextClassifier::Scratch scratch;
  std::vector<float> all(test.texts.size() * labels);
  const double start = processor_seconds();
  for (std::size_t i = 0; i < test.texts.size(); ++i) {
    classifier->classify(test.texts[i], scratch, std::span(all).subspan(i * labels, labels));
  }
  const double applied = processor_seconds();
  std::vector<float> confidences;
  std::vector<std::uint8_t> correct;
  const std::vector<std::uint32_t> truth = truth_of(test, numbers);
  const std::vector<Answer> given_answers = answers(all, labels);
  for (std::size_t i = 0; i < given_answers.size(); ++i) {
    given_labels.push_back(given_answers[i].label);
    confidences.push_back(given_answers[i].confidence);
    correct.push_back(truth[i] == given_answers[i].label ? 1 : 0);
  }
  Json out = with_speed("ours", truth, given_labels, labels, trained - begin, bundle->size(), applied - start);
  const RiskCoverageCurve curve = risk_coverage(confidences, correct);
  out["calibration_error"] = expected_calibration_error(confidences, correct);
  out["risk_coverage_area"] = curve.area;
  out["coverage_at_5_percent"] = coverage_at(curve, 0.05);
  const std::size_t half = confidences.size() / 2;
  const auto selection =
      choose_threshold(std::span(confidences).first(half), std::span(correct).first(half), 0.05, 0.05);
  if (selection) out["promised_coverage"] = selection->coverage;
  if (selection && !outside.texts.empty()) {
    std::vector<float> row(labels);
    double withheld = 0;
    for (const std::string& text : outside.texts) {
      classifier->classify(text, scratch, row);
      withheld += *std::ranges::max_element(row) < selection->threshold ? 1 : 0;
    }
    out["outside_withheld"] = withheld / static_cast<double>(outside.texts.size());
  }
  return out;
}

Json measure_peer(TextPeer& peer, const Texts& train, const Texts& test,
                  const std::map<std::string, std::uint32_t>& numbers, std::span<const std::uint32_t> ours) {
  std::vector<std::uint32_t> labels;
  for (const std::string& label : train.labels) labels.push_back(numbers.at(label));
  const double begin = processor_seconds();
  peer.train(train.texts, labels);
  const double trained = processor_seconds();
  std::vector<std::uint32_t> given;
  for (const std::string& text : test.texts) given.push_back(peer.classify(text));
  const double applied = processor_seconds();
  const std::vector<std::uint32_t> truth = truth_of(test, numbers);
  Json out = with_speed(peer.name(), truth, given, numbers.size(), trained - begin, peer.bytes(), applied - trained);
  std::size_t only_it = 0;
  std::size_t only_ours = 0;
  for (std::size_t i = 0; i < truth.size(); ++i) {
    only_it += given[i] == truth[i] && ours[i] != truth[i] ? 1 : 0;
    only_ours += given[i] != truth[i] && ours[i] == truth[i] ? 1 : 0;
  }
  out["only_it_right"] = only_it;
  out["only_ours_right"] = only_ours;
  out["chance"] = chance_of(only_it, only_ours);
  return out;
}

int run(const std::vector<std::string>& args) {
  std::vector<std::string> files;
  Texts outside;
  bool peers = true;
  bool json = false;
  for (std::size_t a = 0; a < args.size(); ++a) {
    if (args[a] == "--outside" && a + 1 < args.size()) {
      outside = read(args[++a]);
    } else if (args[a] == "--ours") {
      peers = false;
    } else if (args[a] == "--json") {
      json = true;
    } else {
      files.push_back(args[a]);
    }
  }
  if (files.size() != 2) {
    std::fprintf(stderr, "usage: cxai-bench-text-classifier TRAIN.tsv TEST.tsv [--outside FILE] [--ours] [--json]\n");
    return 2;
  }
  const Texts train = read(files[0]);
  const Texts test = read(files[1]);
  std::map<std::string, std::uint32_t> numbers;
  std::vector<std::string> names;
  for (const std::string& label : train.labels) {
    if (numbers.emplace(label, static_cast<std::uint32_t>(names.size())).second) names.push_back(label);
  }
  Json rows = Json::array();
  std::vector<std::uint32_t> ours;
  rows.push_back(measure_ours(train, test, outside, names, numbers, ours));
  if (peers) {
    for (const auto& peer : {make_liblinear(), make_fasttext()}) {
      if (peer) rows.push_back(measure_peer(*peer, train, test, numbers, ours));
    }
  }
  if (json) {
    std::puts(
        base::dump_json(Json{{"train", train.texts.size()}, {"test", test.texts.size()}, {"rows", rows}}).c_str());
    return 0;
  }
  std::printf("%zu texts to learn from, %zu to judge, %zu labels\n", train.texts.size(), test.texts.size(),
              names.size());
  for (const Json& row : rows) {
    for (const auto& [key, value] : row.items()) {
      if (value.is_string()) {
        std::printf("%-10s", value.get<std::string>().c_str());
      } else {
        std::printf(" %s %.4g", key.c_str(), value.get<double>());
      }
    }
    std::puts("");
  }
  return 0;
}

}  // namespace
}  // namespace cxai::bench

int main(int argc, char** argv) {
  return cxai::bench::run({argv + 1, argv + argc});
}
