#include "rules/evaluator.hpp"

#include <gmock/gmock.h>

namespace cxai::rules {
namespace {

using conversation::Role;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

conversation::Turn turn(Role role, const std::string& text, std::int64_t from, std::int64_t to) {
  conversation::Turn turn;
  turn.role = role;
  turn.text = text;
  turn.time = conversation::Interval{Millis(from), Millis(to)};
  return turn;
}

class Rules : public testing::Test {
 protected:
  Rules() {
    analysis.language = "tr";
    add(turn(Role::agent, "Merhaba, Deniz Telekom, nasıl yardımcı olabilirim?", 1'000, 5'000));
    add(turn(Role::customer, "Faturam bu ay çok yüksek geldi, İPTAL ettirmek istiyorum.", 6'000, 11'000));
    add(turn(Role::agent, "Özür dilerim, hemen bakıyorum. Kart numaranız [CARD_1] mi?", 12'000, 17'000));
    add(turn(Role::customer, "Evet. Rakip firmaya gececegim, sikayetimi de yazin.", 40'000, 45'000));
    analysis.turns[2].pii = {{"CARD", {46, 54}, std::nullopt, "card/1", true, false}};
    analysis.turn_sentiments = {{"t1", "negative", 0.9}, {"t3", "negative", 0.8}};
    analysis.measures = base::parse_json(R"({"span_ms": 44000,
      "silence": [{"start_ms": 17000, "end_ms": 40000, "last_speaker": "agent"}],
      "interruption": [{"by": "agent", "at_ms": 6000, "turn": "t0", "overlap_ms": 700}]})")
                            .value();
    conversation::Claim claim;
    claim.field = "resolution";
    claim.value = "unresolved";
    claim.evidence = {{"t3", {0, 5}}};
    analysis.claims = {claim};
    facts = {{"queue", "İade Masası"}, {"language", "tr"}};
  }

  void add(conversation::Turn turn) {
    turn.id = "t" + std::to_string(analysis.turns.size());
    analysis.turns.push_back(std::move(turn));
  }

  Outcome outcome(const std::string& when) {
    const auto json = base::parse_json(R"({"categories": [{"name": "x", "title": "X", "when": )" + when + "}]}");
    EXPECT_TRUE(json) << when;
    auto book = book_from_json(json.value());
    EXPECT_TRUE(book) << book.error().message;
    Evaluator evaluator(std::move(*book));
    return evaluator.evaluate({analysis, facts}, NearMisses::wanted);
  }
  bool matches(const std::string& when) { return !outcome(when).matches.empty(); }
  std::string evidence(const std::string& when) {
    std::string text;
    for (const auto& match : outcome(when).matches)
      for (const Place& place : match.evidence)
        text += (text.empty() ? "" : "|") +
                conversation::evidence_text(analysis, {place.turn, place.chars}).value_or("(" + place.turn + ")");
    return text;
  }
  std::string nearly(const std::string& when) {
    const auto found = outcome(when).near_misses;
    return found.empty() ? "" : found.front().condition + " " + to_string(found.front().reason);
  }

