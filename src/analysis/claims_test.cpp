#include "analysis/claims.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

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

std::vector<std::pair<Role, std::string>> heated_talk() {
  return {{Role::agent, "Bu bir rezalet, sizden bıktım artık!"},
          {Role::customer, "Çok memnunum, teşekkürler."},
          {Role::agent, "Harika, çok sevindim."}};
}

TEST(AgentAffect, IsNotReadUnlessSwitchedOn) {
  const auto off = analyze(talk(heated_talk()), nullptr, {});
  EXPECT_FALSE(off.analysis.claim("tone")->value.contains("agent"));
  ASSERT_EQ(off.analysis.turn_sentiments.size(), 1U);
  EXPECT_EQ(off.analysis.turn_sentiments[0].turn, "t1");

  const auto on = analyze(talk(heated_talk()), nullptr, {}, AgentAffect::on);
  ASSERT_EQ(on.analysis.turn_sentiments.size(), 3U);
  EXPECT_THAT(on.analysis.turn_sentiments[0].label, testing::AnyOf("negative", "mixed"));
  EXPECT_EQ(on.analysis.turn_sentiments[2].label, "positive");
  const auto* overall = on.analysis.claim("sentiment");
  EXPECT_EQ(overall->value, "positive") << "the claim is the customer's, whatever the agent says";
  EXPECT_EQ(overall->value, off.analysis.claim("sentiment")->value);
  const auto named = [](const conversation::Analysis& analysis) {
    return std::ranges::count(analysis.recipe.models, kAgentAffectModel, &conversation::NamedModel::name);
  };
  EXPECT_EQ(named(on.analysis), 1) << "the recipe says that it was read";
  EXPECT_EQ(named(off.analysis), 0);
}

// The same words with quite another sound: silent, muted, talking over each other.
TEST(Guard, NothingButTimesComesFromTheSound) {
  auto transcript = *talk(heated_talk());
  for (std::size_t i = 0; i < transcript.turns.size(); ++i) {
    auto& turn = transcript.turns[i];
    turn.channel = turn.role == Role::agent ? 0 : 1;
    turn.time = conversation::Interval{Millis(3000 * i), Millis(3000 * i + 2500)};
  }
  const auto timed = privacy::Masker().mask(transcript);
  conversation::SpeechActivity calm;
  calm.duration = Millis(9000);
  calm.channels = {{{{Millis(0), Millis(2500)}, {Millis(6000), Millis(8500)}}, {}, Role::agent},
                   {{{Millis(3000), Millis(5500)}}, {}, Role::customer}};
  conversation::SpeechActivity hectic;
  hectic.duration = Millis(9000);
  hectic.channels = {{{{Millis(0), Millis(9000)}}, {{Millis(1000), Millis(1500)}}, Role::agent},
                     {{{Millis(0), Millis(200)}, {Millis(2000), Millis(9000)}}, {}, Role::customer}};
  for (const AgentAffect affect : {AgentAffect::off, AgentAffect::on}) {
    const auto document = [&](const conversation::SpeechActivity* activity) {
      Json json = conversation::to_json(analyze(timed, activity, {}, affect).analysis);
      json.erase("measures");  // of time, docs/definitions.md section 1
      json.erase("skipped");   // says which of these there are
      return json;
    };
    EXPECT_EQ(document(&calm), document(&hectic));
    EXPECT_EQ(document(&calm), document(nullptr)) << "no claim needs the recording";
  }
  const auto measures = [&](const conversation::SpeechActivity& activity) {
    return analyze(timed, &activity, {}).analysis.measures;
  };
  EXPECT_NE(measures(calm), measures(hectic)) << "or this would compare nothing";
}

// Every measure that is allowed to differ is one of time or of how talk is shared, none a feeling.
TEST(Guard, MeasuresOfTheAgentAreTimesAndCounts) {
  conversation::SpeechActivity activity;
  activity.duration = Millis(9000);
  activity.channels = {{{{Millis(0), Millis(2500)}}, {}, Role::agent},
                       {{{Millis(3000), Millis(5500)}}, {}, Role::customer}};
  const Json measures = analyze(talk(heated_talk()), &activity, {}).analysis.measures;
  const std::string text = measures.dump();
  for (const char* word : {"emotion", "affect", "sentiment", "mood", "tone", "pitch", "stress", "arousal", "energy"})
    EXPECT_EQ(text.find(word), std::string::npos) << word;
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
           {{Role::customer, ""}, {Role::agent, "👍"}},
           {{Role::ivr, "Hoş geldiniz."}, {Role::other, "Alo, annem adına arıyorum."}},
           {{Role::agent, "Buyurun."}, {Role::customer, "Kartım kayboldu, TCKN'im 10000000146 😡"}}}) {
    for (const AgentAffect affect : {AgentAffect::off, AgentAffect::on}) {
      auto analyzed = analyze(talk(turns), nullptr, {}, affect);
      const auto valid = conversation::validate(analyzed.analysis);
      EXPECT_TRUE(valid) << valid.error().message;
      for (const auto& claim : analyzed.analysis.claims) {
        for (const auto& evidence : claim.evidence)
          EXPECT_TRUE(conversation::evidence_text(analyzed.analysis, evidence)) << claim.field;
      }
    }
  }
}

}  // namespace
}  // namespace cxai::analysis
