#include "demo/call_file.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace cxai::demo {
namespace {

using conversation::Role;
using namespace std::chrono_literals;
using ::testing::HasSubstr;

constexpr std::string_view kHead =
    "language: tr\ncompany: Yıldız Telekom\nteam: Fatura\nagent: Elif Demir\ntopic: billing\nsentiment: negative\n"
    "resolution: resolved\nvoices: agent=tr+f3 customer=tr+m2\nday: -1\ntime: 10:42\n";

std::string error(const std::string& text) {
  const auto call = parse_call("calls/x.txt", text);
  EXPECT_FALSE(call) << text;
  if (call) return {};
  EXPECT_EQ(call.error().code, ErrorCode::invalid_input);
  return call.error().message;
}

TEST(CallFile, ReadsHeadAndTurns) {
  const auto call = parse_call("calls/fatura.txt", std::string(kHead) +
                                                       "---\r\n"
                                                       "agent: Merhaba, saat 10:30: buyurun?\r\n"
                                                       "customer [0.8s]: Faturam [bu ay] iki kat.\n\n"
                                                       "customer [overlap 0.25s] : Olmaz!\n"
                                                       "ivr [7s]: Bekleyiniz.");
  ASSERT_TRUE(call) << call.error().message;
  EXPECT_EQ(call->id, "fatura");
  EXPECT_EQ(call->company, "Yıldız Telekom");
  EXPECT_EQ(call->customer, "");
  EXPECT_EQ(call->day, -1);
  EXPECT_EQ(call->time_of_day, 10h + 42min);
  EXPECT_EQ(call->voices.agent, "tr+f3");
  EXPECT_EQ(call->voices.ivr, "tr+f5");
  ASSERT_EQ(call->turns.size(), 4U);
  EXPECT_EQ(call->turns[0].text, "Merhaba, saat 10:30: buyurun?");
  EXPECT_EQ(call->turns[0].gap, 400ms);
  EXPECT_EQ(call->turns[1].text, "Faturam [bu ay] iki kat.");
  EXPECT_EQ(call->turns[1].gap, 800ms);
  EXPECT_FALSE(call->turns[1].overlap);
  EXPECT_TRUE(call->turns[2].overlap);
  EXPECT_EQ(call->turns[2].gap, 250ms);
  EXPECT_EQ(call->turns[3].role, Role::ivr);
  EXPECT_EQ(call->turns[3].gap, 7s);
}

TEST(CallFile, ErrorsNameFileAndLine) {
  const std::string head(kHead);
  const std::string good = head + "---\nagent: a\n";
  EXPECT_THAT(error(""), HasSubstr("calls/x.txt:0: the head must end"));
  EXPECT_THAT(error(head), HasSubstr("calls/x.txt:10: the head must end"));
  EXPECT_THAT(error(head + "---\n"), HasSubstr("at least one turn"));
  EXPECT_THAT(error(head + "mood: x\n---\n"), HasSubstr("calls/x.txt:11: a line of the head"));
  EXPECT_THAT(error(head + "team: x\n---\n"), HasSubstr("calls/x.txt:11: team is given twice"));
  EXPECT_THAT(error("team:\n"), HasSubstr("calls/x.txt:1: team must have a value"));
  EXPECT_THAT(error("language: xx\n"), HasSubstr("language must be"));
  EXPECT_THAT(error("day: 1\n"), HasSubstr("day must be"));
  EXPECT_THAT(error("time: 24:00\n"), HasSubstr("time must be"));
  EXPECT_THAT(error("time: 9:30\n"), HasSubstr("time must be"));
  EXPECT_THAT(error("voices: agent=tr+f1\n"), HasSubstr("voices must name"));
  EXPECT_THAT(error("voices: agent=-w/tmp/x customer=tr\n"), HasSubstr("voices must be like"));
  EXPECT_THAT(error("team: x\n---\n"), HasSubstr("calls/x.txt:2: language is missing"));
  EXPECT_THAT(error(good + "cutomer: b\n"), HasSubstr("calls/x.txt:13: a turn must begin"));
  EXPECT_THAT(error(good + "other: b\n"), HasSubstr("a turn must begin"));
  EXPECT_THAT(error(good + "no colon\n"), HasSubstr("a turn must begin"));
  EXPECT_THAT(error(good + "agent:\n"), HasSubstr("must have text"));
  EXPECT_THAT(error(good + "agent [1s: b\n"), HasSubstr("must end with ]"));
  for (const char* timing : {"[]", "[1]", "[s]", "[-1s]", "[500s]", "[nans]", "[overlap]", "[1s 2s]", "[before 1s]"})
    EXPECT_THAT(error(good + "customer " + timing + ": b\n"), HasSubstr("a timing must be like")) << timing;
  EXPECT_THAT(error(good + "agent [overlap 1s]: b\n"), HasSubstr("could overlap"));
  EXPECT_THAT(error(good + "agent: \xff\n"), HasSubstr("UTF-8"));
}

}  // namespace
}  // namespace cxai::demo
