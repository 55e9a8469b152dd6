#include "pipeline/redaction_plan.hpp"

#include <gmock/gmock.h>

namespace cxai::pipeline {
namespace {

using conversation::Interval;
using conversation::Role;
using conversation::SpeechActivity;
using conversation::TimeSource;
using conversation::Transcript;
using conversation::Turn;
using conversation::Word;
using Extent = RedactedSpan::Extent;

Interval ms(int start, int end) {
  return {Millis(start), Millis(end)};
}

Turn turn(std::string id, int channel, Interval time, const std::vector<std::pair<std::string, Interval>>& words,
          TimeSource source = TimeSource::asr) {
  Turn made;
  made.id = std::move(id);
  made.role = channel == 0 ? Role::agent : Role::customer;
  made.channel = channel;
  made.time = time;
  for (const auto& [text, at] : words) {
    made.text += (made.text.empty() ? "" : " ") + text;
    made.words.push_back({text, at, 0.9, source});
  }
  return made;
}

// Agent 0–4 s and 10–14 s, customer 5–9 s.
SpeechActivity two_channels() {
  SpeechActivity activity;
  activity.duration = Millis(20'000);
  activity.channels = {{{ms(0, 4000), ms(10'000, 14'000)}, {}, {}}, {{ms(5000, 9000)}, {}, {}}};
  return activity;
}

RedactionPlan plan(std::vector<Turn> turns, const SpeechActivity& activity) {
  return plan_redaction(privacy::Masker().mask({"tr", std::move(turns)}), activity);
}

TEST(RedactionPlan, CoversTheWordsOfAFindAndAQuarterSecondAroundThem) {
  const auto made = plan({turn("t0", 1, ms(5000, 9000),
                               {{"Kartım", ms(5000, 5500)},
                                {"4111", ms(5600, 6100)},
                                {"1111", ms(6100, 6600)},
                                {"1111", ms(6600, 7100)},
                                {"1111", ms(7100, 7700)},
                                {"işte", ms(8200, 8600)}})},
                         two_channels());
  ASSERT_EQ(made.spans.size(), 1U);
  const RedactedSpan& span = made.spans[0];
  EXPECT_EQ(span.type, "CARD");
  EXPECT_EQ(span.time, ms(5350, 7950));
  EXPECT_EQ(span.channel, 1);
  EXPECT_EQ(span.extent, Extent::words);
  EXPECT_EQ(span.turn, "t0");
  EXPECT_TRUE(span.destroyed());
  EXPECT_TRUE(made.destroys());
  EXPECT_EQ(to_json(span)["extent"], "words");
}

TEST(RedactionPlan, WidensToTheTurnWhereWordsWereNotTimed) {
  auto spread = turn("t0", 1, ms(5000, 9000), {{"Mailim", ms(5000, 6000)}, {"ayse@example.com", ms(6000, 9000)}},
                     TimeSource::interpolated);
  auto without = spread;
  without.words.clear();
  for (const auto& one : {spread, without}) {
    const auto made = plan({one}, two_channels());
    ASSERT_EQ(made.spans.size(), 1U);
    EXPECT_EQ(made.spans[0].time, ms(4750, 9250));
    EXPECT_EQ(made.spans[0].extent, Extent::turn);
    EXPECT_EQ(made.spans[0].channel, 1);
    EXPECT_FALSE(made.spans[0].destroyed());
  }
}

TEST(RedactionPlan, DoesNotBelieveImpossibleTimes) {
  const auto outside =
      plan({turn("t0", 1, ms(5000, 9000), {{"ayse@example.com", ms(12'000, 13'000)}})}, two_channels());
  ASSERT_EQ(outside.spans.size(), 1U);
  EXPECT_EQ(outside.spans[0].time, ms(4750, 9250));
  const auto empty = plan({turn("t0", 1, ms(5000, 9000), {{"ayse@example.com", ms(6000, 6000)}})}, two_channels());
  ASSERT_EQ(empty.spans.size(), 1U);
  EXPECT_EQ(empty.spans[0].extent, Extent::turn);
}

TEST(RedactionPlan, CoversEverythingWhereNobodyKnowsWhen) {
  auto untimed = turn("t3", 1, ms(0, 0), {});
  untimed.time.reset();
  untimed.text = "Mailim ayse@example.com";
  const auto made = plan({untimed}, two_channels());
  ASSERT_EQ(made.spans.size(), 1U);
  EXPECT_EQ(made.spans[0].time, ms(0, 20'000));
  EXPECT_EQ(made.spans[0].channel, std::nullopt);
  EXPECT_EQ(made.spans[0].extent, Extent::recording);
}

TEST(RedactionPlan, CoversAllChannelsWhereTheTurnsOwnIsSilent) {
  // The transcript took the parties for each other: the customer's words are on the agent's channel.
  const auto made = plan({turn("t0", 0, ms(5000, 9000), {{"ayse@example.com", ms(6000, 7000)}})}, two_channels());
  ASSERT_EQ(made.spans.size(), 1U);
  EXPECT_EQ(made.spans[0].channel, std::nullopt);
  SpeechActivity mono = two_channels();
  mono.channels.pop_back();
  const auto one = plan({turn("t0", 0, ms(1000, 3000), {{"ayse@example.com", ms(1500, 2500)}})}, mono);
  ASSERT_EQ(one.spans.size(), 1U);
  EXPECT_EQ(one.spans[0].channel, std::nullopt);
}

TEST(RedactionPlan, StaysWithinTheRecordingAndInOrder) {
  const auto made = plan({turn("t1", 0, ms(10'000, 14'000), {{"veli@example.com", ms(10'100, 10'900)}}),
                          turn("t0", 0, ms(0, 4000), {{"ayse@example.com", ms(100, 1000)}})},
                         two_channels());
  ASSERT_EQ(made.spans.size(), 2U);
  EXPECT_EQ(made.spans[0].time, ms(0, 1250));
  EXPECT_EQ(made.spans[1].turn, "t1");
}

TEST(RedactionPlan, KeepsWhatWasMaskedBeforeItCame) {
  auto masked = turn("t0", 1, ms(5000, 9000), {{"Kartım", ms(5000, 5500)}, {"[CARD_1]", ms(5600, 7700)}});
  const auto made = plan({masked}, two_channels());
  ASSERT_EQ(made.spans.size(), 1U) << "the sound says the number all the same";
  EXPECT_EQ(made.spans[0].type, "CARD");
  EXPECT_EQ(made.spans[0].time, ms(4750, 9250));
}

TEST(RedactionPlan, LeavesAloneWhatIsNotPersonal) {
  const auto made =
      plan({turn("t0", 1, ms(5000, 9000), {{"Faturam", ms(5000, 5500)}, {"[müzik]", ms(5600, 7700)}})}, two_channels());
  EXPECT_TRUE(made.spans.empty());
  EXPECT_FALSE(made.destroys());
}

TEST(RedactionPlan, CoversWhatWasSaidAndNotUnderstood) {
  const std::vector<conversation::DroppedStretch> dropped{
      {1, ms(5000, 6000), conversation::DropReason::engine_error, {}},
      {0, ms(1000, 2000), conversation::DropReason::no_speech, {}}};
  const auto made = plan_redaction(privacy::Masker().mask({}), two_channels(), dropped);
  ASSERT_EQ(made.spans.size(), 1U) << "silence is no speech";
  EXPECT_EQ(made.spans[0].time, ms(4750, 6250));
  EXPECT_EQ(made.spans[0].channel, 1);
  EXPECT_EQ(made.spans[0].type, kUnheard);
}

TEST(RedactionPlan, PicksCardData) {
  auto cvv =
      turn("t0", 1, ms(5000, 9000), {{"CVV", ms(5000, 5500)}, {"kodu", ms(5500, 5600)}, {"123", ms(5600, 6700)}});
  const auto made =
      plan({cvv, turn("t1", 0, ms(10'000, 14'000), {{"ayse@example.com", ms(10'100, 10'900)}})}, two_channels());
  ASSERT_EQ(made.spans.size(), 2U);
  const auto card = made.card_data();
  ASSERT_EQ(card.spans.size(), 1U);
  EXPECT_EQ(card.spans[0].type, "CVV");
  EXPECT_EQ(card.duration, made.duration);
}

}  // namespace
}  // namespace cxai::pipeline