  conversation::Analysis analysis;
  std::map<std::string, std::string> facts;
};

TEST_F(Rules, PhrasesAreFoundAsTheyAreSaid) {
  EXPECT_EQ(evidence(R"({"kind": "phrase", "words": ["iptal ettirmek"]})"), "İPTAL ettirmek");
  EXPECT_EQ(evidence(R"({"kind": "phrase", "words": ["fatura*"]})"), "Faturam");
  EXPECT_EQ(evidence(R"({"kind": "phrase", "words": ["şikayetimi"]})"), "sikayetimi");
  EXPECT_FALSE(matches(R"({"kind": "phrase", "words": ["fatura"]})"));
  EXPECT_FALSE(matches(R"({"kind": "phrase", "words": ["gecmek*"]})"));
  EXPECT_FALSE(matches(R"({"kind": "phrase", "words": ["istiyorum özür"]})")) << "phrases end with their turn";
}

TEST_F(Rules, StemsMatchInflections) {
  EXPECT_EQ(evidence(R"({"kind": "stem", "words": ["fatura"]})"), "Faturam");
  EXPECT_EQ(evidence(R"({"kind": "stem", "words": ["firma"]})"), "firmaya");
  EXPECT_EQ(evidence(R"({"kind": "stem", "words": ["istemek"]})"), "istiyorum");
  EXPECT_FALSE(matches(R"({"kind": "stem", "words": ["kargo"]})"));
}

TEST_F(Rules, ASpeakerAndAWindowNarrow) {
  EXPECT_TRUE(matches(R"({"kind": "phrase", "words": ["özür dilerim"], "speaker": "agent"})"));
  const std::string wrong = R"({"kind": "phrase", "words": ["özür dilerim"], "speaker": "customer"})";
  EXPECT_FALSE(matches(wrong));
  EXPECT_EQ(nearly(wrong), "when other_speaker");
  EXPECT_TRUE(matches(R"({"kind": "phrase", "words": ["merhaba"], "window": {"length": 2}})"));
  EXPECT_FALSE(matches(R"({"kind": "phrase", "words": ["özür"], "window": {"length": 10}})"));
  EXPECT_TRUE(matches(R"({"kind": "phrase", "words": ["özür"], "window": {"length": 12}})"));
  EXPECT_TRUE(matches(R"({"kind": "phrase", "words": ["rakip"], "window": {"from": "end", "length": 5}})"));
  EXPECT_FALSE(matches(R"({"kind": "phrase", "words": ["rakip"], "window": {"from": "end", "length": 4}})"));
  EXPECT_TRUE(
      matches(R"({"kind": "phrase", "words": ["rakip"], "window": {"from": "end", "length": 1, "unit": "turns"}})"));
  EXPECT_EQ(nearly(R"({"kind": "phrase", "words": ["özür"], "window": {"length": 2, "unit": "turns"}})"),
            "when outside_window");
  EXPECT_TRUE(matches(R"({"kind": "phrase", "words": ["iptal"], "window": {"length": 25, "unit": "percent"}})"));
  EXPECT_FALSE(matches(R"({"kind": "phrase", "words": ["iptal"], "window": {"length": 15, "unit": "percent"}})"));
}

TEST_F(Rules, WithoutTimesSecondsDoNotHold) {
  for (auto& turn : analysis.turns) turn.time.reset();
  EXPECT_FALSE(matches(R"({"kind": "phrase", "words": ["merhaba"], "window": {"length": 60}})"));
  EXPECT_TRUE(matches(R"({"kind": "phrase", "words": ["merhaba"], "window": {"length": 10, "unit": "percent"}})"));
}

TEST_F(Rules, WordsStandNearOneAnother) {
  const std::string apart = R"({"kind": "near", "words": ["fatura"], "other_words": ["yüksek"], "within": )";
  EXPECT_EQ(evidence(apart + "4}"), "Faturam bu ay çok yüksek");
  EXPECT_FALSE(matches(apart + "3}"));
  EXPECT_EQ(nearly(apart + "3}"), "when farther_apart");
  EXPECT_TRUE(matches(R"({"kind": "near", "words": ["yüksek"], "other_words": ["fatura"], "within": 4})"));
  EXPECT_FALSE(
      matches(R"({"kind": "near", "words": ["yüksek"], "other_words": ["fatura"], "within": 4, "in_order": true})"));
  EXPECT_FALSE(matches(R"({"kind": "near", "words": ["fatura"], "other_words": ["kart"], "within": 50})"));
}

TEST_F(Rules, MeasuresAndClaimsCount) {
  EXPECT_TRUE(matches(R"({"kind": "silence", "at_least_ms": 20000})"));
  EXPECT_TRUE(matches(R"({"kind": "silence", "at_least_ms": 20000, "speaker": "agent"})"));
  EXPECT_FALSE(matches(R"({"kind": "silence", "at_least_ms": 20000, "speaker": "customer"})"));
  EXPECT_EQ(nearly(R"({"kind": "silence", "at_least_ms": 30000})"), "when too_short");
  EXPECT_TRUE(matches(R"({"kind": "interruption", "speaker": "agent"})"));
  EXPECT_EQ(nearly(R"({"kind": "interruption", "speaker": "agent", "at_least": 2})"), "when too_few");
  EXPECT_TRUE(matches(R"({"kind": "sentiment", "values": ["negative"], "speaker": "customer", "at_least": 2})"));
  EXPECT_FALSE(matches(R"({"kind": "sentiment", "values": ["positive"]})"));
  EXPECT_EQ(evidence(R"({"kind": "personal_data", "values": ["CARD"]})"), "[CARD_1]");
  EXPECT_EQ(evidence(R"({"kind": "claim", "field": "resolution", "values": ["unresolved"]})"), "Evet.");
  EXPECT_TRUE(matches(R"({"kind": "metadata", "field": "queue", "values": ["iade masası"]})"));
  EXPECT_TRUE(matches(R"({"kind": "metadata", "field": "queue", "values": ["iade*"]})"));
  EXPECT_TRUE(matches(R"({"kind": "metadata", "field": "queue"})"));
  EXPECT_FALSE(matches(R"({"kind": "metadata", "field": "channel"})"));
}

TEST_F(Rules, WhatNobodyMeasuredNeitherHoldsNorFails) {
  analysis.measures["interruption"] = nullptr;
  EXPECT_FALSE(matches(R"({"kind": "interruption"})"));
  EXPECT_FALSE(matches(R"({"kind": "interruption", "not": true})"));
  analysis.claims[0].state = conversation::ClaimState::abstained;
  EXPECT_FALSE(matches(R"({"kind": "claim", "field": "resolution", "values": ["resolved"], "not": true})"));
}

TEST_F(Rules, GroupsAndNegationNest) {
  const std::string cancel = R"({"kind": "phrase", "words": ["iptal"]})";
  const std::string parcel = R"({"kind": "stem", "words": ["kargo"]})";
  EXPECT_TRUE(matches(R"({"kind": "any", "of": [)" + parcel + "," + cancel + "]}"));
  EXPECT_FALSE(matches(R"({"kind": "all", "of": [)" + parcel + "," + cancel + "]}"));
  EXPECT_TRUE(
      matches(R"({"kind": "all", "of": [{"kind": "any", "not": true, "of": [)" + parcel + "]}," + cancel + "]}"));
  EXPECT_FALSE(matches(R"({"kind": "any", "not": true, "of": [)" + parcel + "," + cancel + "]}"));
  EXPECT_TRUE(matches(R"({"kind": "all", "not": true, "of": [)" + parcel + "," + cancel + "]}"));
}

TEST_F(Rules, ANearMissNamesTheOneConditionThatIsMissing) {
  const std::string cancel = R"({"kind": "phrase", "words": ["iptal"]})";
  const std::string parcel = R"({"kind": "stem", "words": ["kargo"]})";
  EXPECT_EQ(nearly(R"({"kind": "all", "of": [)" + cancel + "," + parcel + "]}"), "when.of[1] absent");
  EXPECT_EQ(nearly(R"({"kind": "all", "of": [)" + parcel + "," + parcel + "]}"), "") << "two are missing";
  EXPECT_EQ(nearly(parcel), "") << "nothing of it is there";
  const std::string without = R"({"kind": "phrase", "words": ["rakip"], "not": true})";
  EXPECT_EQ(nearly(R"({"kind": "all", "of": [)" + cancel + "," + without + "]}"), "when.of[1] present");
  EXPECT_EQ(
      nearly(R"({"kind": "all", "of": [)" + cancel + R"(,{"kind": "any", "of": [)" + parcel + "," + parcel + "]}]}"),
      "when.of[1].of[0] absent");
  EXPECT_THAT(outcome(cancel).near_misses, IsEmpty());
}

TEST_F(Rules, EvidenceStandsInTheTranscript) {
  const auto found = outcome(R"({"kind": "all", "of": [{"kind": "stem", "words": ["fatura", "firma"]},
    {"kind": "silence", "at_least_ms": 5000}]})");
  ASSERT_EQ(found.matches.size(), 1U);
  const auto& places = found.matches[0].evidence;
  ASSERT_EQ(places.size(), 3U);
  EXPECT_EQ(places[1].turn, "t3");
  EXPECT_EQ(places[1].condition, "when.of[0]");
  EXPECT_EQ(places[2].turn, "");
  EXPECT_EQ(places[2].time->length(), Millis(23'000));
  const auto read = place_from_json(to_json(places[1]));
  ASSERT_TRUE(read);
  EXPECT_EQ(read->chars, places[1].chars);
}

std::string refusal(const std::string& category) {
  const auto book = book_from_json(base::parse_json(R"({"categories": [)" + category + "]}").value());
  return book ? "" : book.error().message;
}

TEST(RulesDocument, SaysWhatIsWrongAndWhatToDo) {
  EXPECT_THAT(refusal(R"({"name": "İptal", "when": {"kind": "phrase", "words": ["x"]}})"),
              HasSubstr("categories[0].name"));
  EXPECT_THAT(refusal(R"({"name": "a"})"), HasSubstr("categories[0].when: is required"));
  EXPECT_THAT(refusal(R"({"name": "a", "when": {"kind": "phrases"}})"),
              HasSubstr("when.kind: must be one of all, any"));
  EXPECT_THAT(refusal(R"({"name": "a", "when": {"kind": "all", "of": [{"kind": "phrase", "words": []}]}})"),
              HasSubstr("categories[0].when.of[0].words: must have at least one entry"));
  EXPECT_THAT(refusal(R"({"name": "a", "when": {"kind": "phrase", "words": ["* x"]}})"), HasSubstr("words[0]: '*'"));
  EXPECT_THAT(refusal(R"({"name": "a", "when": {"kind": "phrase", "words": ["x"], "speker": "agent"}})"),
              HasSubstr("when.speker: is no field"));
  EXPECT_THAT(refusal(R"({"name": "a", "when": {"kind": "phrase", "words": ["x"], "speaker": "boss"}})"),
              HasSubstr("when.speaker: must be agent"));
  EXPECT_THAT(
      refusal(
          R"({"name": "a", "when": {"kind": "phrase", "words": ["x"], "window": {"unit": "percent", "length": 101}}})"),
      HasSubstr("window.length: must be at most 100"));
  EXPECT_THAT(
      refusal(
          R"({"name": "a", "when": {"kind": "metadata", "field": "x"}}, {"name": "a", "when": {"kind": "metadata", "field": "x"}})"),
      HasSubstr("categories[1].name: is there twice"));
  std::string deep = R"({"kind": "phrase", "words": ["x"]})";
  for (int i = 0; i < 8; ++i) deep = R"({"kind": "all", "of": [)" + deep + "]}";
  EXPECT_THAT(refusal(R"({"name": "a", "when": )" + deep + "}"), HasSubstr("nested 6 deep"));
}

TEST(RulesDocument, IsReadAsItWasWritten) {
  const auto json = base::parse_json(R"({"schema": "cxai.rules/1", "categories": [{"name": "a", "title": "Ä", "when":
    {"kind": "all", "not": true, "of": [
      {"kind": "near", "words": ["x"], "other_words": ["y", "z"], "within": 7, "in_order": true, "by": "phrase",
       "speaker": "agent", "window": {"from": "end", "length": 30.5, "unit": "seconds"}, "at_least": 2},
      {"kind": "silence", "at_least_ms": 9000}, {"kind": "claim", "field": "topic", "values": ["billing"]}]}}]})")
                        .value();
  const auto book = book_from_json(json);
  ASSERT_TRUE(book) << book.error().message;
  const auto again = book_from_json(to_json(*book));
  ASSERT_TRUE(again) << again.error().message;
  EXPECT_EQ(base::dump_json(to_json(*again)), base::dump_json(to_json(*book)));
  EXPECT_EQ(to_json(*book)["categories"][0]["when"]["of"][0]["within"], 7);
  EXPECT_EQ(revision_id(*book), revision_id(*again));
  auto other = *book;
  other.categories[0].title = "B";
  EXPECT_NE(revision_id(*book), revision_id(other));
}

}  // namespace
}  // namespace cxai::rules
