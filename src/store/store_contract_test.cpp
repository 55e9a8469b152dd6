#include <gmock/gmock.h>

#include <thread>

#include "store/store_contract.hpp"

namespace cxai::store {

CXAI_STORE_CONTRACT(ConversationContract);

using testing::ElementsAre;
using testing::Pair;

namespace {

conversation::Conversation full_conversation() {
  conversation::Conversation c;
  c.id = "cnv_full";
  c.kind = conversation::Kind::chat;
  c.source = "kayıt 7.wav";
  c.language = "tr";
  c.started_at = kStart - std::chrono::hours(3);
  c.duration = Millis(61'234);
  c.agent_id = "a7";
  c.agent_name = "Ayşe Yılmaz";
  c.team = "Fatura";
  c.company = "Örnek A.Ş.";
  c.direction = "inbound";
  c.customer_ref = "k-17";
  c.surveyed_csat = 4.5;
  c.hold = Millis(5'000);
  c.after_call_work = Millis(0);
  c.metadata = {{"kampanya", "yaz"}, {"boş", ""}};
  c.recording = conversation::Recording{"ab12", 5'000'000'000ULL, "audio/wav", "pcm_s16le", 8000, 2, Millis(61'234)};
  c.created_at = kStart;
  return c;
}

void expect_same(const conversation::Conversation& a, const conversation::Conversation& b) {
  EXPECT_EQ(a.id, b.id);
  EXPECT_EQ(a.kind, b.kind);
  EXPECT_EQ(a.source, b.source);
  EXPECT_EQ(a.language, b.language);
  EXPECT_EQ(a.started_at, b.started_at);
  EXPECT_EQ(a.duration, b.duration);
  EXPECT_EQ(a.agent_id, b.agent_id);
  EXPECT_EQ(a.agent_name, b.agent_name);
  EXPECT_EQ(a.team, b.team);
  EXPECT_EQ(a.company, b.company);
  EXPECT_EQ(a.direction, b.direction);
  EXPECT_EQ(a.customer_ref, b.customer_ref);
  EXPECT_EQ(a.surveyed_csat, b.surveyed_csat);
  EXPECT_EQ(a.hold, b.hold);
  EXPECT_EQ(a.after_call_work, b.after_call_work);
  EXPECT_EQ(a.metadata, b.metadata);
  EXPECT_EQ(a.created_at, b.created_at);
  ASSERT_EQ(a.recording.has_value(), b.recording.has_value());
  if (!a.recording) return;
  EXPECT_EQ(a.recording->sha256, b.recording->sha256);
  EXPECT_EQ(a.recording->size_bytes, b.recording->size_bytes);
  EXPECT_EQ(a.recording->media_type, b.recording->media_type);
  EXPECT_EQ(a.recording->codec, b.recording->codec);
  EXPECT_EQ(a.recording->sample_rate_hz, b.recording->sample_rate_hz);
  EXPECT_EQ(a.recording->channels, b.recording->channels);
  EXPECT_EQ(a.recording->duration, b.recording->duration);
}

std::vector<std::string> ids(const Result<ConversationPage>& page) {
  std::vector<std::string> ids;
  if (!page) return {page.error().message};
  for (const auto& row : page->rows) ids.push_back(row.conversation.id);
  EXPECT_EQ(static_cast<std::int64_t>(ids.size()), page->total);
  return ids;
}

}  // namespace

TEST_P(ConversationContract, KeepsEveryFieldOverAReopen) {
  Arrival in = arrival("cnv_full");
  in.conversation = full_conversation();
  in.originals = {"r256", "t256"};
  ASSERT_TRUE(store_->register_conversation(in));
  reopen();
  const auto row = store_->conversation("cnv_full");
  ASSERT_TRUE(row && *row);
  expect_same((*row)->conversation, in.conversation);
  EXPECT_EQ((*row)->originals.recording_sha256, "r256");
  EXPECT_EQ((*row)->originals.transcript_sha256, "t256");
  EXPECT_EQ((*row)->state, ConversationState::queued);
  EXPECT_EQ((*row)->facts.silence_ms, std::nullopt);

  Arrival bare = arrival("cnv_bare");
  ASSERT_TRUE(store_->register_conversation(bare));
  const auto unknown = store_->conversation("cnv_bare");
  ASSERT_TRUE(unknown && *unknown);
  expect_same((*unknown)->conversation, bare.conversation);
}

TEST_P(ConversationContract, SecondArrivalOfTheSameContentDoesNothing) {
  const auto first = store_->register_conversation(arrival("c1"));
  ASSERT_TRUE(first);
  EXPECT_FALSE(first->already_there);
  Arrival again = arrival("c1");
  again.conversation.source = "other name.wav";
  const auto second = store_->register_conversation(again);
  ASSERT_TRUE(second);
  EXPECT_TRUE(second->already_there);
  EXPECT_EQ(second->job_id, first->job_id);
  EXPECT_EQ((*store_->conversation("c1"))->conversation.source, "c1.wav");
  EXPECT_EQ(store_->job_counts()->queued, 1);
}

TEST_P(ConversationContract, AFailedConversationThatComesAgainIsQueuedAnew) {
  const auto first = store_->register_conversation(arrival("c1"));
  ASSERT_TRUE(first);
  ASSERT_TRUE(store_->claim_job("w")->has_value());
  ASSERT_TRUE(store_->fail_job(first->job_id, "w", "the disk was full", false));
  ASSERT_EQ((*store_->conversation("c1"))->state, ConversationState::failed);
  const auto again = store_->register_conversation(arrival("c1"));
  ASSERT_TRUE(again);
  EXPECT_FALSE(again->already_there);
  EXPECT_EQ(again->job_id, first->job_id);
  EXPECT_EQ((*store_->conversation("c1"))->state, ConversationState::queued);
  EXPECT_EQ((*store_->conversation("c1"))->failure, "");
  const auto job = store_->claim_job("w");
  ASSERT_TRUE(job && *job);
  EXPECT_EQ((*job)->attempts, 1);
  EXPECT_EQ((*job)->error, "");
}

TEST_P(ConversationContract, WhatIsNotThereIsNull) {
  EXPECT_EQ(store_->conversation("x")->has_value(), false);
  EXPECT_EQ(store_->analysis("x")->has_value(), false);
  EXPECT_TRUE(store_->analyses_of("x")->empty());
  EXPECT_EQ(store_->job("x")->has_value(), false);
  EXPECT_EQ(store_->register_conversation(arrival("")).error().code, ErrorCode::invalid_input);
}

TEST_P(ConversationContract, FiltersNarrowAndDashMeansUnknown) {
  Arrival a = arrival("call_a");
  a.conversation.agent_id = "a1";
  a.conversation.agent_name = "Şule Işık";
  a.conversation.language = "tr";
  a.conversation.team = "Satış";
  a.conversation.duration = Millis(60'000);
  ConversationRow::Facts facts;
  facts.sentiment = "negative";
  facts.resolution = "unresolved";
  facts.topic = "billing";
  facts.silence_ms = 9'000;
  finish_now(*store_, a, facts, {{"fatura", 1}, {"iade", 3}});
  Arrival b = arrival("chat_b");
  b.conversation.kind = conversation::Kind::chat;
  b.conversation.started_at = kStart - std::chrono::hours(24);
  b.conversation.company = "Acme";
  finish_now(*store_, b, {}, {{"iade", 1}});

  const auto list = [&](const std::function<void(ConversationFilter&)>& narrow) {
    ConversationFilter filter;
    narrow(filter);
    return ids(store_->conversations(filter, {}));
  };
  EXPECT_THAT(list([](auto&) {}), ElementsAre("call_a", "chat_b"));
  EXPECT_THAT(list([](auto& f) { f.kinds = {conversation::Kind::chat}; }), ElementsAre("chat_b"));
  EXPECT_THAT(list([](auto& f) { f.states = {"ready"}; }), ElementsAre("call_a", "chat_b"));
  EXPECT_THAT(list([](auto& f) { f.states = {"failed"}; }), ElementsAre());
  EXPECT_THAT(list([](auto& f) { f.agents = {"a1"}; }), ElementsAre("call_a"));
  EXPECT_THAT(list([](auto& f) { f.agents = {"-"}; }), ElementsAre("chat_b"));
  EXPECT_THAT(list([](auto& f) { f.agents = {"a1", "-"}; }), ElementsAre("call_a", "chat_b"));
  EXPECT_THAT(list([](auto& f) { f.languages = {"tr"}; }), ElementsAre("call_a"));
  EXPECT_THAT(list([](auto& f) { f.teams = {"Satış"}; }), ElementsAre("call_a"));
  EXPECT_THAT(list([](auto& f) { f.companies = {"Acme"}; }), ElementsAre("chat_b"));
  EXPECT_THAT(list([](auto& f) { f.sentiments = {"negative"}; }), ElementsAre("call_a"));
  EXPECT_THAT(list([](auto& f) { f.resolutions = {"-"}; }), ElementsAre("chat_b"));
  EXPECT_THAT(list([](auto& f) { f.topics = {"billing"}; }), ElementsAre("call_a"));
  EXPECT_THAT(list([](auto& f) { f.from = kStart; }), ElementsAre("call_a"));
  EXPECT_THAT(list([](auto& f) { f.to = kStart; }), ElementsAre("chat_b"));
  EXPECT_THAT(list([](auto& f) { f.min_duration_ms = 60'000; }), ElementsAre("call_a"));
  EXPECT_THAT(list([](auto& f) { f.max_duration_ms = 59'999; }), ElementsAre());
  EXPECT_THAT(list([](auto& f) { f.min_silence_ms = 9'000; }), ElementsAre("call_a"));
  EXPECT_THAT(list([](auto& f) { f.terms = {"iade"}; }), ElementsAre("call_a", "chat_b"));
  EXPECT_THAT(list([](auto& f) { f.terms = {"iade", "fatura"}; }), ElementsAre("call_a"));
  EXPECT_THAT(list([](auto& f) { f.text = "şule ışık"; }), ElementsAre("call_a"));
  EXPECT_THAT(list([](auto& f) { f.text = "CHAT_B.W"; }), ElementsAre("chat_b"));
  EXPECT_THAT(list([](auto& f) { f.text = "%"; }), ElementsAre());
  EXPECT_THAT(list([](auto& f) { f.text = "chat.b"; }), ElementsAre());

  EXPECT_THAT(top_pairs(*store_, {}, 10), ElementsAre(Pair("iade", 2), Pair("fatura", 1)));
  ConversationFilter chats;
  chats.kinds = {conversation::Kind::chat};
  EXPECT_THAT(top_pairs(*store_, chats, 10), ElementsAre(Pair("iade", 1)));
  ConversationFilter wide;
  wide.topics.assign(1001, "x");
  EXPECT_EQ(store_->conversations(wide, {}).error().code, ErrorCode::invalid_input);
}

TEST_P(ConversationContract, HostileTextIsOnlyText) {
  const std::string hostile = "x'); DROP TABLE conversation; --\" ? :p1 %_\\";
  Arrival a = arrival(hostile);
  a.conversation.agent_id = hostile;
  a.conversation.metadata = {{hostile, hostile}};
  finish_now(*store_, a, {}, {{hostile, 1}});
  ConversationFilter filter;
  filter.agents = {hostile};
  filter.terms = {hostile};
  filter.text = hostile;
  EXPECT_THAT(ids(store_->conversations(filter, {})), ElementsAre(hostile));
  filter.agents = {"' OR 1=1 --"};
  EXPECT_THAT(ids(store_->conversations(filter, {})), ElementsAre());
  ASSERT_TRUE(store_->put_setting(hostile, hostile));
  EXPECT_EQ(**store_->setting(hostile), hostile);
  EXPECT_EQ((*store_->conversation(hostile))->conversation.metadata.at(hostile), hostile);
}

TEST_P(ConversationContract, PeopleSessionsSettings) {
  EXPECT_EQ(*store_->user_count(), 0);
  User user{"u1", "ayse", "Ayşe", UserRole::team_leader, "a7", "tr", "hash"};
  ASSERT_TRUE(store_->put_user(user));
  user.id = "ignored";
  user.role = UserRole::privacy_officer;
  user.language = "en";
  ASSERT_TRUE(store_->put_user(user));
  EXPECT_EQ(*store_->user_count(), 1);
  EXPECT_EQ(store_->users()->size(), 1U);
  const auto found = store_->user_by_login("ayse");
  ASSERT_TRUE(found && *found);
  EXPECT_EQ((*found)->id, "u1");
  EXPECT_EQ((*found)->role, UserRole::privacy_officer);
  EXPECT_EQ((*store_->user("u1"))->language, "en");
  EXPECT_EQ((*store_->user("u1"))->agent_id, "a7");
  EXPECT_FALSE(store_->user_by_login("AYSE")->has_value());
  EXPECT_EQ(store_->put_user(User{}).error().code, ErrorCode::invalid_input);
  EXPECT_EQ(store_->put_user(User{"u1", "other", "", UserRole::agent, "", "tr", ""}).error().code, ErrorCode::conflict);

  ASSERT_TRUE(store_->put_session({"t1", "u1", kStart + Millis(1000)}));
  EXPECT_EQ((*store_->session("t1"))->user_id, "u1");
  EXPECT_EQ((*store_->session("t1"))->expires_at, kStart + Millis(1000));
  EXPECT_EQ(store_->put_session({"t2", "nobody", kStart + Millis(1000)}).error().code, ErrorCode::conflict);
  clock_.advance(Millis(1000));
  EXPECT_FALSE(store_->session("t1")->has_value());
  ASSERT_TRUE(store_->put_session({"t3", "u1", kStart + Millis(9000)}));
  ASSERT_TRUE(store_->drop_session("t3"));
  EXPECT_FALSE(store_->session("t3")->has_value());
  EXPECT_TRUE(store_->drop_session("t3"));

  EXPECT_FALSE(store_->setting("demo.loaded")->has_value());
  ASSERT_TRUE(store_->put_setting("demo.loaded", "no"));
  ASSERT_TRUE(store_->put_setting("demo.loaded", "yes"));
  EXPECT_EQ(**store_->setting("demo.loaded"), "yes");
}

}  // namespace cxai::store
