#include "privacy/finder.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <random>

namespace cxai::privacy {
namespace {

using ::testing::ElementsAre;

// "PHONE~ sıfır beş …"; '~' for spoken.
std::string described(std::string_view text, const Find& find) {
  return std::string(name_of(find.type)) + (find.spoken ? "~ " : " ") +
         std::string(text.substr(find.begin, find.end - find.begin));
}

std::vector<std::string> found(std::string_view text) {
  std::vector<std::string> out;
  for (const Find& find : Finder().find(text)) out.push_back(described(text, find));
  return out;
}

std::vector<std::vector<std::string>> found_in_turns(const std::vector<std::string>& turns) {
  const std::vector<std::string_view> views(turns.begin(), turns.end());
  std::vector<std::vector<std::string>> out;
  const auto all = Finder().find(views);
  for (std::size_t t = 0; t < turns.size(); ++t) {
    out.emplace_back();
    for (const Find& find : all[t]) out.back().push_back(described(turns[t], find));
  }
  return out;
}

// Lines of src/privacy/cases: marks as in tests/quality/privacy/README.md; all that is marked is found, and nothing
// else.
void check_cases(const std::string& language) {
  std::ifstream in(std::string(CXAI_SOURCE_DIR) + "/src/privacy/cases/" + language + ".txt");
  int count = 0;
  for (std::string line; std::getline(in, line); ++count) {
    std::string text;
    std::vector<std::string> wanted;
    for (std::size_t i = 0; i < line.size();) {
      if (line[i] != '{') {
        text += line[i++];
        continue;
      }
      const std::size_t colon = line.find(':', i);
      const std::size_t close = line.find('}', i);
      text += line.substr(colon + 1, close - colon - 1);
      wanted.push_back(line.substr(i + 1, colon - i - 1) + " " + line.substr(colon + 1, close - colon - 1));
      i = close + 1;
    }
    EXPECT_EQ(found(text), wanted) << text;
  }
  EXPECT_GT(count, 90);
}

TEST(Finder, TurkishCases) {
  check_cases("tr");
}
TEST(Finder, EnglishCases) {
  check_cases("en");
}
TEST(Finder, GermanCases) {
  check_cases("de");
}

TEST(Finder, DigitsSpreadOverTurnsAreOneNumber) {
  const std::vector<std::string> turns = {"telefon numaranızı alabilir miyim",
                                          "sıfır beş yüz otuz iki",
                                          "evet",
                                          "dört yüz on beş",
                                          "dört yüz on beş",
                                          "kırk iki on yedi"};
  EXPECT_THAT(found_in_turns(turns),
              ElementsAre(ElementsAre(), ElementsAre("PHONE~ sıfır beş yüz otuz iki"), ElementsAre(),
                          ElementsAre("PHONE~ dört yüz on beş"), ElementsAre("PHONE~ dört yüz on beş"),
                          ElementsAre("PHONE~ kırk iki on yedi")));
  const std::vector<std::string_view> views(turns.begin(), turns.end());
  const auto all = Finder().find(views);
  for (const std::size_t t : {1U, 3U, 4U, 5U}) EXPECT_EQ(all[t][0].value, "5324154217") << t;
}

TEST(Finder, ASpokenNumberEqualsTheWrittenOne) {
  const std::vector<std::string_view> turns = {"numaram 0532 415 42 17",
                                               "sıfır beş yüz otuz iki dört yüz on beş kırk iki on yedi"};
  const auto all = Finder().find(turns);
  ASSERT_EQ(all[1].size(), 1U);
  EXPECT_EQ(all[0][0].value, all[1][0].value);
  EXPECT_TRUE(all[1][0].spoken);
}

TEST(Finder, ACountIsNoPartOfANumberUnlessItIsAsked) {
  EXPECT_THAT(found_in_turns({"kaç koli var", "otuz iki", "on yedi"}),
              ElementsAre(ElementsAre(), ElementsAre(), ElementsAre()));
  EXPECT_THAT(found_in_turns({"order number please", "I paid two hundred pounds"}),
              ElementsAre(ElementsAre(), ElementsAre()));
}

// Finds are ordered, disjoint and inside the text, whatever it is.
TEST(Finder, AnyWordsGiveWellFormedFinds) {
  static constexpr const char* kWords[] = {
      "sıfır",  "beş", "yüz",   "otuz",    "iki",   "et",   "nokta",  "gmail",  "com",       "te",  "re",
      "numara", "tc",  "kart",  "0532",    "34",    "ABC",  "@x",     "a@b.de", ",",         ".",   "mahallesi",
      "sokak",  "no",  "12",    "doğumlu", "mart",  "one",  "double", "oh",     "zwei",      "und", "hundert",
      "A",      "wie", "Anton", "iban",    "plaka", "çift", "tane",   "#",      "[PHONE_1]", "’",   "ß"};
  std::mt19937 rng(11);
  Finder finder;
  for (int round = 0; round < 4000; ++round) {
    std::vector<std::string> turns(1 + rng() % 3);
    for (std::string& turn : turns) {
      for (std::size_t i = rng() % 16; i > 0; --i)
        turn += std::string(kWords[rng() % std::size(kWords)]) + (rng() % 5 == 0 ? "" : " ");
    }
    const std::vector<std::string_view> views(turns.begin(), turns.end());
    const auto all = finder.find(views);
    for (std::size_t t = 0; t < turns.size(); ++t) {
      std::size_t last = 0;
      for (const Find& find : all[t]) {
        ASSERT_GE(find.begin, last) << turns[t];
        ASSERT_LT(find.begin, find.end) << turns[t];
        ASSERT_LE(find.end, turns[t].size()) << turns[t];
        ASSERT_FALSE(find.value.empty()) << turns[t] << " " << name_of(find.type);
        last = find.end;
      }
    }
  }
}

}  // namespace
}  // namespace cxai::privacy
