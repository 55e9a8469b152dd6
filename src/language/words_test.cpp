#include "language/words.hpp"

#include <gtest/gtest.h>

#include <thread>
#include <vector>

#include "language/stop_words.hpp"
#include "language/text.hpp"

namespace cxai::language {
namespace {

TEST(Stem, Snowball) {
  EXPECT_EQ(stem("faturanın", "tr"), "fatura");
  EXPECT_EQ(stem("running", "en"), "run");
  EXPECT_EQ(stem("rechnungen", "de"), "rechnung");
  EXPECT_EQ(stem("rechnungen", "fr"), "rechnungen");
  EXPECT_EQ(stem("", "tr"), "");
  EXPECT_EQ(stem(std::string(1000, 'a'), "tr"), std::string(1000, 'a'));
}

TEST(Stem, FromSeveralThreads) {
  std::vector<std::jthread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([] {
      for (int i = 0; i < 500; ++i) ASSERT_EQ(stem("siparişlerim", "tr"), stem("siparişlerim", "tr-TR"));
    });
  }
}

TEST(StopWords, ThreeLanguages) {
  EXPECT_TRUE(is_stop_word("çünkü", "tr"));
  EXPECT_TRUE(is_stop_word("don't", "en"));
  EXPECT_TRUE(is_stop_word("don’t", "en"));
  EXPECT_TRUE(is_stop_word("geht's", "de"));
  EXPECT_FALSE(is_stop_word("fatura", "tr"));
  EXPECT_FALSE(is_stop_word("invoice", "en"));
  EXPECT_FALSE(is_stop_word("rechnung", "de"));
  EXPECT_FALSE(is_stop_word("çünkü", "en"));
  EXPECT_FALSE(is_stop_word("the", "fr"));
}

TEST(StopWords, ListsAreFolded) {
  const auto check = [](std::string_view list, std::string_view language) {
    for_each_word(list, [&](std::string_view word) { EXPECT_EQ(fold(word, language), word); });
  };
  check(turkish_stop_words(), "tr");
  check(english_stop_words(), "en");
  check(german_stop_words(), "de");
}

TEST(Identify, ShortSentences) {
  EXPECT_EQ(identify("Kargom hala gelmedi, ne zaman ulaşır?").language, "tr");
  EXPECT_EQ(identify("siparisim nerede kaldi acaba").language, "tr");
  EXPECT_EQ(identify("INTERNETIM CALISMIYOR YARDIM EDIN").language, "tr");
  EXPECT_EQ(identify("My parcel never arrived, please help").language, "en");
  EXPECT_EQ(identify("Mein Paket ist nicht angekommen").language, "de");
  EXPECT_GT(identify("Kargom hala gelmedi, ne zaman ulaşır?").confidence, 0.99);
}

TEST(Identify, TooLittleIsUnknown) {
  EXPECT_EQ(identify("").language, "");
  EXPECT_EQ(identify("12345 :) 👍 https://example.com @ayse").language, "");
  EXPECT_LT(identify("").confidence, 0.5);
}

TEST(Identify, LongTextsAreCutOnACodePoint) {
  std::string text;
  for (int i = 0; i < 3000; ++i) text += i % 7 == 0 ? "ş " : "ğü";
  EXPECT_EQ(identify(text).language, "tr");
}

}  // namespace
}  // namespace cxai::language
