#include "dialogue/correct.hpp"

#include <gtest/gtest.h>

namespace cxai::dialogue {
namespace {

using conversation::Role;
using conversation::Transcript;
using conversation::Turn;

Turn turn(const char* id, const char* speaker, Role role, int start = 0, int end = 1000) {
  Turn t;
  t.id = id;
  t.speaker = speaker;
  t.role = role;
  t.time = conversation::Interval{Millis(start), Millis(end)};
  t.words.resize(2);
  return t;
}

Transcript call() {
  return {"tr",
          {turn("t0", "voice 1", Role::agent), turn("t1", "voice 2", Role::customer),
           turn("t2", "voice 3", Role::other), turn("t3", "voice 1", Role::agent, 2000, 5000)}};
}

Transcript two_channels() {
  return {"tr", {turn("t0", "", Role::agent), turn("t1", "", Role::customer), turn("t2", "", Role::other)}};
}

TEST(ListVoices, InOrderOfAppearanceWithWhatTheySay) {
  const auto voices = list_voices(call());
  ASSERT_EQ(voices.size(), 3U);
  EXPECT_EQ(voices[0].name, "voice 1");
  EXPECT_EQ(voices[0].role, Role::agent);
  EXPECT_EQ(voices[0].turns, 2U);
  EXPECT_EQ(voices[0].words, 4U);
  EXPECT_EQ(voices[0].talk, Millis(4000));
  EXPECT_EQ(list_voices(two_channels())[1].name, "customer");
}

TEST(SwapRoles, ChangesAgentAndCustomerAndNobodyElse) {
  Transcript t = call();
  swap_roles(t);
  EXPECT_EQ(t.turns[0].role, Role::customer);
  EXPECT_EQ(t.turns[1].role, Role::agent);
  EXPECT_EQ(t.turns[2].role, Role::other);
  swap_roles(t);
  EXPECT_EQ(t.turns[0].role, Role::agent);
}

TEST(MergeVoices, TheSecondTakesOver) {
  Transcript t = call();
  ASSERT_TRUE(merge_voices(t, "voice 3", "voice 2"));
  EXPECT_EQ(t.turns[2].speaker, "voice 2");
  EXPECT_EQ(t.turns[2].role, Role::customer);
  EXPECT_EQ(t.turns[2].id, "t2");
  EXPECT_EQ(list_voices(t).size(), 2U);
}

TEST(MergeVoices, OfVoicesKnownByTheirRole) {
  Transcript t = two_channels();
  ASSERT_TRUE(merge_voices(t, "other", "customer"));
  EXPECT_EQ(t.turns[2].role, Role::customer);
  EXPECT_EQ(t.turns[2].speaker, "");
  swap_roles(t);
  EXPECT_EQ(voice_name(t.turns[2]), "agent");
}

TEST(MergeVoices, SaysWhichVoicesThereAre) {
  Transcript t = call();
  const auto missing = merge_voices(t, "voice 9", "voice 2");
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().code, ErrorCode::not_found);
  EXPECT_EQ(missing.error().message, "no turn has the voice 'voice 9'; there are 'voice 1', 'voice 2', 'voice 3'");
  EXPECT_FALSE(merge_voices(t, "voice 2", "voice 9"));
  EXPECT_EQ(merge_voices(t, "voice 2", "voice 2").error().code, ErrorCode::invalid_input);
}

TEST(RenameVoice, GivesANameThatNobodyHas) {
  Transcript t = call();
  ASSERT_TRUE(rename_voice(t, "voice 1", "Ayşe"));
  EXPECT_EQ(t.turns[3].speaker, "Ayşe");
  EXPECT_EQ(rename_voice(t, "voice 2", "Ayşe").error().code, ErrorCode::invalid_input);
  EXPECT_EQ(rename_voice(t, "voice 2", " ").error().code, ErrorCode::invalid_input);
  EXPECT_EQ(t.turns[1].speaker, "voice 2");
  Transcript by_role = two_channels();
  ASSERT_TRUE(rename_voice(by_role, "agent", "Deniz"));
  EXPECT_EQ(voice_name(by_role.turns[0]), "Deniz");
}

TEST(SetRole, OfOneVoice) {
  Transcript t = call();
  ASSERT_TRUE(set_role(t, "voice 3", Role::ivr));
  EXPECT_EQ(t.turns[2].role, Role::ivr);
  EXPECT_EQ(t.turns[0].role, Role::agent);
  EXPECT_FALSE(set_role(t, "", Role::ivr));
}

TEST(SetRole, WhatAPersonSaysHasNoProbability) {
  Transcript t = call();
  for (Turn& one : t.turns) one.role_probability = 0.7;
  ASSERT_TRUE(set_role(t, "voice 1", Role::customer));
  EXPECT_FALSE(t.turns[0].role_probability);
  EXPECT_TRUE(t.turns[1].role_probability);
}

TEST(SetVoice, OfOneTurn) {
  Transcript t = call();
  ASSERT_TRUE(set_voice(t, "t3", "voice 2"));
  EXPECT_EQ(t.turns[3].speaker, "voice 2");
  EXPECT_EQ(t.turns[3].role, Role::customer);
  EXPECT_EQ(t.turns[0].speaker, "voice 1");
  EXPECT_EQ(set_voice(t, "t9", "voice 2").error().code, ErrorCode::not_found);
}

}  // namespace
}  // namespace cxai::dialogue
