#include "privacy/masker.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>
#include <type_traits>

#include "base/utf8.hpp"
#include "privacy/finder.hpp"

namespace cxai::privacy {
namespace {

using conversation::Masked;
using conversation::Transcript;
using conversation::Turn;
using conversation::Word;
using ::testing::ElementsAre;

// Nobody outside the room makes a masked value.
static_assert(!std::is_constructible_v<Masked<Transcript>, Transcript>);
static_assert(!std::is_default_constructible_v<Masked<Transcript>>);
static_assert(!std::is_convertible_v<Transcript, Masked<Transcript>>);
static_assert(!std::is_assignable_v<Masked<Transcript>&, Transcript>);
static_assert(std::is_copy_constructible_v<Masked<Transcript>>);

Transcript transcript_of(const std::vector<std::string>& turns) {
  Transcript transcript{"tr", {}};
  for (const std::string& text : turns) {
    Turn turn;
    turn.id = "t" + std::to_string(transcript.turns.size());
    turn.text = text;
    transcript.turns.push_back(turn);
  }
  return transcript;
}

std::string masked(const std::string& text) {
  return Masker().mask(transcript_of({text}))->turns[0].text;
}

std::vector<std::string> masked_turns(const std::vector<std::string>& turns) {
  std::vector<std::string> out;
  const auto result = Masker().mask(transcript_of(turns));
  for (const Turn& turn : result->turns) out.push_back(turn.text);
  return out;
}

struct Case {
  const char* text;
  const char* masked;
};

constexpr Case kFound[] = {
    // identity and tax
    {"Kimlik numaram 10000000146.", "Kimlik numaram [TCKN_1]."},
    {"10000000146'dır efendim", "[TCKN_1]'dır efendim"},
    {"TC: 100 000 001 46", "TC: [TCKN_1]"},
    {"T.C. kimlik numaram 12345678901", "T.C. kimlik numaram [TCKN_1]"},
    {"vergi numaramız 1234567890", "vergi numaramız [VKN_1]"},
    {"VKN 1234567890", "VKN [VKN_1]"},
    // accounts and cards
    {"IBAN'ım TR33 0006 1005 1978 6457 8413 26'dır", "IBAN'ım [IBAN_1]'dır"},
    {"tr330006100519786457841326 hesabına", "[IBAN_1] hesabına"},
    {"Meine IBAN ist DE89 3704 0044 0532 0130 00.", "Meine IBAN ist [IBAN_1]."},
    {"my iban GB82 WEST 1234 5698 7654 32 ok", "my iban [IBAN_1] ok"},
    {"Kartım 4111 1111 1111 1111", "Kartım [CARD_1]"},
    {"card 5500-0000-0000-0004, thanks", "card [CARD_1], thanks"},
    {"378282246310005", "[CARD_1]"},
    {"kart numaram 4111 1111 1111 1112", "kart numaram [CARD_1]"},
    {"CVV'si 123, tarihi 12/27", "CVV'si [CVV_1], tarihi 12/27"},
    {"güvenlik kodu 4821", "güvenlik kodu [CVV_1]"},
    // telephones
    {"0532 123 45 67'den arayın", "[PHONE_1]'den arayın"},
    {"+90 532 123 45 67", "[PHONE_1]"},
    {"+905321234567", "[PHONE_1]"},
    {"0090 532 123 45 67", "[PHONE_1]"},
    {"(0212) 555 12 34", "[PHONE_1]"},
    {"0(212) 555 12 34", "[PHONE_1]"},
    {"0532-123-45-67 veya 05321234567", "[PHONE_1] veya [PHONE_1]"},
    {"532 123 45 67", "[PHONE_1]"},
    {"0532.123.45.67", "[PHONE_1]"},
    {"telefonum 5321234567", "telefonum [PHONE_1]"},
    {"+49 171 1234567 oder 030/1234567", "[PHONE_1] oder [PHONE_2]"},
    {"Meine Handynummer: 0171 1234567", "Meine Handynummer: [PHONE_1]"},
    {"call (555) 234-5678 or 1-555-234-5678", "call [PHONE_1] or [PHONE_1]"},
    {"call 001-748-088-2851x818 or 833.719.3994x1887", "call [PHONE_1] or [PHONE_2]"},
    {"+44 20 7946 0958 and 07700 900123", "[PHONE_1] and [PHONE_2]"},
    {"numaramı (05321234567) verdim", "numaramı ([PHONE_1]) verdim"},
    // addresses of the net
    {"ayse.kaya@ornek.com.tr'ye yazın", "[EMAIL_1]'ye yazın"},
    {"Ayse.Kaya@Ornek.com, ayse.kaya@ornek.com", "[EMAIL_1], [EMAIL_1]"},
    {"modem 192.168.1.10 adresinde", "modem [IP_1] adresinde"},
    {"2001:0db8:85a3:0000:0000:8a2e:0370:7334", "[IP_1]"},
    {"fe80:e4b5:79da:6cf6:71f3:51f7:9161:c319 and 2001:db8::1", "[IP_1] and [IP_2]"},
    {"my social security number is 455-99-6622", "my social security number is [OTHER_ID_1]"},
    // plates
    {"34 ABC 123 plakalı araç", "[PLATE_1] plakalı araç"},
    {"plakası 06AB1234", "plakası [PLATE_1]"},
    {"35 Z 4567", "[PLATE_1]"},
    // announced codes
    {"sipariş numaram 4471-2290", "sipariş numaram [ORDER_NO_1]"},
    {"SİPARİŞ NO: 44712290", "SİPARİŞ NO: [ORDER_NO_1]"},
    {"siparis numaram 44 71 22 90", "siparis numaram [ORDER_NO_1]"},
    {"4471-2290 numaralı siparişim gelmedi", "[ORDER_NO_1] numaralı siparişim gelmedi"},
    {"my order number is AB-10023-X", "my order number is [ORDER_NO_1]"},
    {"order no 100234, case #AB1234", "order no [ORDER_NO_1], case #[OTHER_ID_1]"},
    {"meine Bestellnummer lautet 302-1187745", "meine Bestellnummer lautet [ORDER_NO_1]"},
    {"Kundennummer 8812345", "Kundennummer [CUSTOMER_NO_1]"},
    {"müşteri numaram 778899'dur", "müşteri numaram [CUSTOMER_NO_1]'dur"},
    {"customer id: C778899", "customer id: [CUSTOMER_NO_1]"},
    {"poliçe numarası 2024/118822", "poliçe numarası [POLICY_NO_1]"},
    {"Versicherungsnummer VS-118822-9", "Versicherungsnummer [POLICY_NO_1]"},
    {"policy no 55-118822", "policy no [POLICY_NO_1]"},
    {"12345678901 takipli gönderi", "[OTHER_ID_1] takipli gönderi"},
    {"kargo takip numaram 123456789..", "kargo takip numaram [OTHER_ID_1].."},
    {"pasaport numaram U12345678", "pasaport numaram [PASSPORT_1]"},
    // births
    {"doğum tarihim 01.02.1980", "doğum tarihim [DATE_OF_BIRTH_1]"},
    {"Doğum tarihim 1 Ocak 1980'dir", "Doğum tarihim [DATE_OF_BIRTH_1]'dir"},
    {"1 Ocak 1980 doğumluyum", "[DATE_OF_BIRTH_1] doğumluyum"},
    {"1980 doğumluyum", "[DATE_OF_BIRTH_1] doğumluyum"},
    {"my date of birth is January 31st, 1980", "my date of birth is [DATE_OF_BIRTH_1]"},
    {"geboren am 3. März 1975", "geboren am [DATE_OF_BIRTH_1]"},
    {"Geburtsdatum: 3.3.75", "Geburtsdatum: [DATE_OF_BIRTH_1]"},
};

// What only looks like personal data stays byte for byte.
constexpr const char* kLeftAlone[] = {
    "Faturam 3.500,50 TL geldi, 12.05.2024 14:30'da ödedim.",
    "1234567890 adet",
    "Toplam 10000000146,50 lira",
    "2023 2024 2025 yılları, 1980'de",
    "saat 09:00 18:00 arası, 444 1 444",
    "01.02.2024 10:30 ve 2024-02-01 11:45:30",
    "50 TL 250 kuruş, 10 GB 100 dakika",
    "20GB 152 TL kampanyası",
    "sürüm 1.2.3.4 ve 300.1.1.1",
    "1.250.000 ve 1 250 000 lira",
    "siparişim 3 gündür gelmedi, 12500 lira ödedim",
    "sipariş numaram yok ama 3500 TL ödedim",
    "müşteri numarasını 2024 yılında aldım",
    "order #5 and case 12 of 250-300",
    "Ich habe 2019 bestellt, 14.30 Uhr, 1.299,00 EUR",
    "doğum günüm yaklaşıyor, hediye istiyorum",
    "@turkcell 5 @ 10 a@b",
    "iki yüz elli, İğdır 👍🏽",
    "telefonumu 12.05.2024 aldım",
    "",
};

TEST(Masker, FindsWrittenForms) {
  for (const Case& c : kFound) EXPECT_EQ(masked(c.text), c.masked);
}

TEST(Masker, LeavesLookAlikes) {
  for (const char* text : kLeftAlone) EXPECT_EQ(masked(text), text);
}

TEST(Masker, MaskingTwiceChangesNothing) {
  for (const Case& c : kFound) EXPECT_EQ(masked(c.masked), c.masked);
}

TEST(Masker, AQuestionAnnouncesTheAnswer) {
  EXPECT_THAT(masked_turns({"Sipariş numaranızı alabilir miyim?", "Evet, 987654321."}),
              ElementsAre("Sipariş numaranızı alabilir miyim?", "Evet, [ORDER_NO_1]."));
  EXPECT_THAT(masked_turns({"Doğum tarihinizi söyler misiniz?", "1 Ocak 1980, son işlem 15 Temmuz'da."}),
              ElementsAre("Doğum tarihinizi söyler misiniz?", "[DATE_OF_BIRTH_1], son işlem 15 Temmuz'da."));
  EXPECT_THAT(masked_turns({"Sipariş numaranız?", "Bilmiyorum.", "987654321 lira ödedim"}),
              ElementsAre("Sipariş numaranız?", "Bilmiyorum.", "987654321 lira ödedim"));
}

TEST(Masker, SameValueSamePlaceholderAcrossTurns) {
  EXPECT_THAT(masked_turns({"0532 123 45 67 ve 0533 123 45 67", "Tekrar ediyorum: +90 533 1234567"}),
              ElementsAre("[PHONE_1] ve [PHONE_2]", "Tekrar ediyorum: [PHONE_2]"));
}

TEST(Masker, NumbersOfStandingPlaceholdersAreNotReused) {
  EXPECT_EQ(masked("[PHONE_3] ve 0532 123 45 67"), "[PHONE_3] ve [PHONE_4]");
}

TEST(Masker, SpansCountCodePointsOfTheMaskedText) {
  const auto result = Masker().mask(transcript_of({"Şöyle: ığüş@x.com değil, 10000000146 öyle"}));
  const Turn& turn = result->turns[0];
  ASSERT_FALSE(turn.pii.empty());
  for (const auto& span : turn.pii) {
    const std::size_t begin = base::byte_offset(turn.text, span.chars.begin);
    const std::string cut = turn.text.substr(begin, base::byte_offset(turn.text, span.chars.end) - begin);
    EXPECT_EQ(cut, "[" + span.type + "_1]");
  }
  EXPECT_EQ(turn.pii.back().type, "TCKN");
  EXPECT_EQ(turn.pii.back().detector, "tckn/2");
  EXPECT_EQ(turn.pii.back().checksum, true);
  EXPECT_FALSE(turn.pii.back().spoken);
}

Word word(std::string text, int start, int end) {
  return {std::move(text), {Millis(start), Millis(end)}, 0.9, {}};
}

TEST(Masker, WordTimesAreMerged) {
  Transcript transcript = transcript_of({"Numaram 0532 123 45 67'den ulaşın."});
  transcript.turns[0].words = {word("Numaram", 0, 100), word("0532", 100, 200),   word("123", 200, 300),
                               word("45", 300, 400),    word("67'den", 400, 500), word("ulaşın.", 500, 600)};
  const auto result = Masker().mask(transcript);
  const Turn& turn = result->turns[0];
  ASSERT_EQ(turn.words.size(), 3U);
  EXPECT_EQ(turn.words[1].text, "[PHONE_1]'den");
  EXPECT_EQ(turn.words[1].time.start, Millis(100));
  EXPECT_EQ(turn.words[1].time.end, Millis(500));
  EXPECT_EQ(turn.words[2].text, "ulaşın.");
  ASSERT_TRUE(turn.pii[0].time);
  EXPECT_EQ(turn.pii[0].time->end, Millis(500));
}

TEST(Masker, TwoFindsInOneWord) {
  Transcript transcript = transcript_of({"yaz a@x.com,b@x.com tamam"});
  transcript.turns[0].words = {word("yaz", 0, 1), word("a@x.com,b@x.com", 1, 2), word("tamam", 2, 3)};
  const auto result = Masker().mask(transcript);
  ASSERT_EQ(result->turns[0].words.size(), 3U);
  EXPECT_EQ(result->turns[0].words[1].text, "[EMAIL_1],[EMAIL_2]");
}

TEST(Masker, WordsThatAreNotTheTextAreMaskedTheirOwnWay) {
  Transcript transcript = transcript_of({"Numaram sıfır beş yüz otuz iki"});
  transcript.turns[0].words = {word(" Numaram", 0, 1), word(" 0532", 1, 2), word(" 123", 2, 3), word(" 4567", 3, 4)};
  const auto result = Masker().mask(transcript);
  ASSERT_EQ(result->turns[0].words.size(), 2U);
  EXPECT_EQ(result->turns[0].words[1].text, "[PHONE_1]");
}

TEST(Masker, SpeakersAreMaskedToo) {
  Transcript transcript = transcript_of({"Alo"});
  transcript.turns[0].speaker = "+90 532 123 45 67";
  EXPECT_EQ(Masker().mask(transcript)->turns[0].speaker, "[PHONE_1]");
}

TEST(Masker, SpansOfAnEarlierMaskingMove) {
  Transcript transcript = transcript_of({"0532 123 45 67, [TCKN_1]"});
  transcript.turns[0].pii.push_back({"TCKN", {16, 24}, {}, "tckn/1", true, false});
  const auto result = Masker().mask(transcript);
  const Turn& turn = result->turns[0];
  ASSERT_EQ(turn.text, "[PHONE_1], [TCKN_1]");
  ASSERT_EQ(turn.pii.size(), 2U);
  EXPECT_EQ(turn.pii[1].chars, (conversation::CharSpan{11, 19}));
}

// Random sentences of values and fillers: no value survives, a second masking changes nothing.
TEST(Masker, NothingFoundSurvives) {
  static constexpr const char* kValues[] = {"10000000146",    "4111 1111 1111 1111", "TR330006100519786457841326",
                                            "0532 123 45 67", "ayse@ornek.com",      "34 ABC 123",
                                            "192.168.1.10"};
  static constexpr const char* kFillers[] = {"merhaba", "numaram",       "şöyle,",       "3.500 TL", "(evet)", "[",
                                             "]]",      "sipariş no",    "12.05.2024",   "5",        "-",      "İyi",
                                             "👍",      "doğum tarihim", "order number", "77123"};
  std::mt19937 rng(5);
  for (int round = 0; round < 1500; ++round) {
    std::string text;
    std::vector<std::string> used;
    for (int i = 0; i < 8; ++i) {
      if (rng() % 3 == 0) {
        used.emplace_back(kValues[rng() % std::size(kValues)]);
        text += used.back();
      } else {
        text += kFillers[rng() % std::size(kFillers)];
      }
      text += rng() % 4 == 0 ? ", " : " ";
    }
    const auto once = Masker().mask(transcript_of({text}));
    const std::string& result = once->turns[0].text;
    for (const std::string& value : used) ASSERT_EQ(result.find(value), std::string::npos) << text << "\n" << result;
    ASSERT_TRUE(Finder().find(result).empty()) << text << " -> " << result;
  }
}

TEST(Masker, AnyUtf8KeepsItsShape) {
  std::mt19937 rng(6);
  static constexpr std::string_view kPieces = "0123456789 +-()./[]_@:aTRş";
  for (int round = 0; round < 3000; ++round) {
    std::string text;
    for (int i = 0; i < 40; ++i) {
      std::size_t at = rng() % kPieces.size();
      while ((static_cast<unsigned char>(kPieces[at]) & 0xC0U) == 0x80) --at;
      base::append_utf8(text, [&] { return base::next_code_point(kPieces, at); }());
    }
    const auto once = Masker().mask(transcript_of({text}));
    const Turn& turn = once->turns[0];
    ASSERT_TRUE(base::is_valid_utf8(turn.text));
    if (turn.pii.empty()) {
      ASSERT_EQ(turn.text, text);
    }
    std::size_t last = 0;
    for (const auto& span : turn.pii) {
      ASSERT_GE(span.chars.begin, last);
      ASSERT_LE(span.chars.end, base::count_code_points(turn.text));
      last = span.chars.end;
    }
  }
}

}  // namespace
}  // namespace cxai::privacy
