#include "language/numbers.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

#include "language/random_text.hpp"

namespace cxai::language {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// "text=value", an ordinal with a point behind it.
std::vector<std::string> found(std::string_view text, std::string_view language) {
  std::vector<std::string> out;
  for (const NumberFind& n : find_numbers(text, language)) {
    std::string value = std::to_string(n.value);
    value.erase(value.find_last_not_of('0') + 1);
    if (value.ends_with('.')) value.pop_back();
    out.push_back(std::string(text.substr(n.begin, n.end - n.begin)) + "=" + value + (n.ordinal ? "." : ""));
  }
  return out;
}

TEST(Numbers, TurkishWords) {
  EXPECT_THAT(found("yirmi beş lira, iki bin üç yüz TL", "tr"), ElementsAre("yirmi beş=25", "iki bin üç yüz=2300"));
  EXPECT_THAT(found("bir buçuk saat yarım gün", "tr"), ElementsAre("bir buçuk=1.5", "yarım=0.5"));
  EXPECT_THAT(found("bin dokuz yüz doksan dokuz", "tr"), ElementsAre("bin dokuz yüz doksan dokuz=1999"));
  EXPECT_THAT(found("yüz yirmi üç bin dört yüz elli altı", "tr"),
              ElementsAre("yüz yirmi üç bin dört yüz elli altı=123456"));
  EXPECT_THAT(found("üç milyon iki yüz bin", "tr"), ElementsAre("üç milyon iki yüz bin=3200000"));
  EXPECT_THAT(found("beş iki üç", "tr"), ElementsAre("beş=5", "iki=2", "üç=3"));
}

TEST(Numbers, TurkishSuffixesAndPlainLetters) {
  EXPECT_THAT(found("yirmisine kadar üçüncü ayın dördünde", "tr"),
              ElementsAre("yirmisine=20", "üçüncü=3.", "dördünde=4"));
  EXPECT_THAT(found("uc is gunu, on bes dakika", "tr"), ElementsAre("uc=3", "on bes=15"));
  EXPECT_THAT(found("otuzbeş onikiye yüzelli", "tr"), ElementsAre("otuzbeş=35", "onikiye=12"));
  EXPECT_THAT(found("OTUZ İKİ YIRMI", "tr"), ElementsAre("OTUZ İKİ=32", "YIRMI=20"));
  EXPECT_THAT(found("on bir buçukta 3'ünde 20'sine", "tr"),
              ElementsAre("on bir buçukta=11.5", "3'ünde=3", "20'sine=20"));
}

TEST(Numbers, TurkishWordsThatOnlyLookLikeNumbers) {
  EXPECT_THAT(found("ona söyledim onun yüzünden oldu, altında bindim", "tr"), IsEmpty());
  EXPECT_THAT(found("yüzük binası onlar ucuz kırkıncı", "tr"), ElementsAre("kırkıncı=40."));
}

TEST(Numbers, FiguresAsEachLanguageWritesThem) {
  EXPECT_THAT(found("3.500,50 TL 118,50 TL 2.5 saat", "tr"), ElementsAre("3.500,50=3500.5", "118,50=118.5", "2.5=2.5"));
  EXPECT_THAT(found("$1,234.50 and 34.99", "en"), ElementsAre("1,234.50=1234.5", "34.99=34.99"));
  EXPECT_THAT(found("1.234 Euro", "de"), ElementsAre("1.234=1234"));
  EXPECT_THAT(found("40 bin 2 milyon 300 bin 2 buçuk", "tr"),
              ElementsAre("40 bin=40000", "2 milyon 300 bin=2300000", "2 buçuk=2.5"));
  EXPECT_THAT(found("saat 14:30, 12.05.2024", "tr"), IsEmpty());
}

TEST(Numbers, English) {
  EXPECT_THAT(found("twenty-five dollars", "en"), ElementsAre("twenty-five=25"));
  EXPECT_THAT(found("two hundred and fifty", "en"), ElementsAre("two hundred and fifty=250"));
  EXPECT_THAT(found("one thousand two hundred thirty four", "en"),
              ElementsAre("one thousand two hundred thirty four=1234"));
  EXPECT_THAT(found("one and a half hours, half an hour", "en"), ElementsAre("one and a half=1.5", "half=0.5"));
  EXPECT_THAT(found("the twenty-third, 3rd and third", "en"), ElementsAre("twenty-third=23.", "3rd=3.", "third=3."));
  EXPECT_THAT(found("two lakh forty thousand", "en"), ElementsAre("two lakh forty thousand=240000"));
  EXPECT_THAT(found("five and six", "en"), ElementsAre("five=5", "six=6"));
  EXPECT_THAT(found("eighteen hundred", "en"), ElementsAre("eighteen hundred=1800"));
}

TEST(Numbers, German) {
  EXPECT_THAT(found("fünfundzwanzig Euro", "de"), ElementsAre("fünfundzwanzig=25"));
  EXPECT_THAT(found("zweitausenddreihundertfünfundvierzig", "de"),
              ElementsAre("zweitausenddreihundertfünfundvierzig=2345"));
  EXPECT_THAT(found("fuenf Tage anderthalb Stunden", "de"), ElementsAre("fuenf=5", "anderthalb=1.5"));
  EXPECT_THAT(found("am dritten, am zwanzigsten, siebten", "de"),
              ElementsAre("dritten=3.", "zwanzigsten=20.", "siebten=7."));
  EXPECT_THAT(found("Einkauf Dreieck Achtung", "de"), IsEmpty());
}

TEST(Numbers, StandWithinTheirText) {
  std::mt19937 rng(7);
  for (int round = 0; round < 1500; ++round) {
    const std::string text = random_text(rng, 40);
    std::size_t last = 0;
    for (const auto& n : find_numbers(text, round % 3 == 0 ? "tr" : round % 3 == 1 ? "en" : "de")) {
      ASSERT_LE(last, n.begin);
      ASSERT_LT(n.begin, n.end);
      ASSERT_LE(n.end, text.size());
      last = n.end;
    }
  }
}

}  // namespace
}  // namespace cxai::language
