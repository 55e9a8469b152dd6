#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>

#include "scoring/assignment.hpp"
#include "scoring/diarization_errors.hpp"
#include "scoring/rouge.hpp"
#include "scoring/rttm.hpp"
#include "scoring/word_errors.hpp"

namespace cxai::scoring {
namespace {

using Words = std::vector<std::string>;

WordErrors errors(const std::string& said, const std::string& understood, const EditCosts& costs = {}) {
  return word_errors(raw_words(said), raw_words(understood), costs);
}

TEST(Assign, FindsTheCheapestNotTheGreedyOne) {
  EXPECT_EQ(assign(std::vector<double>{1, 2, 2, 100}, 2, 2), (std::vector<int>{1, 0}));
  EXPECT_EQ(assign(std::vector<double>{5, 1, 3}, 1, 3), (std::vector<int>{1}));
  EXPECT_EQ(assign(std::vector<double>{5, 1, 3}, 3, 1), (std::vector<int>{-1, 0, -1}));
  EXPECT_TRUE(assign({}, 0, 0).empty());
}

TEST(Assign, IsAsGoodAsTryingEverything) {
  std::mt19937 random(7);
  for (int round = 0; round < 50; ++round) {
    std::vector<double> costs(25);
    for (double& cost : costs) cost = static_cast<double>(random() % 20) - 10.0;
    double found = 0;
    const auto match = assign(costs, 5, 5);
    for (std::size_t r = 0; r < 5; ++r) found += costs[r * 5 + static_cast<std::size_t>(match[r])];
    double least = 1e9;
    std::vector<std::size_t> order{0, 1, 2, 3, 4};
    do {
      double sum = 0;
      for (std::size_t r = 0; r < 5; ++r) sum += costs[r * 5 + order[r]];
      least = std::min(least, sum);
    } while (std::next_permutation(order.begin(), order.end()));
    EXPECT_EQ(found, least);
  }
}

TEST(WordErrors, AreCountedByKind) {
  EXPECT_EQ(errors("a b c d", "a b c d"), (WordErrors{4, 4, 0, 0, 0}));
  EXPECT_EQ(errors("a b c d", "a x c"), (WordErrors{4, 2, 1, 1, 0}));
  EXPECT_EQ(errors("a b", "a z b y"), (WordErrors{2, 2, 0, 0, 2}));
  EXPECT_EQ(errors("", "a"), (WordErrors{0, 0, 0, 0, 1}));
  EXPECT_DOUBLE_EQ(errors("a b c d", "a x c").rate(), 0.5);
  EXPECT_TRUE(std::isinf(errors("", "a").rate()));
  EXPECT_EQ(errors("", "").rate(), 0);
}

TEST(WordErrors, SclitesCostsPreferKeepingAWord) {
  // Three substitutions cost 3, or 12; a deletion and an insertion around two right words cost 2, or 6.
  EXPECT_EQ(errors("a b c", "b c a"), (WordErrors{3, 2, 0, 1, 1}));
  EXPECT_EQ(errors("a b c", "b c a", kScliteCosts), (WordErrors{3, 2, 0, 1, 1}));
  // Two substitutions cost 2, or 8; keeping "b" costs 2 as well, but 6.
  EXPECT_EQ(errors("a b", "b x", kScliteCosts), (WordErrors{2, 1, 0, 1, 1}));
}

TEST(WordErrors, OfSeveralWordingsTheBestFittingCounts) {
  const std::vector<Wordings> said{{{"I'm"}, {"I", "am"}}, {{"gonna"}, {"going", "to"}}, {{"well"}, {}}, {{"go"}}};
  EXPECT_EQ(word_errors(said, raw_words("I am gonna go")), (WordErrors{4, 4, 0, 0, 0}));
  EXPECT_EQ(word_errors(said, raw_words("I'm going well go")), (WordErrors{5, 4, 0, 1, 0}));
}

TEST(SpeakerWordErrors, MatchSpeakersSoThatErrorsAreLeast) {
  const auto result = speaker_word_errors({{"A", {"bir", "iki", "üç"}}, {"B", {"dört"}}},
                                          {{"x", {"dört"}}, {"y", {"bir", "iki"}}, {"z", {"beş", "altı"}}});
  EXPECT_EQ(result.errors.errors(), 3U);  // "üç" is missing, nobody is z
  EXPECT_EQ(result.errors.reference_words, 4U);
  EXPECT_EQ(result.matched, (std::vector<std::pair<std::string, std::string>>{{"A", "y"}, {"B", "x"}, {"", "z"}}));
}

TEST(NormalWords, FollowTheLanguage) {
  EXPECT_EQ(normal_words("Ayşe'nin IŞIĞI, İyi kâğıt!", "tr"), (Words{"ayşenin", "ışığı", "iyi", "kağıt"}));
  EXPECT_EQ(normal_words("It’s FINE.", "en"), (Words{"its", "fine"}));
}

SpeakerTurn turn(const char* speaker, int start, int end) {
  return {{Millis(start), Millis(end)}, speaker};
}

TEST(DiarizationErrors, AreMissedTimeFalseAlarmAndConfusion) {
  const std::vector<SpeakerTurn> truth{turn("A", 0, 4000), turn("B", 4000, 8000), turn("A", 9000, 10000)};
  const std::vector<SpeakerTurn> found{turn("1", 500, 5000), turn("2", 5000, 8500), turn("2", 9000, 10000)};
  const auto e = diarization_errors(truth, found, {});
  EXPECT_EQ(e.speech, Millis(9000));
  EXPECT_EQ(e.missed, Millis(500));
  EXPECT_EQ(e.false_alarm, Millis(500));
  EXPECT_EQ(e.confusion, Millis(2000));  // 4 to 5 s and 9 to 10 s
  EXPECT_DOUBLE_EQ(e.rate(), 3.0 / 9.0);
  EXPECT_EQ(e.matched, (std::vector<std::pair<std::string, std::string>>{{"A", "1"}, {"B", "2"}}));
}

TEST(DiarizationErrors, CollarsAndOverlapsCanBeLeftOut) {
  const std::vector<SpeakerTurn> truth{turn("A", 0, 4000), turn("B", 3000, 8000)};
  const std::vector<SpeakerTurn> found{turn("1", 100, 3500), turn("2", 3500, 8000)};
  const auto all = diarization_errors(truth, found, {});
  EXPECT_EQ(all.speech, Millis(9000));
  EXPECT_EQ(all.missed, Millis(100 + 1000));
  const auto collar = diarization_errors(truth, found, {}, {.collar = Millis(250)});
  EXPECT_EQ(collar.speech, Millis(2500 + 2 * 500 + 3500));
  EXPECT_EQ(collar.missed, Millis(500));
  const auto single = diarization_errors(truth, found, {}, {.collar = Millis(250), .skip_overlaps = true});
  EXPECT_EQ(single.errors(), Millis(0));
  EXPECT_EQ(single.speech, Millis(6000));
}

TEST(DiarizationErrors, OnlyTheScoredStretchesCount) {
  const auto e = diarization_errors({turn("A", 0, 4000)}, {turn("1", 0, 8000)}, {{Millis(1000), Millis(5000)}});
  EXPECT_EQ(e.speech, Millis(3000));
  EXPECT_EQ(e.false_alarm, Millis(1000));
  EXPECT_EQ(diarization_errors({}, {}, {}).rate(), 0);
}

TEST(Rouge, CountsCommonWordsPairsAndTheLongestRun) {
  // The figures are those of rouge-score 0.1.2 with its stemmer, which says "delay".
  const auto said = rouge_words("The agent is checking the delayed orders.");
  EXPECT_EQ(said, (std::vector<std::string>{"the", "agent", "is", "check", "the", "delai", "order"}));
  const auto wanted = rouge_words("the agent checks a delayed order");
  EXPECT_DOUBLE_EQ(rouge(Rouge::one, said, wanted).precision, 5.0 / 7);
  EXPECT_DOUBLE_EQ(rouge(Rouge::one, said, wanted).recall, 5.0 / 6);
  EXPECT_DOUBLE_EQ(rouge(Rouge::two, said, wanted).recall, 2.0 / 5);
  EXPECT_DOUBLE_EQ(rouge(Rouge::longest, said, wanted).f1, 10.0 / 13);
  EXPECT_EQ(rouge(Rouge::two, {}, wanted).f1, 0);
}

TEST(Rttm, ReadsSpeakersAndNamesWhatItCannotRead) {
  const auto files = read_rttm("; comment\nSPEAKER a 1 1.25 0.5 <NA> <NA> Ayşe <NA> <NA>\nSPKR-INFO a 1 <NA>\n");
  ASSERT_TRUE(files);
  EXPECT_EQ(files->at("a")[0].speaker, "Ayşe");
  EXPECT_EQ(files->at("a")[0].time, (conversation::Interval{Millis(1250), Millis(1750)}));
  const auto broken = read_rttm("SPEAKER a 1 x 0.5 <NA> <NA> Ayşe\n");
  ASSERT_FALSE(broken);
  EXPECT_EQ(broken.error().message, "line 1: begin must be seconds from 0 on, not 'x'");
  EXPECT_FALSE(read_rttm("SPEAKER a 1 0\n"));
  EXPECT_EQ(read_uem(";; c\na 1 0 2.5\n")->at("a")[0].end, Millis(2500));
  EXPECT_FALSE(read_uem("a 1 0\n"));
}

}  // namespace
}  // namespace cxai::scoring
