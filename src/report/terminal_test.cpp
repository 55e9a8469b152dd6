#include "report/terminal.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "base/utf8.hpp"
#include "report/terms.hpp"
#include "report/text_width.hpp"

namespace cxai::report {
namespace {

using conversation::Analysis;
using conversation::Claim;
using conversation::ClaimState;
using conversation::Conversation;
using conversation::Interval;
using conversation::Method;
using conversation::Role;
using testing::HasSubstr;
using testing::Not;

Analysis analysis() {
  Analysis a;
  a.language = "tr";
  a.status = conversation::AnalysisStatus::partial;
  a.skipped = {{"overlap", "mono_no_overlap"}};
  a.turns.resize(2);
  a.turns[0].id = "t0";
  a.turns[0].role = Role::agent;
  a.turns[0].time = Interval{Millis(0), Millis(2000)};
  a.turns[0].text = "Yıldız Telekom'a hoş geldiniz, ben Elif. Size nasıl yardımcı olabilirim? 日本語 \x1b[31m";
  a.turns[1].id = "t1";
  a.turns[1].role = Role::customer;
  a.turns[1].time = Interval{Millis(3'725'000), Millis(3'726'000)};
  a.turns[1].text = "Faturam iki katı geldi.";
  Claim resolution{"resolution", "unresolved", 0.82, Method::rule, {{"t1", {0, 7}}}, ClaimState::accepted};
  Claim topic{"topic", nullptr, std::nullopt, Method::rule, {}, ClaimState::abstained};
  Claim words{"keywords",       base::parse_json(R"([{"text":"fatura","count":3},{"text":"card","count":1}])").value(),
              std::nullopt,     Method::computed,
              {{"t1", {0, 7}}}, ClaimState::accepted};
  a.claims = {resolution, topic, words};
  a.measures = base::parse_json(
                   R"({"talk_ms":{"agent":2000,"customer":61000},"talk_share":{"agent":0.3333,"customer":0.6667},
        "overlap_ms":null,"words":{"agent":9,"customer":4},"hold_ms":null,"aht_partial_ms":75500,
        "reply_gap_ms":{"agent":{"median":null,"p90":null,"n":0},"customer":{"median":-300,"p90":900,"n":3}},
        "silence":[{"start_ms":2000,"end_ms":9000,"duration_ms":7000,"last_speaker":"agent","muted_ms":0},
                   {"start_ms":9500,"end_ms":10100,"duration_ms":600,"last_speaker":null,"muted_ms":0}]})")
                   .value();
  return a;
}

Conversation conversation_of() {
  Conversation c;
  c.source = "call.wav";
  c.duration = Millis(3'726'400);
  c.agent_name = "Elif Demir";
  c.started_at = base::parse_utc("2026-03-14T09:26:53Z").value();
  return c;
}

TEST(TerminalReport, SaysInTurkishWhatWasFound) {
  const std::string text = terminal_report(analysis(), conversation_of(), {});
  for (const char* part :
       {"Görüşme\n───────\n", "Kaynak        call.wav\n", "Süre          1:02:06\n",
        "Başlangıç     2026-03-14 09:26 UTC\n", "Durum         eksik\n", "Sorunun çözümü            çözülmedi (%82)\n",
        "“Faturam” (t1)", "Konu                      karar verilemedi\n",
        "Anahtar kelimeler         fatura (3), card (1)\n", "2,0 sn", "01:01", "%33", "%67", "-0,3 sn",
        "Üst üste konuşma            — (tek kanallı kayıt)\n", "Sessizlikler (≥ 5 sn)       1: 00:02 (7,0 sn)\n",
        "İşlem süresi (kısmi)        01:16\n", "1:02:05  Müşteri   Faturam iki katı geldi.\n"})
    EXPECT_THAT(text, HasSubstr(part));
  EXPECT_THAT(text, Not(HasSubstr("\x1b")));  // no colour asked, and none smuggled in by the transcript
  EXPECT_THAT(text, Not(HasSubstr("Bekletme")));
}

TEST(TerminalReport, ShowsValuesOfSeveralPartsReadably) {
  Analysis a = analysis();
  const auto claim = [&](const char* field, const char* value) {
    a.claims.push_back({field, base::parse_json(value).value(), 0.7, Method::classifier, {{"t1", {0, 7}}}});
  };
  claim("satisfaction", R"({"score":2.3,"low":1,"high":4})");
  claim("tone", R"({"agent":"robotic","customer":"aggressive"})");
  claim("sentiment_course", R"({"quarters":["negative",null,"mixed","positive"],"trend":"improving"})");
  claim("time_to_resolution", "75000");
  const std::string text = terminal_report(a, conversation_of(), {.width = 200});
  for (const char* part : {"2,3 / 5 (1 – 4) (%70)", "Temsilci: robotik; Müşteri: saldırgan",
                           "olumsuz, —, karışık, olumlu", "gidişat: iyileşiyor", "01:15"})
    EXPECT_THAT(text, HasSubstr(part));
}

TEST(TerminalReport, SaysWhichAnswersAreALanguageModels) {
  Analysis a = analysis();
  Claim model = a.claims[0];
  model.method = Method::llm;
  model.value = "resolved";
  model.probability.reset();
  a.claims[0].state = model.state = ClaimState::disputed;
  a.claims.insert(a.claims.begin() + 1, model);
  a.claims.back().confirmed_by = Method::llm;
  const std::string text = terminal_report(a, conversation_of(), {.language = "en"});
  EXPECT_THAT(text, HasSubstr("unresolved (82 %) [disputed]\n"));
  EXPECT_THAT(text, HasSubstr("resolved [disputed] [language model]\n"));
  EXPECT_THAT(text, HasSubstr("[language model agrees]"));
}

TEST(TerminalReport, SpeaksEnglishAndGerman) {
  EXPECT_THAT(terminal_report(analysis(), conversation_of(), {.language = "en"}),
              testing::AllOf(HasSubstr("Resolution                unresolved (82 %)"),
                             HasSubstr("one-channel recording"), HasSubstr("2.0 s")));
  EXPECT_THAT(terminal_report(analysis(), conversation_of(), {.language = "de"}),
              testing::AllOf(HasSubstr("ungelöst (82 %)"), HasSubstr("2,0 s"), HasSubstr("Kunde")));
}

TEST(TerminalReport, NoLineIsWiderThanAsked) {
  for (const int width : {1, 40, 41, 57, 80, 200}) {
    std::istringstream lines(terminal_report(analysis(), conversation_of(), {.width = width}));
    for (std::string line; std::getline(lines, line);) {
      EXPECT_LE(display_width(line), static_cast<std::size_t>(std::max(width, 40))) << line;
      EXPECT_TRUE(base::is_valid_utf8(line));
    }
  }
}

TEST(TerminalReport, ColoursRoles) {
  const std::string text = terminal_report(analysis(), conversation_of(), {.colour = true});
  EXPECT_THAT(text, HasSubstr("\x1b[36mTemsilci"));
  EXPECT_THAT(text, HasSubstr("\x1b[33mMüşteri"));
  EXPECT_THAT(text, HasSubstr("\x1b[31mçözülmedi"));
}

TEST(TerminalReport, EmptyAnalysisIsOnlyFacts) {
  EXPECT_EQ(terminal_report({}, {}, {.language = "en"}),
            "Conversation\n────────────\nKind          call\nStatus        complete\n");
}

TEST(TextWidth, CountsColumns) {
  EXPECT_EQ(display_width("Müşteri"), 7U);
  EXPECT_EQ(display_width("s\xCC\xA7"), 1U);
  EXPECT_EQ(display_width("日本"), 4U);
  EXPECT_EQ(display_width("😀"), 2U);
  EXPECT_EQ(pad("日", 4), "日  ");
  EXPECT_EQ(pad_left("ş", 3), "  ş");
  EXPECT_EQ(printable("a\x1b[0m\nb\xC2\x9B"), "a[0m b");
}

TEST(TextWidth, WrapsAtBlanksAndInsideLongWords) {
  EXPECT_EQ(wrap("bir iki  üçdört", 7), (std::vector<std::string>{"bir iki", "üçdört"}));
  EXPECT_EQ(wrap("abcdefg hi", 3), (std::vector<std::string>{"abc", "def", "g", "hi"}));
  EXPECT_EQ(wrap("日本語", 5), (std::vector<std::string>{"日本", "語"}));
  EXPECT_EQ(wrap("", 5), (std::vector<std::string>{""}));
}

TEST(Terms, UnknownIdentifiersStayReadable) {
  EXPECT_EQ(term("resolution", "de"), "Lösung");
  EXPECT_EQ(term("some_new_field", "tr"), "some new field");
}

TEST(TerminalReport, ListsWhatGaveNoWordsByReason) {
  Analysis a = analysis();
  EXPECT_THAT(terminal_report(a, conversation_of(), {}), Not(HasSubstr("Yazıya dökülmeyen")));
  using conversation::DropReason;
  a.dropped = {{0, {Millis(1000), Millis(2000)}, DropReason::no_speech, {}},
               {0, {Millis(61'000), Millis(65'000)}, DropReason::no_speech, {}},
               {1, {Millis(9000), Millis(9500)}, DropReason::invented_outro, {}}};
  const std::string text = terminal_report(a, conversation_of(), {});
  EXPECT_THAT(text, HasSubstr("Yazıya dökülmeyen bölümler\n"));
  EXPECT_THAT(text, HasSubstr("söz yok                   2 (00:05): 01:01–01:05, 00:01–00:02\n"));
  EXPECT_THAT(text, HasSubstr("uydurulmuş kapanış        1 (00:01): 00:09–00:10\n"));
}

}  // namespace
}  // namespace cxai::report
