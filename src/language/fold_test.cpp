#include <gtest/gtest.h>

#include "language/random_text.hpp"
#include "language/text.hpp"

namespace cxai::language {
namespace {

TEST(Fold, TurkishKeepsItsTwoIs) {
  EXPECT_EQ(fold("IŞIK İSTANBUL Çağrı", "tr"), "ışık istanbul çağrı");
  EXPECT_EQ(fold("KIRIK", "tr"), "kırık");
  EXPECT_EQ(fold("DİYARBAKIR ILICA", "tr-TR"), "diyarbakır ılıca");
}

TEST(Fold, OthersHaveOneI) {
  EXPECT_EQ(fold("INVOICE İstanbul", "en"), "invoice istanbul");
  EXPECT_EQ(fold("INVOICE İstanbul", ""), "invoice istanbul");
  EXPECT_EQ(fold("STRASSE GRÜẞE ÄÖÜ", "de"), "strasse grüße äöü");
}

TEST(Fold, DecomposedInputIsComposed) {
  EXPECT_EQ(fold("I\u0307ade s\u0327ikayet", "tr"), "iade şikayet");
  EXPECT_EQ(fold("I\u0307ade U\u0308ber", "de"), "iade über");
  EXPECT_EQ(fold("J\u030C", "en"), "\u01F0");
}

TEST(Fold, LeavesWhatHasNoCase) {
  EXPECT_EQ(fold("“5’te” – … € 😀", "tr"), "“5’te” – … € 😀");
}

TEST(AsciiFold, PlainKeyboard) {
  EXPECT_EQ(ascii_fold("şikâyet ığdır çöğüş"), "sikayet igdir cogus");
  EXPECT_EQ(ascii_fold("größe über é i\u0307"), "grosse uber e i");
  EXPECT_EQ(ascii_fold("abc 123 €"), "abc 123 €");
}

TEST(Fold, FastAndGeneralPathAgree) {
  // The emoji sends the same words through ICU.
  const std::string text = "ÇĞİÖŞÜ IĞDIR çğıöşü ÀÉÎ Ǆ ȺȾ “x”";
  for (const char* language : {"tr", "en", ""}) {
    EXPECT_EQ(fold(text, language) + "\U0001F600", fold(text + "\U0001F600", language));
  }
}

TEST(Fold, IsIdempotentOnRandomText) {
  std::mt19937 rng(1);
  for (int i = 0; i < 2000; ++i) {
    const std::string text = random_text(rng, 30);
    for (const char* language : {"tr", "en"}) {
      const std::string once = fold(text, language);
      ASSERT_TRUE(base::is_valid_utf8(once));
      ASSERT_EQ(fold(once, language), once) << text;
    }
  }
}

}  // namespace
}  // namespace cxai::language
