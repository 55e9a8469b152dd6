#include "learning/one_vs_rest.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>
#include <string>
#include <vector>

#include "learning/hash.hpp"

namespace cxai::learning {
namespace {

// Texts of three labels: one word of each label's own, and words that all of them have.
struct World {
  World() {
    static constexpr const char* kOwn[] = {"fatura", "modem", "iptal"};
    static constexpr const char* kCommon[] = {"merhaba", "bir", "konu", "var", "lütfen", "bugün"};
    for (std::uint64_t i = 0; i < 60; ++i) {
      labels.push_back(static_cast<std::uint32_t>(i % 3));
      std::string text = kOwn[i % 3];
      for (std::uint64_t w = 0; w < 4; ++w) text += std::string(" ") + kCommon[mix(i * 4 + w) % std::size(kCommon)];
      texts.push_back(std::move(text));
    }
    const std::vector<std::string_view> views(texts.begin(), texts.end());
    vocabulary.emplace(views, VocabularyOptions{}, 1);
    vectors = vocabulary->vectors(views, 1);
    members.resize(texts.size());
    std::iota(members.begin(), members.end(), 0U);
  }
  OneVsRest machines(LinearOptions options) const { return {vectors, labels, members, 3, vocabulary->size(), options}; }
  // How much of the squared weights of a label lies on columns of more than half of the texts.
  double on_common(const OneVsRest& machines) const {
    double common = 0;
    double all = 0;
    for (std::size_t column = 0; column < vocabulary->size(); ++column) {
      const double square = std::pow(static_cast<double>(machines.weight(column, 0)), 2);
      all += square;
      common += vocabulary->idf()[column] < 1.7F ? square : 0;
    }
    return common / all;
  }

  std::vector<std::string> texts;
  std::vector<std::uint32_t> labels;
  std::vector<std::uint32_t> members;
  std::optional<Vocabulary> vocabulary;
  TextVectors vectors;
};

void learn(OneVsRest& machines, const World& world) {
  for (int pass = 0; pass < 10; ++pass) machines.pass(0, world.members);
}

TEST(OneVsRest, TellsItsTextsApartWithAndWithoutRatios) {
  const World world;
  for (const float smoothing : {0.0F, 0.1F}) {
    OneVsRest machines = world.machines({.cost = 1, .balance = 0.5F, .smoothing = smoothing});
    learn(machines, world);
    std::vector<float> scores(OneVsRest::kLanes);
    for (std::size_t i = 0; i < world.texts.size(); ++i) {
      machines.score(world.vectors[i], scores);
      EXPECT_EQ(std::max_element(scores.begin(), scores.begin() + 3) - scores.begin(), world.labels[i]);
    }
  }
}

TEST(OneVsRest, WithRatiosWhatAllLabelsHaveCountsLess) {
  const World world;
  OneVsRest plain = world.machines({.cost = 1});
  OneVsRest telling = world.machines({.cost = 1, .smoothing = 0.1F});
  learn(plain, world);
  learn(telling, world);
  EXPECT_GT(world.on_common(plain), 0);
  EXPECT_LT(world.on_common(telling), world.on_common(plain) / 4);
}

TEST(OneVsRest, DualsHoldAllThatWasLearned) {
  const World world;
  for (const float smoothing : {0.0F, 0.1F}) {
    OneVsRest first = world.machines({.cost = 1, .smoothing = smoothing});
    OneVsRest second = world.machines({.cost = 1, .smoothing = smoothing});
    learn(first, world);
    second.set_duals(0, first.duals(0));
    for (std::size_t column = 0; column < world.vocabulary->size(); ++column) {
      for (std::size_t label = 0; label < 3; ++label) {
        ASSERT_EQ(first.weight(column, label), second.weight(column, label));
      }
    }
  }
}

}  // namespace
}  // namespace cxai::learning
