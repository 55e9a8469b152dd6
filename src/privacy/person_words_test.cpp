#include "privacy/person_words.hpp"

#include <gtest/gtest.h>

namespace cxai::privacy {
namespace {

class PersonWords : public ::testing::Test {
 protected:
  void SetUp() override {
    learning::LexiconBuilder builder;
    builder.add(learning::hash_of("ayse"), bit(PersonClass::first_name));
    builder.add(learning::hash_of("makine"), bit(PersonClass::turkish));
    for (const char* word : {"the", "is", "late"}) builder.add(learning::hash_of(word), bit(PersonClass::english));
    for (const char* word : {"ben", "ve", "siparis"}) builder.add(learning::hash_of(word), bit(PersonClass::turkish));
    bytes_ = builder.bytes();
    lexicon_ = *learning::Lexicon::over(bytes_);
  }
  const PersonText& read(std::string_view text) {
    read_person_text(text, lexicon_, text_);
    return text_;
  }
  std::string bytes_;
  learning::Lexicon lexicon_;
  PersonText text_;
};

TEST_F(PersonWords, CaseAndAccentsDoNotCount) {
  for (const char* word : {"Ayşe", "AYŞE", "ayşe", "Ayse", "AYSE"}) {
    EXPECT_EQ(read(word).words.at(0).hash, learning::hash_of("ayse")) << word;
    EXPECT_EQ(text_.words[0].classes, bit(PersonClass::first_name)) << word;
    EXPECT_EQ(plain_word(word), "ayse");
  }
  EXPECT_EQ(plain_word("IŞIK"), "isik");
  EXPECT_EQ(plain_word("İrem"), "irem");
  EXPECT_EQ(plain_word("Größe"), "grosse");
  EXPECT_EQ(plain_word("Łukasz"), "lukasz");
}

TEST_F(PersonWords, AnEndingIsFoundBehindAKnownName) {
  for (const char* word : {"ayşenin", "ayşeye", "ayşeden", "ayşeyle", "ayses"}) {
    const PersonWord& here = read(word).words.at(0);
    EXPECT_EQ(here.stem_classes, bit(PersonClass::first_name)) << word;
    EXPECT_EQ(here.stem_hash, learning::hash_of("ayse")) << word;
    EXPECT_EQ(without_ending(plain_word(word), here.ending), "ayse") << word;
  }
  EXPECT_EQ(read("makinenin").words.at(0).ending, 0) << "only names have endings here";
  EXPECT_EQ(read("ayşegül").words.at(0).ending, 0) << "gül is no ending";
}

TEST_F(PersonWords, AnApostropheSuffixIsOutsideTheStem) {
  const PersonWord& here = read("Ayşe'nin").words.at(0);
  EXPECT_EQ(here.stem_end, 5U);
  EXPECT_EQ(here.end, 9U);
  EXPECT_EQ(here.hash, learning::hash_of("ayse"));
}

TEST_F(PersonWords, AnUnknownWordIsRelatedToItsBeginning) {
  EXPECT_EQ(read("makinemizin").words.at(0).related, bit(PersonClass::turkish));
  EXPECT_EQ(read("tekila").words.at(0).related, 0);
}

TEST_F(PersonWords, Shapes) {
  const auto& words = read("Ali BEY ali A iPhone x1 12 . , - ( @ali #ali a@b.com").words;
  const WordShape expected[] = {WordShape::capitalised, WordShape::upper,       WordShape::lower,  WordShape::letter,
                                WordShape::mixed,       WordShape::with_digits, WordShape::number, WordShape::stop,
                                WordShape::comma,       WordShape::dash,        WordShape::mark,   WordShape::mention,
                                WordShape::hashtag,     WordShape::address};
  ASSERT_EQ(words.size(), std::size(expected));
  for (std::size_t i = 0; i < words.size(); ++i) EXPECT_EQ(words[i].shape, expected[i]) << i;
}

TEST_F(PersonWords, SentencesBeginAndTextsHaveACase) {
  const auto& words = read("Bir. İki! üç\ndört beş").words;
  std::vector<bool> first;
  for (const PersonWord& word : words) {
    if (word.length > 0 && word.shape < WordShape::with_digits) first.push_back(word.first);
  }
  EXPECT_EQ(first, (std::vector<bool>{true, true, true, true, false}));
  EXPECT_EQ(read("merhaba ben ali").letter_case, TextCase::none);
  EXPECT_EQ(read("Merhaba ben Ali").letter_case, TextCase::usual);
  EXPECT_EQ(read("MERHABA BEN ALİ").letter_case, TextCase::all_upper);
}

TEST_F(PersonWords, FrequentWordsShowTheLanguage) {
  EXPECT_EQ(read("the order is late").language, TextLanguage::english);
  EXPECT_EQ(read("ben ve siparis").language, TextLanguage::turkish);
  EXPECT_EQ(read("xyz").language, TextLanguage::unknown);
}

TEST_F(PersonWords, WordsLongerThanTheBufferAreCut) {
  const std::string lengthy(5000, 'a');
  EXPECT_EQ(read(lengthy).words.at(0).length, 40);
  EXPECT_EQ(text_.words[0].end, 5000U);
}

}  // namespace
}  // namespace cxai::privacy
