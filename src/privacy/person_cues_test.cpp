#include "privacy/person_cues.hpp"

#include <gtest/gtest.h>

#include "learning/hash.hpp"
#include "privacy/person_words.hpp"

namespace cxai::privacy {
namespace {

bool says(std::string_view word, PersonCue cue) {
  return (person_cues(learning::hash_of(plain_word(word))) >> static_cast<unsigned>(cue) & 1U) != 0;
}

TEST(PersonCues, KnowThreeLanguagesInAnyCase) {
  EXPECT_TRUE(says("Adım", PersonCue::naming));
  EXPECT_TRUE(says("SURNAME", PersonCue::naming));
  EXPECT_TRUE(says("heiße", PersonCue::naming));
  EXPECT_TRUE(says("görüşüyorum", PersonCue::speaking));
  EXPECT_TRUE(says("Grüße", PersonCue::holder));
  EXPECT_TRUE(says("teşekkürler", PersonCue::thanks));
}

TEST(PersonCues, OneWordMayBelongToSeveral) {
  EXPECT_TRUE(says("as", PersonCue::place));  // "Koç A.Ş."
  EXPECT_TRUE(says("may", PersonCue::quantity));
  EXPECT_TRUE(says("dank", PersonCue::thanks));
  EXPECT_TRUE(says("ihr", PersonCue::self));
}

TEST(PersonCues, NothingOfOtherWords) {
  for (const std::string_view word : {"fatura", "router", "Rechnung", "Ayşe", ""}) {
    EXPECT_EQ(person_cues(learning::hash_of(plain_word(word))), 0) << word;
  }
}

}  // namespace
}  // namespace cxai::privacy
