#include "scorecards/card.hpp"

#include <gmock/gmock.h>

#include <functional>
#include <map>

#include "scorecards/templates.hpp"

namespace cxai::scorecards {
namespace {

using testing::HasSubstr;

Json small() {
  return Json{{"name", "Kart"},
              {"sections", Json::array({Json{{"id", "s1"},
                                             {"title", "Açılış"},
                                             {"questions", Json::array({Json{{"id", "q1"}, {"text", "Selam?"}},
                                                                        Json{{"id", "q2"}, {"text", "Ad?"}}})}}})}};
}

std::string refusal(const std::function<void(Json&)>& change) {
  Json json = small();
  change(json["sections"][0]["questions"][0]);
  const auto card = card_from_json(json);
  return card ? "" : card.error().message;
}

}  // namespace

TEST(Card, ReadsBackWhatItWrites) {
  const auto all = templates();
  ASSERT_TRUE(all) << all.error().message;
  EXPECT_EQ(all->size(), 5U);
  for (const Template& entry : *all) {
    const Json json = to_json(entry.card);
    const auto again = card_from_json(json);
    ASSERT_TRUE(again) << entry.name << ": " << again.error().message;
    EXPECT_EQ(base::dump_json(to_json(*again)), base::dump_json(json)) << entry.name;
  }
  EXPECT_EQ(template_card("nope").error().code, ErrorCode::not_found);
}

TEST(Card, TemplatesHaveCriticalQuestionsAndSourcesOfEachKind) {
  std::map<SourceKind, int> sources;
  std::map<Critical, int> criticals;
  const auto all = templates();
  ASSERT_TRUE(all);
  for (const Template& entry : *all)
    for (const Section& section : entry.card.sections)
      for (const Question& question : section.questions) {
        ++sources[question.source.kind];
        ++criticals[question.critical];
      }
  EXPECT_EQ(sources.size(), 4U);
  EXPECT_EQ(criticals.size(), 4U);
}

TEST(Card, FillsInDefaults) {
  const auto card = card_from_json(small());
  ASSERT_TRUE(card) << card.error().message;
  const Question& question = *card->question("q1");
  EXPECT_EQ(question.type, QuestionType::yes_no);
  EXPECT_EQ(question.na, NaRule::leave_out);
  EXPECT_EQ(question.mode, Mode::manual);
  EXPECT_EQ(card->question("q3"), nullptr);
}

TEST(Card, NamesTheFieldThatIsWrong) {
  EXPECT_THAT(refusal([](Json& q) { q["text"] = "  "; }), HasSubstr("sections[0].questions[0].text"));
  EXPECT_THAT(refusal([](Json& q) { q["id"] = "q2"; }), HasSubstr("stands there twice"));
  EXPECT_THAT(refusal([](Json& q) { q["id"] = "Ö"; }), HasSubstr("questions[0].id"));
  EXPECT_THAT(refusal([](Json& q) { q["type"] = "essay"; }), HasSubstr("yes_no, scale, choice"));
  EXPECT_THAT(refusal([](Json& q) { q["weight"] = -1; }), HasSubstr("weight"));
  EXPECT_THAT(refusal([](Json& q) { q["type"] = "choice"; }), HasSubstr("options"));
  EXPECT_THAT(refusal([](Json& q) { q.update(Json{{"type", "scale"}, {"min", 5}, {"max", 5}}); }), HasSubstr("max"));
  EXPECT_THAT(refusal([](Json& q) { q["mode"] = "auto"; }), HasSubstr("mode"));
  EXPECT_THAT(refusal([](Json& q) { q["source"] = Json{{"kind", "rubric"}, {"item", "charm"}}; }),
              HasSubstr("source.item"));
  EXPECT_THAT(refusal([](Json& q) {
                q.update(Json{{"type", "scale"}, {"source", Json{{"kind", "rubric"}, {"item", "greeting"}}}});
              }),
              HasSubstr("source.kind"));
  EXPECT_THAT(refusal([](Json& q) { q["source"] = Json{{"kind", "phrases"}, {"phrases", Json::array()}}; }),
              HasSubstr("source.phrases"));
  EXPECT_THAT(refusal([](Json& q) { q["source"] = Json{{"kind", "measure"}, {"measure", "overlap_ms"}}; }),
              HasSubstr("source.at_most"));
  EXPECT_THAT(refusal([](Json& q) { q["position"] = Json{{"edge", "start"}, {"turns", 1}, {"seconds", 2}}; }),
              HasSubstr("position.turns"));
  EXPECT_THAT(refusal([](Json& q) { q["critical"] = "fatal"; }), HasSubstr("critical"));
  Json none = small();
  none["sections"][0]["weight"] = 0;
  EXPECT_FALSE(card_from_json(none));
  EXPECT_FALSE(card_from_json(Json{{"name", "x"}, {"sections", Json::array()}}));
}

TEST(Card, TakesHundredsOfQuestions) {
  Json json = small();
  Json& questions = json["sections"][0]["questions"];
  for (int i = 0; i < 700; ++i) questions.push_back(Json{{"id", "n" + std::to_string(i)}, {"text", "Soru"}});
  const auto card = card_from_json(json);
  ASSERT_TRUE(card);
  EXPECT_EQ(card->sections[0].questions.size(), 702U);
}

TEST(Card, ChecksAnswers) {
  Question question;
  question.type = QuestionType::scale;
  EXPECT_TRUE(check_answer(question, "5"));
  EXPECT_FALSE(check_answer(question, "6"));
  EXPECT_FALSE(check_answer(question, "05"));
  EXPECT_TRUE(check_answer(question, "na"));
  question.na = NaRule::not_allowed;
  EXPECT_FALSE(check_answer(question, "na"));
  question.type = QuestionType::choice;
  question.options = {{"good", "İyi", 1}, {"bad", "Kötü", 0}};
  EXPECT_TRUE(check_answer(question, "bad"));
  EXPECT_FALSE(check_answer(question, "yes"));
}

TEST(Card, TheKeyChangesWithWhatIsAskedOnly) {
  Question question;
  question.id = "q";
  question.text = "Selam verdi mi?";
  const std::string key = question_key(question);
  Question other = question;
  other.weight = 5;
  other.mode = Mode::suggest;
  other.help = "yardım";
  other.critical = Critical::card;
  EXPECT_EQ(question_key(other), key);
  other.source.kind = SourceKind::rubric;
  other.source.item = "greeting";
  EXPECT_NE(question_key(other), key);
  other = question;
  other.text = "Selam verildi mi?";
  EXPECT_NE(question_key(other), key);
}

}  // namespace cxai::scorecards
