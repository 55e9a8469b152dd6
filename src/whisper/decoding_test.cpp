#include "whisper/decoding.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "checkpoint/test_weights.hpp"
#include "whisper/log_softmax_loops.hpp"

namespace cxai::whisper {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr float kNever = -std::numeric_limits<float>::infinity();
constexpr std::size_t kVocabulary = 51865;

class Rules : public ::testing::Test {
 protected:
  static void SetUpTestSuite() { tokenizer_ = new checkpoint::Tokenizer(checkpoint::small_tokenizer()); }
  static void TearDownTestSuite() { delete tokenizer_; }
  const checkpoint::Tokenizer& tokenizer() const { return *tokenizer_; }
  int text(std::string_view piece) const { return checkpoint::tokens_of(*tokenizer_, {piece}).at(0); }
  int time(int step) const { return tokenizer_->special().first_timestamp + step; }
  int end() const { return tokenizer_->special().end_of_text; }

  // What is left of equal logits, but `text_logit` for text.
  std::vector<float> after(const std::vector<int>& sampled, const DecodingRules& rules = {},
                           float text_logit = 20) const {
    std::vector<float> logits(kVocabulary, 0.0F);
    std::fill(logits.begin(), logits.begin() + end(), text_logit);
    logits[static_cast<std::size_t>(end())] = text_logit;
    apply_rules(logits, sampled, *tokenizer_, rules);
    return logits;
  }
  static bool allowed(const std::vector<float>& logits, int token) {
    return logits[static_cast<std::size_t>(token)] != kNever;
  }

