#include "learning/text_features.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "language/random_text.hpp"

namespace cxai::learning {
namespace {

std::vector<TextFeature> features_of(std::string_view text) {
  TextFeatures extractor;
  const auto features = extractor.extract(text);
  return {features.begin(), features.end()};
}

std::vector<TextFeature> words_of(std::string_view text) {
  TextFeatures extractor;
  const auto features = extractor.extract(text).first(extractor.words());
  return {features.begin(), features.end()};
}

std::set<std::uint64_t> keys_of(std::string_view text) {
  std::set<std::uint64_t> keys;
  for (const TextFeature& feature : features_of(text)) keys.insert(feature.key);
  return keys;
}

double shared(std::string_view a, std::string_view b) {
  const auto of_a = keys_of(a);
  const auto of_b = keys_of(b);
  const auto both = std::ranges::count_if(of_a, [&](std::uint64_t key) { return of_b.contains(key); });
  return static_cast<double>(both) / static_cast<double>(std::min(of_a.size(), of_b.size()));
}

TEST(TextFeatures, FoldTurkishWithoutKnowingTheLanguage) {
  EXPECT_EQ(keys_of("KARGO GELMEDI"), keys_of("kargo gelmedi"));
  EXPECT_EQ(keys_of("İPTAL"), keys_of("iptal"));
  EXPECT_EQ(keys_of("IPTAL"), keys_of("iptal"));
  EXPECT_EQ(keys_of("INVOICE is late"), keys_of("invoice IS late"));
  // The same letters with and without accents share all but the words as they stand.
  EXPECT_EQ(shared("şikayetim çözülmedi", "sikayetim cozulmedi"), 1);
  EXPECT_NE(keys_of("şikayet"), keys_of("sikayet"));
}

TEST(TextFeatures, HoldStemsAndTheirPairs) {
  const auto words = [](std::string_view text) {
    std::set<std::uint64_t> keys;
    for (const TextFeature& feature : words_of(text)) keys.insert(feature.key);
    return keys;
  };
  const auto a = words("faturaların iptalini");
  const auto b = words("faturamı iptalim");
  EXPECT_EQ(std::ranges::count_if(a, [&](std::uint64_t key) { return b.contains(key); }), 4);  // two, two pairs
  EXPECT_GT(words_of("ışıkları 😡😡😡 東京都渋谷区 x").size(), 8U);
}

TEST(TextFeatures, HoldWordsPairsEmojiAndHashtags) {
  EXPECT_EQ(words_of("kargom nerede").size(), 9U);  // two words, three pairs with the ends; their stems, pairs of these
  EXPECT_NE(keys_of("nerede kargom"), keys_of("kargom nerede"));
  EXPECT_NE(keys_of("kargom 😡"), keys_of("kargom 😀"));
  EXPECT_NE(keys_of("#kargo"), keys_of("kargo"));
  EXPECT_GT(shared("#kargo", "kargo"), 0.5);
  EXPECT_GT(shared("faturamı göremiyorum", "faturamda hata"), 0.1);  // by the pieces of words
}

TEST(TextFeatures, CountOnceAndDamped) {
  const auto words = words_of("alo alo alo");
  ASSERT_EQ(words.size(), 7U);  // the word, its pairs with the start, itself and the end; its stem, two pairs of it
  EXPECT_FLOAT_EQ(words[0].value, 1 + std::log(3.0F));
  TextFeatures extractor;
  std::set<std::uint64_t> seen;
  for (const TextFeature& feature : extractor.extract("bir iki bir iki, üç. Bir!")) {
    EXPECT_TRUE(seen.insert(feature.key).second);
    EXPECT_GE(feature.value, 1);
  }
}

TEST(TextFeatures, OfTheSameTextAreTheSameWhateverCameBefore) {
  TextFeatures used;
  std::string text;
  for (int i = 0; i < 20'000; ++i) text += "kelime" + std::to_string(i) + " ";
  const std::size_t many = used.extract(text).size();
  EXPECT_EQ(many, features_of(text.substr(0, kMaxTextBytes)).size());
  const auto again = used.extract("kısa bir metin");
  const auto fresh = features_of("kısa bir metin");
  ASSERT_EQ(again.size(), fresh.size());
  for (std::size_t i = 0; i < fresh.size(); ++i) {
    EXPECT_EQ(again[i].key, fresh[i].key);
    EXPECT_EQ(again[i].value, fresh[i].value);
  }
}

TEST(TextFeatures, AreMadeOfAnyText) {
  std::mt19937 random(5);
  TextFeatures extractor;
  for (std::size_t i = 0; i < 2000; ++i) {
    const std::string text = language::random_text(random, i % 60);
    for (const TextFeature& feature : extractor.extract(text)) ASSERT_GE(feature.value, 1);
  }
  EXPECT_TRUE(extractor.extract("").size() <= 1);  // the pair of both ends
}

}  // namespace
}  // namespace cxai::learning
