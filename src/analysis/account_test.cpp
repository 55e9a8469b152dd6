#include "analysis/account.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "analysis/acts.hpp"
#include "analysis/analyze.hpp"
#include "analysis/test_dialogue.hpp"
#include "conversation/analysis.hpp"

namespace cxai::analysis {
namespace {

using conversation::Role;

// Tuesday, 9 June 2026, 14:20
const language::LocalMinutes kTuesday =
    language::LocalMinutes(std::chrono::local_days(std::chrono::year(2026) / 6 / 9)) + std::chrono::hours(14) +
    std::chrono::minutes(20);

const std::vector<std::pair<Role, std::string>> kCall = {
    {Role::agent, "Merhaba, Pınar Telekom'a hoş geldiniz, ben Selin. Size nasıl yardımcı olabilirim?"},
    {Role::customer, "İnternetim üç gündür çalışmıyor."},
    {Role::agent, "Çok haklısınız, yaşadığınız aksaklık için özür dilerim. Adınızı ve soyadınızı alabilir miyim?"},
    {Role::customer, "Ayşe Demir."},
    {Role::agent, "Arıza kaydı oluşturdum. Teknisyenimiz üç iş günü içinde sizi arayacak."},
    {Role::customer, "Tamam, bekliyorum."},
    {Role::agent, "İyi günler dilerim."}};

conversation::Analysis analyzed(const MaskedTranscript& transcript, std::optional<language::LocalMinutes> at) {
  CallFacts facts;
  facts.started_at = at;
  return analyze(transcript, nullptr, facts).analysis;
}

TEST(Account, SaysWhatWasNeededOfferedAndPromised) {
  const auto analysis = analyzed(masked_dialogue("tr", kCall), kTuesday);
  const auto& problem = *analysis.claim("problem");
  EXPECT_EQ(problem.evidence[0].turn, "t1");
  EXPECT_EQ(problem.value, "Müşteri, internetinin üç gündür çalışmadığını bildirdi.");
  ASSERT_EQ(problem.evidence.size(), 1U);
  EXPECT_EQ(conversation::evidence_text(analysis, problem.evidence[0]), "İnternetim üç gündür çalışmıyor");
  const auto& commitments = *analysis.claim("commitments");
  ASSERT_EQ(commitments.value.size(), 1U) << commitments.value.dump();
  EXPECT_EQ(commitments.value[0]["who"], "agent");
  EXPECT_EQ(commitments.evidence[0].turn, "t4");
  EXPECT_EQ(commitments.value[0]["due"], "2026-06-12");
  EXPECT_EQ(commitments.value[0]["when"], "üç iş günü içinde");
  EXPECT_EQ(analysis.claim("follow_up")->value, true);
}

TEST(Account, WithoutATimeThePromiseKeepsItsWordsAndHasNoDay) {
  const auto analysis = analyzed(masked_dialogue("tr", kCall), std::nullopt);
  const auto& value = analysis.claim("commitments")->value;
  ASSERT_EQ(value.size(), 1U);
  EXPECT_TRUE(value[0]["due"].is_null());
  EXPECT_EQ(value[0]["when"], "üç iş günü içinde");
}

TEST(Account, TheScorecardShowsWhereItStands) {
  const auto analysis = analyzed(masked_dialogue("tr", kCall), kTuesday);
  const auto& items = analysis.claim("agent_performance")->value["items"];
  EXPECT_EQ(items["greeting"]["answer"], "yes");
  EXPECT_EQ(items["apologised"]["answer"], "yes");
  EXPECT_EQ(items["closing"]["answer"], "yes");
  EXPECT_EQ(items["greeting"]["evidence"]["turn"], "t0");
  EXPECT_EQ(items["apologised"]["evidence"]["turn"], "t2");
  const double score = analysis.claim("agent_performance")->value["score"].get<double>();
  EXPECT_GT(score, 2.5);
  EXPECT_LE(score, 5.0);
}

TEST(Account, AConversationOfOnePartyAbstainsOrHasEvidence) {
  for (const auto& turns :
       std::vector<std::vector<std::pair<Role, std::string>>>{{{Role::customer, "alo"}},
                                                              {{Role::agent, "…"}},
                                                              {{Role::ivr, "Lütfen bekleyin."}},
                                                              {{Role::customer, "!!!"}, {Role::agent, "👍"}}}) {
    const auto analysis = analyzed(masked_dialogue("tr", turns), kTuesday);
    EXPECT_TRUE(conversation::validate(analysis)) << turns[0].second;
  }
}

TEST(Segments, EndAtTheirVerbsWithoutAnySign) {
  const auto transcript =
      masked_dialogue("tr", {{Role::agent, "bağlantı paketini bugün kargoya veriyorum iki gün içinde elinize ulaşır"}});
  const Reading reading(transcript);
  const auto segments = segments_of(reading.turns()[0], "tr", kTuesday);
  ASSERT_EQ(segments.list.size(), 2U);
  EXPECT_EQ(segments.list[0].predicate.tense, language::Tense::present);
  EXPECT_EQ(segments.list[1].dates.size(), 1U);
  EXPECT_EQ(transcript->turns[0].text.substr(segments.list[1].begin), "iki gün içinde elinize ulaşır");
}

}  // namespace
}  // namespace cxai::analysis
