#include "analysis/measures.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

#include "privacy/masker.hpp"

namespace cxai::analysis {
namespace {

using conversation::SpeechActivity;
using conversation::Transcript;
using conversation::Turn;

Interval ms(int start, int end) {
  return {Millis(start), Millis(end)};
}

Turn turn(int number, Role role, const std::string& text, std::optional<Interval> time = {}) {
  Turn t;
  t.id = "t" + std::to_string(number);
  t.role = role;
  t.text = text;
  t.time = time;
  return t;
}

Measures run(Transcript transcript, const SpeechActivity* activity, const CallFacts& facts = {}) {
  transcript.language = "tr";
  return measure(privacy::Masker().mask(std::move(transcript)), activity, facts);
}

bool skipped(const Measures& m, const std::string& feature, const std::string& reason) {
  return std::ranges::any_of(m.skipped, [&](const auto& s) { return s.feature == feature && s.reason == reason; });
}

SpeechActivity two_channels(Intervals agent, Intervals customer, int duration) {
  SpeechActivity activity;
  activity.channels = {{std::move(agent), {}, Role::agent}, {std::move(customer), {}, Role::customer}};
  activity.duration = Millis(duration);
  return activity;
}

TEST(Measures, TextAloneCountsExactlyAndSaysWhyTheRestIsMissing) {
  const Measures m = run({"tr",
                          {turn(0, Role::agent, "Merhaba, ABC Telekom'a hoş geldiniz. Ben dinliyorum, buyurun?"),
                           turn(1, Role::customer, "Faturam 3.500 TL geldi! Neden...")}},
                         nullptr);
  EXPECT_EQ(m.turns.agent, 1);
  EXPECT_EQ(m.words.agent, 8);
  EXPECT_EQ(m.sentences.agent, 2);
  EXPECT_EQ(m.words.customer, 6);
  EXPECT_EQ(m.sentences.customer, 3);
  EXPECT_FALSE(m.talk);
  EXPECT_TRUE(skipped(m, "talk", "no_times"));
  EXPECT_TRUE(skipped(m, "overlap", "no_recording"));
  EXPECT_TRUE(to_json(m)["talk_ms"].is_null());
}

TEST(Measures, OnOneChannelTheTurnsAreTheSpeechAndSilenceBetweenThemIsExact) {
  SpeechActivity activity;
  activity.channels = {{{ms(300, 900), ms(3200, 3900)}, {ms(1000, 3000), ms(4000, 6000)}, {}}};
  activity.duration = Millis(6000);
  const Measures m =
      run({"tr", {turn(0, Role::agent, "Alo", ms(0, 1000)), turn(1, Role::customer, "Buyurun", ms(3000, 4000))}},
          &activity);
  EXPECT_EQ(m.source, SpeechSource::turn_times);
  EXPECT_EQ(m.talk->agent, Millis(1000));
  ASSERT_EQ(m.silence.size(), 1U);
  EXPECT_EQ(m.silence[0].time, ms(1000, 3000));
  EXPECT_EQ(m.silence[0].muted, Millis(2000));
  EXPECT_EQ(m.silence[0].last_speaker, Role::agent);
  EXPECT_FALSE(m.overlap);
  EXPECT_TRUE(skipped(m, "overlap", "mono_no_overlap"));
  EXPECT_EQ(m.reply_gap->customer.median, Millis(2000));
  EXPECT_EQ(m.reply_gap->agent.n, 0U);
}

TEST(Measures, TwoChannelsGiveOverlapAndInterruptions) {
  const auto activity = two_channels({ms(0, 4000), ms(6000, 9000)}, {ms(3000, 5500), ms(8700, 9500)}, 10'000);
  const Measures m = run({"tr",
                          {turn(0, Role::agent, "Uzun uzun anlatıyorum size şimdi", ms(0, 4000)),
                           turn(1, Role::customer, "Ama ben bunu istemedim", ms(3000, 5500)),
                           turn(2, Role::agent, "Haklısınız efendim özür dilerim", ms(6000, 9000)),
                           turn(3, Role::customer, "Tamam", ms(8700, 9500))}},
                         &activity);
  EXPECT_EQ(m.source, SpeechSource::voice_activity);
  EXPECT_EQ(*m.overlap, Millis(1300));
  ASSERT_EQ(m.interruption->size(), 1U) << "the second came 300 ms before the end, and was a backchannel";
  EXPECT_EQ((*m.interruption)[0].by, Role::customer);
  EXPECT_EQ((*m.interruption)[0].at, Millis(3000));
  EXPECT_EQ((*m.interruption)[0].turn, "t1");
  EXPECT_EQ(m.talk->agent, Millis(7000));
  EXPECT_EQ(*m.span, Millis(9500));
  EXPECT_EQ(*m.non_talk, Millis(500));
  EXPECT_EQ(m.silence.size(), 1U);
}

TEST(Measures, ABackchannelNeitherInterruptsNorEndsAMonologue) {
  const auto activity = two_channels({ms(0, 10'000)}, {ms(4000, 4600)}, 11'000);
  const Measures m = run({"tr",
                          {turn(0, Role::agent, "Anlatıyorum da anlatıyorum", ms(0, 10'000)),
                           turn(1, Role::customer, "Hı hı", ms(4000, 4600))}},
                         &activity);
  EXPECT_TRUE(m.interruption->empty());
  EXPECT_EQ(m.longest_monologue->agent, Millis(10'000));
}

TEST(Measures, MachinesAreKeptApart) {
  const auto activity = two_channels({ms(0, 5000), ms(6000, 8000)}, {ms(9000, 9800)}, 10'000);
  const Measures m = run(
      {"tr",
       {turn(0, Role::ivr, "Görüşmeniz kayıt altına alınmaktadır", ms(0, 5000)),
        turn(1, Role::agent, "Buyurun efendim", ms(6000, 8000)), turn(2, Role::customer, "Merhaba", ms(9000, 9800))}},
      &activity);
  EXPECT_EQ(m.talk->agent, Millis(2000));
  EXPECT_EQ(m.ivr, Millis(5000));
  EXPECT_EQ(m.turns.agent, 1);
}

TEST(Measures, BackchannelsAreTwoKnownWordsAtMost) {
  EXPECT_TRUE(is_backchannel_text("Hı hı.", "tr"));
  EXPECT_TRUE(is_backchannel_text("TAMAM", "tr"));
  EXPECT_TRUE(is_backchannel_text("Anladım, peki", "tr"));
  EXPECT_FALSE(is_backchannel_text("Hayır", "tr"));
  EXPECT_FALSE(is_backchannel_text("evet evet evet", "tr"));
  EXPECT_FALSE(is_backchannel_text("", "tr"));
}

TEST(Measures, HandlingTimeIsWholeOnlyWithMetadata) {
  const auto activity = two_channels({ms(0, 1000)}, {ms(1000, 2000)}, 3000);
  const Transcript t{"tr", {turn(0, Role::agent, "a", ms(0, 1000)), turn(1, Role::customer, "b", ms(1000, 2000))}};
  const Json partial = to_json(run(t, &activity));
  EXPECT_TRUE(partial["aht_ms"].is_null());
  EXPECT_EQ(partial["aht_partial_ms"], 3000);
  const Json whole = to_json(run(t, &activity, {Millis(500), Millis(7000)}));
  EXPECT_EQ(whole["aht_ms"], 10'000);
  EXPECT_EQ(whole["hold_ms"], 500);
  EXPECT_EQ(whole["hold_source"], "call_metadata");
}

// For any two channels and turns: what must hold by definition.
TEST(Measures, InvariantsHoldForRandomCalls) {
  std::mt19937 random(11);
  const auto pick = [&](int low, int high) { return std::uniform_int_distribution(low, high)(random); };
  for (int round = 0; round < 400; ++round) {
    Transcript transcript;
    SpeechActivity activity;
    activity.channels.resize(2);
    activity.channels[0].party = Role::agent;
    activity.channels[1].party = Role::customer;
    for (int p = 0; p < 2; ++p) {
      int at = pick(0, 2000);
      for (int i = pick(0, 12); i > 0; --i) {
        const Interval time = ms(at, at + pick(100, 6000));
        activity.channels[static_cast<std::size_t>(p)].speech.push_back(time);
        transcript.turns.push_back(
            turn(0, p == 0 ? Role::agent : Role::customer, pick(0, 3) == 0 ? "evet" : "bir iki üç dört", time));
        at = static_cast<int>(time.end.count()) + pick(200, 7000);
      }
    }
    std::ranges::stable_sort(transcript.turns, {}, [](const Turn& t) { return t.time->start; });
    for (std::size_t i = 0; i < transcript.turns.size(); ++i) transcript.turns[i].id = "t" + std::to_string(i);
    activity.duration = Millis(200'000);
    const Measures m = run(transcript, &activity);
    const Intervals a = normalise(activity.channels[0].speech);
    const Intervals c = normalise(activity.channels[1].speech);
    ASSERT_TRUE(m.talk);
    EXPECT_EQ(m.talk->agent, length(a));
    EXPECT_EQ(m.talk->customer, length(c));
    EXPECT_LE(*m.overlap, std::min(length(a), length(c)));
    EXPECT_EQ(length(unite(a, c)) + *m.overlap, length(a) + length(c)) << "inclusion and exclusion";
    if (m.span) {
      EXPECT_EQ(*m.non_talk + length(unite(a, c)), *m.span);
      Millis silence{};
      for (const Silence& s : m.silence) {
        EXPECT_GE(s.time.length(), kStoredSilence);
        EXPECT_EQ(length(intersect({s.time}, unite(a, c))), Millis(0));
        EXPECT_TRUE(s.last_speaker);
        silence += s.time.length();
      }
      EXPECT_LE(silence, *m.non_talk);
      EXPECT_LE(m.longest_monologue->agent, *m.span);
    }
    for (const Interruption& i : *m.interruption) {
      EXPECT_GE(i.remaining, kInterruptionRemainder);
      EXPECT_GT(length(intersect({{i.at, i.at + Millis(1)}}, i.by == Role::agent ? c : a)), Millis(0));
    }
    const Json json = to_json(m);
    if (!json["talk_share"]["agent"].is_null()) {
      EXPECT_NEAR(json["talk_share"]["agent"].get<double>() + json["talk_share"]["customer"].get<double>(), 1, 2e-4);
    }
  }
}

TEST(Intervals, SetArithmetic) {
  const Intervals a{ms(0, 10), ms(20, 30)};
  const Intervals b{ms(5, 25)};
  EXPECT_THAT(unite(a, b), testing::ElementsAre(ms(0, 30)));
  EXPECT_THAT(intersect(a, b), testing::ElementsAre(ms(5, 10), ms(20, 25)));
  EXPECT_THAT(subtract(a, b), testing::ElementsAre(ms(0, 5), ms(25, 30)));
  EXPECT_THAT(subtract(b, a), testing::ElementsAre(ms(10, 20)));
  EXPECT_THAT(normalise({ms(3, 3), ms(5, 7), ms(1, 5)}), testing::ElementsAre(ms(1, 7)));
}

}  // namespace
}  // namespace cxai::analysis
