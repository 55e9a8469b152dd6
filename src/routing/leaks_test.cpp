#include "routing/leaks.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "routing/brand_words.hpp"

namespace cxai::routing {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const std::vector<std::string> kLabels{"YildizTelekomDestek", "IlgazKargo", "Unknown"};

struct Texts {
  std::vector<TextOf> list;
  Texts& add(std::size_t count, std::string_view text, std::uint32_t label) {
    list.insert(list.end(), count, TextOf{text, label});
    return *this;
  }
  std::vector<Leak> leaks() const { return find_leaks(list, kLabels); }
};

TEST(Leaks, AnAccountWithoutItsSignIsSerious) {
  const auto leaks = Texts().add(3, "yildiztelekomdestek cevap vermiyor", 0).add(97, "internet yok", 0).leaks();
  ASSERT_EQ(leaks.size(), 1U);
  EXPECT_EQ(leaks[0].kind, LeakKind::handle);
  EXPECT_EQ(leaks[0].label, "YildizTelekomDestek");
  EXPECT_EQ(leaks[0].texts, 3U);
  EXPECT_TRUE(leaks[0].serious);
}

TEST(Leaks, ASignatureIsSerious) {
  const auto leaks =
      Texts().add(4, "kargo yolda\nİyi günler dileriz - Ilgaz ekibi", 1).add(96, "nerede kaldı", 1).leaks();
  ASSERT_FALSE(leaks.empty());
  EXPECT_EQ(leaks[0].kind, LeakKind::signature);
  EXPECT_EQ(leaks[0].label, "IlgazKargo");
}

TEST(Leaks, ATokenThatAlmostSaysTheLabelIsSeriousWhereMostTextsHaveIt) {
  Texts often;
  often.add(60, "Ilgaz'dan gelen paket ezik", 1).add(40, "paket nerede", 1).add(100, "internet yok", 0);
  ASSERT_EQ(often.leaks().size(), 1U);
  EXPECT_EQ(often.leaks()[0].kind, LeakKind::token);
  EXPECT_EQ(often.leaks()[0].token, "ilgaz'dan");
  EXPECT_DOUBLE_EQ(often.leaks()[0].share, 0.6);
  EXPECT_TRUE(often.leaks()[0].serious);
  const auto seldom = Texts().add(10, "Ilgaz'dan gelen paket ezik", 1).add(90, "paket nerede", 1).leaks();
  ASSERT_EQ(seldom.size(), 1U);
  EXPECT_FALSE(seldom[0].serious);
}

TEST(Leaks, AWordThatDoesNotTellIsNone) {
  // "ilgaz" is a place too, and stands with everybody.
  EXPECT_THAT(Texts().add(50, "Ilgaz yolu kapalı", 1).add(20, "Ilgaz'da çekmiyor", 0).leaks(), IsEmpty());
  // A word that predicts a label and does not resemble it is what the model is for.
  EXPECT_THAT(Texts().add(90, "kargo nerede", 1).add(90, "fatura yüksek", 0).leaks(), IsEmpty());
  EXPECT_THAT(Texts().add(90, "Unknown number called me", 2).add(90, "fatura", 0).leaks(), IsEmpty());
}

TEST(Leaks, ASentenceSaysItsFigures) {
  EXPECT_EQ(to_sentence({LeakKind::token, "Acme", "acme", 81, 0.81, 0.99, true}),
            "token 'acme' gives away 'Acme' in 81 texts, 81 % of them (right in 99 %)");
}

TEST(BrandWords, AreTheWordsThatAreNotShared) {
  EXPECT_THAT(brand_words_of("AmazonHelp"), ElementsAre("amazon", "amazonhelp"));
  EXPECT_THAT(brand_words_of("Yıldız Telekom Destek"), ElementsAre("yildiz", "yildiztelekomdestek"));
  EXPECT_THAT(brand_words_of("British_Airways"), ElementsAre("british", "airways", "britishairways"));
  EXPECT_THAT(brand_words_of("O2"), IsEmpty());
}

TEST(BrandWords, AreMaskedWithTheirSuffixes) {
  const std::vector<std::string> labels{"Turkcell", "AmazonHelp"};
  const BrandWords brands(labels);
  EXPECT_EQ(brands.mask("TURKCELL'den şikâyetçiyim, #turkcell rezalet"), "<brand> şikâyetçiyim, <brand> rezalet");
  EXPECT_EQ(brands.mask("turkcelle geçtim; amazon prime"), "<brand> geçtim; <brand> prime");
  EXPECT_EQ(brands.mask("hiçbiri"), "hiçbiri");
}

TEST(BrandWords, AWordOfTwoLabelsTellsNothing) {
  const std::vector<std::string> labels{"British_Airways", "BritishGas"};
  EXPECT_EQ(BrandWords(labels).mask("british gas and British Airways, britishgas"),
            "british <brand> and British <brand>, <brand>");
}

}  // namespace
}  // namespace cxai::routing
