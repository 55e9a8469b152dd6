#include "demo/demo.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "audio/wav.hpp"
#include "base/files.hpp"
#include "base/json.hpp"
#include "conversation/conversation.hpp"
#include "conversation/formats.hpp"

namespace cxai::demo {
namespace {

using conversation::Role;
using namespace std::chrono_literals;
using ::testing::HasSubstr;

constexpr std::string_view kCall =
    "language: tr\ncompany: Yıldız Telekom\nteam: Fatura\nagent: Şule Öztürk\ntopic: billing\nsentiment: negative\n"
    "resolution: resolved\nvoices: agent=tr+f3 customer=tr+m2 ivr=tr+f5\nday: -1\ntime: 01:30\n---\n"
    "ivr: Yıldız Telekom'a hoş geldiniz.\n"
    "agent [1s]: Merhaba, ben Şule. Size nasıl yardımcı olabilirim?\n"
    "customer [overlap 0.5s]: Faturam bu ay iki katı geldi.\n"
    "agent [2s]: Hemen bakıyorum efendim.\n";

SpeakOptions at(std::string_view now) {
  SpeakOptions options;
  options.now = *base::parse_utc(now);
  return options;
}

double level_db(const std::vector<float>& samples, Millis from, Millis to) {
  double power = 1e-12;
  for (auto i = from.count() * 8; i < to.count() * 8; ++i)
    power += std::pow(static_cast<double>(samples.at(static_cast<std::size_t>(i))), 2);
  return 10 * std::log10(power / static_cast<double>((to - from).count() * 8));
}

TEST(Demo, EveryCallBuiltInIsWellFormed) {
  const auto calls = demo_calls();
  ASSERT_TRUE(calls) << calls.error().message;
  EXPECT_GE(calls->size(), 10U);
  std::set<std::string> ids;
  for (const DemoCall& call : *calls) EXPECT_TRUE(ids.insert(call.id).second) << call.id;
}

TEST(Demo, MessagesAreBuiltIn) {
  const auto tweets = demo_tweets(Timestamp(std::chrono::sys_days(std::chrono::year(2031) / 3 / 14)));
  ASSERT_TRUE(tweets) << tweets.error().message;
  EXPECT_TRUE(tweets->starts_with("tweet_id,author_id,inbound,created_at,text,"));
  EXPECT_NE(tweets->find("Mar 13 "), std::string::npos) << "the latest is of the day before";
  EXPECT_NE(tweets->find(" 2031,"), std::string::npos);
}

TEST(Demo, SpeaksACallWithExactTimes) {
  const SpeakOptions options = at("2026-03-14T23:00:00Z");
  if (::access(options.espeak.c_str(), X_OK) != 0) GTEST_SKIP() << "espeak-ng is not installed";
  const base::TempDir dir;
  const auto call = parse_call("calls/a.txt", kCall);
  ASSERT_TRUE(call) << call.error().message;
  const auto done = speak(*call, dir.path() / "new", options);
  ASSERT_TRUE(done) << done.error().message;

  const auto wav = audio::read_wav(*base::read_file(dir.path() / "new" / "a.wav"));
  ASSERT_TRUE(wav);
  EXPECT_EQ(wav->sample_rate_hz, 8000);
  ASSERT_EQ(wav->channels.size(), 2U);

  const auto transcript =
      conversation::read_dialogue_json(*base::parse_json(*base::read_file(dir.path() / "new" / "a.json")));
  ASSERT_TRUE(transcript) << transcript.error().message;
  EXPECT_EQ(transcript->language, "tr");
  ASSERT_EQ(transcript->turns.size(), 4U);
  const auto& turns = transcript->turns;
  EXPECT_EQ(turns[2].role, Role::customer);
  EXPECT_EQ(turns[2].channel, 1);
  EXPECT_EQ(turns[2].text, "Faturam bu ay iki katı geldi.");
  EXPECT_EQ(turns[0].time->start, 400ms);
  EXPECT_EQ(turns[1].time->start - turns[0].time->end, 1s);
  EXPECT_EQ(turns[1].time->end - turns[2].time->start, 500ms);
  const Millis duration(static_cast<std::int64_t>(wav->channels[0].size()) / 8);
  EXPECT_EQ(duration, std::ranges::max(turns, {}, [](const auto& one) { return one.time->end; }).time->end + 500ms);
  for (const auto& turn : turns) {
    const auto& channel = wav->channels[static_cast<std::size_t>(turn.channel)];
    EXPECT_GT(turn.time->length(), 500ms);
    EXPECT_LT(turn.time->length(), 10s);
    EXPECT_GT(level_db(channel, turn.time->start, turn.time->end), -35) << turn.id;
    EXPECT_GT(level_db(channel, turn.time->start, turn.time->start + 60ms), -55) << turn.id;
    EXPECT_GT(level_db(channel, turn.time->end - 60ms, turn.time->end), -55) << turn.id;
    EXPECT_LT(level_db(channel, turn.time->start - 300ms, turn.time->start), -60) << turn.id;
    EXPECT_LT(level_db(channel, turn.time->end, turn.time->end + 300ms), -60) << turn.id;
  }

  conversation::Conversation facts;
  const auto read =
      conversation::read_metadata(*base::parse_json(*base::read_file(dir.path() / "new" / "a.meta.json")), facts);
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(facts.agent_id, "sule-ozturk");
  EXPECT_EQ(facts.agent_name, "Şule Öztürk");
  EXPECT_EQ(facts.company, "Yıldız Telekom");
  EXPECT_EQ(facts.direction, "inbound");
  EXPECT_TRUE(facts.metadata.empty());
  // 02:00 on the 15th in Istanbul; a day back, 01:30 there is 22:30 of the 13th in UTC.
  EXPECT_EQ(base::format_utc(*facts.started_at), "2026-03-13T22:30:00.000Z");
}

TEST(Demo, NoCallBeginsInTheFuture) {
  const SpeakOptions options = at("2026-03-14T12:00:00Z");
  if (::access(options.espeak.c_str(), X_OK) != 0) GTEST_SKIP() << "espeak-ng is not installed";
  const base::TempDir dir;
  auto call = parse_call("calls/a.txt", kCall);
  ASSERT_TRUE(call);
  call->turns.resize(1);
  call->day = 0;
  call->time_of_day = 22h;
  ASSERT_TRUE(speak(*call, dir.path(), options));
  const auto meta = base::parse_json(*base::read_file(dir.path() / "a.meta.json"));
  EXPECT_EQ((*meta)["started_at"], "2026-03-13T19:00:00.000Z");
}

TEST(Demo, SaysWhatToInstall) {
  const base::TempDir dir;
  SpeakOptions options = at("2026-03-14T12:00:00Z");
  options.espeak = dir.path() / "espeak-ng";
  const auto done = speak(*parse_call("calls/a.txt", kCall), dir.path(), options);
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, ErrorCode::unavailable);
  EXPECT_THAT(done.error().message, HasSubstr("Debian package espeak-ng"));
}

TEST(Demo, SaysWhichVoiceFails) {
  SpeakOptions options = at("2026-03-14T12:00:00Z");
  if (::access(options.espeak.c_str(), X_OK) != 0) GTEST_SKIP() << "espeak-ng is not installed";
  const base::TempDir dir;
  auto call = parse_call("calls/a.txt", kCall);
  call->voices.ivr = "qqq";
  const auto done = speak(*call, dir.path(), options);
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, ErrorCode::unavailable);
  EXPECT_THAT(done.error().message, HasSubstr("voice qqq"));
}

}  // namespace
}  // namespace cxai::demo
