// How often a classifier of texts is right, how well it knows that, and whether the promised error rate holds, on parts
// of public sets: few labels and few texts of each, so that it is over in a minute. The whole sets are measured in
// bench.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <memory>
#include <random>

#include "base/json.hpp"
#include "baselines.hpp"
#include "learning/metrics.hpp"
#include "learning/selection.hpp"
#include "learning/text_classifier.hpp"
#include "learning/text_classifier_trainer.hpp"

namespace cxai::learning {
namespace {

using base::Json;

constexpr double kRisk = 0.05;
constexpr double kDelta = 0.05;

// A file of the shared texts; empty when it is not there.
std::string shared_text(const std::string& path) {
  const char* shared = std::getenv("CXAI_SHARED");
  if (shared == nullptr) return {};
  const std::string file = std::string(shared) + "/data/text/" + path;
  if (!std::filesystem::exists(file)) return {};
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> pipe(
      popen((file.ends_with(".xz") ? "xz -dc '" + file + "'" : "cat '" + file + "'").c_str(), "r"), pclose);
  std::string text;
  char buffer[1U << 16U];
  for (std::size_t n = 0; (n = fread(buffer, 1, sizeof buffer, pipe.get())) > 0;) text.append(buffer, n);
  return text;
}

struct Examples {
  std::vector<std::string> texts;
  std::vector<std::string> labels;
  void add(std::string text, std::string label) {
    texts.push_back(std::move(text));
    labels.push_back(std::move(label));
  }
};

// Of lines of JSON with a text and a label.
Examples lines(const std::string& path, const char* label) {
  Examples out;
  const std::string text = shared_text(path);
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    const auto row = base::parse_json(std::string_view(text).substr(begin, end - begin));
    begin = end + 1;
    if (!row || !row->contains(label)) continue;
    out.add((*row)["text"].get<std::string>(), (*row)[label].get<std::string>());
  }
  return out;
}

// Of a list of pairs of text and label.
Examples pairs(const std::string& path) {
  Examples out;
  const auto rows = base::parse_json(shared_text(path));
  if (!rows) return out;
  for (const Json& row : *rows) out.add(row[0].get<std::string>(), row[1].get<std::string>());
  return out;
}

// At most `each` texts of every label but those that come after the first `labels` ones.
Examples part(const Examples& all, std::size_t labels, std::size_t each) {
  Examples out;
  std::map<std::string, std::size_t> taken;
  for (std::size_t i = 0; i < all.texts.size(); ++i) {
    if (!taken.contains(all.labels[i]) && taken.size() == labels) continue;
    if (taken[all.labels[i]]++ < each) out.add(all.texts[i], all.labels[i]);
  }
  return out;
}

struct Judged {
  std::vector<float> confidences;
  std::vector<std::uint8_t> correct;
  double accuracy() const {
    return static_cast<double>(std::ranges::count(correct, 1)) /
           static_cast<double>(std::max<std::size_t>(1, correct.size()));
  }
};

class Classifier {
 public:
  explicit Classifier(const Examples& train) {
    std::vector<std::string> names;
    std::vector<LabelledText> texts;
    for (std::size_t i = 0; i < train.texts.size(); ++i) {
      const auto [found, added] = numbers_.emplace(train.labels[i], static_cast<std::uint32_t>(names.size()));
      if (added) names.push_back(train.labels[i]);
      texts.push_back({train.texts[i], found->second});
    }
    TextClassifierTrainer trainer(names, {.epochs = 8, .hidden = 32, .networks = 1, .folds = 3});
    bundle_ = trainer.train(texts, {}, [](const StepMetrics&) { return true; }).value();
    classifier_ = TextClassifier::open(bundle_).value();
  }

  // Texts of labels it does not have are always wrong.
  Judged judge(const Examples& examples) {
    const std::size_t labels = classifier_.labels().size();
    std::vector<float> all(examples.texts.size() * labels);
    for (std::size_t i = 0; i < examples.texts.size(); ++i) {
      classifier_.classify(examples.texts[i], scratch_, std::span(all).subspan(i * labels, labels));
    }
    Judged judged;
    const std::vector<Answer> given = answers(all, labels);
    for (std::size_t i = 0; i < given.size(); ++i) {
      const auto truth = numbers_.find(examples.labels[i]);
      judged.confidences.push_back(given[i].confidence);
      judged.correct.push_back(truth != numbers_.end() && truth->second == given[i].label ? 1 : 0);
    }
    return judged;
  }

