#include "dialogue/settle.hpp"

#include <gtest/gtest.h>

namespace cxai::dialogue {
namespace {

using conversation::Role;
using conversation::SpeechActivity;
using conversation::Transcript;
using conversation::Turn;

Turn turn(const std::string& text, int start = -1, int end = -1) {
  Turn t;
  t.text = text;
  if (start >= 0) t.time = conversation::Interval{Millis(start), Millis(end)};
  return t;
}

TEST(Settle, GivenRolesAreKeptAndTurnsPutInOrder) {
  Transcript t{"tr", {turn("İkinci", 2000, 3000), turn("Birinci", 0, 1000)}};
  t.turns[0].role = Role::customer;
  t.turns[1].role = Role::agent;
  const auto settled = settle(t, nullptr);
  EXPECT_EQ(settled.roles.method, "given");
  EXPECT_EQ(settled.transcript.turns[0].text, "Birinci");
  EXPECT_EQ(settled.transcript.turns[0].id, "t0");
  EXPECT_EQ(settled.transcript.turns[1].role, Role::customer);
}

TEST(Settle, WordsDecideBetweenTwoSpeakers) {
  Transcript t{"tr",
               {turn("Buyurun, hoş geldiniz, nasıl yardımcı olabilirim?"), turn("Faturam çok yüksek geldi."),
                turn("Hemen kontrol ediyorum.")}};
  t.turns[0].speaker = t.turns[2].speaker = "SPEAKER_01";
  t.turns[1].speaker = "SPEAKER_00";
  const auto settled = settle(t, nullptr);
  EXPECT_EQ(settled.roles.method, "text");
  EXPECT_GT(settled.roles.confidence, 0.9);
  EXPECT_EQ(settled.transcript.turns[0].role, Role::agent);
  EXPECT_EQ(settled.transcript.turns[1].role, Role::customer);
}

TEST(Settle, WithoutAnyLabelTurnsAlternateAndMachinesStandApart) {
  const auto settled = settle({"tr",
                               {turn("Görüşmeniz kayıt altına alınmaktadır."), turn("Alo, siparişim gelmedi."),
                                turn("Sipariş numaranızı alabilir miyim?"), turn("Ne zaman gelecek?")}},
                              nullptr);
  EXPECT_EQ(settled.transcript.turns[0].role, Role::ivr);
  EXPECT_EQ(settled.transcript.turns[1].role, Role::customer);
  EXPECT_EQ(settled.transcript.turns[2].role, Role::agent);
  EXPECT_EQ(settled.transcript.turns[3].role, Role::customer);
}

TEST(Settle, ChannelsOfARecordingAreMatchedToTheParties) {
  SpeechActivity activity;
  activity.channels.resize(2);
  activity.channels[1].speech = {{Millis(0), Millis(1000)}};
  activity.channels[0].speech = {{Millis(1500), Millis(2500)}};
  Transcript t{"tr", {turn("Hoş geldiniz, nasıl yardımcı olabilirim?", 0, 1000), turn("Faturam geldi.", 1500, 2500)}};
  const auto settled = settle(t, &activity);
  EXPECT_EQ(settled.roles.method, "mixed");
  EXPECT_EQ(activity.channels[1].party, Role::agent);
  EXPECT_EQ(activity.channels[0].party, Role::customer);
  EXPECT_EQ(settled.transcript.turns[0].channel, 1);
}

TEST(Settle, MetadataSayWhichChannelIsWhose) {
  SpeechActivity activity;
  activity.channels.resize(2);
  activity.channels[0].speech = {{Millis(0), Millis(1000)}};
  activity.channels[1].speech = {{Millis(1500), Millis(2500)}};
  activity.channels[0].party = Role::customer;
  activity.channels[1].party = Role::agent;
  // The words would say the opposite.
  Transcript t{"tr", {turn("Nasıl yardımcı olabilirim?", 0, 1000), turn("Faturam geldi.", 1500, 2500)}};
  const auto settled = settle(t, &activity);
  EXPECT_EQ(settled.roles.method, "channel");
  EXPECT_EQ(settled.roles.confidence, 1.0);
  EXPECT_EQ(settled.transcript.turns[0].role, Role::customer);
  EXPECT_EQ(settled.transcript.turns[1].role, Role::agent);
  EXPECT_EQ(settled.transcript.turns[1].channel, 1);
  EXPECT_EQ(activity.channels[1].party, Role::agent);
}

TEST(Settle, ChannelsOfTheEngineAreNotGuessedAgain) {
  SpeechActivity activity;  // crosstalk: more of the second turn is heard on channel 0
  activity.channels.resize(2);
  activity.channels[0].speech = {{Millis(0), Millis(2500)}};
  activity.channels[1].speech = {{Millis(1600), Millis(2500)}};
  Transcript t{"tr", {turn("Hoş geldiniz, nasıl yardımcı olabilirim?", 0, 1000), turn("Faturam geldi.", 1500, 2500)}};
  t.turns[1].channel = 1;
  const auto settled = settle(t, &activity);
  EXPECT_EQ(settled.transcript.turns[1].channel, 1);
  EXPECT_EQ(settled.transcript.turns[1].role, Role::customer);
  EXPECT_EQ(activity.channels[1].party, Role::customer);
}

TEST(Settle, AMachineOnTheAgentsLineStandsApart) {
  Transcript t{"tr",
               {turn("Görüşmeniz kayıt altına alınmaktadır.", 0, 900), turn("Nasıl yardımcı olabilirim?", 1000, 1900),
                turn("Siparişim gelmedi.", 2000, 2900)}};
  t.turns[2].channel = 1;
  const auto settled = settle(t, nullptr);
  EXPECT_EQ(settled.roles.method, "mixed");
  EXPECT_EQ(settled.transcript.turns[0].role, Role::ivr);
  EXPECT_EQ(settled.transcript.turns[1].role, Role::agent);
  EXPECT_EQ(settled.transcript.turns[2].role, Role::customer);
}

TEST(Settle, OfManyVoicesTheWordsSayWhoIsWho) {
  Transcript t{"tr",
               {turn("Sıradaki müşteri temsilcisine bağlanıyorsunuz."), turn("Nasıl yardımcı olabilirim?"),
                turn("İnternetim çalışmıyor, iki gündür bekliyorum."), turn("Teknik birime aktarıyorum."),
                turn("Size nasıl yardımcı olabilirim, hatta kalır mısınız?")}};
  const char* speakers[] = {"voice 1", "voice 2", "voice 3", "voice 2", "voice 4"};
  for (std::size_t i = 0; i < t.turns.size(); ++i) t.turns[i].speaker = speakers[i];
  const auto settled = settle(t, nullptr);
  const Role roles[] = {Role::ivr, Role::agent, Role::customer, Role::agent, Role::agent};
  for (std::size_t i = 0; i < t.turns.size(); ++i) EXPECT_EQ(settled.transcript.turns[i].role, roles[i]) << i;
  EXPECT_GT(settled.roles.confidence, 0.9);
}

TEST(Settle, ProbabilitiesStandOnWhatWasInferredOnly) {
  Transcript t{"tr", {turn("Hoş geldiniz, nasıl yardımcı olabilirim?"), turn("Faturam çok yüksek geldi.")}};
  t.turns[0].role = Role::agent;
  const auto settled = settle(t, nullptr);
  EXPECT_FALSE(settled.transcript.turns[0].role_probability);
  ASSERT_TRUE(settled.transcript.turns[1].role_probability);
  EXPECT_GT(*settled.transcript.turns[1].role_probability, 0.5);
  EXPECT_LE(*settled.transcript.turns[1].role_probability, 1.0);
}

TEST(Settle, GivenRolesBindTheOthers) {
  // By their words alone the parties would be the other way round.
  Transcript t{"tr", {turn("Nasıl yardımcı olabilirim?"), turn("Faturam geldi."), turn("Nasıl yardımcı olabilirim?")}};
  t.turns[0].speaker = t.turns[2].speaker = "voice 1";
  t.turns[1].speaker = "voice 2";
  t.turns[0].role = Role::customer;
  const auto settled = settle(t, nullptr);
  EXPECT_EQ(settled.transcript.turns[2].role, Role::customer);
  EXPECT_EQ(settled.transcript.turns[1].role, Role::agent);
}

TEST(Settle, NeighboursMayBeOfOneParty) {
  const auto settled = settle({"tr",
                               {turn("Merhaba, Nehir Telekom, ben Ece."), turn("Size nasıl yardımcı olabilirim?"),
                                turn("İnternetim üç gündür çalışmıyor, çok mağdur oldum.")}},
                              nullptr);
  EXPECT_EQ(settled.transcript.turns[0].role, Role::agent);
  EXPECT_EQ(settled.transcript.turns[1].role, Role::agent);
  EXPECT_EQ(settled.transcript.turns[2].role, Role::customer);
}

TEST(Settle, ConfidenceIsLowWhereTheWordsSayNothing) {
  Transcript t{"tr", {turn("Alo."), turn("Evet."), turn("Peki.")}};
  t.turns[0].speaker = t.turns[2].speaker = "voice 1";
  t.turns[1].speaker = "voice 2";
  EXPECT_LT(settle(t, nullptr).roles.confidence, 0.8);
}

TEST(Settle, OneVoiceIsOnePartyUnlessTheWordsAreOfTwo) {
  Transcript note{"tr", {turn("Faturam çok yüksek."), turn("Beni arayın."), turn("İptal etmek istiyorum.")}};
  for (Turn& one : note.turns) one.speaker = "voice 1";
  for (const Turn& one : settle(note, nullptr).transcript.turns) EXPECT_EQ(one.role, Role::customer);
  Transcript both{"tr",
                  {turn("Hoş geldiniz, nasıl yardımcı olabilirim?"), turn("Faturam çok yüksek geldi."),
                   turn("Hemen kontrol ediyorum, adınızı alabilir miyim?"), turn("Ayşe Kaya. Ne zaman düzelir?")}};
  for (Turn& one : both.turns) one.speaker = "voice 1";
  const auto settled = settle(both, nullptr);
  for (std::size_t i = 0; i < both.turns.size(); ++i)
    EXPECT_EQ(settled.transcript.turns[i].role, i % 2 == 0 ? Role::agent : Role::customer) << i;
}

TEST(Settle, NothingIsAnEmptyTranscript) {
  EXPECT_TRUE(settle({}, nullptr).transcript.turns.empty());
}

TEST(InterpolateWords, CoverTheTurnInOrder) {
  const auto words = interpolate_words(turn("Merhaba, Ayşe'nin siparişi geldi mi?", 1000, 3000));
  ASSERT_EQ(words.size(), 5U);
  EXPECT_EQ(words[0].text, "Merhaba,");
  EXPECT_EQ(words[1].text, "Ayşe'nin");
  EXPECT_EQ(words[4].text, "mi?");
  EXPECT_EQ(words.front().time.start, Millis(1000));
  EXPECT_EQ(words.back().time.end, Millis(3000));
  for (std::size_t i = 1; i < words.size(); ++i) EXPECT_EQ(words[i - 1].time.end, words[i].time.start);
  EXPECT_TRUE(interpolate_words(turn("zamansız")).empty());
}

}  // namespace
}  // namespace cxai::dialogue
