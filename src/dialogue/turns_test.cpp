#include "dialogue/turns.hpp"

#include <gtest/gtest.h>

namespace cxai::dialogue {
namespace {

using conversation::Role;
using conversation::SpeechActivity;
using conversation::VoiceStretch;
using conversation::Word;

Word word(const char* text, int start, int end, double confidence = 1.0) {
  return {text, {Millis(start), Millis(end)}, confidence, conversation::TimeSource::aligned};
}

VoiceStretch stretch(int voice, int start, int end) {
  return {{Millis(start), Millis(end)}, voice};
}

TEST(MakeTurns, AWordGoesToTheVoiceHeardLongestDuringIt) {
  const std::vector<VoiceStretch> voices{stretch(4, 0, 1050), stretch(2, 1050, 2000)};
  const auto turns = make_turns({word("Merhaba,", 0, 500, 0.5), word("buyurun.", 500, 1100, 1.0),
                                 word("Faturam", 1100, 1500), word("geldi.", 1500, 2000)},
                                voices, 0);
  ASSERT_EQ(turns.size(), 2U);
  EXPECT_EQ(turns[0].text, "Merhaba, buyurun.");
  EXPECT_EQ(turns[0].speaker, "voice 1");
  EXPECT_EQ(turns[0].time, (conversation::Interval{Millis(0), Millis(1100)}));
  EXPECT_DOUBLE_EQ(turns[0].confidence, 0.75);
  EXPECT_EQ(turns[0].words.size(), 2U);
  EXPECT_EQ(turns[1].speaker, "voice 2");
  EXPECT_FALSE(turns[1].role);
}

TEST(MakeTurns, OutsideEveryStretchTheNearestVoiceSpeaks) {
  const std::vector<VoiceStretch> voices{stretch(0, 0, 1000), stretch(1, 3000, 4000)};
  const auto turns = make_turns({word("a", 1100, 1300), word("b", 2700, 2900)}, voices, 0);
  ASSERT_EQ(turns.size(), 2U);
  EXPECT_EQ(turns[0].text, "a");
  EXPECT_EQ(turns[1].speaker, "voice 2");
}

TEST(MakeTurns, ALongPauseEndsATurnAndAShortOneDoesNot) {
  const auto turns = make_turns({word("a", 0, 500), word("b", 1500, 2000), word("c", 4100, 4500)}, {}, 1);
  ASSERT_EQ(turns.size(), 2U);
  EXPECT_EQ(turns[0].text, "a b");
  EXPECT_EQ(turns[0].speaker, "");
  EXPECT_EQ(turns[1].channel, 1);
}

TEST(MakeTurns, OneWordTornOutOfASentenceIsGivenBackButAnAnswerIsNot) {
  const std::vector<VoiceStretch> voices{stretch(0, 0, 1000), stretch(1, 1000, 1300), stretch(0, 1300, 3000)};
  const auto torn =
      make_turns({word("faturanızı", 0, 990), word("şimdi", 1010, 1290), word("açıyorum.", 1310, 2000)}, voices, 0);
  ASSERT_EQ(torn.size(), 1U);
  const auto answer = make_turns(
      {word("doğru", 0, 500), word("mu?", 500, 900), word("Evet.", 1010, 1290), word("Peki,", 1600, 2000)}, voices, 0);
  ASSERT_EQ(answer.size(), 3U);
  EXPECT_EQ(answer[1].text, "Evet.");
  EXPECT_EQ(answer[1].speaker, "voice 2");
}

TEST(MakeTurns, TheLastWordOfASentenceStaysWithIt) {
  const std::vector<VoiceStretch> voices{stretch(0, 0, 900), stretch(1, 900, 3000)};
  const auto turns = make_turns({word("yardımcı", 0, 500), word("olabilirim?", 520, 1500), word("Faturam", 1800, 2200),
                                 word("geldi.", 2200, 2900)},
                                voices, 0);
  ASSERT_EQ(turns.size(), 2U);
  EXPECT_EQ(turns[0].text, "yardımcı olabilirim?");
}

TEST(MakeTurns, NoWordsAreNoTurns) {
  EXPECT_TRUE(make_turns({}, {}, 0).empty());
}

TEST(NameParties, FollowTheMetadata) {
  SpeechActivity activity;
  activity.channels.resize(2);
  ASSERT_TRUE(name_parties({{"agent_channel", "1"}}, activity));
  EXPECT_EQ(activity.channels[0].party, Role::customer);
  EXPECT_EQ(activity.channels[1].party, Role::agent);
  EXPECT_FALSE(name_parties({{"customer_channel", "1"}}, activity));
  EXPECT_TRUE(name_parties({{"customer_channel", "0"}}, activity));
  EXPECT_TRUE(name_parties({{"campaign", "7"}}, activity));
}

TEST(NameParties, SayWhatIsWrong) {
  SpeechActivity activity;
  activity.channels.resize(2);
  for (const char* value : {"2", "left", "", "-1", "1x"}) {
    const auto result = name_parties({{"agent_channel", value}}, activity);
    ASSERT_FALSE(result) << value;
    EXPECT_TRUE(result.error().message.starts_with("agent_channel must be 0 or 1"));
  }
  EXPECT_FALSE(activity.channels[0].party);
  activity.channels.resize(1);
  EXPECT_FALSE(name_parties({{"agent_channel", "0"}}, activity));
}

}  // namespace
}  // namespace cxai::dialogue
