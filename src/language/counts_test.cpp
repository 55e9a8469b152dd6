#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "language/random_text.hpp"
#include "language/text.hpp"

namespace cxai::language {
namespace {

using ::testing::ElementsAre;

std::vector<std::string> cut(std::string_view text, const std::vector<Span>& spans) {
  std::vector<std::string> out;
  for (const Span& s : spans) out.emplace_back(text.substr(s.begin, s.end - s.begin));
  return out;
}
std::vector<std::string> words(std::string_view text) {
  return cut(text, count_words(text));
}
std::vector<std::string> counted(std::string_view text) {
  return cut(text, count_sentences(text));
}

TEST(CountWords, FollowsTheDefinition) {
  EXPECT_THAT(words("Ayşe'nin telefonu 5'te çaldı, don't!"),
              ElementsAre("Ayşe'nin", "telefonu", "5'te", "çaldı", "don't"));
  EXPECT_THAT(words("XYZ E-pazar'a hoş geldiniz"), ElementsAre("XYZ", "E", "pazar'a", "hoş", "geldiniz"));
  EXPECT_THAT(words("3.500,50 TL"), ElementsAre("3", "500", "50", "TL"));
  EXPECT_THAT(words("'tamam' dedi'"), ElementsAre("tamam", "dedi"));
  EXPECT_THAT(words("s\u0327ikayet I\u0307ade"), ElementsAre("s\u0327ikayet", "I\u0307ade"));
  EXPECT_THAT(words("👍 ... – '"), ElementsAre());
}

TEST(CountSentences, EveryMarkEndsAStretchWithAWord) {
  EXPECT_THAT(counted("Hemen bakıyorum...Sanırım buldum."), ElementsAre("Hemen bakıyorum.", "Sanırım buldum."));
  EXPECT_THAT(counted("3.500 lira"), ElementsAre("3.", "500 lira"));
  EXPECT_THAT(counted("Numaram 12345.. "), ElementsAre("Numaram 12345."));
  EXPECT_THAT(counted("Beklettim sizi.?"), ElementsAre("Beklettim sizi."));
  EXPECT_THAT(counted("Olur… Peki! Ne zaman? Yarın"), ElementsAre("Olur…", "Peki!", "Ne zaman?", "Yarın"));
  EXPECT_THAT(counted(" ?! … \"\" "), ElementsAre());
  EXPECT_THAT(counted(""), ElementsAre());
}

TEST(Counts, OfAWholeExchange) {
  const std::string agent = "Merhaba, QRS Telekom'a hoş geldiniz. Ben Selin, size nasıl yardımcı olabilirim?";
  EXPECT_EQ(count_words(agent).size(), 11U);
  EXPECT_EQ(count_sentences(agent).size(), 2U);
  const std::string customer = "1 Mart 1985, son işlem 15 Nisan'da bir akaryakıt harcamasıydı.";
  EXPECT_EQ(count_words(customer).size(), 10U);
  EXPECT_EQ(count_sentences(customer).size(), 1U);
}

TEST(Counts, SpansAscendInsideTheText) {
  std::mt19937 rng(3);
  for (int round = 0; round < 2000; ++round) {
    const std::string text = random_text(rng, 40);
    for (const auto& spans : {count_words(text), count_sentences(text), sentences(text, "tr")}) {
      std::size_t last = 0;
      for (const Span& s : spans) {
        ASSERT_GE(s.begin, last);
        ASSERT_LT(s.begin, s.end);
        ASSERT_LE(s.end, text.size());
        ASSERT_TRUE(base::is_valid_utf8(std::string_view(text).substr(s.begin, s.end - s.begin)));
        last = s.end;
      }
    }
    for (const Span& s : count_sentences(text)) ASSERT_FALSE(words(text.substr(s.begin, s.end - s.begin)).empty());
  }
}

TEST(CountSyllables, TurkishVowelsAndOthersGroups) {
  EXPECT_EQ(count_syllables("Şikâyetiniz için", "tr"), 7U);
  EXPECT_EQ(count_syllables("saat İIıi", "tr"), 6U);
  EXPECT_EQ(count_syllables("o\u0308deme yok", "tr"), 4U);
  EXPECT_EQ(count_syllables("beautiful day", "en"), 4U);
  EXPECT_EQ(count_syllables("Häuser schön", "de"), 3U);
  EXPECT_EQ(count_syllables("123 ...", "tr"), 0U);
}

}  // namespace
}  // namespace cxai::language
