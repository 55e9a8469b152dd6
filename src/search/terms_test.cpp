#include "search/terms.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "privacy/masker.hpp"

namespace cxai::search {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<conversation::IndexTerm> index(const std::vector<std::string>& turns, std::string language) {
  conversation::Transcript transcript{std::move(language), {}};
  for (const std::string& text : turns) {
    transcript.turns.emplace_back();
    transcript.turns.back().text = text;
  }
  return index_terms(privacy::Masker().mask(std::move(transcript)));
}

bool finds(std::string_view query, const std::string& text, const std::string& language) {
  const auto terms = index({text}, language);
  const auto wanted = query_terms(query, language);
  return !wanted.empty() && std::ranges::all_of(wanted, [&](const std::string& term) {
    return std::ranges::any_of(terms, [&](const auto& have) { return have.term == term; });
  });
}

auto entry(const std::string& term, const std::string& form, int occurrences) {
  return ::testing::AllOf(::testing::Field(&conversation::IndexTerm::term, term),
                          ::testing::Field(&conversation::IndexTerm::form, form),
                          ::testing::Field(&conversation::IndexTerm::occurrences, occurrences));
}

TEST(IndexTerms, CountsOverTurnsWithoutStopWords) {
  EXPECT_THAT(index({"Siparişim çok gecikti.", "Ve siparişler için, efendim..."}, "tr"),
              ElementsAre(entry("~gecik", "gecikti", 1), entry("~siparis", "siparişim", 2)));
}

TEST(IndexTerms, NumberWordsAreFoundButNotListed) {
  EXPECT_THAT(index({"beş gün"}, "tr"), ::testing::Contains(entry("~bes", "", 1)));
}

TEST(IndexTerms, PlaceholdersAddressesAndLettersAreOut) {
  EXPECT_THAT(index({"[PHONE_1]'den a@b.com www.x.com ( [ORDER_NO_12] ) 👍 x [bak"}, "tr"),
              ElementsAre(entry("~bak", "bak", 1)));
}

TEST(IndexTerms, NumbersAreKept) {
  EXPECT_THAT(index({"3.500 TL, 1,250.75 ve 4G 14:30'da 5"}, "tr"),
              ElementsAre(entry("1250.75", "", 1), entry("14:30", "", 1), entry("3500", "", 1), entry("5", "", 1),
                          entry("~4g", "", 1), entry("~tl", "", 1)));
}

TEST(QueryTerms, FindTurkishInflections) {
  EXPECT_TRUE(finds("faturanın", "Faturam yüksek", "tr"));
  EXPECT_TRUE(finds("FATURA İTİRAZI", "faturama itiraz ettim", "tr"));
  EXPECT_TRUE(finds("Telekom'un hattı", "Telekom’dan hattım", "tr"));
  EXPECT_FALSE(finds("fatura iptali", "faturama itiraz ettim", "tr"));
  EXPECT_FALSE(finds("hata", "hattım kapalı", "tr"));
}

TEST(QueryTerms, PlainKeyboardFindsTurkishAndBack) {
  EXPECT_TRUE(finds("sikayet", "Şikayetim var", "tr"));
  EXPECT_TRUE(finds("şikâyet", "sikayetim var", "tr"));
  EXPECT_TRUE(finds("cok gec siparis", "Siparişim geç kaldı", "tr"));
  EXPECT_TRUE(finds("INTERNET CALISMIYOR", "İnternetim çalışmadı", "tr"));
}

TEST(QueryTerms, EnglishAndGerman) {
  EXPECT_TRUE(finds("refunds", "I want a refund for the customer's order", "en"));
  EXPECT_TRUE(finds("customers", "I want a refund for the customer's order", "en"));
  EXPECT_FALSE(finds("replacement", "I want a refund", "en"));
  EXPECT_TRUE(finds("rechnung", "Meine Rechnungen sind falsch", "de"));
  EXPECT_TRUE(finds("gebuehr", "Die Gebühren sind zu hoch", "de"));
  EXPECT_TRUE(finds("grosse", "Eine große Störung", "de"));
}

TEST(QueryTerms, NumbersInEitherWriting) {
  EXPECT_TRUE(finds("3500", "3.500 TL ödedim", "tr"));
  EXPECT_TRUE(finds("3.500", "3500 lira ödedim", "tr"));
}

TEST(QueryTerms, EachOnceAndNothingForStopWords) {
  EXPECT_THAT(query_terms("fatura faturam 5 5", "tr"), ElementsAre("~fatur", "5"));
  EXPECT_THAT(query_terms("ve çok cok", "tr"), IsEmpty());
  EXPECT_THAT(query_terms("  ", "tr"), IsEmpty());
}

TEST(QueryTerms, UnknownLanguageIsGuessed) {
  EXPECT_EQ(query_terms("faturam gelmedi, nerede?", ""), query_terms("faturam gelmedi, nerede?", "tr"));
  EXPECT_EQ(query_terms("where are my invoices", ""), query_terms("where are my invoices", "en"));
}

}  // namespace
}  // namespace cxai::search
