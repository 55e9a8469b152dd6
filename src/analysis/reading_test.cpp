#include "analysis/reading.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "analysis/features.hpp"
#include "learning/hash.hpp"
#include "privacy/masker.hpp"

namespace cxai::analysis {
namespace {

using conversation::Role;

MaskedTranscript dialogue_of(const std::vector<std::pair<Role, std::string>>& turns,
                             const std::string& language = "tr") {
  conversation::Transcript transcript;
  transcript.language = language;
  for (const auto& [role, text] : turns) {
    conversation::Turn turn;
    turn.id = "t" + std::to_string(transcript.turns.size());
    turn.role = role;
    turn.text = text;
    transcript.turns.push_back(turn);
  }
  return privacy::Masker().mask(std::move(transcript));
}

std::vector<std::string> words_of(const ReadTurn& turn) {
  std::vector<std::string> words;
  for (const ReadWord& word : turn.words) words.push_back(word.text);
  return words;
}

std::vector<std::string> clauses_of(const ReadTurn& turn) {
  std::vector<std::string> clauses;
  for (const Clause& clause : turn.clauses)
    clauses.push_back(turn.turn->text.substr(clause.begin, clause.end - clause.begin));
  return clauses;
}

TEST(Reading, FoldsWordsToPlainLettersAndKeepsWherePlacesAre) {
  const auto masked = dialogue_of({{Role::customer, "İYİ değil, çoook kötü 😡 125 TL!!!"}});
  const Reading reading(masked);
  const ReadTurn& turn = reading.turns()[0];
  EXPECT_EQ(words_of(turn), (std::vector<std::string>{"iyi", "degil", ",", "cok", "kotu", "😡", "0", "tl", "!!"}));
  EXPECT_TRUE(turn.words[0].shouted);
  EXPECT_FALSE(turn.words[1].shouted);
  EXPECT_TRUE(turn.words[3].stretched);
  EXPECT_EQ(turn.words[1].folded, "değil");
  for (const ReadWord& word : turn.words) EXPECT_LT(word.begin, word.end);
  EXPECT_EQ(turn.turn->text.substr(turn.words[5].begin, turn.words[5].end - turn.words[5].begin), "😡");
}

TEST(Reading, APlaceholderIsOneWordWhateverItsNumber) {
  const auto masked = dialogue_of({{Role::customer, "Adım Ayşe Kaya, eşim Mehmet Kaya."}});
  const Reading reading(masked);
  const auto words = words_of(reading.turns()[0]);
  EXPECT_EQ(std::ranges::count(words, "[person]"), 2) << masked->turns[0].text;
}

TEST(Reading, CutsSentencesAtConjunctionsAndLongOnesWithoutSignsToo) {
  const auto masked = dialogue_of({{Role::customer, "Dün aradım, size anlattım ama kimse dönmedi. Ne zaman gelecek?"}});
  const Reading reading(masked);
  EXPECT_EQ(clauses_of(reading.turns()[0]),
            (std::vector<std::string>{"Dün aradım, size anlattım", "ama kimse dönmedi", "Ne zaman gelecek"}));
  EXPECT_FALSE(reading.turns()[0].clauses[0].question);
  EXPECT_TRUE(reading.turns()[0].clauses[2].question);
  std::string unpunctuated;
  for (int i = 0; i < 60; ++i) unpunctuated += "kelime ";
  const auto asr = dialogue_of({{Role::customer, unpunctuated}});
  const Reading unbroken(asr);
  EXPECT_GT(unbroken.turns()[0].clauses.size(), 2U);
  for (const Clause& clause : unbroken.turns()[0].clauses) EXPECT_LE(clause.last - clause.first, 24U);
}

TEST(Reading, CountsTheTurnsOfEachRole) {
  const auto masked = dialogue_of({{Role::agent, "Buyurun."}, {Role::customer, "Alo?"}, {Role::agent, "Evet."}});
  const Reading reading(masked);
  EXPECT_EQ(reading.turns_of(Role::agent), (std::vector<std::size_t>{0, 2}));
  EXPECT_EQ(reading.turns()[0].of_role, 0U);
  EXPECT_EQ(reading.turns()[0].after_role, 1U);
  EXPECT_EQ(reading.turns()[2].of_role, 1U);
  EXPECT_TRUE(reading.turns_of(Role::ivr).empty());
}

TEST(Reading, EvidencePointsAtTheClause) {
  const auto masked = dialogue_of({{Role::customer, "Şikâyetim var. İnternetim üç gündür yok."}});
  const Reading reading(masked);
  const auto evidence = reading.evidence(0, 1);
  EXPECT_EQ(evidence.turn, "t0");
  EXPECT_EQ(evidence.chars.begin, 15U);
  EXPECT_EQ(evidence.chars.end, 39U);
}

TEST(Reading, ATurnWithoutWordsHasNoClauses) {
  const auto masked = dialogue_of({{Role::customer, "..."}, {Role::customer, ""}, {Role::agent, "👍"}});
  const Reading reading(masked);
  EXPECT_TRUE(reading.turns()[0].clauses.empty());
  EXPECT_TRUE(reading.turns()[1].words.empty());
  EXPECT_EQ(reading.turns()[2].clauses.size(), 1U);
}

TEST(Features, StandOnceAndTellRolesApart) {
  const auto masked = dialogue_of({{Role::customer, "tamam tamam"}, {Role::agent, "tamam tamam"}});
  const Reading reading(masked);
  Features customer;
  add_words(reading.turns()[0].words, 1, WordDetail::pieces, customer);
  std::vector<std::uint64_t> sorted(customer.list().begin(), customer.list().end());
  std::ranges::sort(sorted);
  EXPECT_EQ(std::ranges::adjacent_find(sorted), sorted.end());
  Features agent;
  add_words(reading.turns()[1].words, 2, WordDetail::pieces, agent);
  EXPECT_EQ(agent.size(), customer.size());
  for (const std::uint64_t feature : agent.list()) EXPECT_FALSE(std::ranges::binary_search(sorted, feature));
}

TEST(Features, ALevelHasAStepForEachThresholdReached) {
  Features features;
  static constexpr double kThresholds[] = {0.1, 0.5, 0.9};
  add_level(1, 0.05, kThresholds, features);
  EXPECT_EQ(features.size(), 0U);
  add_level(1, 0.5, kThresholds, features);
  EXPECT_EQ(features.size(), 2U);
  add_level(1, 1, kThresholds, features);
  EXPECT_EQ(features.size(), 3U) << "two of them stood there";
}

TEST(Features, OfTheSameTurnsAreTheSame) {
  const auto masked =
      dialogue_of({{Role::agent, "Nasıl yardımcı olabilirim?"}, {Role::customer, "Faturam yanlış, bıktım!"}});
  const Reading reading(masked);
  Features once;
  add_turn(reading, 1, once);
  Features twice;
  twice.add(7);
  twice.clear();
  add_turn(Reading(masked), 1, twice);
  EXPECT_TRUE(std::ranges::equal(once.list(), twice.list()));
  Features clause;
  add_clause(reading, 1, 0, clause);
  EXPECT_FALSE(std::ranges::equal(once.list(), clause.list()));
}

}  // namespace
}  // namespace cxai::analysis
