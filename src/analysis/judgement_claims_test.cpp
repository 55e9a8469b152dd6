#include "analysis/judgement_claims.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "analysis/analyze.hpp"
#include "privacy/masker.hpp"

namespace cxai::analysis {
namespace {

using conversation::ClaimState;
using conversation::Role;
using Talk = std::vector<std::pair<Role, std::string>>;

enum class Times : std::uint8_t { none, ten_seconds_a_turn };

MaskedTranscript talk(const Talk& turns, Times times = Times::none, const std::string& language = "tr") {
  conversation::Transcript transcript;
  transcript.language = language;
  for (const auto& [role, text] : turns) {
    conversation::Turn turn;
    const std::size_t number = transcript.turns.size();
    turn.id = "t" + std::to_string(number);
    turn.role = role;
    turn.text = text;
    if (times == Times::ten_seconds_a_turn)
      turn.time = conversation::Interval{Millis(10'000 * number), Millis(10'000 * number + 9'000)};
    transcript.turns.push_back(turn);
  }
  return privacy::Masker().mask(std::move(transcript));
}

Talk solved_talk() {
  return {{Role::agent, "Merhaba, ben Ece, size nasıl yardımcı olabilirim?"},
          {Role::customer, "İnternetim sabahtan beri çalışmıyor, hiçbir sayfa açılmıyor."},
          {Role::agent, "Hemen bakıyorum, modeminizi kapatıp açar mısınız?"},
          {Role::customer, "Kapattım, açtım."},
          {Role::agent, "Hattınızı yeniledim, şimdi dener misiniz?"},
          {Role::customer, "Evet açıldı, çalışıyor şimdi, çok teşekkür ederim, elinize sağlık!"},
          {Role::agent, "Rica ederim, iyi günler dilerim."}};
}

Talk angry_talk() {
  return {
      {Role::agent, "Buyurun."},
      {Role::customer, "Üç haftadır kargom gelmedi, her arayışımda başka bir şey söylüyorsunuz, rezalet bu!"},
      {Role::agent, "Talebinizi ilgili birime ilettim, üç iş günü içinde size dönüş yapılacak."},
      {Role::customer, "Yine aynı hikâye, bıktım artık, bir daha sizden alışveriş yapmam, başka firmaya geçeceğim."},
      {Role::agent, "Anlıyorum, iyi günler."}};
}

conversation::Analysis analysis_of(const Talk& turns, Times times = Times::none) {
  return analyze(talk(turns, times), nullptr, {}, AgentAffect::on).analysis;
}

std::string evidence_of(const conversation::Analysis& analysis, std::string_view field) {
  std::string all;
  for (const auto& evidence : analysis.claim(field)->evidence)
    all += conversation::evidence_text(analysis, evidence).value_or("?") + "|";
  return all;
}

TEST(Judgements, OfAMatterThatIsSolved) {
  const auto analysis = analysis_of(solved_talk(), Times::ten_seconds_a_turn);
  EXPECT_EQ(analysis.claim("resolution")->value, "resolved");
  EXPECT_EQ(analysis.claim("topic")->value, "technical_fault");
  EXPECT_EQ(analysis.claim("churn_risk")->value, "low");
  EXPECT_GE(analysis.claim("satisfaction")->value["score"].get<double>(), 3.5);
  EXPECT_NE(evidence_of(analysis, "topic").find("çalışmıyor"), std::string::npos);
  const std::string solved = evidence_of(analysis, "resolution");
  EXPECT_TRUE(solved.find("çalışıyor şimdi") != std::string::npos || solved.find("yeniledim") != std::string::npos)
      << solved;
  ASSERT_EQ(analysis.turn_sentiments.size(), 7U) << "the agent's, too";
  EXPECT_EQ(analysis.turn_sentiments[1].label, "negative");
  EXPECT_EQ(analysis.turn_sentiments[5].label, "positive");
}

TEST(Judgements, OfOneThatIsNot) {
  const auto analysis = analysis_of(angry_talk());
  EXPECT_EQ(analysis.claim("sentiment")->value, "negative");
  EXPECT_EQ(analysis.claim("resolution")->value, "unresolved") << "a promise is no solution";
  EXPECT_EQ(analysis.claim("topic")->value, "delivery");
  EXPECT_EQ(analysis.claim("churn_risk")->value, "high");
  EXPECT_NE(evidence_of(analysis, "churn_risk").find("başka firmaya geçeceğim"), std::string::npos)
      << evidence_of(analysis, "churn_risk");
  EXPECT_LE(analysis.claim("satisfaction")->value["score"].get<double>(), 2.5);
  EXPECT_TRUE(analysis.claim("time_to_resolution")->value.is_null());
  EXPECT_NE(analysis.claim("time_to_resolution")->state, ClaimState::abstained) << "not solved is an answer";
}

TEST(TimeToResolution, RunsFromTheProblemToTheTurnThatSolvesIt) {
  const auto timed = analysis_of(solved_talk(), Times::ten_seconds_a_turn);
  const auto* claim = timed.claim("time_to_resolution");
  ASSERT_EQ(claim->evidence.size(), 2U);
  EXPECT_EQ(claim->evidence[0].turn, "t1");
  const bool told = claim->evidence[1].turn == "t4";  // by the agent; the customer confirms it in the next turn
  EXPECT_TRUE(told || claim->evidence[1].turn == "t5") << claim->evidence[1].turn;
  EXPECT_EQ(claim->value, (told ? 49'000 : 59'000) - 10'000);
  const auto untimed = analysis_of(solved_talk());
  EXPECT_EQ(untimed.claim("time_to_resolution")->state, ClaimState::abstained);
  EXPECT_EQ(untimed.claim("time_to_resolution")->evidence.size(), 2U) << "where is known, when is not";
}

TEST(SentimentCourse, HasAQuarterForEachFourthAndATrend) {
  const auto better = analysis_of(solved_talk());
  const Json& course = better.claim("sentiment_course")->value;
  ASSERT_EQ(course["quarters"].size(), 4U);
  EXPECT_EQ(course["trend"], "improving");
  EXPECT_EQ(course["quarters"][0], "negative");
  const auto one = analysis_of({{Role::customer, "Kartım çalışmıyor."}});
  EXPECT_EQ(one.claim("sentiment_course")->value["trend"], "stable");
  EXPECT_TRUE(one.claim("sentiment_course")->value["quarters"][3].is_null());
}

TEST(CustomerConduct, FallsWithRudenessAndEffortGrowsWithRepeats) {
  const auto calm = analysis_of(solved_talk());
  auto rude_talk = angry_talk();
  rude_talk[3].second = "Hepiniz yalancısınız, terbiyesizler! Defalarca aradım, kaçıncı arayışım bu, bıktım!";
  const auto rude = analysis_of(rude_talk);
  const Json& a = calm.claim("customer_conduct")->value;
  const Json& b = rude.claim("customer_conduct")->value;
  EXPECT_GT(a["score"].get<double>(), b["score"].get<double>() + 1);
  EXPECT_LT(a["effort"].get<double>(), b["effort"].get<double>());
  EXPECT_GE(b["repeats"].get<int>(), 1);
}

TEST(Judgements, AConversationWithoutACustomerHasNoFeelings) {
  const auto analysis = analysis_of({{Role::agent, "Alo? Sesiniz gelmiyor, kapatıyorum."}});
  for (const char* field : {"sentiment", "mood", "satisfaction", "churn_risk", "customer_conduct", "sentiment_course"})
    EXPECT_EQ(analysis.claim(field)->state, ClaimState::abstained) << field;
}

TEST(Judgements, TheRecipeNamesEveryBundleWithItsDigest) {
  const auto analysis = analysis_of(solved_talk());
  std::size_t bundles = 0;
  for (const auto& model : analysis.recipe.models) bundles += model.sha256.size() == 64 ? 1U : 0U;
  EXPECT_GE(bundles, kJudgements + 2);
}

TEST(Judgements, AreTheSameEveryTime) {
  const auto document = [] { return conversation::to_json(analysis_of(angry_talk())); };
  EXPECT_EQ(document(), document());
}

TEST(Satisfaction, IsTheMeanWithWhatHoldsNineTenths) {
  const Satisfaction sure = satisfaction_of({4, 1, {0, 0, 0, 0, 1}});
  EXPECT_DOUBLE_EQ(sure.score, 5);
  EXPECT_DOUBLE_EQ(sure.low, 5);
  EXPECT_DOUBLE_EQ(sure.high, 5);
  const Satisfaction wide = satisfaction_of({2, 0.2, {0.2F, 0.2F, 0.2F, 0.2F, 0.2F}});
  EXPECT_NEAR(wide.score, 3, 1e-5);
  EXPECT_DOUBLE_EQ(wide.low, 1);
  EXPECT_DOUBLE_EQ(wide.high, 5);
  const Satisfaction tails = satisfaction_of({2, 0.96, {0.02F, 0.01F, 0.94F, 0.02F, 0.01F}});
  EXPECT_DOUBLE_EQ(tails.low, 3);
  EXPECT_DOUBLE_EQ(tails.high, 3);
}

}  // namespace
}  // namespace cxai::analysis
