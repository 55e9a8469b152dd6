#include "privacy/checksums.hpp"

#include <gtest/gtest.h>

#include <string>

namespace cxai::privacy {
namespace {

TEST(Checksums, Tckn) {
  EXPECT_TRUE(is_valid_tckn("10000000146"));
  EXPECT_FALSE(is_valid_tckn("10000000147"));
  EXPECT_FALSE(is_valid_tckn("01000000146"));
  EXPECT_FALSE(is_valid_tckn("1000000014"));
}

// A check digit catches every single wrong digit in the nine it covers, up to the rule's own blind spots.
TEST(Checksums, OneWrongDigitIsCaught) {
  const std::string good = "10000000146";
  for (std::size_t i = 0; i < good.size(); ++i) {
    std::string bad = good;
    bad[i] = bad[i] == '9' ? '8' : static_cast<char>(bad[i] + 1);
    EXPECT_FALSE(is_valid_tckn(bad)) << bad;
  }
}

TEST(Checksums, Vkn) {
  int valid = 0;
  for (char last = '0'; last <= '9'; ++last) valid += is_valid_vkn(std::string("123456789") + last) ? 1 : 0;
  EXPECT_EQ(valid, 1);
  EXPECT_TRUE(is_valid_vkn("1234567890"));
  EXPECT_FALSE(is_valid_vkn("123456789"));
}

TEST(Checksums, Cards) {
  EXPECT_TRUE(passes_luhn("4111111111111111"));
  EXPECT_FALSE(passes_luhn("4111111111111112"));
  EXPECT_FALSE(passes_luhn(""));
  EXPECT_TRUE(has_card_prefix("4111111111111111"));
  EXPECT_TRUE(has_card_prefix("378282246310005"));
  EXPECT_TRUE(has_card_prefix("9792000000000001"));
  EXPECT_FALSE(has_card_prefix("1234567890123456"));
  EXPECT_FALSE(has_card_prefix("37828224631000"));
}

TEST(Checksums, Iban) {
  EXPECT_TRUE(is_valid_iban("TR330006100519786457841326"));
  EXPECT_TRUE(is_valid_iban("DE89370400440532013000"));
  EXPECT_TRUE(is_valid_iban("GB82WEST12345698765432"));
  EXPECT_FALSE(is_valid_iban("TR330006100519786457841327"));
  EXPECT_FALSE(is_valid_iban("TR33000610051978645784132"));
  EXPECT_FALSE(is_valid_iban("XX330006100519786457841326"));
  EXPECT_EQ(iban_length("NO"), 15U);
  EXPECT_EQ(iban_length("YE"), 30U);
  EXPECT_EQ(iban_length("ZZ"), 0U);
}

}  // namespace
}  // namespace cxai::privacy
