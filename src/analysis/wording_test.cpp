#include "analysis/wording.hpp"

#include <gtest/gtest.h>

namespace cxai::analysis {
namespace {

using std::chrono::year;

Story turkish(std::vector<std::string> clauses, std::string quote) {
  Story story;
  story.language = "tr";
  story.problem = std::move(clauses);
  story.problem_quote = std::move(quote);
  return story;
}

TEST(Wording, TellsWhatIsUnderstoodAndQuotesTheRest) {
  Story story = turkish({"internetim üç gündür çalışmıyor"}, "internetim üç gündür çalışmıyor");
  EXPECT_EQ(problem_sentence(story), "Müşteri, internetinin üç gündür çalışmadığını bildirdi.");
  story = turkish({"kartımı kaybettim", "şifremi unuttum"}, "kartımı kaybettim, şifremi unuttum");
  EXPECT_EQ(problem_sentence(story), "Müşteri, kartını kaybettiğini ve şifresini unuttuğunu bildirdi.");
  story = turkish({"siparişim geldi", "2 ayran eksik"}, "siparişim geldi ama 2 ayran eksik");
  story.topic = "delivery";
  EXPECT_EQ(problem_sentence(story), "Müşteri teslimatla ilgili başvurdu: “siparişim geldi ama 2 ayran eksik”.");
  story.topic = "";
  EXPECT_EQ(problem_sentence(story), "Müşteri sorununu şöyle anlattı: “siparişim geldi ama 2 ayran eksik”.");
}

TEST(Wording, AQuestionIsAsked) {
  Story story = turkish({}, "5 kg kedimi kabine alabilir miyim");
  story.problem_asks = true;
  EXPECT_EQ(problem_sentence(story), "Müşteri şunu sordu: “5 kg kedimi kabine alabilir miyim?”.");
  story.resolution = "resolved";
  EXPECT_EQ(summary(story), "Müşteri şunu sordu: “5 kg kedimi kabine alabilir miyim?”. Temsilci soruyu yanıtladı.");
}

TEST(Wording, PromisesSayTheirDay) {
  Story story = turkish({"param yatmadı"}, "param yatmadı");
  story.resolution = "unresolved";
  story.today = year(2026) / 6 / 9;
  story.promises = {{"3 iş günü içinde SMS ile bilgi verilecektir", true, year(2026) / 6 / 12},
                    {"akşam yine ararım", false, year(2026) / 6 / 9}};
  EXPECT_EQ(
      summary(story),
      "Müşteri, parasının yatmadığını bildirdi. Sorun görüşmede çözülmedi. Temsilci şu sözü verdi: “3 iş günü içinde "
      "SMS ile bilgi verilecektir” (en geç 12 Haziran Cuma). Müşteri de “akşam yine ararım” dedi (aynı gün).");
  story.promises.clear();
  story.follow_up = true;
  EXPECT_EQ(summary(story),
            "Müşteri, parasının yatmadığını bildirdi. Sorun görüşmede çözülmedi. Konunun takip edilmesi gerekiyor.");
}

TEST(Wording, QuotationMarksInsideAQuoteAreSingle) {
  const Story story = turkish({}, "ekranda \"kart yetkisiz\" yazıyor.");
  EXPECT_EQ(problem_sentence(story), "Müşteri sorununu şöyle anlattı: “ekranda ‘kart yetkisiz’ yazıyor”.");
}

TEST(Wording, ALongQuoteEndsAtAWord) {
  std::string quote;
  for (int i = 0; i < 40; ++i) quote += "şöyle ";
  const std::string sentence = problem_sentence(turkish({}, quote));
  EXPECT_LT(sentence.size(), 260U);
  EXPECT_TRUE(sentence.ends_with("şöyle …”.")) << sentence;
}

TEST(Wording, SatisfactionAndOtherLanguages) {
  Story story;
  story.language = "tr";
  EXPECT_EQ(satisfaction_sentence(story), "");
  story.stars = 2;
  story.resolution = "unresolved";
  EXPECT_EQ(satisfaction_sentence(story), "Sorunu çözülmeyen müşteri görüşmeden memnun kalmadı.");
  story.language = "en";
  story.problem = {"my parcel hasn't arrived"};
  story.problem_quote = "my parcel hasn't arrived";
  EXPECT_EQ(problem_sentence(story), "The customer said that their parcel hasn't arrived.");
  story.language = "de";
  story.topic = "billing";
  story.problem_quote = "rechnung viel zu hoch";
  EXPECT_EQ(problem_sentence(story), "Der Kunde meldete sich wegen einer Rechnung: „rechnung viel zu hoch“.");
  EXPECT_EQ(day_in_words(year(2026) / 6 / 12, "de"), "Freitag, 12. Juni");
}

}  // namespace
}  // namespace cxai::analysis
