#include "search/turkish_stem.hpp"

#include <gtest/gtest.h>

#include <random>
#include <sstream>

#include "language/text.hpp"

namespace cxai::search {
namespace {

std::string key(std::string_view word) {
  return turkish_stem(language::ascii_fold(language::fold(word, "tr")));
}

// Each line: a word and inflections of it that a search for any of them must find.
constexpr const char* kFamilies[] = {
    "fatura faturanın faturam faturamı faturada faturalarımız faturasından faturadaki faturaya faturanızı faturayla",
    "kart kartım kartımı karta kartınız kartlar kartları karttan kartla",
    "hesap hesabım hesabımı hesaba hesaptan hesabın hesaplarım",
    "sipariş siparişim siparişi siparişten siparişlerim siparişinizi siparişe siparişimin siparisim",
    "adres adresi adresim adresimi adrese adresten adresiniz",
    "müşteri müşteriler müşterinin müşteriye müşterisi müşterilerden musterinin",
    "kargo kargom kargoya kargonun kargoyla kargodan kargosu",
    "internet internetim internete internetin internetimiz internetten",
    "hat hattım hattımı hattan hattın",
    "hata hatası hatayı hatalar hatanın",
    "telefon telefonum telefonu telefonun telefonda telefonumdan",
    "paket paketi paketim paketin pakete paketten",
    "iade iadem iademi iadesi iadeyi iadenin",
    "ödeme ödemem ödemeyi ödemesi ödemeler ödemenin odemem",
    "şikayet şikâyet şikayetim şikayeti şikayetler sikayet sikayetimi",
    "kod kodu kodum kodunu kodlar",
    "numara numaram numarası numaranız numarasını",
    "istek isteğim isteği isteğe istekler",
    "abonelik aboneliğim aboneliğimi abonelikten",
    "kayıt kaydım kaydı kayıtta kaydını",
    "sorun sorunum sorunu sorunun sorunlar sorunumu",
    "soru sorum sorusu sorular soruyu",
    "kredi kredim kredisi krediyi krediler",
    "çalışıyor çalışmıyor çalışmadı çalıştı çalışmak çalışacak calismiyor",
    "gelmedi geldi gelmiyor geliyor gelmek gelecek gelmedim",
    "poliçe poliçem poliçenin poliçeyi poliçeden",
};

TEST(TurkishStem, InflectionsMeet) {
  int pairs = 0;
  for (const char* family : kFamilies) {
    std::istringstream words(family);
    std::string head;
    words >> head;
    for (std::string word; words >> word; ++pairs) EXPECT_EQ(key(word), key(head)) << word;
  }
  EXPECT_GT(pairs, 100);
}

TEST(TurkishStem, DifferentWordsStayApart) {
  static constexpr std::pair<const char*, const char*> kApart[] = {
      {"hat", "hata"},           {"sorun", "soru"},     {"çalışmıyor", "çaldı"},    {"fatura", "fotoğraf"},
      {"kart", "kargo"},         {"iade", "iptal"},     {"paket", "park"},          {"kod", "konu"},
      {"telefon", "televizyon"}, {"hesap", "hızlı"},    {"kredi", "kart"},          {"ücret", "ürün"},
      {"arkadaş", "arka"},       {"kardeş", "kar"},     {"konuşma", "konu"},        {"para", "park"},
      {"banka", "bakım"},        {"servis", "ses"},     {"internet", "interaktif"}, {"müşteri", "müdür"},
      {"limit", "film"},         {"taksit", "taksi"},   {"şube", "şubat"},          {"adres", "ad"},
      {"poliçe", "polis"},       {"garanti", "garson"}, {"modem", "moda"},          {"indirim", "inmek"},
      {"düşünmek", "düşmek"},    {"bağ", "bak"}};
  for (const auto& [a, b] : kApart) EXPECT_NE(key(a), key(b)) << a << " " << b;
}

TEST(TurkishStem, KeepsThreeLettersAndStopsAtItsOwnKey) {
  std::mt19937 rng(4);
  for (int round = 0; round < 5000; ++round) {
    std::string word;
    for (unsigned n = 1 + rng() % 12; n > 0; --n) word += "aeiuklmnrsdtyzb"[rng() % 15];
    const std::string stem = turkish_stem(word);
    ASSERT_GE(stem.size(), std::min<std::size_t>(word.size(), 3)) << word;
  }
  EXPECT_EQ(turkish_stem("4g"), "4g");
  EXPECT_EQ(turkish_stem("ev"), "ev");
  EXPECT_EQ(turkish_stem(""), "");
}

}  // namespace
}  // namespace cxai::search
