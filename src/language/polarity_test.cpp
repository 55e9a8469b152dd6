#include "language/polarity.hpp"

#include <gtest/gtest.h>

#include <string>

namespace cxai::language {
namespace {

TEST(ClauseForm, TurkishNegationIsInTheEndings) {
  for (const char* const text :
       {"faturam gelmedi", "internetim çalışmıyor", "ödeme yapamıyorum", "böyle olmaz", "memnun değilim", "kaydım yok",
        "haberim yoktu", "beni aramayın", "hiç geri dönmediler"})
    EXPECT_TRUE(clause_form(text, "tr").negative) << text;
  for (const char* const text : {"faturam geldi", "arama kaydı açıldı", "görüşme kaydedilir", "elmaları aldım",
                                 "gelmedi değil", "şikayetim var", "yoksa arayacağım"})
    EXPECT_FALSE(clause_form(text, "tr").negative) << text;
}

TEST(ClauseForm, ATailThatAsksDeniesNothing) {
  const ClauseForm form = clause_form("kargom yolda değil mi", "tr");
  EXPECT_TRUE(form.question);
  EXPECT_FALSE(form.negative);
  EXPECT_TRUE(clause_form("kargom gelmedi değil mi", "tr").negative);
  EXPECT_FALSE(clause_form("it is on its way isn't it", "en").negative);
  EXPECT_FALSE(clause_form("das ist unterwegs oder nicht", "de").negative);
}

TEST(ClauseForm, NegationsAreFoundWhereTheyStand) {
  const std::string text = "Siparişim hâlâ gelmedi.";
  const ClauseForm form = clause_form(text, "tr");
  ASSERT_EQ(form.negations.size(), 1U);
  EXPECT_EQ(text.substr(form.negations[0].begin, form.negations[0].end - form.negations[0].begin), "gelmedi");
}

TEST(ClauseForm, QuestionsWithoutAMark) {
  for (const char* const text : {"kargom nerede", "ne zaman gelecek", "alabilir miyim", "müdürünüz var mı", "geldi mi",
                                 "kaç gün sürer", "neden kesildi"})
    EXPECT_TRUE(clause_form(text, "tr").question) << text;
  for (const char* const text : {"nerede olduğunu bilmiyorum", "müdür bey yazsın", "ne yazık ki olmadı", "kargom geldi",
                                 "gelir mi diye soracaktım"})
    EXPECT_FALSE(clause_form(text, "tr").question) << text;
  EXPECT_TRUE(clause_form("could you check that", "en").question);
  EXPECT_TRUE(clause_form("okay, is the water off", "en").question);
  EXPECT_FALSE(clause_form("I could check that", "en").question);
  EXPECT_TRUE(clause_form("können Sie das prüfen", "de").question);
  EXPECT_TRUE(clause_form("und brauche ich eine Anzeige", "de").question);
  EXPECT_FALSE(clause_form("wenn ich fehle, sind es zwei", "de").question);
}

TEST(ClauseForm, EnglishAndGermanNegation) {
  EXPECT_TRUE(clause_form("my parcel didn't arrive", "en").negative);
  EXPECT_TRUE(clause_form("nobody called me", "en").negative);
  EXPECT_FALSE(clause_form("no, that is fine", "en").negative);
  EXPECT_TRUE(clause_form("das Paket ist nicht da", "de").negative);
  EXPECT_TRUE(clause_form("ich habe keine Rechnung", "de").negative);
}

TEST(ClauseForm, PoliteWordsAndHowOneIsAddressed) {
  const ClauseForm asked = clause_form("Adınızı alabilir miyim lütfen", "tr");
  EXPECT_EQ(asked.polite.size(), 2U);
  EXPECT_EQ(asked.address, Address::formal);
  EXPECT_EQ(clause_form("sen bana ne diyorsun", "tr").address, Address::familiar);
  EXPECT_EQ(clause_form("hattım kapandı", "tr").address, Address::none);
  EXPECT_EQ(clause_form("ich helfe Ihnen gerne", "de").address, Address::formal);
  EXPECT_EQ(clause_form("kannst du mir helfen", "de").address, Address::familiar);
  EXPECT_FALSE(clause_form("could you hold please", "en").polite.empty());
}

TEST(ClauseForm, NothingSaysNothing) {
  const ClauseForm form = clause_form("", "tr");
  EXPECT_FALSE(form.negative || form.question);
  EXPECT_TRUE(clause_form("…", "fr").negations.empty());
}

}  // namespace
}  // namespace cxai::language
