#include "language/predicates.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace cxai::language {
namespace {

TEST(Predicates, TurkishTensesAndPersons) {
  struct Row {
    const char* word;
    Tense tense;
    Person person;
    bool negative;
  };
  for (const Row& row : std::vector<Row>{{"arayacagim", Tense::future, Person::me, false},
                                         {"gelicem", Tense::future, Person::me, false},
                                         {"diyecegum", Tense::future, Person::me, false},
                                         {"bilgilendirileceksiniz", Tense::future, Person::you, false},
                                         {"gonderilecektir", Tense::future, Person::he, false},
                                         {"gonderiyoruz", Tense::present, Person::us, false},
                                         {"calismiyor", Tense::present, Person::he, true},
                                         {"ariyom", Tense::present, Person::me, false},
                                         {"ararim", Tense::aorist, Person::me, false},
                                         {"veririz", Tense::aorist, Person::us, false},
                                         {"gonderilir", Tense::aorist, Person::he, false},
                                         {"gelir", Tense::aorist, Person::he, false},
                                         {"gelmedi", Tense::past, Person::he, true},
                                         {"actik", Tense::past, Person::us, false},
                                         {"olusturulmustur", Tense::past, Person::he, false},
                                         {"gelmezse", Tense::conditional, Person::he, true},
                                         {"arayabilirsiniz", Tense::ability, Person::you, false},
                                         {"bakayim", Tense::wish, Person::me, false},
                                         {"musunuz", Tense::request, Person::you, false},
                                         {"hesabinizda", Tense::state, Person::he, false},
                                         {"yok", Tense::state, Person::he, true}}) {
    const auto found = turkish_predicate(row.word);
    ASSERT_TRUE(found) << row.word;
    EXPECT_EQ(found->tense, row.tense) << row.word;
    EXPECT_EQ(found->person, row.person) << row.word;
    EXPECT_EQ(found->negative, row.negative) << row.word;
  }
}

TEST(Predicates, TurkishNounsAreNone) {
  for (const char* word :
       {"birim", "kredi", "simdi", "modem", "altmis", "fatura", "faturaniz", "ekip", "sistem", "durum"})
    EXPECT_FALSE(turkish_predicate(word)) << word;
}

TEST(Predicates, EnglishAndGermanAuxiliaries) {
  const auto english = [](std::vector<std::string_view> words) { return english_predicate(words); };
  EXPECT_EQ(english({"i'll", "call", "you"}).tense, Tense::future);
  EXPECT_EQ(english({"i'll", "call", "you"}).person, Person::me);
  EXPECT_EQ(english({"they", "will", "revert"}).person, Person::he);
  EXPECT_EQ(english({"could", "you", "spell", "it"}).tense, Tense::request);
  EXPECT_EQ(english({"i'm", "gonna", "call"}).tense, Tense::future);
  EXPECT_TRUE(english({"we", "can't", "do", "that"}).negative);
  const auto german = [](std::vector<std::string_view> words) { return german_predicate(words); };
  EXPECT_EQ(german({"ich", "werde", "sie", "anrufen"}).tense, Tense::future);
  EXPECT_EQ(german({"ich", "rufe", "morgen", "an"}).tense, Tense::present);
  EXPECT_EQ(german({"ich", "rufe", "morgen", "an"}).person, Person::me);
  EXPECT_TRUE(german({"das", "geht", "nicht"}).negative);
}

}  // namespace
}  // namespace cxai::language
