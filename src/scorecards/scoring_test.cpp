#include "scorecards/scoring.hpp"

#include <gmock/gmock.h>

#include <random>

namespace cxai::scorecards {
namespace {

using testing::ElementsAre;

Question ask(const std::string& id, double weight = 1, Critical critical = Critical::none) {
  Question question;
  question.id = question.text = id;
  question.weight = critical == Critical::compliance ? 0 : weight;
  question.critical = critical;
  return question;
}

// Two sections of weights 1 and 3.
Card two(std::vector<Question> first, std::vector<Question> second) {
  Card card;
  card.sections = {{"a", "A", 1, std::move(first)}, {"b", "B", 3, std::move(second)}};
  return card;
}

}  // namespace

TEST(Scoring, WeighsQuestionsInSectionsAndSectionsInTheCard) {
  const Card card = two({ask("q1", 3), ask("q2", 1)}, {ask("q3")});
  const CardScore result = score(card, {{"q1", "yes"}, {"q2", "no"}, {"q3", "yes"}});
  EXPECT_DOUBLE_EQ(*result.sections[0].share, 0.75);
  EXPECT_DOUBLE_EQ(*result.share, (0.75 + 3) / 4);
  EXPECT_DOUBLE_EQ(*result.five(), 4.69);
  EXPECT_TRUE(result.complete());
}

TEST(Scoring, NotApplicableLeavesTheSumOrCountsAsDone) {
  Card card = two({ask("q1"), ask("q2")}, {ask("q3")});
  EXPECT_DOUBLE_EQ(*score(card, {{"q1", "no"}, {"q2", "na"}, {"q3", "yes"}}).sections[0].share, 0);
  card.sections[0].questions[1].na = NaRule::full_points;
  EXPECT_DOUBLE_EQ(*score(card, {{"q1", "no"}, {"q2", "na"}, {"q3", "yes"}}).sections[0].share, 0.5);
  // A section of which nothing applies leaves the card's sum.
  const CardScore left = score(card, {{"q3", "na"}, {"q1", "yes"}, {"q2", "yes"}});
  EXPECT_FALSE(left.sections[1].share);
  EXPECT_DOUBLE_EQ(*left.share, 1);
  EXPECT_FALSE(score(card, {}).share) << "nothing answered is no score";
}

TEST(Scoring, ThreeKindsOfCriticalFailures) {
  const Answers fails = {{"q1", "no"}, {"q2", "yes"}, {"q3", "yes"}};
  const auto with = [](Critical critical) { return two({ask("q1", 1, critical), ask("q2")}, {ask("q3")}); };
  const CardScore section = score(with(Critical::section), fails);
  EXPECT_TRUE(section.sections[0].failed);
  EXPECT_DOUBLE_EQ(*section.share, 0.75) << "the other section stays";
  EXPECT_FALSE(section.failed);
  const CardScore whole = score(with(Critical::card), fails);
  EXPECT_TRUE(whole.failed);
  EXPECT_DOUBLE_EQ(*whole.share, 0);
  EXPECT_DOUBLE_EQ(*whole.sections[0].share, 0.5) << "sections keep theirs";
  const CardScore compliance = score(with(Critical::compliance), fails);
  EXPECT_FALSE(compliance.compliant);
  EXPECT_DOUBLE_EQ(*compliance.share, 1) << "the score stays";
  EXPECT_THAT(compliance.failures, ElementsAre("q1"));
  EXPECT_TRUE(score(with(Critical::card), {{"q1", "na"}}).failures.empty());
  EXPECT_TRUE(score(with(Critical::card), {{"q1", "yes"}}).failures.empty());
}

TEST(Scoring, OnlyTheWorstAnswerIsACriticalFailure) {
  Question question = ask("q1", 1, Critical::card);
  question.type = QuestionType::scale;
  Card card = two({question}, {ask("q2")});
  EXPECT_TRUE(score(card, {{"q1", "1"}}).failed);
  EXPECT_FALSE(score(card, {{"q1", "2"}}).failed);
  EXPECT_DOUBLE_EQ(*score(card, {{"q1", "2"}}).share, 0.25);
}

TEST(Scoring, ANoMayBeTheGoodAnswer) {
  Question question = ask("q1");
  question.good_is_yes = false;
  EXPECT_DOUBLE_EQ(*points_of(question, "no"), 1);
  EXPECT_DOUBLE_EQ(*points_of(question, "yes"), 0);
}

TEST(Scoring, SaysHowMuchWeightTheAnswersRestOn) {
  const Card card = two({ask("q1", 3), ask("q2", 1)}, {ask("q3")});
  EXPECT_DOUBLE_EQ(score(card, {{"q1", "yes"}}).weight_answered, 0.75 / 4);
  EXPECT_DOUBLE_EQ(score(card, {{"q3", "na"}}).weight_answered, 0.75);
  EXPECT_FALSE(score(card, {{"q3", "na"}}).complete());
}

// Whatever the card and the answers: a share stays within [0, 1], and a better answer never lowers the score.
TEST(Scoring, ABetterAnswerNeverLowersTheScore) {
  std::mt19937 random(7);
  const auto below = [&](unsigned n) { return static_cast<int>(random() % n); };
  for (int round = 0; round < 500; ++round) {
    Card card;
    Answers answers;
    for (int s = 0; s < 3; ++s) {
      Section section{"s" + std::to_string(s), "S", static_cast<double>(1 + below(4)), {}};
      for (int k = 0; k < 3; ++k) {
        auto question = ask("q" + std::to_string(s) + std::to_string(k), below(4), static_cast<Critical>(below(4)));
        answers[question.id] = below(5) == 0 ? "na" : below(2) == 0 ? "no" : "yes";
        section.questions.push_back(question);
      }
      card.sections.push_back(section);
    }
    const CardScore before = score(card, answers);
    if (!before.share) continue;
    ASSERT_GE(*before.share, 0);
    ASSERT_LE(*before.share, 1);
    for (auto& [id, answer] : answers) {
      if (answer != "no") continue;
      answer = "yes";
      const CardScore after = score(card, answers);
      ASSERT_GE(*after.share, *before.share - 1e-12);
      answer = "no";
    }
  }
}

}  // namespace cxai::scorecards
