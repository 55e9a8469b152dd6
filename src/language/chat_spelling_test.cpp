#include "language/chat_spelling.hpp"

#include <gtest/gtest.h>

#include "base/utf8.hpp"
#include "language/random_text.hpp"

namespace cxai::language {
namespace {

std::string tr(std::string_view text) {
  return respell(text, "tr").text;
}

TEST(Respell, ShortenedWords) {
  EXPECT_EQ(tr("slm tşk bi sorum var"), "selam teşekkür bir sorum var");
  EXPECT_EQ(tr("bişey diil"), "bir şey değil");
  EXPECT_EQ(respell("i dont know pls", "en").text, "i don't know please");
  EXPECT_EQ(respell("geht nich vllt morgen", "de").text, "geht nicht vielleicht morgen");
}

TEST(Respell, SpokenEndings) {
  EXPECT_EQ(tr("geliyom gidiyo bekliyoz yapıyonuz"), "geliyorum gidiyor bekliyoruz yapıyorsunuz");
  EXPECT_EQ(tr("okuyucam gelicem yapıcaz gelmicem"), "okuyacağım geleceğim yapacağız gelmeyeceğim");
}

TEST(Respell, LettersOfAPlainKeyboard) {
  EXPECT_EQ(tr("tesekkurler siparisim gelmedi"), "teşekkürler siparişim gelmedi");
  EXPECT_EQ(tr("Faturam cok yuksek geldi neden boyle oldu"), "Faturam çok yüksek geldi neden böyle oldu");
  EXPECT_EQ(tr("geldi mi oldu mi"), "geldi mi oldu mu");
}

TEST(Respell, StretchedWordsAndQuestionsWrittenOn) {
  EXPECT_EQ(tr("çoook güzel"), "çok güzel");
  EXPECT_EQ(tr("kargom geldimi sorunum varmı"), "kargom geldi mi sorunum var mı");
}

TEST(Respell, CleanTextStays) {
  for (const char* const text : {"Merhaba, Vira Mobil'den arıyorum. Faturanız 118,50 TL.",
                                 "Bakar mısınız, hattım kapanmış.", "[PERSON_1] Bey, numaranız [PHONE_1] mi?"})
    EXPECT_EQ(tr(text), text);
  EXPECT_TRUE(respell("Merhaba", "tr").changes.empty());
}

TEST(Respell, TheWayBack) {
  const std::string typed = "slm geliyom bişey sorucam";
  const Respelled now = respell(typed, "tr");
  EXPECT_EQ(now.text, "selam geliyorum bir şey soracağım");
  const auto back = [&](std::string_view part) {
    const std::size_t at = now.text.find(part);
    const Span span = now.typed({at, at + part.size()});
    return typed.substr(span.begin, span.end - span.begin);
  };
  EXPECT_EQ(back("geliyorum"), "geliyom");
  EXPECT_EQ(back("şey"), "bişey");
  EXPECT_EQ(back("selam geliyorum"), "slm geliyom");
  EXPECT_EQ(back(now.text), typed);
}

TEST(Respell, AnyTextKeepsItsPlaces) {
  std::mt19937 random(3);
  for (int i = 0; i < 500; ++i) {
    const std::string typed = random_text(random, 40);
    const Respelled now = respell(typed, "tr");
    EXPECT_TRUE(base::is_valid_utf8(now.text));
    const Span whole = now.typed({0, now.text.size()});
    EXPECT_EQ(whole.begin, 0U);
    EXPECT_EQ(whole.end, typed.size());
    std::size_t before = 0;
    for (const auto& change : now.changes) {
      EXPECT_LE(before, change.typed.begin);
      EXPECT_LT(change.typed.begin, change.typed.end);
      before = change.typed.end;
    }
  }
}

}  // namespace
}  // namespace cxai::language
