#include "language/utterances.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "language/random_text.hpp"

namespace cxai::language {
namespace {

using ::testing::ElementsAre;

std::vector<std::string> read(std::string_view text, std::string_view language) {
  std::vector<std::string> out;
  for (const Span& s : utterances(text, language)) out.emplace_back(text.substr(s.begin, s.end - s.begin));
  return out;
}

TEST(Utterances, FiniteVerbsEndThem) {
  EXPECT_THAT(read("faturam çok yüksek geldi neden böyle oldu anlamadım", "tr"),
              ElementsAre("faturam çok yüksek geldi", "neden böyle oldu", "anlamadım"));
}

TEST(Utterances, PunctuationGoesBeforeGuesses) {
  EXPECT_THAT(read("Kartım kayboldu ne yapmalıyım bilmiyorum. Yardımcı olur musunuz?", "tr"),
              ElementsAre("Kartım kayboldu ne yapmalıyım bilmiyorum.", "Yardımcı olur musunuz?"));
}

TEST(Utterances, ShortOnesStay) {
  EXPECT_THAT(read("evet geldi tamam", "tr"), ElementsAre("evet geldi tamam"));
  EXPECT_TRUE(read("", "tr").empty());
}

TEST(Utterances, HoldAllWordsInOrder) {
  std::mt19937 random(11);
  for (int i = 0; i < 300; ++i) {
    const std::string text = random_text(random, 60);
    for (const char* const language : {"tr", "en", "de", ""}) {
      std::size_t end = 0;
      std::size_t words = 0;
      for (const Span& span : utterances(text, language)) {
        EXPECT_LE(end, span.begin);
        EXPECT_LT(span.begin, span.end);
        end = span.end;
        words += gap_words(std::string_view(text).substr(span.begin, span.end - span.begin), language).size();
      }
      EXPECT_LE(end, text.size());
      EXPECT_GE(words, 0U);
    }
  }
}

}  // namespace
}  // namespace cxai::language
