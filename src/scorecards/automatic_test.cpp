#include "scorecards/automatic.hpp"

#include <gtest/gtest.h>

#include "scorecards/position.hpp"

namespace cxai::scorecards {
namespace {

using conversation::Analysis;
using conversation::Role;
using conversation::Turn;

Turn turn(const std::string& id, Role role, const std::string& text, int start_s = -1, int end_s = -1) {
  Turn turn;
  turn.id = id;
  turn.role = role;
  turn.text = text;
  if (start_s >= 0) turn.time = conversation::Interval{std::chrono::seconds(start_s), std::chrono::seconds(end_s)};
  return turn;
}

Analysis call() {
  Analysis analysis;
  analysis.language = "tr";
  analysis.turns = {turn("t0", Role::ivr, "Lütfen bekleyin.", 0, 30),
                    turn("t1", Role::agent, "İyi günler, ben Elif.", 30, 34),
                    turn("t2", Role::customer, "İyi günler, internetim çalışmıyor.", 34, 40),
                    turn("t3", Role::agent, "Modeminizi kapatıp açtınız mı?", 60, 64),
                    turn("t4", Role::customer, "Açtım, şimdi düzeldi.", 64, 68),
                    turn("t5", Role::agent, "Başka bir konuda yardımcı olabilir miyim? İyi günler.", 70, 80)};
  analysis.measures = Json{{"silence_total_ms", 20'000},
                           {"silence", Json::array({Json{{"duration_ms", 20'000}}})},
                           {"talk_share", Json{{"agent", 0.6}, {"customer", 0.4}}},
                           {"interruption_count", Json{{"agent", 1}, {"customer", 0}}},
                           {"interruption", Json::array({Json{{"by", "agent"}, {"turn", "t3"}}})},
                           {"overlap_ms", nullptr}};
  return analysis;
}

Question phrase(std::vector<std::string> phrases, std::optional<Position> position = {}, bool said = true) {
  Question question;
  question.id = "q";
  question.source.kind = SourceKind::phrases;
  question.source.phrases = std::move(phrases);
  question.source.expect_said = said;
  question.position = position;
  return question;
}

MachineAnswer answer(const Question& question, const Analysis& analysis) {
  Card card;
  card.sections = {{"s", "S", 1, {question}}};
  const auto answers = answer_automatically(card, analysis);
  return answers.size() == 1 ? answers[0] : MachineAnswer{};
}

Position first_seconds(int seconds) {
  return {Position::Edge::start, std::nullopt, seconds};
}
Position turns(Position::Edge edge, int n) {
  return {edge, n, std::nullopt};
}

Analysis with_item(const Json& item) {
  Analysis analysis = call();
  conversation::Claim claim;
  claim.field = "professionalism";
  claim.value = Json{{"score", 4.0}, {"items", Json{{"greeting", item}}}};
  analysis.claims = {claim};
  return analysis;
}

Json greeting(const std::string& answer, const std::string& turn) {
  return Json{
      {"answer", answer}, {"probability", 0.9}, {"evidence", Json{{"turn", turn}, {"chars", Json::array({0, 10})}}}};
}

Question greeted(std::optional<Position> position) {
  Question question;
  question.id = "q";
  question.source.kind = SourceKind::rubric;
  question.source.item = "greeting";
  question.position = position;
  return question;
}

}  // namespace

TEST(Automatic, FindsWhatTheAgentSaysAndWhere) {
  const Analysis analysis = call();
  const auto found = answer(phrase({"başka bir konu*"}), analysis);
  EXPECT_EQ(found.answer, "yes");
  ASSERT_EQ(found.evidence.size(), 1U);
  EXPECT_EQ(conversation::evidence_text(analysis, found.evidence[0]), "Başka bir konuda");
  EXPECT_EQ(answer(phrase({"internetim"}), analysis).answer, "no") << "the customer says it";
  auto by_customer = phrase({"internetim"});
  by_customer.source.speaker = Role::customer;
  EXPECT_EQ(answer(by_customer, analysis).answer, "yes");
}

TEST(Automatic, WhatMustNotBeSaidIsYesWhereItIsNot) {
  EXPECT_EQ(answer(phrase({"şifreniz*"}, {}, false), call()).answer, "yes");
  const auto said = answer(phrase({"modeminizi"}, {}, false), call());
  EXPECT_EQ(said.answer, "no");
  EXPECT_EQ(said.evidence.size(), 1U);
}

TEST(Automatic, PositionsCountFromTheFirstWordOfAParty) {
  EXPECT_EQ(answer(phrase({"iyi günler"}, first_seconds(15)), call()).answer, "yes") << "30 s of menu do not count";
  EXPECT_EQ(answer(phrase({"modeminizi"}, first_seconds(15)), call()).answer, "no");
  EXPECT_EQ(answer(phrase({"modeminizi"}, first_seconds(31)), call()).answer, "yes");
  EXPECT_EQ(answer(phrase({"modeminizi"}, turns(Position::Edge::start, 2)), call()).answer, "no");
  EXPECT_EQ(answer(phrase({"modeminizi"}, turns(Position::Edge::start, 3)), call()).answer, "yes");
  EXPECT_EQ(answer(phrase({"ben elif"}, turns(Position::Edge::end, 4)), call()).answer, "no");
  EXPECT_EQ(answer(phrase({"başka"}, turns(Position::Edge::end, 1)), call()).answer, "yes");
  EXPECT_EQ(answer(phrase({"başka"}, Position{Position::Edge::end, std::nullopt, 11}), call()).answer, "yes");
  EXPECT_EQ(answer(phrase({"başka"}, Position{Position::Edge::end, std::nullopt, 5}), call()).answer, "no");
}

TEST(Automatic, SecondsWithoutTimesAbstain) {
  Analysis chat = call();
  for (Turn& turn : chat.turns) turn.time.reset();
  const auto unknown = answer(phrase({"iyi günler"}, first_seconds(15)), chat);
  EXPECT_EQ(unknown.answer, "");
  EXPECT_EQ(unknown.reason, "no_times");
  EXPECT_EQ(answer(phrase({"iyi günler"}, turns(Position::Edge::start, 1)), chat).answer, "yes");
}

TEST(Automatic, RubricItemsKeepTheirEvidenceAndTheirPlace) {
  EXPECT_EQ(answer(greeted({}), with_item(greeting("yes", "t1"))).answer, "yes");
  EXPECT_EQ(answer(greeted(first_seconds(15)), with_item(greeting("yes", "t1"))).answer, "yes");
  const auto late = answer(greeted(first_seconds(15)), with_item(greeting("yes", "t5")));
  EXPECT_EQ(late.answer, "no");
  EXPECT_EQ(late.evidence.size(), 1U);
  EXPECT_DOUBLE_EQ(*late.probability, 0.9);
  EXPECT_EQ(answer(greeted({}), call()).reason, "no_item");
  EXPECT_EQ(answer(greeted({}), with_item(greeting("perhaps", "t1"))).reason, "no_item");
  const auto outside = answer(greeted(first_seconds(15)), with_item(greeting("yes", "t99")));
  EXPECT_EQ(outside.reason, "no_evidence") << "evidence that points nowhere is none";
}

TEST(Automatic, NotApplicableWhereTheCardDoesNotTakeItAbstains) {
  Question question = greeted({});
  EXPECT_EQ(answer(question, with_item(greeting("na", "t1"))).answer, "na");
  question.na = NaRule::not_allowed;
  const auto refused = answer(question, with_item(greeting("na", "t1")));
  EXPECT_EQ(refused.answer, "");
  EXPECT_EQ(refused.reason, "na_not_allowed");
}

TEST(Automatic, MeasuresAreHeldAgainstTheirLimits) {
  const auto limit = [](const std::string& measure, std::optional<double> least, std::optional<double> most) {
    Question question;
    question.id = "q";
    question.source.kind = SourceKind::measure;
    question.source.measure = measure;
    question.source.at_least = least;
    question.source.at_most = most;
    return answer(question, call());
  };
  EXPECT_EQ(limit("silence_total_ms", {}, 20'000).answer, "yes") << "inclusive";
  EXPECT_EQ(limit("silence_total_ms", {}, 19'999).answer, "no");
  EXPECT_EQ(limit("longest_silence_ms", {}, 30'000).answer, "yes");
  EXPECT_EQ(limit("talk_share.agent", 0.4, 0.6).answer, "yes");
  EXPECT_EQ(limit("talk_share.agent", 0.61, {}).answer, "no");
  EXPECT_DOUBLE_EQ(*limit("talk_share.agent", {}, 0.5).measured, 0.6);
  const auto cuts = limit("interruption_count.agent", {}, 0);
  EXPECT_EQ(cuts.answer, "no");
  ASSERT_EQ(cuts.evidence.size(), 1U);
  EXPECT_EQ(cuts.evidence[0].turn, "t3");
  EXPECT_EQ(limit("overlap_ms", {}, 5).reason, "not_measured");
}

TEST(Automatic, WordTimesDecideInsideALongTurn) {
  Turn said = turn("t", Role::agent, "bir iki üç dört", 0, 100);
  EXPECT_EQ(time_of(said, 0), Millis(0));
  EXPECT_GT(*time_of(said, 8), Millis(40'000));
  said.words = {{"bir", {Millis(0), Millis(100)}},
                {"iki", {Millis(100), Millis(200)}},
                {"üç", {Millis(90'000), Millis(90'100)}},
                {"dört", {Millis(91'000), Millis(91'100)}}};
  EXPECT_EQ(time_of(said, 8), Millis(90'000));
  EXPECT_EQ(time_of(said, 4), Millis(100));
}

}  // namespace cxai::scorecards
