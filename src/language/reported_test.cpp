#include "language/reported.hpp"

#include <gtest/gtest.h>

namespace cxai::language {
namespace {

TEST(Reported, TurkishOfTheSpeaker) {
  EXPECT_EQ(reported_turkish("kartımı kaybettim"), "kartını kaybettiğini");
  EXPECT_EQ(reported_turkish("Merhaba, hesabıma giremiyorum."), "hesabına giremediğini");
  EXPECT_EQ(reported_turkish("aboneliğimi iptal etmek istiyorum"), "aboneliğini iptal etmek istediğini");
  EXPECT_EQ(reported_turkish("üç gündür sipariş bekliyorum"), "üç gündür sipariş beklediğini");
  EXPECT_EQ(reported_turkish("faturamı ödeyemedim"), "faturasını ödeyemediğini");
}

TEST(Reported, TurkishOfAThing) {
  EXPECT_EQ(reported_turkish("internetim çalışmıyor"), "internetinin çalışmadığını");
  EXPECT_EQ(reported_turkish("benim kargom hâlâ gelmedi"), "kargosunun hâlâ gelmediğini");
  EXPECT_EQ(reported_turkish("hattım kapanmış"), "hattının kapandığını");
  EXPECT_EQ(reported_turkish("iki gündür elektrik yok"), "iki gündür elektriğin olmadığını");
  EXPECT_EQ(reported_turkish("kredi kartım çalındı"), "kredi kartının çalındığını");
  EXPECT_EQ(reported_turkish("faturam çok yüksek gelmiş"), "faturasının çok yüksek geldiğini");
  EXPECT_EQ(reported_turkish("param iade edilmedi"), "parasının iade edilmediğini");
}

TEST(Reported, TurkishThatIsNotUnderstoodIsNotTold) {
  EXPECT_EQ(reported_turkish("faturamı yanlış kestiniz"), std::nullopt);
  EXPECT_EQ(reported_turkish("kargom ne zaman gelir"), std::nullopt);
  EXPECT_EQ(reported_turkish("yurt dışında navigasyon açtım"), std::nullopt);
  EXPECT_EQ(reported_turkish(""), std::nullopt);
  EXPECT_EQ(reported_turkish("gelmedi"), std::nullopt);
}

TEST(Reported, English) {
  EXPECT_EQ(reported_english("my parcel hasn't arrived"), "their parcel hasn't arrived");
  EXPECT_EQ(reported_english("I was charged twice."), "they were charged twice");
  EXPECT_EQ(reported_english("I can't log in to my account"), "they can't log in to their account");
  EXPECT_EQ(reported_english("can you help me"), std::nullopt);
  EXPECT_EQ(reported_english("you charged me twice"), std::nullopt);
}

}  // namespace
}  // namespace cxai::language
