#include "language/suffixes.hpp"

#include <gtest/gtest.h>

namespace cxai::language {
namespace {

std::string noun(std::string_view word, Case kase) {
  return inflect(word, {.kase = kase});
}
std::string of(std::string_view word, Owner owner, Case kase = Case::nominative) {
  return inflect(word, {.owner = owner, .kase = kase});
}

TEST(Suffixes, CasesHarmoniseAndSoften) {
  EXPECT_EQ(noun("fatura", Case::accusative), "faturayı");
  EXPECT_EQ(noun("fatura", Case::genitive), "faturanın");
  EXPECT_EQ(noun("kargo", Case::dative), "kargoya");
  EXPECT_EQ(noun("kargo", Case::genitive), "kargonun");
  EXPECT_EQ(noun("internet", Case::accusative), "interneti");
  EXPECT_EQ(noun("internet", Case::locative), "internette");
  EXPECT_EQ(noun("paket", Case::ablative), "paketten");
  EXPECT_EQ(noun("hesap", Case::genitive), "hesabın");
  EXPECT_EQ(noun("hesap", Case::locative), "hesapta");
  EXPECT_EQ(noun("abonelik", Case::accusative), "aboneliği");
  EXPECT_EQ(noun("ilaç", Case::accusative), "ilacı");
  EXPECT_EQ(noun("ürün", Case::dative), "ürüne");
  EXPECT_EQ(noun("ödeme", Case::instrumental), "ödemeyle");
  EXPECT_EQ(noun("telefon", Case::instrumental), "telefonla");
  EXPECT_EQ(noun("renk", Case::accusative), "rengi");
  EXPECT_EQ(noun("link", Case::accusative), "linki");
}

TEST(Suffixes, WordsThatGoTheirOwnWay) {
  EXPECT_EQ(noun("saat", Case::accusative), "saati");
  EXPECT_EQ(noun("saat", Case::locative), "saatte");
  EXPECT_EQ(noun("kontrol", Case::accusative), "kontrolü");
  EXPECT_EQ(noun("hat", Case::genitive), "hattın");
  EXPECT_EQ(noun("hat", Case::locative), "hatta");
  EXPECT_EQ(noun("kayıt", Case::accusative), "kaydı");
  EXPECT_EQ(noun("kayıt", Case::locative), "kayıtta");
  EXPECT_EQ(noun("su", Case::genitive), "suyun");
  EXPECT_EQ(of("su", Owner::his, Case::genitive), "suyunun");
  EXPECT_EQ(noun("su", Case::accusative), "suyu");
  EXPECT_EQ(noun("ekip", Case::accusative), "ekibi");
}

TEST(Suffixes, OwnersAndPlural) {
  EXPECT_EQ(of("internet", Owner::my), "internetim");
  EXPECT_EQ(of("internet", Owner::his, Case::genitive), "internetinin");
  EXPECT_EQ(of("fatura", Owner::his, Case::accusative), "faturasını");
  EXPECT_EQ(of("fatura", Owner::my, Case::accusative), "faturamı");
  EXPECT_EQ(of("hesap", Owner::my, Case::ablative), "hesabımdan");
  EXPECT_EQ(of("hesap", Owner::his, Case::ablative), "hesabından");
  EXPECT_EQ(of("hat", Owner::his, Case::genitive), "hattının");
  EXPECT_EQ(of("sipariş", Owner::our), "siparişimiz");
  EXPECT_EQ(of("adres", Owner::your, Case::dative), "adresinize");
  EXPECT_EQ(inflect("gün", {.plural = true, .kase = Case::locative}), "günlerde");
  EXPECT_EQ(inflect("kitap", {.plural = true, .owner = Owner::my}), "kitaplarım");
  EXPECT_EQ(inflect("kredi kartı", {.kase = Case::accusative}, true), "kredi kartını");
  EXPECT_EQ(inflect("kredi kartı", {.owner = Owner::my, .kase = Case::accusative}, true), "kredi kartımı");
  EXPECT_EQ(inflect("kredi kartı", {.plural = true, .kase = Case::dative}, true), "kredi kartlarına");
  EXPECT_EQ(inflect("müşteri hizmeti", {.plural = true}, true), "müşteri hizmetleri");
}

TEST(Suffixes, NamesKeepTheirLettersBehindAnApostrophe) {
  EXPECT_EQ(inflect_name("Ayşe", Case::genitive), "Ayşe'nin");
  EXPECT_EQ(inflect_name("Burak", Case::dative), "Burak'a");
  EXPECT_EQ(inflect_name("Umut", Case::locative), "Umut'ta");
  EXPECT_EQ(inflect_name("Gökçe", Case::ablative), "Gökçe'den");
  EXPECT_EQ(inflect_name("İzmir", Case::accusative), "İzmir'i");
  EXPECT_EQ(inflect_name("TL", Case::accusative), "TL'yi");
  EXPECT_EQ(inflect_name("SMS", Case::instrumental), "SMS'le");
  EXPECT_EQ(inflect_name("TV", Case::genitive), "TV'nin");
  EXPECT_EQ("TL'" + lik_of("TL"), "TL'lik");
  EXPECT_EQ("günlük", "gün" + lik_of("gün"));
  EXPECT_EQ("haftalık", "hafta" + lik_of("hafta"));
}

TEST(Suffixes, NumbersHarmoniseWithHowTheyAreSaid) {
  EXPECT_EQ(inflect_number("3", Case::accusative), "3'ü");
  EXPECT_EQ(inflect_number("4", Case::accusative), "4'ü");
  EXPECT_EQ(inflect_number("6", Case::accusative), "6'yı");
  EXPECT_EQ(inflect_number("9", Case::dative), "9'a");
  EXPECT_EQ(inflect_number("10", Case::locative), "10'da");
  EXPECT_EQ(inflect_number("20", Case::ablative), "20'den");
  EXPECT_EQ(inflect_number("40", Case::locative), "40'ta");
  EXPECT_EQ(inflect_number("100", Case::genitive), "100'ün");
  EXPECT_EQ(inflect_number("1.850", Case::dative), "1.850'ye");
  EXPECT_EQ(inflect_number("3000", Case::dative), "3000'e");
  EXPECT_EQ(inflect_number("14.30", Case::locative), "14.30'da");
  EXPECT_EQ(inflect_number("09:00", Case::locative), "09:00'da");
  EXPECT_EQ(inflect_number("20", Case::locative, true), "20'sinde");
  EXPECT_EQ(inflect_number("15", Case::dative, true), "15'ine");
  EXPECT_EQ(inflect_number("6", Case::locative, true), "6'sında");
}

TEST(Suffixes, ReportedVerbs) {
  EXPECT_EQ(reported_past("gel"), "geldiğini");
  EXPECT_EQ(reported_past("çalışma"), "çalışmadığını");
  EXPECT_EQ(reported_past("et"), "ettiğini");
  EXPECT_EQ(reported_past("düş"), "düştüğünü");
  EXPECT_EQ(reported_past("ol"), "olduğunu");
  EXPECT_EQ(reported_past("oku"), "okuduğunu");
  EXPECT_EQ(reported_future("gel"), "geleceğini");
  EXPECT_EQ(reported_future("yolla"), "yollayacağını");
  EXPECT_EQ(reported_future("iptal et"), "iptal edeceğini");
}

}  // namespace
}  // namespace cxai::language
