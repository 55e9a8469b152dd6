#include "learning/text_classifier.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "base/hash.hpp"
#include "learning/text_classifier_trainer.hpp"

namespace cxai::learning {
namespace {

const std::vector<std::string> kLabels = {"kargo", "fatura", "iptal"};

struct ToyTexts {
  std::vector<std::string> texts;
  std::vector<std::uint32_t> labels;
  std::vector<LabelledText> all() const {
    std::vector<LabelledText> out;
    for (std::size_t i = 0; i < texts.size(); ++i) out.push_back({texts[i], labels[i]});
    return out;
  }
};

// What people want, among words that say nothing; one in twenty has the wrong label.
ToyTexts make_toy(std::size_t n, unsigned seed) {
  static const std::vector<std::vector<std::string>> kTopics = {
      {"kargom gelmedi", "paket nerede", "teslimat gecikti", "kurye uğramadı"},
      {"faturam yüksek", "ücret yanlış", "iki kez tahsil edildi", "borcum görünüyor"},
      {"aboneliğimi iptal edin", "üyeliği kapatın", "vazgeçtim", "sözleşmeyi feshedin"}};
  static const std::vector<std::string> kPlain = {"merhaba", "lütfen", "dün", "yine", "acaba", "teşekkürler", "ben"};
  std::mt19937 random(seed);
  ToyTexts toy;
  for (std::size_t i = 0; i < n; ++i) {
    const auto label = static_cast<std::uint32_t>(random() % 3);
    std::string text = kPlain[random() % kPlain.size()] + " " + kTopics[label][random() % 4];
    for (std::size_t w = 0; w < random() % 4; ++w) text += " " + kPlain[random() % kPlain.size()];
    toy.texts.push_back(text);
    toy.labels.push_back(random() % 20 == 0 ? static_cast<std::uint32_t>(random() % 3) : label);
  }
  return toy;
}

TrainerOptions small_options(std::size_t threads = 2) {
  return {.seed = 3, .threads = threads, .epochs = 6, .hidden = 16, .folds = 3};
}

std::string train(const ToyTexts& toy, const TrainerOptions& options) {
  TextClassifierTrainer trainer(kLabels, options);
  auto bundle = trainer.train(toy.all(), {}, [](const StepMetrics&) { return true; });
  EXPECT_TRUE(bundle) << bundle.error().message;
  return bundle ? *bundle : "";
}

TEST(TextClassifier, LearnsAndIsAsSureAsItIsRight) {
  const std::string bundle = train(make_toy(1500, 1), small_options());
  const auto classifier = TextClassifier::open(bundle);
  ASSERT_TRUE(classifier) << classifier.error().message;
  EXPECT_EQ(classifier->labels(), kLabels);
  const ToyTexts test = make_toy(600, 2);
  TextClassifier::Scratch scratch;
  std::vector<float> probabilities(3);
  double right = 0;
  double sure = 0;
  for (std::size_t i = 0; i < test.texts.size(); ++i) {
    classifier->classify(test.texts[i], scratch, probabilities);
    ASSERT_NEAR(std::accumulate(probabilities.begin(), probabilities.end(), 0.0F), 1, 1e-4);
    const auto best = std::ranges::max_element(probabilities);
    right += static_cast<std::uint32_t>(best - probabilities.begin()) == test.labels[i] ? 1 : 0;
    sure += static_cast<double>(*best);
  }
  EXPECT_GT(right / 600, 0.94);  // a thirtieth has a label nobody could know
  EXPECT_NEAR(sure / 600, right / 600, 0.04);
}

TEST(TextClassifier, IsUnsureOfWhatItDoesNotKnow) {
  const std::string bundle = train(make_toy(600, 1), small_options());
  const auto classifier = TextClassifier::open(bundle);
  ASSERT_TRUE(classifier);
  TextClassifier::Scratch scratch;
  std::vector<float> probabilities(3);
  classifier->classify("kargom gelmedi lütfen", scratch, probabilities);
  const float known = *std::ranges::max_element(probabilities);
  for (const char* text : {"", "😀", "der Zug fährt um sieben Uhr ab", "xyzzy plugh"}) {
    classifier->classify(text, scratch, probabilities);
    EXPECT_LT(*std::ranges::max_element(probabilities), known - 0.1F) << text;
  }
}

TEST(TextClassifierTrainer, TheSameBytesAtAnyNumberOfThreads) {
  const ToyTexts toy = make_toy(200, 1);
  const std::string one = train(toy, small_options(1));
  EXPECT_EQ(one, train(toy, small_options(3)));
  EXPECT_EQ(one, train(toy, small_options(0)));
  TrainerOptions other = small_options();
  other.seed = 4;
  EXPECT_NE(one, train(toy, other));
}

TEST(TextClassifierTrainer, GoesOnWhereItStopped) {
  const ToyTexts toy = make_toy(200, 1);
  const std::string unbroken = train(toy, small_options());
  for (const std::size_t stop : {1U, 4U, 5U}) {
    TextClassifierTrainer first(kLabels, small_options());
    std::string within;
    const auto stopped = first.train(toy.all(), {}, [&](const StepMetrics& metrics) {
      if (metrics.step == stop) within = first.checkpoint();
      return metrics.step < stop;
    });
    ASSERT_FALSE(stopped);
    EXPECT_EQ(stopped.error().code, ErrorCode::cancelled);
    EXPECT_EQ(first.checkpoint(), within);
    TextClassifierTrainer second(kLabels, small_options(1));
    ASSERT_TRUE(second.resume(within));
    EXPECT_EQ(second.checkpoint(), within);
    std::vector<std::size_t> steps;
    const auto bundle = second.train(toy.all(), {}, [&](const StepMetrics& metrics) {
      steps.push_back(metrics.step);
      return true;
    });
    ASSERT_TRUE(bundle) << bundle.error().message;
    EXPECT_EQ(*bundle, unbroken);
    EXPECT_EQ(steps.front(), stop + 1);
    EXPECT_EQ(steps.back(), small_options().epochs);
  }
}

TEST(TextClassifierTrainer, ACheckpointFromTheEndHoldsTheBundleOnly) {
  const ToyTexts sample = make_toy(200, 1);
  std::string last;
  std::string before;
  TextClassifierTrainer first(kLabels, small_options());
  const auto bundle = first.train(sample.all(), {}, [&](const StepMetrics& m) {
    before = std::exchange(last, first.checkpoint());
    return m.step <= m.steps;
  });
  ASSERT_TRUE(bundle);
  EXPECT_LT(last.size(), bundle->size() + 1000);
  EXPECT_GT(before.size(), last.size());
  TextClassifierTrainer second(kLabels, small_options());
  ASSERT_TRUE(second.resume(last));
  const auto again = second.train(sample.all(), {}, [](const StepMetrics&) {
    ADD_FAILURE() << "learned again";
    return true;
  });
  ASSERT_TRUE(again);
  EXPECT_EQ(*again, *bundle);
}

TEST(TextClassifierTrainer, ACheckpointFromBeforeTheStartIsTheStart) {
  const ToyTexts toy = make_toy(100, 1);
  TextClassifierTrainer trainer(kLabels, small_options());
  ASSERT_TRUE(trainer.resume(TextClassifierTrainer(kLabels, small_options()).checkpoint()));
  const auto bundle = trainer.train(toy.all(), {}, [](const StepMetrics&) { return true; });
  ASSERT_TRUE(bundle) << bundle.error().message;
  EXPECT_EQ(*bundle, train(toy, small_options()));
}

TEST(TextClassifierTrainer, RefusesACheckpointThatIsNotItsOwn) {
  const ToyTexts toy = make_toy(100, 1);
  TextClassifierTrainer first(kLabels, small_options());
  const auto stopped = first.train(toy.all(), {}, [](const StepMetrics&) { return false; });
  ASSERT_FALSE(stopped);
  const std::string checkpoint = first.checkpoint();
  const auto report = [](const StepMetrics&) { return true; };
  TextClassifierTrainer other(kLabels, small_options());
  ASSERT_TRUE(other.resume(checkpoint));
  EXPECT_EQ(other.train(make_toy(100, 2).all(), {}, report).error().code, ErrorCode::conflict);
  EXPECT_FALSE(other.resume("CXAITXC4"));
  for (std::size_t at = 0; at < checkpoint.size(); at += checkpoint.size() / 50) {
    std::string damaged = checkpoint;
    damaged[at] = static_cast<char>(damaged[at] ^ 1);
    EXPECT_FALSE(other.resume(damaged)) << at;
  }
  // Signed anew, but cut short.
  std::string cut = checkpoint.substr(0, checkpoint.size() - 100);
  cut.replace(8, 64, base::sha256_hex(std::string_view(cut).substr(72)));
  ASSERT_TRUE(other.resume(cut));
  EXPECT_EQ(other.train(toy.all(), {}, report).error().code, ErrorCode::corrupt_data);
}

TEST(TextClassifierTrainer, ReportsItsSteps) {
  const ToyTexts toy = make_toy(300, 1);
  const ToyTexts valid = make_toy(100, 2);
  TextClassifierTrainer trainer(kLabels, small_options());
  std::vector<StepMetrics> seen;
  const auto bundle = trainer.train(toy.all(), valid.all(), [&](const StepMetrics& metrics) {
    seen.push_back(metrics);
    return true;
  });
  ASSERT_TRUE(bundle);
  ASSERT_EQ(seen.size(), 6U);
  EXPECT_EQ(seen[0].step, 1U);
  EXPECT_EQ(seen[0].steps, 6U);
  EXPECT_FALSE(seen[0].full_valid_loss);
  EXPECT_TRUE(seen[5].full_valid_accuracy);
  EXPECT_LT(seen[5].train_loss, seen[0].train_loss);
  EXPECT_GT(*seen[5].full_valid_accuracy, 0.9);
}

TEST(TextClassifierTrainer, RefusesWhatItCannotLearnFrom) {
  const auto report = [](const StepMetrics&) { return true; };
  const ToyTexts toy = make_toy(10, 1);
  const auto code = [&](std::vector<std::string> labels, const TrainerOptions& options,
                        const std::vector<LabelledText>& texts) {
    const auto bundle = TextClassifierTrainer(std::move(labels), options).train(texts, {}, report);
    return bundle ? std::string("none") : std::string(base::to_string(bundle.error().code));
  };
  EXPECT_EQ(code({"one"}, small_options(), {}), "invalid_input");
  EXPECT_EQ(code(kLabels, small_options(), {}), "invalid_input");
  EXPECT_EQ(code(kLabels, small_options(), {{"text", 3}}), "invalid_input");
  TrainerOptions odd = small_options();
  odd.hidden = 12;
  EXPECT_EQ(code(kLabels, odd, toy.all()), "invalid_input");
  // Little is no mistake: one text, an empty one, labels nobody has.
  EXPECT_EQ(code(kLabels, small_options(), {{"text", 1}}), "none");
  EXPECT_EQ(code(kLabels, small_options(), {{"", 1}, {"", 2}}), "none");
}

TEST(TextClassifier, RefusesEveryDamagedBundle) {
  const std::string bundle = train(make_toy(60, 1), small_options());
  EXPECT_EQ(TextClassifier::open("").error().code, ErrorCode::corrupt_data);
  EXPECT_FALSE(TextClassifier::open(bundle + "x"));
  for (std::size_t at = 0; at < bundle.size(); at += bundle.size() / 40) {
    std::string damaged = bundle;
    damaged[at] = static_cast<char>(damaged[at] ^ 1);
    EXPECT_FALSE(TextClassifier::open(damaged)) << at;
    EXPECT_FALSE(TextClassifier::open(std::string_view(bundle).substr(0, at))) << at;
  }
}

// Whoever signs a bundle anew must still not be read past its end.
TEST(TextClassifier, RefusesABundleWithARightDigestAndWrongSizes) {
  constexpr std::size_t kBody = 8 + 64;
  const std::string bundle = train(make_toy(20, 1), small_options());
  for (std::size_t at = kBody; at < bundle.size(); at += at < kBody + 60 ? 1 : 1009) {
    std::string damaged = bundle;
    damaged[at] = static_cast<char>(damaged[at] ^ 0x7F);
    damaged.replace(8, 64, base::sha256_hex(std::string_view(damaged).substr(kBody)));
    const auto opened = TextClassifier::open(damaged);
    if (!opened) continue;
    TextClassifier::Scratch scratch;
    std::vector<float> probabilities(opened->labels().size());
    opened->classify("kargom gelmedi", scratch, probabilities);
  }
}

}  // namespace
}  // namespace cxai::learning
