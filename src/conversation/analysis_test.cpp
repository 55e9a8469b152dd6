#include "conversation/analysis.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "conversation/conversation.hpp"

namespace cxai::conversation {
namespace {

using testing::HasSubstr;

// Every field of the document, as docs/formats/analysis.md shows it.
constexpr const char* kDocument = R"({
  "schema": "cxai.analysis/1",
  "conversation_id": "c1",
  "analysis_id": "a2",
  "supersedes": "a1",
  "created_at": "2026-03-14T09:26:53.589Z",
  "status": "partial",
  "language": "tr",
  "skipped": [{"feature": "overlap", "reason": "mono_no_overlap"}],
  "inputs": {"audio_sha256": "aa", "transcript_id": "tr1", "transcript_sha256": "bb"},
  "recipe": {
    "speech": {"name": "given/1", "weights_sha256": "cc"},
    "roles": {"method": "channel", "confidence": 0.93},
    "llm": {"name": "llama", "prompt": "analysis-1.tr", "prompt_sha256": "ee", "temperature": 0.0},
    "models": [{"name": "sentiment/3", "sha256": "dd"}],
    "rules_revision": "r1", "scorecard_revision": "s1", "definitions": "metrics/1", "code_version": "0.1.0"
  },
  "turns": [
    {"id": "t0", "role": "agent", "channel": 0, "start_ms": 0, "end_ms": 900, "text": "Buyurun", "confidence": 1.0,
     "words": [{"text": "Buyurun", "start_ms": 0, "end_ms": 900, "confidence": 0.97, "time_source": "asr"}], "pii": []},
    {"id": "t1", "role": "customer", "speaker": "Ayşe", "channel": 1, "start_ms": null, "end_ms": null,
     "text": "Kimliğim [TCKN_1].", "confidence": 0.5, "words": [],
     "pii": [{"type": "TCKN", "chars": [9, 17], "ms": [1000, 2000], "detector": "tckn/1", "checksum": true, "spoken": true},
             {"type": "PERSON", "chars": [0, 1], "ms": null, "detector": "names/1", "checksum": null, "spoken": false}],
     "message_id": "m1", "sentiment": {"label": "negative", "probability": 0.75}}
  ],
  "measures": {"talk_ms": {"agent": 900, "customer": null}, "overlap_ms": null},
  "claims": [
    {"field": "resolution", "value": "unresolved", "probability": 0.82, "method": "rule",
     "evidence": [{"turn": "t1", "chars": [0, 8]}], "state": "accepted", "confirmed_by": "llm"},
    {"field": "churn_risk", "value": null, "probability": null, "method": "llm", "evidence": [], "state": "abstained"}
  ],
  "routing": null
})";

Json document() {
  return base::parse_json(kDocument).value();
}

TEST(AnalysisJson, WholeDocumentComesBackByteForByte) {
  const auto analysis = analysis_from_json(document());
  ASSERT_TRUE(analysis) << analysis.error().message;
  EXPECT_EQ(base::dump_json(to_json(*analysis)), base::dump_json(document()));
  EXPECT_EQ(analysis->turns[1].pii[0].time, (Interval{Millis(1000), Millis(2000)}));
  EXPECT_EQ(analysis->claim("resolution")->value, "unresolved");
  EXPECT_EQ(analysis->claim("topic"), nullptr);
  EXPECT_EQ(evidence_text(*analysis, analysis->claims[0].evidence[0]), "Kimliğim");
  EXPECT_EQ(evidence_text(*analysis, {"t1", {0, 99}}), std::nullopt);
  EXPECT_EQ(evidence_text(*analysis, {"t9", {0, 1}}), std::nullopt);
}

TEST(AnalysisJson, AbsentPartsAreNull) {
  Analysis analysis;
  analysis.conversation_id = "c";
  analysis.analysis_id = "a";
  const Json json = to_json(analysis);
  for (const char* key : {"speech", "roles", "llm"}) EXPECT_TRUE(json["recipe"][key].is_null()) << key;
  EXPECT_TRUE(json["supersedes"].is_null());
  EXPECT_TRUE(json["measures"].is_null());
  const auto back = analysis_from_json(json);
  ASSERT_TRUE(back) << back.error().message;
  EXPECT_EQ(to_json(*back), json);
}

// One change to the document, and the start of the message it must bring.
struct Wrong {
  const char* pointer;
  const char* value;
  const char* message;
};

class AnalysisErrors : public testing::TestWithParam<Wrong> {};

TEST_P(AnalysisErrors, NameTheField) {
  Json json = document();
  json[Json::json_pointer(GetParam().pointer)] = base::parse_json(GetParam().value).value();
  const auto analysis = analysis_from_json(json);
  ASSERT_FALSE(analysis);
  EXPECT_THAT(analysis.error().message, HasSubstr(GetParam().message));
}

