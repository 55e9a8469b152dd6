#include "reader/quotes.hpp"

#include <gtest/gtest.h>

#include "reader/test_answers.hpp"

namespace cxai::reader {
namespace {

std::string found(const conversation::Transcript& transcript, const char* turn, const std::string& quote) {
  const auto evidence = QuoteFinder(transcript).find(turn, quote);
  if (!evidence) return "";
  conversation::Analysis analysis;
  analysis.turns = transcript.turns;
  return evidence->turn + ": " + conversation::evidence_text(analysis, *evidence).value_or("outside");
}

TEST(Quotes, AreFoundLetterByLetter) {
  const auto call = small_call();
  EXPECT_EQ(found(call, "t1", "480 lira yazıyor"), "t1: 480 lira yazıyor");
  EXPECT_EQ(found(call, "t1", "  faturam   İKİ katı\ngeldi "), "t1: Faturam iki katı geldi");
  EXPECT_EQ(found(call, "t9", "İyi günler dilerim"), "t4: İyi günler dilerim") << "one other turn has it";
}

TEST(Quotes, AreComparedInComposedForm) {
  auto call = small_call();
  call.turns[1].text =
      "U\xCC\x88"
      "cretim  geri\xC2\xA0gelmedi";  // Ü in two code points, a no-break space
  EXPECT_EQ(found(call, "t1", "Ücretim geri gelmedi"), "t1: " + call.turns[1].text);
  call.turns[1].text = "\"Olmaz\" dediler – 'kapandı'";
  EXPECT_EQ(found(call, "t1", "“Olmaz” dediler — ‘kapandı’"), "t1: " + call.turns[1].text);
}

TEST(Quotes, TheNearestPlaceIsTakenWithinTheLimit) {
  const auto call = small_call();
  EXPECT_EQ(found(call, "t4", "Yarin öğleye kadar hesabiniza yatırırız"),
            "t4: Yarın öğleye kadar hesabınıza yatırırız");
  EXPECT_EQ(found(call, "t4", "Yarin ogleye kadar hesabiniza yatiririz"), "") << "too many letters";
  EXPECT_EQ(found(call, "t0", "Yarin öğleye kadar hesabiniza yatırırız"), "")
      << "of another turn only letter by letter";
  EXPECT_EQ(found(call, "t1", "Faturam iki katı geldi, 490 lira yazıyor"), "") << "another number";
}

TEST(Quotes, InventedOnesAreNot) {
  const auto call = small_call();
  EXPECT_EQ(found(call, "t5", "bir daha asla sizi aramayacağım"), "");
  EXPECT_EQ(found(call, "t5", ""), "");
  EXPECT_EQ(found(call, "t5", " … "), "");
  EXPECT_EQ(found(call, "t5", "m"), "");
  EXPECT_EQ(found(call, "t1", "aturam iki kat"), "") << "cuts words";
  EXPECT_EQ(found(call, "t1", "Faturam … kabul edilemez"), "") << "leaves words out";
  EXPECT_EQ(found(call, "t1", std::string(3'000, 'a')), "");
}

}  // namespace
}  // namespace cxai::reader
