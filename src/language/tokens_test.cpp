#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "language/characters.hpp"
#include "language/random_text.hpp"
#include "language/text.hpp"

namespace cxai::language {
namespace {

using ::testing::ElementsAre;

// "kind:stem|suffix" of each token.
std::vector<std::string> shown(std::string_view text) {
  static constexpr const char* kKinds[] = {"w", "n", "p", "s", "url", "mail", "at", "tag", "emoji"};
  std::vector<std::string> out;
  for (const Token& t : tokenize(text)) {
    std::string one = std::string(kKinds[static_cast<int>(t.kind)]) + ":";
    one += text.substr(t.begin, t.stem_end - t.begin);
    if (t.stem_end != t.end) one += "|" + std::string(text.substr(t.stem_end, t.end - t.stem_end));
    out.push_back(one);
  }
  return out;
}

TEST(Tokenize, ApostropheSuffixesInThreeSpellings) {
  EXPECT_THAT(shown("Ayşe'nin Ayşe’nin Ayşeʼnin"), ElementsAre("w:Ayşe|'nin", "w:Ayşe|’nin", "w:Ayşe|ʼnin"));
  EXPECT_THAT(shown("don't geht's 5'te"), ElementsAre("w:don|'t", "w:geht|'s", "n:5|'te"));
  EXPECT_THAT(shown("'tamam' Kur'an'ın"), ElementsAre("p:'", "w:tamam", "p:'", "w:Kur'an|'ın"));
}

TEST(Tokenize, NumbersKeepTheirSeparators) {
  EXPECT_THAT(shown("3.500,50 TL, 14:30 12.05.2024."),
              ElementsAre("n:3.500,50", "w:TL", "p:,", "n:14:30", "n:12.05.2024", "p:."));
  EXPECT_THAT(shown("4G 15.30'da 5."), ElementsAre("w:4G", "n:15.30|'da", "n:5", "p:."));
}

TEST(Tokenize, AddressesHandlesAndTags) {
  EXPECT_THAT(shown("bkz. https://a.com/x?y=1."), ElementsAre("w:bkz", "p:.", "url:https://a.com/x?y=1", "p:."));
  EXPECT_THAT(shown("www.ornek.com'dan, ornek.com.tr/yardim"),
              ElementsAre("url:www.ornek.com|'dan", "p:,", "url:ornek.com.tr/yardim"));
  EXPECT_THAT(shown("ayse.kaya@ornek.com'a yaz"), ElementsAre("mail:ayse.kaya@ornek.com|'a", "w:yaz"));
  EXPECT_THAT(shown("@Turkcell_TR #şikayetVar #1 @"),
              ElementsAre("at:@Turkcell_TR", "tag:#şikayetVar", "p:#", "n:1", "p:@"));
  EXPECT_THAT(shown("a@b c"), ElementsAre("w:a", "at:@b", "w:c"));
  EXPECT_THAT(shown("geldi.Net sonuç"), ElementsAre("w:geldi", "p:.", "w:Net", "w:sonuç"));
}

TEST(Tokenize, EmojiSequencesAreOne) {
  EXPECT_THAT(shown("👨‍👩‍👧🇹🇷👍🏽❤️❤1️⃣"),
              ElementsAre("emoji:👨‍👩‍👧", "emoji:🇹🇷", "emoji:👍🏽", "emoji:❤️", "emoji:❤", "emoji:1️⃣"));
  EXPECT_THAT(shown("© 2024 x→y"), ElementsAre("s:©", "n:2024", "w:x", "s:→", "w:y"));
}

TEST(Tokenize, MarksStayWithTheirLetter) {
  EXPECT_THAT(shown("s\u0327ikayet"), ElementsAre("w:s\u0327ikayet"));
  EXPECT_THAT(shown("...!! \u0301"), ElementsAre("p:...", "p:!!", "s:\u0301"));
}

TEST(Tokenize, CoversAllTextInOrder) {
  std::mt19937 rng(2);
  for (int round = 0; round < 2000; ++round) {
    const std::string text = random_text(rng, 40);
    std::size_t at = 0;
    const auto expect_space_until = [&](std::size_t end) {
      while (at < end) ASSERT_EQ(char_class(decode(text, at)), CharClass::space) << text;
      ASSERT_EQ(at, end) << "not on a code point: " << text;
    };
    for (const Token& t : tokenize(text)) {
      ASSERT_NO_FATAL_FAILURE(expect_space_until(t.begin));
      ASSERT_LT(t.begin, t.stem_end);
      ASSERT_LE(t.stem_end, t.end);
      ASSERT_LE(t.end, text.size());
      std::size_t inside = t.begin;
      while (inside < t.end) decode(text, inside);
      ASSERT_EQ(inside, t.end);
      at = t.end;
    }
    ASSERT_NO_FATAL_FAILURE(expect_space_until(text.size()));
  }
}

TEST(Tokenize, LongRunsTakeLinearTime) {
  std::string dots;
  for (int i = 0; i < 200'000; ++i) dots += "a.";
  EXPECT_EQ(tokenize(dots).size(), 400'000U);
  std::string ats;
  for (int i = 0; i < 100'000; ++i) ats += "a@";
  EXPECT_GT(tokenize(ats).size(), 100'000U);
}

}  // namespace
}  // namespace cxai::language