 private:
  static inline checkpoint::Tokenizer* tokenizer_ = nullptr;
};

TEST_F(Rules, FirstTokenIsAnEarlyTimestamp) {
  const auto logits = after({});
  for (int step = 0; step <= 1500; ++step) EXPECT_EQ(allowed(logits, time(step)), step <= 50) << step;
  for (int token = 0; token < time(0); ++token) ASSERT_FALSE(allowed(logits, token)) << token;
}

TEST_F(Rules, WithoutTimestampsTextFollowsAtOnce) {
  const DecodingRules rules{.timestamps = false};
  const auto first = after({}, rules);
  EXPECT_TRUE(allowed(first, text("a")));
  EXPECT_FALSE(allowed(first, text(" ")));
  EXPECT_FALSE(allowed(first, end()));
  EXPECT_FALSE(allowed(first, text("(")));
  const auto later = after({text("a")}, rules);
  EXPECT_TRUE(allowed(later, end()));
  EXPECT_TRUE(allowed(later, text(" ")));
  for (int step = 0; step <= 1500; ++step) ASSERT_FALSE(allowed(later, time(step)));
}

TEST_F(Rules, SpecialTokensNeverFollow) {
  const auto logits = after({time(0), text("a")}, {.suppress_non_speech = false});
  EXPECT_TRUE(allowed(logits, text("(")));
  for (int token = end() + 1; token < time(0); ++token) EXPECT_FALSE(allowed(logits, token)) << token;
}

TEST_F(Rules, TimestampsComeInPairsAndNeverGoBack) {
  const auto opened = after({time(10)});
  EXPECT_TRUE(allowed(opened, text("a")));
  EXPECT_FALSE(allowed(opened, time(11)));
  const auto spoken = after({time(10), text("a")});
  EXPECT_TRUE(allowed(spoken, text("a")));
  EXPECT_FALSE(allowed(spoken, time(10)));  // no empty stretch
  EXPECT_TRUE(allowed(spoken, time(11)));
  const auto closed = after({time(10), text("a"), time(20)});
  EXPECT_FALSE(allowed(closed, text("a")));
  EXPECT_TRUE(allowed(closed, end()));
  EXPECT_FALSE(allowed(closed, time(19)));
  EXPECT_TRUE(allowed(closed, time(20)));
  const auto reopened = after({time(10), text("a"), time(20), time(20)});
  EXPECT_TRUE(allowed(reopened, text("a")));
  EXPECT_FALSE(allowed(reopened, time(30)));
}

TEST_F(Rules, AllTimestampsTogetherBeatTheLikeliestWord) {
  // 1490 timestamps of logit 0 together are e^7.3.
  const std::vector<int> sampled{time(10), text("a")};
  EXPECT_FALSE(allowed(after(sampled, {}, 7.0F), text("b")));
  EXPECT_TRUE(allowed(after(sampled, {}, 7.6F), text("b")));
}

TEST_F(Rules, AtTheGreatestLengthOnlyTheEndFollows) {
  const auto logits = after(std::vector<int>(5, text("a")), {.sample_length = 5});
  for (int token = 0; token < static_cast<int>(kVocabulary); ++token) ASSERT_EQ(allowed(logits, token), token == end());
}

TEST_F(Rules, SomethingCanAlwaysFollow) {
  std::mt19937_64 random(3);
  for (int run = 0; run < 20; ++run) {
    std::vector<int> sampled;
    for (int step = 0; step < 30; ++step) {
      std::vector<float> logits(kVocabulary);
      for (float& x : logits) x = static_cast<float>(random() % 1000) * 0.02F;
      apply_rules(logits, sampled, tokenizer(), {});
      log_softmax(logits);
      const Choice choice = choose(logits, 1.0, random);
      ASSERT_TRUE(allowed(logits, choice.token));
      if (choice.token == end()) break;
      sampled.push_back(choice.token);
    }
    int last = 0;
    for (const int token : sampled) {
      if (token < time(0)) continue;
      ASSERT_GE(token, last);
      last = token;
    }
  }
}

TEST(LogSoftmax, AgreesWithDouble) {
  std::mt19937 random(9);
  for (const std::size_t size : {std::size_t{1}, std::size_t{31}, std::size_t{100}, kVocabulary}) {
    std::vector<float> logits(size);
    for (float& x : logits) x = static_cast<float>(random() % 40'000) * 1e-3F - 20;
    if (size > 40) logits[40] = kNever;
    double sum = 0;
    for (const float x : logits) sum += std::exp(static_cast<double>(x));
    auto plain = logits;
    log_softmax_loops(plain);
    auto chosen = logits;
    log_softmax(chosen);
    for (std::size_t i = 0; i < size; ++i) {
      const double expected = static_cast<double>(logits[i]) - std::log(sum);
      if (logits[i] == kNever) {
        EXPECT_EQ(chosen[i], kNever);
        continue;
      }
      ASSERT_NEAR(static_cast<double>(plain[i]), expected, 1e-5);
      ASSERT_NEAR(static_cast<double>(chosen[i]), expected, 1e-5);
    }
  }
  std::vector<float> none(100, kNever);
  log_softmax(none);
  EXPECT_EQ(none[3], kNever);
}

TEST(LogSoftmax, ExponentialIsAccurate) {
  for (float x = 0; x > kLeastArgument; x -= 0.0137F) {
    const double expected = std::exp(static_cast<double>(x));
    ASSERT_NEAR(static_cast<double>(exp_of_negative(x)) / expected, 1.0, 3e-7) << x;
  }
}

TEST(Choose, GreedyTakesTheLikeliest) {
  std::mt19937_64 random(1);
  const Choice choice = choose(std::vector<float>{-3, -0.5F, -2}, 0, random);
  EXPECT_EQ(choice.token, 1);
  EXPECT_FLOAT_EQ(static_cast<float>(choice.log_probability), -0.5F);
}

TEST(Choose, NothingPossible) {
  std::mt19937_64 random(1);
  const float nan = std::numeric_limits<float>::quiet_NaN();
  for (const std::vector<float>& none : {std::vector<float>{}, {kNever, kNever}, {nan, nan}})
    for (const double temperature : {0.0, 1.0})
      EXPECT_EQ(choose(none, temperature, random).log_probability, static_cast<double>(kNever));
}

TEST(Choose, DrawsByProbabilityAtTheTemperature) {
  // p = 0.6, 0.3, 0.1 and never; at temperature 0.5 their squares: 36/46, 9/46, 1/46.
  const std::vector<float> log_p{std::log(0.6F), std::log(0.3F), std::log(0.1F), kNever};
  for (const auto& [temperature, expected] :
       {std::pair{1.0, std::array{0.6, 0.3, 0.1}}, std::pair{0.5, std::array{36. / 46, 9. / 46, 1. / 46}}}) {
    std::mt19937_64 random(42);
    std::array<int, 4> counts{};
    constexpr int kDraws = 20'000;
    for (int i = 0; i < kDraws; ++i) {
      const Choice choice = choose(log_p, temperature, random);
      ++counts[static_cast<std::size_t>(choice.token)];
      ASSERT_EQ(choice.log_probability, static_cast<double>(log_p[static_cast<std::size_t>(choice.token)]));
    }
    EXPECT_EQ(counts[3], 0);
    for (std::size_t i = 0; i < 3; ++i) EXPECT_NEAR(static_cast<double>(counts[i]) / kDraws, expected[i], 0.015);
  }
}

TEST(Best, InOrderAndNoImpossibleOnes) {
  const std::vector<float> log_p{-4, -1, kNever, -2, -1, -3};
  const auto three = best(log_p, 3);
  ASSERT_EQ(three.size(), 3U);
  EXPECT_EQ(three[0].token, 1);
  EXPECT_EQ(three[1].token, 4);
  EXPECT_EQ(three[2].token, 3);
  EXPECT_EQ(best(log_p, 10).size(), 5U);
  EXPECT_THAT(best(log_p, 0), IsEmpty());
}

TEST(CompressionRatio, RepetitionStandsOut) {
  EXPECT_EQ(compression_ratio(""), 0);
  EXPECT_LT(compression_ratio("Kargom hâlâ gelmedi, ne yapmam gerekiyor?"), 1.2);
  std::string loop;
  for (int i = 0; i < 20; ++i) loop += "Abone olmayı unutmayın. ";
  EXPECT_GT(compression_ratio(loop), QualityLimits{}.compression_ratio);
}

class Segments : public Rules {};

TEST_F(Segments, SplitAtTimestamps) {
  const auto found =
      segments(std::vector{time(5), text("a"), text("b"), time(20), time(30), text("c"), time(40), end(), text("z")},
               tokenizer(), 100);
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[0].start, 5);
  EXPECT_EQ(found[0].end, 20);
  EXPECT_THAT(found[0].tokens, ElementsAre(text("a"), text("b")));
  EXPECT_EQ(found[1].start, 30);
  EXPECT_EQ(found[1].end, 40);
}

TEST_F(Segments, EndAtTheWindowAtTheLatest) {
  const auto open = segments(std::vector{time(5), text("a")}, tokenizer(), 70);
  ASSERT_EQ(open.size(), 1U);
  EXPECT_EQ(open[0].end, 70);
  const auto late = segments(std::vector{time(5), text("a"), time(1500)}, tokenizer(), 70);
  EXPECT_EQ(late.at(0).end, 70);
  const auto bare = segments(std::vector{text("a")}, tokenizer(), 70);
  EXPECT_EQ(bare.at(0).start, 0);
  EXPECT_THAT(segments(std::vector{time(0), time(0), end()}, tokenizer(), 70), IsEmpty());
}

class Words : public Rules {
 protected:
  std::vector<std::string> split(std::string_view text, std::string_view language = "tr") {
    const auto tokens = tokenizer().encode(text);
    std::vector<std::string> texts;
    std::size_t next = 0;
    for (const TokenWord& word : split_words(tokens, tokenizer(), language)) {
      EXPECT_EQ(word.first, next);
      EXPECT_GT(word.count, 0U);
      EXPECT_EQ(tokenizer().decode(std::span(tokens).subspan(word.first, word.count)), word.text);
      next += word.count;
      texts.push_back(word.text);
    }
    EXPECT_EQ(next, tokens.size());
    return texts;
  }
};

TEST_F(Words, BeginAtBlanks) {
  EXPECT_THAT(split(" Ayşe'nin kargosu gelmedi."), ElementsAre(" Ayşe'nin", " kargosu", " gelmedi."));
  EXPECT_THAT(split("10,50 TL"), ElementsAre("10,50", " TL"));
  EXPECT_THAT(split(""), IsEmpty());
}

TEST_F(Words, SignsGoToTheirWord) {
  EXPECT_THAT(split(" evet ... \" tamam \" ( peki )"), ElementsAre(" evet ...", " \" tamam", " \" ( peki )"));
  EXPECT_THAT(split(" - Alo ?"), ElementsAre(" - Alo ?"));
  EXPECT_THAT(split(" son ("), ElementsAre(" son ("));
}

TEST_F(Words, CharactersWhereThereAreNoBlanks) {
  EXPECT_THAT(split("東京、行く。", "ja"), ElementsAre("東", "京、", "行", "く。"));
  EXPECT_THAT(split("「東」", "zh"), ElementsAre("「東」"));
}

TEST_F(Words, HalfCharactersBecomeReplacementCharacters) {
  const auto tokens = tokenizer().encode("東");
  ASSERT_EQ(tokens.size(), 3U);
  const auto words = split_words(std::span(tokens).first(2), tokenizer(), "ja");
  ASSERT_EQ(words.size(), 1U);
  EXPECT_EQ(words[0].count, 2U);
  EXPECT_TRUE(words[0].text.starts_with("\uFFFD"));
}

}  // namespace
}  // namespace cxai::whisper
