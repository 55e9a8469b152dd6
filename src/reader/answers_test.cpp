#include "reader/answers.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "reader/test_answers.hpp"

namespace cxai::reader {
namespace {

using conversation::Claim;
using testing::IsEmpty;

const language::LocalMinutes kAt{std::chrono::local_days(std::chrono::year(2026) / 3 / 14) + std::chrono::hours(10)};

Judged judge(const Json& answer, AgentTone agent = AgentTone::asked) {
  return judge_answer(answer, masked(small_call()), agent, kAt);
}

const Claim* claim(const Judged& judged, std::string_view field) {
  const auto found = std::ranges::find(judged.claims, field, &Claim::field);
  return found == judged.claims.end() ? nullptr : &*found;
}

std::string reason(const Judged& judged, const std::string& field) {
  const auto found = std::ranges::find(judged.skipped, "llm." + field, &conversation::Skipped::feature);
  return found == judged.skipped.end() ? "" : found->reason;
}

// What becomes of `field` when `change` was done to an honest answer; the other fields must be untouched by it.
template <class Change>
std::string after(const std::string& field, Change change) {
  Json answer = honest_answer();
  change(answer);
  const Judged judged = judge(answer);
  EXPECT_EQ(judged.claims.size(), 13U) << field;
  EXPECT_EQ(claim(judged, field), nullptr);
  return reason(judged, field);
}

TEST(Answers, AnHonestOneBecomesEvidencedClaims) {
  const Judged judged = judge(honest_answer());
  EXPECT_THAT(judged.skipped, IsEmpty());
  EXPECT_EQ(judged.claims.size(), 14U);
  conversation::Analysis analysis;
  analysis.turns = masked(small_call())->turns;
  analysis.claims = judged.claims;
  const auto valid = conversation::validate(analysis);
  EXPECT_TRUE(valid) << valid.error().message;
  for (const Claim& one : judged.claims) {
    EXPECT_EQ(one.method, conversation::Method::llm);
    EXPECT_EQ(one.state, conversation::ClaimState::accepted);
    EXPECT_FALSE(one.evidence.empty()) << one.field;
  }
  EXPECT_EQ(claim(judged, "resolution")->value, "resolved");
  EXPECT_EQ(claim(judged, "tone")->value, (Json{{"agent", "friendly"}, {"customer", "neutral"}}));
  EXPECT_EQ(claim(judged, "follow_up")->value, true);
  EXPECT_EQ(claim(judged, "solutions")->value, Json::array({"Yanlış paket iptal edildi."}));
}

TEST(Answers, ScoresAndDaysAreNotTheModels) {
  const Judged judged = judge(honest_answer());
  EXPECT_EQ(claim(judged, "empathy")->value["score"], 3.3);          // two of three
  EXPECT_EQ(claim(judged, "professionalism")->value["score"], 4.2);  // five of six
  EXPECT_EQ(claim(judged, "empathy")->value["items"]["named_feeling"], (Json{{"answer", "no"}}));
  EXPECT_EQ(claim(judged, "empathy")->value["items"]["acknowledged"],
            (Json{{"answer", "yes"}, {"evidence", {{"turn", "t2"}, {"chars", {0, 10}}}}}));
  const Json made = claim(judged, "commitments")->value[0];
  EXPECT_EQ(made["what"], "Yarın öğleye kadar hesabınıza yatırırız.");
  EXPECT_EQ(made["due"], "2026-03-15");
  EXPECT_THAT(made["when"].get<std::string>(), testing::StartsWith("Yarın öğleye"));
}

TEST(Answers, TheAgentsToneIsTakenOnlyWhereItWasAskedFor) {
  const Judged judged = judge(honest_answer(), AgentTone::left_out);
  EXPECT_EQ(claim(judged, "tone")->value, (Json{{"customer", "neutral"}}));
  EXPECT_FALSE(answer_shape(AgentTone::left_out)["properties"]["tone"]["properties"].contains("agent"));
}

TEST(Answers, AnInventedQuoteTakesTheFieldWithIt) {
  EXPECT_EQ(after("resolution", [](Json& a) { a["resolution"]["quotes"] = quotes("t5", "hâlâ bozuk, gelmedi kimse"); }),
            "quote_not_found");
  EXPECT_EQ(after("mood", [](Json& a) { a["mood"]["quotes"].push_back({{"turn", "t3"}, {"quote", "çok mutluyum"}}); }),
            "quote_not_found")
      << "one good quote does not save a false one";
  EXPECT_EQ(after("solutions", [](Json& a) { a["solutions"][0]["quote"] = "size 100 lira iade ettim"; }),
            "quote_not_found");
  EXPECT_EQ(after("empathy", [](Json& a) { a["empathy"]["apologised"]["quotes"] = quotes("t2", "bin kere özür"); }),
            "quote_not_found");
  EXPECT_EQ(after("topic", [](Json& a) { a["topic"]["quotes"] = Json::array(); }), "no_quote");
  EXPECT_EQ(after("empathy", [](Json& a) { a["empathy"]["apologised"]["quotes"] = Json::array(); }), "no_quote");
}

TEST(Answers, AQuoteMustBeOfThePartyItIsAbout) {
  EXPECT_EQ(after("mood", [](Json& a) { a["mood"]["quotes"] = quotes("t2", "çok özür dilerim"); }),
            "quote_of_other_party");
  EXPECT_EQ(after("empathy", [](Json& a) { a["empathy"]["acknowledged"]["quotes"] = quotes("t5", "Tamam"); }),
            "quote_of_other_party");
  EXPECT_EQ(after("commitments", [](Json& a) { a["commitments"][0]["who"] = "customer"; }), "quote_of_other_party");
}

TEST(Answers, ValuesOutsideTheSchemaAreRefused) {
  EXPECT_EQ(after("sentiment", [](Json& a) { a["sentiment"]["value"] = "furious"; }), "wrong_value");
  EXPECT_EQ(after("sentiment", [](Json& a) { a["sentiment"]["value"] = 3; }), "wrong_type");
  EXPECT_EQ(after("sentiment", [](Json& a) { a["sentiment"] = "negative"; }), "wrong_type");
  EXPECT_EQ(after("sentiment", [](Json& a) { a.erase("sentiment"); }), "missing");
  EXPECT_EQ(after("sentiment", [](Json& a) { a["sentiment"]["value"] = nullptr; }), "undecided");
  EXPECT_EQ(after("satisfaction", [](Json& a) { a["satisfaction"]["value"] = 9; }), "wrong_value");
  EXPECT_EQ(after("satisfaction", [](Json& a) { a["satisfaction"]["value"] = 4.5; }), "wrong_type");
  EXPECT_EQ(after("empathy", [](Json& a) { a["empathy"].erase("apologised"); }), "missing");
  EXPECT_EQ(after("empathy", [](Json& a) { a["empathy"]["apologised"]["answer"] = "maybe"; }), "wrong_value");
  EXPECT_EQ(after("follow_up", [](Json& a) { a["follow_up"]["value"] = "yes"; }), "wrong_type");
  EXPECT_EQ(after("commitments", [](Json& a) { a["commitments"][0]["who"] = "system"; }), "wrong_value");
  EXPECT_EQ(after("tone", [](Json& a) { a["tone"]["customer"]["value"] = "warm"; }), "wrong_value");
  EXPECT_EQ(after("solutions", [](Json& a) { a["solutions"] = "none"; }), "wrong_type");
  EXPECT_EQ(after("solutions", [](Json& a) { a["solutions"] = Json::array(); }), "undecided");
}

TEST(Answers, TextsAreShortPlainAndHoldNoNewNumbers) {
  const auto problem = [](const std::string& text) {
    return after("problem", [&](Json& a) { a["problem"]["value"] = text; });
  };
  EXPECT_EQ(problem(std::string(301, 'a')), "too_long");
  EXPECT_EQ(problem("Faturası 490 lira gelmiş."), "number_not_said");
  EXPECT_EQ(problem("[PERSON_7] faturasından şikâyetçi."), "number_not_said");
  EXPECT_EQ(problem("Fatura\nyanlış."), "bad_text");
  EXPECT_EQ(problem("Fatura \x1B[31m yanlış."), "bad_text");
  EXPECT_EQ(problem("Ayrıntı: https://kotu.example"), "bad_text");
  EXPECT_EQ(problem("…"), "bad_text");
  EXPECT_EQ(after("summary", [](Json& a) { a["summary"]["value"] = std::string(901, 'a'); }), "too_long");
  EXPECT_EQ(after("mood",
                  [](Json& a) {
                    for (int i = 0; i < 9; ++i) a["mood"]["quotes"].push_back(a["mood"]["quotes"][0]);
                  }),
            "too_long");
  Json spoken = honest_answer();
  spoken["problem"]["value"] = "Faturası 2 katı gelmiş.";
  EXPECT_NE(claim(judge(spoken), "problem"), nullptr) << "\"iki\" was said";
}

TEST(Answers, NoObjectWhateverMakesAnythingFall) {
  for (const char* text : {"{}", R"({"sentiment": null, "tone": [], "empathy": 1, "solutions": {}, "summary": false})",
                           R"({"mood": {"value": "angry", "quotes": [1, null]}})",
                           R"({"mood": {"value": "angry", "quotes": {"turn": "t1"}}})",
                           R"({"commitments": [[]], "problem": {"value": {"a": 1}, "quotes": null}})"}) {
    const Judged judged = judge(*base::parse_json(text));
    EXPECT_THAT(judged.claims, IsEmpty()) << text;
    EXPECT_EQ(judged.skipped.size(), 14U) << text;
  }
  // Honest answers with one value replaced by another kind of value, in every place.
  std::mt19937 random(7);
  const Json odd[] = {nullptr, 7, -1.5, "", "x", true, Json::array({1}), Json::object()};
  for (int round = 0; round < 2'000; ++round) {
    Json answer = honest_answer();
    Json* at = &answer;
    while (at->is_structured() && !at->empty() && (at == &answer || random() % 4 != 0)) {
      auto it = at->begin();
      std::advance(it, static_cast<std::ptrdiff_t>(random() % at->size()));
      at = &*it;
    }
    *at = odd[random() % std::size(odd)];
    const Judged judged = judge(answer);
    EXPECT_EQ(judged.claims.size() + judged.skipped.size(), 14U);
    EXPECT_GE(judged.claims.size(), 13U);
    for (const Claim& one : judged.claims) EXPECT_FALSE(one.evidence.empty());
  }
}

}  // namespace
}  // namespace cxai::reader