INSTANTIATE_TEST_SUITE_P(
    Fields, AnalysisErrors,
    testing::Values(
        Wrong{"/claims/0/evidence/0/turn", "\"t99\"", "claims[0].evidence[0].turn: no turn 't99'"},
        Wrong{"/claims/0/evidence/0/chars", "[0, 99]", "claims[0].evidence[0].chars: must be a stretch inside"},
        Wrong{"/claims/0/evidence/0/chars", "[3, 3]", "claims[0].evidence[0].chars: must be a stretch inside"},
        Wrong{"/claims/0/evidence/0/chars", "[5, 3]", "claims[0].evidence[0].chars: must not end before it begins"},
        Wrong{"/claims/0/evidence/0/chars", "[-1, 3]", "claims[0].evidence[0].chars: must be two whole numbers"},
        Wrong{"/claims/0/evidence", "[]", "claims[0].evidence: a claim that is not computed needs evidence"},
        Wrong{"/claims/0/probability", "1.5", "claims[0].probability: must be a number from 0 to 1, got 1.5"},
        Wrong{"/claims/0/method", "\"magic\"", "claims[0].method: must be one of llm, rule"},
        Wrong{"/claims/1/state", "null", "claims[1].state: is required"},
        Wrong{"/turns/1/id", "\"t0\"", "turns[1].id: the id 't0' is there twice"},
        Wrong{"/turns/0/text", "null", "turns[0].text: is required"},
        Wrong{"/turns/0/end_ms", "-1", "turns[0].end_ms: must be a whole number"},
        Wrong{"/turns/1/pii/0/chars", "[9, 99]", "turns[1].pii[0].chars: must stay inside"},
        Wrong{"/turns/1/sentiment/probability", "2", "turns[1].sentiment.probability: must be"},
        Wrong{"/turns/1/role", "\"agent\"", "turn_sentiments[0].turn: only customer turns"},
        Wrong{"/created_at", "\"yesterday\"", "created_at: must be a time"},
        Wrong{"/created_at", "\"9999-12-31T23:59:59-23:00\"", "created_at: must be a time"},
        Wrong{"/status", "\"done\"", "status: must be one of complete, partial"},
        Wrong{"/measures", "[1]", "measures: must be an object"},
        Wrong{"/schema", "\"cxai.analysis/2\"", "schema: this version reads cxai.analysis/1 only"}));

TEST(AnalysisErrors, AnotherSchemaIsUnsupported) {
  Json json = document();
  json["schema"] = "cxai.analysis/2";
  EXPECT_EQ(analysis_from_json(json).error().code, ErrorCode::unsupported);
  EXPECT_EQ(analysis_from_json(Json::array()).error().code, ErrorCode::invalid_input);
}

TEST(Validate, ComputedClaimsNeedNoEvidence) {
  Analysis analysis = analysis_from_json(document()).value();
  analysis.claims[0].evidence.clear();
  EXPECT_FALSE(validate(analysis));
  analysis.claims[0].method = Method::computed;
  EXPECT_TRUE(validate(analysis));
  analysis.turn_sentiments.push_back(analysis.turn_sentiments[0]);
  EXPECT_THAT(validate(analysis).error().message, HasSubstr("turn_sentiments[1].turn: the turn has two"));
}

Result<Conversation> metadata(const char* json) {
  Conversation conversation;
  conversation.team = "before";
  CXAI_TRY_VOID(read_metadata(base::parse_json(json).value(), conversation));
  return conversation;
}

TEST(Metadata, ReadsKnownKeysAndKeepsOthers) {
  const auto read = metadata(
      R"({"kind":"chat","language":"tr-TR","started_at":"2026-03-14T12:26:53+03:00","agent_id":17,"agent_name":"Elif",
          "company":"Yıldız","direction":"inbound","hold_ms":1500,"after_call_work_ms":0,"customer_ref":42,"surveyed_csat":4.5,"ticket":"X-1","tries":3,
          "tags":["a"],"empty":null})");
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(read->kind, Kind::chat);
  EXPECT_EQ(read->language, "tr");
  EXPECT_EQ(base::format_utc(*read->started_at), "2026-03-14T09:26:53.000Z");
  EXPECT_EQ(read->agent_id, "17");
  EXPECT_EQ(read->team, "before");
  EXPECT_EQ(read->hold, Millis(1500));
  EXPECT_EQ(read->after_call_work, Millis(0));
  EXPECT_EQ(read->customer_ref, "42");
  EXPECT_EQ(read->surveyed_csat, 4.5);
  EXPECT_EQ(read->metadata,
            (std::map<std::string, std::string>{{"ticket", "X-1"}, {"tries", "3"}, {"tags", "[\"a\"]"}}));
}

TEST(Metadata, ErrorsNameTheFieldAndChangeNothing) {
  EXPECT_THAT(metadata(R"({"kind":"fax"})").error().message, HasSubstr("kind: must be call, chat or tweet"));
  EXPECT_THAT(metadata(R"({"started_at":"soon"})").error().message, HasSubstr("started_at: must be a time"));
  EXPECT_THAT(metadata(R"({"hold_ms":-1})").error().message, HasSubstr("hold_ms: must be a whole number"));
  EXPECT_THAT(metadata(R"({"surveyed_csat":6})").error().message, HasSubstr("surveyed_csat: must be a number"));
  EXPECT_THAT(metadata(R"({"direction":"up"})").error().message, HasSubstr("direction: must be inbound"));
  EXPECT_THAT(metadata(R"({"language":"12"})").error().message, HasSubstr("language: must be a code"));
  EXPECT_FALSE(metadata("[]"));
  Conversation conversation;
  EXPECT_FALSE(read_metadata(base::parse_json(R"({"team":"new","hold_ms":"x"})").value(), conversation));
  EXPECT_EQ(conversation.team, "");
}

}  // namespace
}  // namespace cxai::conversation
