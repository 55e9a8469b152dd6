#include "language/lemma.hpp"

#include <gtest/gtest.h>

#include "language/random_text.hpp"
#include "language/text.hpp"
#include "language/turkish_morphology.hpp"

namespace cxai::language {
namespace {

TEST(Lemma, NounsLoseTheirEndings) {
  const std::pair<const char*, const char*> words[] = {{"faturamızdan", "fatura"},
                                                       {"hesabınızdaki", "hesap"},
                                                       {"kitabı", "kitap"},
                                                       {"burnum", "burun"},
                                                       {"hakkımı", "hak"},
                                                       {"saatlerinde", "saat"},
                                                       {"rengi", "renk"},
                                                       {"buzdolabım", "buzdolabı"},
                                                       {"bana", "ben"},
                                                       {"onlar", "o"},
                                                       {"siparişimle", "sipariş"},
                                                       {"evdekiler", "ev"},
                                                       {"fatura", "fatura"},
                                                       {"internetsiz", "internetsiz"}};
  for (const auto& [word, expected] : words) EXPECT_EQ(lemma(word, "tr"), expected) << word;
}

TEST(Lemma, VerbsLoseTheirTenses) {
  const std::pair<const char*, const char*> words[] = {
      {"ödeyemedim", "öde"},        {"başlıyor", "başla"},      {"diyorum", "de"},
      {"gidecek", "git"},           {"ediyorlar", "et"},        {"istiyorum", "iste"},
      {"bağlanamıyorum", "bağlan"}, {"yapıcam", "yap"},         {"geliyom", "gel"},
      {"gelmicem", "gel"},          {"arayabilirsiniz", "ara"}, {"bekleyelim", "bekle"},
      {"gelince", "gel"},           {"gelmeden", "gel"}};
  for (const auto& [word, expected] : words) EXPECT_EQ(lemma(word, "tr"), expected) << word;
}

TEST(Lemma, OtherLanguagesKeepTheirStems) {
  EXPECT_EQ(lemma("invoices", "en"), "invoic");
  EXPECT_EQ(lemma("rechnungen", "de"), "rechnung");
}

TEST(Lemma, UnknownNounsLoseCheapEndings) {
  EXPECT_EQ(lemma("zorbaxlar", "tr"), "zorbax");
  EXPECT_EQ(lemma("xqz", "tr"), "xqz");
  EXPECT_EQ(lemma("", "tr"), "");
}

TEST(WordForm, SaysPersonTimeAndNegation) {
  const WordForm came = word_form("gelmedik", "tr");
  EXPECT_TRUE(came.verb && came.finite && came.negative && came.many);
  EXPECT_EQ(came.person, 1);
  EXPECT_EQ(came.time, VerbTime::past);
  const WordForm call = word_form("arayacağım", "tr");
  EXPECT_TRUE(call.finite);
  EXPECT_FALSE(call.negative);
  EXPECT_EQ(call.time, VerbTime::future);
  EXPECT_EQ(call.person, 1);
  const WordForm can = word_form("ödeyemiyorum", "tr");
  EXPECT_TRUE(can.able && can.negative);
  EXPECT_TRUE(word_form("güzeldi", "tr").copula);
  EXPECT_TRUE(word_form("bekleyin", "tr").command);
  EXPECT_TRUE(word_form("gelirse", "tr").condition);
  EXPECT_TRUE(word_form("bakayım", "tr").wish);
}

TEST(WordForm, ParticiplesAndCasesEndNoSentence) {
  EXPECT_FALSE(word_form("geldiğini", "tr").finite);
  EXPECT_FALSE(word_form("gelmeden", "tr").finite);
  EXPECT_TRUE(word_form("gelmeden", "tr").negative);
  EXPECT_FALSE(word_form("faturamı", "tr").finite);
  EXPECT_EQ(word_form("faturamı", "tr").owner, 1);
  EXPECT_EQ(word_form("faturanızı", "tr").owner, 2);
}

TEST(WordForm, AnyTextIsRead) {
  std::mt19937 random(7);
  for (int i = 0; i < 2000; ++i) {
    const std::string word = fold(random_text(random, 12), "tr");
    EXPECT_FALSE(word_form(word, "tr").lemma.empty() && !word.empty()) << word;
  }
}

}  // namespace
}  // namespace cxai::language