 private:
  std::map<std::string, std::uint32_t> numbers_;
  std::string bundle_;
  TextClassifier classifier_;
  TextClassifier::Scratch scratch_;
};

Json figures(const char* set, const Judged& judged) {
  const double calibrated = 1 - expected_calibration_error(judged.confidences, judged.correct);
  const RiskCoverageCurve curve = risk_coverage(judged.confidences, judged.correct);
  std::printf("%s: accuracy %.3f, calibrated %.3f, coverage at 5 %% errors %.3f, area under the curve %.4f, n = %zu\n",
              set, judged.accuracy(), calibrated, coverage_at(curve, kRisk), curve.area, judged.correct.size());
  return {{"n", judged.correct.size()}, {"accuracy", judged.accuracy()}, {"calibrated", calibrated}};
}

// Thresholds chosen on one half at random, errors counted on the other: too many in at most delta of 200 splits.
void expect_promise(const char* set, const Judged& judged, double risk) {
  constexpr int kSplits = 200;
  std::mt19937 random(5);
  std::vector<std::size_t> order(judged.correct.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  int broken = 0;
  double coverage = 0;
  for (int split = 0; split < kSplits; ++split) {
    std::ranges::shuffle(order, random);
    std::vector<float> confidences;
    std::vector<std::uint8_t> correct;
    for (std::size_t i = 0; i < order.size() / 2; ++i) {
      confidences.push_back(judged.confidences[order[i]]);
      correct.push_back(judged.correct[order[i]]);
    }
    const auto selection = choose_threshold(confidences, correct, risk, kDelta);
    ASSERT_TRUE(selection);
    double answered = 0;
    double wrong = 0;
    for (std::size_t i = order.size() / 2; i < order.size(); ++i) {
      if (static_cast<double>(judged.confidences[order[i]]) < selection->threshold) continue;
      answered += 1;
      wrong += judged.correct[order[i]] == 0 ? 1 : 0;
    }
    broken += wrong > risk * answered ? 1 : 0;
    coverage += answered / static_cast<double>(order.size() - order.size() / 2) / kSplits;
  }
  std::printf("%s: %g %% promised, broken in %d of %d splits, %.3f answered\n", set, 100 * risk, broken, kSplits,
              coverage);
  EXPECT_LE(broken, kDelta * kSplits) << set;
  EXPECT_GT(coverage, 0.1) << set;
}

TEST(TextClassifierQuality, IsAsGoodAsItWas) {
  const Examples clinc = pairs("official/clinc150/train.json.xz");
  const Examples complaints = lines("tr_complaints.train.jsonl.xz", "company");
  if (clinc.texts.empty() || complaints.texts.empty()) {
    GTEST_SKIP() << "set CXAI_SHARED to the folder that holds data/text";
  }
  Json now = Json::object();

  Classifier intents(part(clinc, 30, 25));
  const Judged inside = intents.judge(part(pairs("official/clinc150/val.json.xz"), 30, 20));
  now["clinc150, 30 labels"] = figures("clinc150, 30 labels", inside);
  const Judged outside = intents.judge(pairs("official/clinc150/oos_val.json"));
  const auto selection = choose_threshold(inside.confidences, inside.correct, kRisk, kDelta);
  ASSERT_TRUE(selection);
  const auto withheld = std::ranges::count_if(outside.confidences,
                                              [&](float c) { return static_cast<double>(c) < selection->threshold; });
  const double recall = static_cast<double>(withheld) / static_cast<double>(outside.confidences.size());
  std::printf("clinc150, out of scope: %.3f withheld, n = %zu\n", recall, outside.confidences.size());
  now["clinc150, out of scope"] = {{"n", outside.confidences.size()}, {"withheld", recall}};
  expect_promise("clinc150, 30 labels", inside, kRisk);

  Classifier companies(part(complaints, 7, 80));
  const Judged routed = companies.judge(part(lines("tr_complaints.dev.jsonl.xz", "company"), 7, 200));
  now["tr_complaints, company"] = figures("tr_complaints, company", routed);
  expect_promise("tr_complaints, company", routed, kRisk);

  Classifier moods(part(lines("tr_telecom_sentiment_reason.train.jsonl.xz", "sentiment"), 3, 300));
  const Judged felt = moods.judge(part(lines("tr_telecom_sentiment_reason.dev.jsonl.xz", "sentiment"), 3, 400));
  now["tr_telecom_sentiment_reason, sentiment"] = figures("tr_telecom_sentiment_reason, sentiment", felt);
  expect_promise("tr_telecom_sentiment_reason, sentiment", felt, 0.2);

  if (compare_with_baselines("text_classifier", now)) {
    GTEST_SKIP() << "CXAI_ACCEPT: baselines.json written anew; nothing was compared";
  }
}

}  // namespace
}  // namespace cxai::learning
