#include "learning/tagger.hpp"

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

#include "base/hash.hpp"
#include "learning/hash.hpp"
#include "learning/tagger_trainer.hpp"

namespace cxai::learning {
namespace {

TEST(Lexicon, KnowsItsWordsAndNoOthers) {
  LexiconBuilder builder;
  for (int i = 0; i < 5000; ++i) builder.add(hash_of("word" + std::to_string(i)), static_cast<WordClasses>(1 + i % 7));
  builder.add(hash_of("word3"), 8);
  const std::string bytes = builder.bytes();
  const auto lexicon = Lexicon::over(bytes);
  ASSERT_TRUE(lexicon);
  EXPECT_EQ(lexicon->classes(hash_of("word3")), 4 | 8);
  for (int i = 4; i < 5000; ++i) ASSERT_EQ(lexicon->classes(hash_of("word" + std::to_string(i))), 1 + i % 7);
  int taken_for_known = 0;
  for (int i = 0; i < 20000; ++i)
    taken_for_known += lexicon->classes(hash_of("other" + std::to_string(i))) != 0 ? 1 : 0;
  EXPECT_LE(taken_for_known, 6);
  EXPECT_EQ(Lexicon().classes(hash_of("word3")), 0);
}

TEST(Lexicon, RefusesWhatCannotBeSearched) {
  EXPECT_EQ(Lexicon::over("").error().code, ErrorCode::corrupt_data);
  EXPECT_EQ(Lexicon::over(std::string(12, '\0')).error().code, ErrorCode::corrupt_data);  // three slots
  EXPECT_EQ(Lexicon::over(std::string(16, 'x')).error().code, ErrorCode::corrupt_data);   // none empty
}

TEST(FeatureTable, FindsWhatWasPutIn) {
  std::vector<FeatureWeights> features;
  for (int i = 0; i < 3000; ++i) {
    features.push_back({mix(static_cast<std::uint64_t>(i) + 1),
                        {static_cast<std::int8_t>(i % 127), static_cast<std::int8_t>(-(i % 50)), 3, 0, 9}});
  }
  const std::string bytes = build_feature_table(features, 5);
  const auto table = FeatureTable::over(bytes, 5);
  ASSERT_TRUE(table);
  for (const FeatureWeights& feature : features) {
    const std::int8_t* found = table->find(feature.feature);
    ASSERT_NE(found, nullptr);
    EXPECT_TRUE(std::equal(feature.weights.begin(), feature.weights.end(), found));
  }
  EXPECT_EQ(table->find(mix(999'999)), nullptr);
  EXPECT_FALSE(FeatureTable::over(bytes.substr(1), 5));
}

// A toy language: a name is what stands behind "named", or behind another name when it begins with a capital.
struct Toy {
  std::vector<std::uint64_t> features;
  std::vector<std::uint32_t> ends;
  std::vector<Tag> tags;
};

Toy make_toy(std::mt19937& rng) {
  const std::vector<std::string> plain = {"the", "order", "was", "late", "again", "and", "cold"};
  const std::vector<std::string> names = {"Ada", "Bo", "Cy", "Di", "Ed", "Flo"};
  std::vector<std::pair<std::string, Tag>> words;
  const auto pick = [&](const std::vector<std::string>& from) { return from[rng() % from.size()]; };
  for (std::size_t i = 0; i < 2 + rng() % 4; ++i) words.emplace_back(pick(plain), 0);
  if (rng() % 2 == 0) {
    words.emplace_back("named", 0);
    words.emplace_back(pick(names), 1);
    if (rng() % 2 == 0) words.emplace_back(pick(names), 2);
  } else if (rng() % 2 == 0) {
    words.emplace_back(pick(names), 0);  // a capital that is no name
  }
  words.emplace_back(pick(plain), 0);
  Toy toy;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const bool capital = words[i].first[0] < 'a';
    toy.features.push_back(hash_of("w=" + words[i].first));
    toy.features.push_back(hash_of(i > 0 ? "l=" + words[i - 1].first : "first"));
    toy.features.push_back(hash_of(capital ? "capital" : "small"));
    toy.ends.push_back(static_cast<std::uint32_t>(toy.features.size()));
    toy.tags.push_back(words[i].second);
  }
  return toy;
}

TrainedWeights train_toy(std::uint64_t seed) {
  TrainingOptions options;
  options.epochs = 6;
  options.seed = seed;
  TaggerTrainer trainer(options);
  std::vector<Toy> examples;
  std::mt19937 rng(7);
  for (int i = 0; i < 400; ++i) examples.push_back(make_toy(rng));
  for (const Toy& toy : examples) trainer.count(toy.features);
  for (const Toy& toy : examples) trainer.add(toy.features, toy.ends, toy.tags);
  return trainer.train([](std::size_t, double) {});
}

std::string toy_bundle(std::uint64_t seed = 1) {
  const TrainedWeights trained = train_toy(seed);
  LexiconBuilder lexicon;
  lexicon.add(hash_of("ada"), 1);
  return write_tagger(
      {"toy/1", {"O", "B", "I"}, trained.transitions, trained.scale, lexicon.bytes(), trained.features});
}

TEST(TaggerTrainer, LearnsAndItsBundleTagsNewSequences) {
  const std::string bundle = toy_bundle();
  const auto tagger = Tagger::open(bundle, "toy/1");
  ASSERT_TRUE(tagger) << tagger.error().message;
  EXPECT_EQ(tagger->tags(), (std::vector<std::string>{"O", "B", "I"}));
  EXPECT_EQ(tagger->lexicon().classes(hash_of("ada")), 1);
  std::mt19937 rng(1234);
  Chain chain(3);
  chain.set_transitions(tagger->transitions());
  int wrong = 0;
  int tokens = 0;
  for (int n = 0; n < 200; ++n) {
    const Toy toy = make_toy(rng);
    std::vector<float> scores(toy.tags.size() * 3);
    for (std::size_t i = 0; i < toy.tags.size(); ++i) {
      const std::size_t from = i == 0 ? 0 : toy.ends[i - 1];
      tagger->add_scores(std::span(toy.features).subspan(from, toy.ends[i] - from),
                         std::span(scores).subspan(i * 3, 3));
    }
    const auto best = chain.best(scores);
    for (std::size_t i = 0; i < toy.tags.size(); ++i) wrong += best[i] != toy.tags[i] ? 1 : 0;
    tokens += static_cast<int>(toy.tags.size());
  }
  EXPECT_LE(wrong, tokens / 100) << "of " << tokens;
}

TEST(TaggerTrainer, TheSameSeedGivesTheSameBytes) {
  EXPECT_EQ(toy_bundle(3), toy_bundle(3));
  EXPECT_NE(toy_bundle(3), toy_bundle(4));
}

TEST(TaggerTrainer, KeepsTheHeaviestFeatures) {
  TrainingOptions options;
  options.max_features = 5;
  options.min_count = 1;
  TaggerTrainer trainer(options);
  std::mt19937 rng(7);
  std::vector<Toy> examples;
  for (int i = 0; i < 100; ++i) examples.push_back(make_toy(rng));
  for (const Toy& toy : examples) trainer.count(toy.features);
  for (const Toy& toy : examples) trainer.add(toy.features, toy.ends, toy.tags);
  const TrainedWeights trained = trainer.train([](std::size_t, double) {});
  EXPECT_LE(trained.features.size(), 5U);
  EXPECT_GT(trained.features.size(), 0U);
}

TEST(Tagger, RefusesEveryDamagedBundle) {
  const std::string bundle = toy_bundle();
  EXPECT_EQ(Tagger::open("", "toy/1").error().code, ErrorCode::corrupt_data);
  EXPECT_EQ(Tagger::open("something else that is long enough to be one", "toy/1").error().code,
            ErrorCode::corrupt_data);
  EXPECT_EQ(Tagger::open(bundle, "toy/2").error().code, ErrorCode::unsupported);
  EXPECT_FALSE(Tagger::open(bundle + "x", "toy/1"));
  for (std::size_t at = 0; at < bundle.size(); at += 97) {
    std::string damaged = bundle;
    damaged[at] = static_cast<char>(damaged[at] ^ 1);
    EXPECT_FALSE(Tagger::open(damaged, "toy/1")) << at;
    EXPECT_FALSE(Tagger::open(std::string_view(bundle).substr(0, at), "toy/1")) << at;
  }
}

// Whoever signs a bundle anew must still not be read past its end.
TEST(Tagger, RefusesABundleWithARightDigestAndWrongSizes) {
  constexpr std::size_t kBody = 8 + 64;
  const std::string bundle = toy_bundle();
  for (std::size_t at = kBody; at < kBody + 120; ++at) {
    std::string damaged = bundle;
    damaged[at] = static_cast<char>(damaged[at] ^ 0x7F);
    damaged.replace(8, 64, base::sha256_hex(std::string_view(damaged).substr(kBody)));
    const auto opened = Tagger::open(damaged, "toy/1");
    if (opened) {
      std::vector<float> scores(opened->tags().size());
      const std::uint64_t feature = hash_of("capital");
      opened->add_scores({&feature, 1}, scores);
    }
  }
}

}  // namespace
}  // namespace cxai::learning
