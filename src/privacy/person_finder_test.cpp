#include "privacy/person_finder.hpp"

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

namespace cxai::privacy {
namespace {

std::vector<std::string> names_in(std::string_view text) {
  std::vector<std::string> names;
  for (const PersonFind& find : PersonFinder().find(text)) {
    names.emplace_back(text.substr(find.begin, find.end - find.begin));
  }
  return names;
}

using Names = std::vector<std::string>;

TEST(PersonFinder, TitlesAndSuffixesBehindAnApostropheStayOutside) {
  EXPECT_EQ(names_in("Ayşe Hanım'ın faturası yanlış."), (Names{"Ayşe"}));
  EXPECT_EQ(names_in("Ayşe'nin faturası yanlış kesilmiş."), (Names{"Ayşe"}));
  EXPECT_EQ(names_in("Sayın Ahmet Yılmaz, kargonuz yola çıktı."), (Names{"Ahmet Yılmaz"}));
  EXPECT_EQ(names_in("Good morning, Mr Thompson."), (Names{"Thompson"}));
  EXPECT_EQ(names_in("Guten Tag, Frau Schneider."), (Names{"Schneider"}));
  EXPECT_EQ(names_in("I spoke to Sarah's manager yesterday."), (Names{"Sarah"}));
}

TEST(PersonFinder, ASuffixWithoutApostropheBelongsToTheWord) {
  EXPECT_EQ(names_in("mehmet beye selam söyleyin"), (Names{"mehmet"}));
  EXPECT_EQ(names_in("ayşenin hattı kapanmış"), (Names{"ayşenin"}));
}

TEST(PersonFinder, AsARecogniserWrites) {
  EXPECT_EQ(names_in("merhaba ben fatma kaya geçen hafta da aramıştım"), (Names{"fatma kaya"}));
  EXPECT_EQ(names_in("hello my name is john smith and i have a problem with my bill"), (Names{"john smith"}));
  EXPECT_EQ(names_in("guten tag mein name ist thomas müller es geht um meine rechnung"), (Names{"thomas müller"}));
}

TEST(PersonFinder, WordsThatAreNamesToo) {
  EXPECT_EQ(names_in("Deniz kenarında bir otel arıyorum."), (Names{}));
  EXPECT_EQ(names_in("Deniz Hanım merhaba, talebiniz alındı."), (Names{"Deniz"}));
  EXPECT_EQ(names_in("Will you call me back about the bill?"), (Names{}));
  EXPECT_EQ(names_in("Im Sommer war alles gut."), (Names{}));
  EXPECT_EQ(names_in("Guten Tag Herr Sommer, wie kann ich helfen?"), (Names{"Sommer"}));
}

TEST(PersonFinder, FirmsStreetsAndPlacesAreNobody) {
  EXPECT_EQ(names_in("Kaya İnşaat beni aramadı."), (Names{}));
  EXPECT_EQ(names_in("Sabiha Gökçen Havalimanı'nda bekliyorum."), (Names{}));
  EXPECT_EQ(names_in("Ankara'dan İstanbul'a kargo kaç gün sürer?"), (Names{}));
  EXPECT_EQ(names_in("Samsung telefonum Vodafone hattımla çalışmıyor."), (Names{}));
  EXPECT_EQ(names_in("My parcel from Amazon to London is late."), (Names{}));
}

TEST(PersonFinder, Signatures) {
  EXPECT_EQ(names_in("Please send us a DM with your booking reference. ^SM"), (Names{"SM"}));
  EXPECT_EQ(names_in("Sorry about the delay! - Sam"), (Names{"Sam"}));
}

TEST(PersonFinder, AnApostropheInsideANameStaysInside) {
  EXPECT_EQ(names_in("My name is Patrick O'Brien."), (Names{"Patrick O'Brien"}));
}

TEST(PersonFinder, ANameSaidAgainFromItsBeginningIsTwo) {
  EXPECT_EQ(names_in("it is under emily, emily johnson"), (Names{"emily", "emily johnson"}));
  EXPECT_EQ(names_in("ja hier ist thomas thomas müller"), (Names{"thomas", "thomas müller"}));
}

TEST(PersonFinder, ALoneLetterIsNobody) {
  EXPECT_EQ(names_in("We are in row 4, seats C and D."), (Names{}));
  EXPECT_EQ(names_in("evet o olsun"), (Names{}));
}

TEST(PersonFinder, WordsThatNeedNotBeKnown) {
  EXPECT_EQ(names_in("My name is Zorvan Quellor."), (Names{"Zorvan Quellor"}));
  EXPECT_EQ(names_in("Grommel ist kaputt."), (Names{}));
}

TEST(PersonFinder, SaysWhomItFound) {
  const auto full = PersonFinder().find("Benim adım Ayşe Kaya.");
  ASSERT_EQ(full.size(), 1U);
  EXPECT_EQ(full[0].name, "ayse kaya");
  EXPECT_GT(full[0].confidence, 0.9);
  const auto inflected = PersonFinder().find("ayşenin hattı kapanmış");
  ASSERT_EQ(inflected.size(), 1U);
  EXPECT_EQ(inflected[0].name, "ayse");
}

TEST(PersonFinder, ANameSaidClearlyOnceIsFoundAgain) {
  const std::string_view hidden = "rojdat ne zaman arayacak";
  const std::string_view turns[] = {"merhaba benim adım rojdat yılmaz", "buyurun sizi dinliyorum", hidden};
  const auto finds = PersonFinder().find(turns);
  ASSERT_EQ(finds.size(), 3U);
  ASSERT_EQ(finds[0].size(), 1U);
  EXPECT_EQ(finds[0][0].name, "rojdat yilmaz");
  EXPECT_TRUE(finds[1].empty());
  ASSERT_EQ(finds[2].size(), 1U);
  EXPECT_EQ(hidden.substr(finds[2][0].begin, finds[2][0].end - finds[2][0].begin), "rojdat");
}

TEST(PersonFinder, FindsAreOnWordsInOrderAndDisjoint) {
  std::mt19937 rng(5);
  const std::string pieces[] = {"Ayşe", " ",  "'nin", "Müller", "-", ".",      "ben", "@x",  "\n", "Mr ",   "O'",
                                "BEY",  "12", "🙂",   "ı",      "İ", "\u0301", "{",   "^SM", ",",  "ahmet", " "};
  for (int n = 0; n < 300; ++n) {
    std::string text;
    for (std::size_t i = 0; i < rng() % 30; ++i) text += pieces[rng() % std::size(pieces)];
    std::size_t at = 0;
    for (const PersonFind& find : PersonFinder().find(text)) {
      ASSERT_LE(at, find.begin) << text;
      ASSERT_LT(find.begin, find.end) << text;
      ASSERT_LE(find.end, text.size()) << text;
      ASSERT_FALSE(find.name.empty()) << text;
      ASSERT_GE(find.confidence, 0) << text;
      ASSERT_LE(find.confidence, 1) << text;
      at = find.end;
    }
  }
}

TEST(PersonFinder, NothingInNothingOut) {
  EXPECT_TRUE(PersonFinder().find("").empty());
  EXPECT_TRUE(PersonFinder().find(" .,!?").empty());
  EXPECT_TRUE(PersonFinder().find(std::span<const std::string_view>()).empty());
  EXPECT_TRUE(PersonFinder::name().starts_with("person/"));
}

}  // namespace
}  // namespace cxai::privacy
