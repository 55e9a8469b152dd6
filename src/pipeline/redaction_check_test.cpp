#include "pipeline/redaction_check.hpp"

#include <gtest/gtest.h>

namespace cxai::pipeline {
namespace {

conversation::Transcript heard(const std::string& text) {
  conversation::Turn turn;
  turn.id = "t0";
  turn.text = text;
  return {"tr", {turn}};
}

const std::vector<SaidValue> kSaid{
    {"t2", "CARD", "4111111111111111"}, {"t4", "EMAIL", "ayse@example.com"}, {"t6", "CVV", "123"}};

TEST(RedactionCheck, IsContentWhenNothingIsLeft) {
  EXPECT_TRUE(heard_again(kSaid, heard("Kart numaranızı alabilir miyim? Teşekkürler, 123 lira iade edildi.")).empty());
  EXPECT_TRUE(heard_again(kSaid, {}).empty());
  EXPECT_TRUE(heard_again({}, heard("Mailim ayse@example.com")).empty());
}

TEST(RedactionCheck, NamesTheFindThatIsStillThere) {
  const auto again = heard_again(kSaid, heard("Mailim ayse@example.com"));
  ASSERT_EQ(again.size(), 1U);
  EXPECT_EQ(again[0].type, "EMAIL");
  EXPECT_EQ(again[0].turn, "t4");
}

TEST(RedactionCheck, NoticesAPartOfANumber) {
  const auto again = heard_again(kSaid, heard("son altı hanesi 11 11 11 evet"));
  ASSERT_EQ(again.size(), 1U);
  EXPECT_EQ(again[0].type, "CARD");
  EXPECT_EQ(heard_again(kSaid, heard("bir bir bir bir bir bir")).size(), 1U) << "spoken, too";
  EXPECT_TRUE(heard_again(kSaid, heard("sonu 1111")).empty()) << "four digits are what a receipt shows";
}

TEST(RedactionCheck, TakesShortCodesOnlyWhereTheyAreFoundAsSuch) {
  ASSERT_EQ(heard_again(kSaid, heard("CVV kodu 123")).size(), 1U);
  EXPECT_TRUE(heard_again(kSaid, heard("123 lira")).empty());
}

}  // namespace
}  // namespace cxai::pipeline
