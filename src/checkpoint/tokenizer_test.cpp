#include "checkpoint/tokenizer.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "checkpoint/byte_alphabet.hpp"
#include "checkpoint/pretokens.hpp"
#include "checkpoint/test_weights.hpp"
#include "checkpoint/unicode_class.hpp"

namespace cxai::checkpoint {
namespace {

using ::testing::ElementsAre;

constexpr std::string_view kTexts[] = {
    "",
    "Merhaba, Ayşe'nin IBAN'ı neydi? İyi günler…",
    "Guten Tag, ich möchte meine Straße ändern: 10,50 €!",
    "It's 3 o'clock, we'll see;  two  blanks\n\tand a tab ",
    "東京タワーへ行きます。你好,世界",
    "👩‍👩‍👧 🇹🇷 é\u0301 ไทย नमस्ते",
};

TEST(Pretokens, SplitAsThePatternSays) {
  EXPECT_THAT(split_pretokens("Ayşe'nin 12 TL'si var."),
              ElementsAre("Ayşe", "'", "nin", " 12", " TL", "'s", "i", " var", "."));
  EXPECT_THAT(split_pretokens("we'll  go\n\n now  "), ElementsAre("we", "'ll", " ", " go", "\n\n", " now", "  "));
  EXPECT_THAT(split_pretokens(" \u3000x 5½ !?"), ElementsAre(" ", "\u3000", "x", " 5½", " !?"));
  EXPECT_THAT(split_pretokens(" "), ElementsAre(" "));
}

TEST(Pretokens, LoseNothing) {
  for (const std::string_view text : kTexts) {
    std::string joined;
    for (const std::string_view piece : split_pretokens(text)) joined += piece;
    EXPECT_EQ(joined, text);
  }
}

TEST(UnicodeClass, KnowsEveryAlphabet) {
  for (const char32_t c : {U'a', U'İ', U'ı', U'ß', U'я', U'ع', U'東', U'ท', U'न', U'한'})
    EXPECT_EQ(character_class(c), CharacterClass::letter) << static_cast<std::uint32_t>(c);
  for (const char32_t c : {U'0', U'٣', U'½', U'Ⅳ', U'๒'})
    EXPECT_EQ(character_class(c), CharacterClass::number) << static_cast<std::uint32_t>(c);
  for (const char32_t c : {U' ', U'\n', U'\u00A0', U'\u3000', U'\u2028'})
    EXPECT_EQ(character_class(c), CharacterClass::blank) << static_cast<std::uint32_t>(c);
  for (const char32_t c : {U'!', U'€', U'\u0301', U'。', U'😀', U'\u200D', char32_t{0}, char32_t{0x10FFFF}})
    EXPECT_EQ(character_class(c), CharacterClass::other) << static_cast<std::uint32_t>(c);
}

TEST(ByteAlphabet, CoversEveryByteOnce) {
  std::string all;
  for (int token = 0; token < 256; ++token) all += static_cast<char>(byte_of_token(token));
  EXPECT_EQ(byte_of_token(0), '!');
  EXPECT_EQ(byte_of_token(220), ' ');
  EXPECT_EQ(bytes_of_text(text_of_bytes(all)), all);
  EXPECT_EQ(text_of_bytes(" a"), "Ġa");
  EXPECT_EQ(bytes_of_text("東"), std::nullopt);
  std::ranges::sort(all, {}, [](char c) { return static_cast<unsigned char>(c); });
  for (std::size_t i = 0; i < 256; ++i) EXPECT_EQ(static_cast<unsigned char>(all[i]), i);
}

TEST(Tokenizer, EveryTextComesBack) {
  const Tokenizer tokenizer = small_tokenizer();
  for (const std::string_view text : kTexts) EXPECT_EQ(tokenizer.decode(tokenizer.encode(text)), text);
}

TEST(Tokenizer, MergesTheLowestRankFirst) {
  const Dimensions dimensions = *support::dimensions_of("toy");
  auto vocabulary = support::small_vocabulary(dimensions);
  std::fill(vocabulary.begin() + 256, vocabulary.end(), std::string());
  vocabulary[300] = "bc";
  vocabulary[301] = "ab";
  vocabulary[302] = "abc";
  vocabulary[303] = "cd";
  const Tokenizer tokenizer(std::make_shared<VocabularyOnly>(dimensions, vocabulary));
  const auto byte = [&](char c) { return tokenizer.encode(std::string(1, c)).at(0); };
  EXPECT_THAT(tokenizer.encode("abcd"), ElementsAre(302, byte('d')));  // bc, then a + bc; cd comes too late
  EXPECT_THAT(tokenizer.encode("abab"), ElementsAre(301, 301));
  EXPECT_THAT(tokenizer.encode("cdcd"), ElementsAre(303, 303));
  EXPECT_THAT(tokenizer.encode("bcd"), ElementsAre(300, byte('d')));
  EXPECT_THAT(tokenizer.encode("aabb"), ElementsAre(byte('a'), 301, byte('b')));
}

TEST(Tokenizer, LongPiecesTakeNoSquareOfTime) {
  const Tokenizer tokenizer = small_tokenizer();
  const std::string text(200'000, 'a');
  EXPECT_EQ(tokenizer.encode(text).size(), 100'000U);
}

TEST(Tokenizer, InvalidBytesBecomeReplacementCharacters) {
  const Tokenizer tokenizer = small_tokenizer();
  EXPECT_EQ(tokenizer.decode(tokenizer.encode("a\xFFz")), "a\uFFFDz");
}

TEST(Tokenizer, SpecialTokensOfTheThreeVocabularies) {
  const SpecialTokens many = small_tokenizer("toy").special();
  EXPECT_EQ(many.end_of_text, 50257);
  EXPECT_EQ(many.start_of_transcript, 50258);
  EXPECT_EQ(many.translate, 50358);
  EXPECT_EQ(many.transcribe, 50359);
  EXPECT_EQ(many.start_of_lm, 50360);
  EXPECT_EQ(many.start_of_previous, 50361);
  EXPECT_EQ(many.no_speech, 50362);
  EXPECT_EQ(many.no_timestamps, 50363);
  EXPECT_EQ(many.first_timestamp, 50364);
  const SpecialTokens english = small_tokenizer("tiny.en").special();
  EXPECT_EQ(english.end_of_text, 50256);
  EXPECT_EQ(english.transcribe, 50358);
  EXPECT_EQ(english.first_timestamp, 50363);
  const SpecialTokens newest = small_tokenizer("turbo").special();
  EXPECT_EQ(newest.transcribe, 50360);
  EXPECT_EQ(newest.first_timestamp, 50365);
}

TEST(Tokenizer, LanguagesByTokenAndCode) {
  const Tokenizer tokenizer = small_tokenizer();
  EXPECT_EQ(tokenizer.languages().size(), 99U);
  EXPECT_EQ(tokenizer.language_token("en"), 50259);
  EXPECT_EQ(tokenizer.language_token("tr"), 50268);
  EXPECT_EQ(tokenizer.language_token("su"), 50357);
  EXPECT_EQ(tokenizer.language_token("yue"), std::nullopt);
  EXPECT_EQ(tokenizer.language_token("xx"), std::nullopt);
  EXPECT_EQ(tokenizer.language_code(50268), "tr");
  EXPECT_EQ(tokenizer.language_code(50358), "");
  EXPECT_EQ(tokenizer.language_code(50258), "");
  EXPECT_EQ(small_tokenizer("large-v3").language_token("yue"), 50358);
}

TEST(Tokenizer, SpecialTokensHaveNoText) {
  const Tokenizer tokenizer = small_tokenizer();
  const std::vector<int> tokens{50364, tokenizer.encode("a").at(0), 50257, -1, 1 << 30};
  EXPECT_EQ(tokenizer.decode(tokens), "a");
  EXPECT_EQ(tokenizer.bytes(50257), "");
}

TEST(Tokenizer, NonSpeechAreSingleTokensOfSigns) {
  const Tokenizer tokenizer = small_tokenizer();
  const auto& found = tokenizer.non_speech();
  EXPECT_TRUE(std::ranges::is_sorted(found));
  for (const std::string_view sign : {"(", "\"", "#", "[", "~"})
    EXPECT_TRUE(std::ranges::binary_search(found, tokenizer.encode(sign).at(0))) << sign;
  // The first byte of ♪ stands for the notes; comma, full stop and letters are speech.
  EXPECT_TRUE(std::ranges::binary_search(found, tokenizer.encode("♪").at(0)));
  for (const std::string_view speech : {",", ".", "?", "a", "-", "'"})
    EXPECT_FALSE(std::ranges::binary_search(found, tokenizer.encode(speech).at(0))) << speech;
}

}  // namespace
}  // namespace cxai::checkpoint
