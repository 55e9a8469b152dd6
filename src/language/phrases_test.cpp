#include "language/phrases.hpp"

#include <gtest/gtest.h>

namespace cxai::language {
namespace {

TEST(PhraseSet, MatchesFoldedWordsWithOpenEndings) {
  const PhraseSet set({{"teşekkür*", 1, 1}, {"hoş geldiniz", 2, 2}, {"iyi günler", 1, 3}, {"iyi", 1, 4}});
  const std::string text = "Hoş geldiniz! TEŞEKKÜRLER, İYİ günler. İyi.";
  const auto matches = set.find(text, "tr");
  ASSERT_EQ(matches.size(), 4U);
  EXPECT_EQ(matches[0].phrase->tag, 2);
  EXPECT_EQ(matches[1].phrase->tag, 1);
  EXPECT_EQ(text.substr(matches[1].begin, matches[1].end - matches[1].begin), "TEŞEKKÜRLER");
  EXPECT_EQ(matches[2].phrase->tag, 3) << "the longest wins";
  EXPECT_EQ(matches[3].phrase->tag, 4);
  EXPECT_EQ(matches[3].first_word, 5U);
}

TEST(PhraseSet, IgnoresApostropheSuffixesInTurkish) {
  const PhraseSet set({{"iptal", 1, 0}});
  EXPECT_TRUE(set.contains("İptal'i istiyorum", "tr"));
  EXPECT_FALSE(set.contains("iptaller", "tr"));
  EXPECT_FALSE(set.contains("", "tr"));
}

}  // namespace
}  // namespace cxai::language
