#include "analysis/claims.hpp"

#include <gtest/gtest.h>

#include "analysis/analyze.hpp"
#include "privacy/masker.hpp"

namespace cxai::analysis {
namespace {

using conversation::Role;
using conversation::Transcript;
using conversation::Turn;

MaskedTranscript talk(const std::vector<std::pair<Role, std::string>>& turns, const std::string& language = "tr") {
  Transcript transcript;
  transcript.language = language;
  for (const auto& [role, text] : turns) {
    Turn turn;
    turn.id = "t" + std::to_string(transcript.turns.size());
    turn.role = role;
    turn.text = text;
    transcript.turns.push_back(turn);
  }
  return privacy::Masker().mask(std::move(transcript));
}

std::string label(const std::string& customer) {
  return find_sentiment(talk({{Role::customer, customer}})).claim.value.get<std::string>();
}

TEST(Sentiment, ReadsPhrasesAndTheirNegation) {
  EXPECT_EQ(label("Bu rezalet, üç haftadır kimse çözemedi, bıktım artık."), "negative");
  EXPECT_EQ(label("Çok memnun kaldım, harikasınız, ellerinize sağlık."), "positive");
  EXPECT_EQ(label("Adresim değişti, güncellemek istiyorum."), "neutral");
  EXPECT_EQ(label("Hizmetinizden hiç memnun değilim."), "negative");
  EXPECT_EQ(label("RED EDİYORUM, BU BİR REZALET"), "negative");
}

TEST(Sentiment, EveryCustomerTurnGetsOneAndEvidencePointsAtTheWords) {
  const auto masked = talk({{Role::agent, "Rezalet değil mi?"},
                            {Role::customer, "Günaydın."},
                            {Role::customer, "Şükür, bu tam bir rezalet!"}});
  const auto findings = find_sentiment(masked);
  ASSERT_EQ(findings.turns.size(), 2U);
  EXPECT_EQ(findings.turns[0].turn, "t1");
  EXPECT_EQ(findings.turns[1].label, "negative");
  ASSERT_EQ(findings.claim.evidence.size(), 1U);
  EXPECT_EQ(findings.claim.evidence[0].turn, "t2");
  EXPECT_EQ(findings.claim.evidence[0].chars.begin, 18U);
  EXPECT_EQ(findings.claim.evidence[0].chars.end, 25U);
}

TEST(Resolution, ADeedSolvesAPromiseDoesNot) {
  const auto value = [](const std::vector<std::pair<Role, std::string>>& turns) {
    return find_resolution(talk(turns)).value.get<std::string>();
  };
  EXPECT_EQ(value({{Role::customer, "İnternetim yok."},
                   {Role::agent, "Sorununuz çözüldü, hattınızı aktif ettim."},
                   {Role::customer, "Evet çalışıyor, teşekkürler."}}),
            "resolved");
  EXPECT_EQ(value({{Role::customer, "Param yatmadı."},
                   {Role::agent, "Talebinizi ilettim, ilgili birim size dönüş yapacak."},
                   {Role::customer, "Peki, bekliyorum."}}),
            "unresolved");
  EXPECT_EQ(value({{Role::customer, "Merhaba."}, {Role::agent, "Merhaba."}, {Role::customer, "Teşekkürler."}}),
            "cannot_tell")
      << "thanks is not a solution";
}

TEST(Keywords, CountStemsAndLeaveStopWordsOut) {
  const auto masked = talk({{Role::customer, "Faturam yüksek, faturayı ödemem ve bu fatura yanlış."},
                            {Role::agent, "Faturanızı inceliyorum."}});
  const auto claim = find_keywords(masked);
  ASSERT_FALSE(claim.value.empty());
  EXPECT_GE(claim.value[0]["count"].get<int>(), 3);
  const auto repeated = find_repeated_words(masked);
  EXPECT_GE(repeated.value["customer"][0]["count"].get<int>(), 2);
  EXPECT_TRUE(repeated.value["agent"].empty());
}

TEST(Analyze, EveryAnalysisSatisfiesTheInvariants) {
  for (const auto& turns : std::vector<std::vector<std::pair<Role, std::string>>>{
           {},
           {{Role::agent, "Alo?"}},
           {{Role::customer, "..."}},
           {{Role::agent, "Buyurun."}, {Role::customer, "Kartım kayboldu, TCKN'im 10000000146 😡"}}}) {
    auto analyzed = analyze(talk(turns), nullptr, {});
    const auto valid = conversation::validate(analyzed.analysis);
    EXPECT_TRUE(valid) << valid.error().message;
    for (const auto& claim : analyzed.analysis.claims) {
      for (const auto& evidence : claim.evidence)
        EXPECT_TRUE(conversation::evidence_text(analyzed.analysis, evidence)) << claim.field;
    }
  }
}

TEST(Topic, IsTheReasonTheCustomerStates) {
  EXPECT_EQ(find_topic(talk({{Role::customer, "Kartımı kaybettim galiba, cüzdanım çalındı."}})).value,
            "card_lost_stolen");
  EXPECT_EQ(find_topic(talk({{Role::customer, "Selam."}})).state, conversation::ClaimState::abstained);
}

}  // namespace
}  // namespace cxai::analysis
