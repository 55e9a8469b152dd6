#include "pipeline/arrivals.hpp"

#include <gmock/gmock.h>

#include <set>

#include "pipeline/test_calls.hpp"

namespace cxai::pipeline {
namespace {

using testing::HasSubstr;

class ArrivalsTest : public Centre {
 protected:
  std::string wav_bytes() { return *base::read_file(write("any.wav", two_channel_call())); }
};

TEST_F(ArrivalsTest, TheSameBytesAreTakenInOnce) {
  const Bundle bundle{.source = "a/call.wav",
                      .recording = write("call.wav", two_channel_call()),
                      .transcript = write("call.txt", kChat)};
  const auto first = arrivals_->take(bundle, Originals::copy);
  ASSERT_TRUE(first) << first.error().message;
  ASSERT_EQ(first->items.size(), 1U);
  EXPECT_FALSE(first->items[0].already_there);
  EXPECT_EQ(first->items[0].source, "a/call.wav");

  Bundle again = bundle;
  again.source = "b/renamed.wav";
  const auto second = arrivals_->take(again, Originals::copy);
  ASSERT_TRUE(second);
  EXPECT_TRUE(second->items.at(0).already_there);
  EXPECT_EQ(second->items[0].conversation_id, first->items[0].conversation_id);
  EXPECT_EQ(second->items[0].job_id, first->items[0].job_id);
  EXPECT_EQ(counts().queued, 1);
  EXPECT_EQ(row(first->items[0].conversation_id).conversation.source, "a/call.wav");

  // The recording with other words is another conversation.
  again.transcript.reset();
  const auto other = arrivals_->take(again, Originals::copy);
  ASSERT_TRUE(other);
  EXPECT_FALSE(other->items.at(0).already_there);
  EXPECT_EQ(counts().queued, 2);
}

TEST_F(ArrivalsTest, KeepsTheOriginalsAndTheMetadata) {
  const auto recording = write("call.wav", two_channel_call());
  const Bundle bundle{.source = "call.wav",
                      .recording = recording,
                      .transcript = write("call.txt", kChat),
                      .metadata = write("call.meta.json", R"({"agent_id": "a7", "team": "Fatura", "company": "Mavi",
                                          "started_at": "2026-03-01T10:00:00Z", "hold_ms": 3000, "kuyruk": "vip"})")};
  const auto taken = arrivals_->take(bundle, Originals::copy);
  ASSERT_TRUE(taken) << taken.error().message;
  const auto stored = row(taken->items.at(0).conversation_id);
  EXPECT_EQ(stored.conversation.agent_id, "a7");
  EXPECT_EQ(stored.conversation.company, "Mavi");
  EXPECT_EQ(stored.conversation.hold, Millis(3'000));
  EXPECT_EQ(stored.conversation.metadata.at("kuyruk"), "vip");
  EXPECT_EQ(stored.conversation.kind, conversation::Kind::call);
  EXPECT_EQ(stored.state, store::ConversationState::queued);
  const std::string& id = stored.conversation.id;
  EXPECT_EQ(sealed(id, store::BlobKind::text, stored.originals.transcript_sha256), kChat);
  EXPECT_EQ(sealed(id, store::BlobKind::sound, stored.originals.recording_sha256), *base::read_file(recording));
  EXPECT_TRUE(stored.originals.details_sha256.empty()) << "nothing personal came beside it";
}

TEST_F(ArrivalsTest, PersonalNamesAndMetadataAreSealedAndMaskedInTheRow) {
  const Bundle bundle{.source = "gelen/05321112233.json",
                      .transcript = write("call.json", kTwoChannelDialogue),
                      .metadata = write("call.meta.json", R"({"customer_ref": "M-17", "caller": "05321112233"})")};
  const auto taken = arrivals_->take(bundle, Originals::copy);
  ASSERT_TRUE(taken) << taken.error().message;
  const auto stored = row(taken->items.at(0).conversation_id);
  EXPECT_EQ(taken->items.at(0).source, stored.conversation.source);
  EXPECT_THAT(stored.conversation.source, testing::Not(testing::HasSubstr("5321112233")));
  EXPECT_THAT(stored.conversation.metadata.at("caller"), testing::Not(testing::HasSubstr("5321112233")));
  EXPECT_THAT(stored.conversation.customer_ref, testing::StartsWith("k_"));
  const std::string details = sealed(stored.conversation.id, store::BlobKind::text, stored.originals.details_sha256);
  EXPECT_THAT(details, testing::HasSubstr("gelen/05321112233.json"));
  EXPECT_THAT(details, testing::HasSubstr("M-17"));
  const auto index = keys_->secret("index").value();
  const auto key = store::person_key(index, "PHONE", "+905321112233", "");
  const auto matches = store_->conversations_of({key->hash});
  ASSERT_TRUE(matches);
  ASSERT_EQ(matches->size(), 1U);
  EXPECT_EQ(matches->front().conversation_id, stored.conversation.id);
}

TEST_F(ArrivalsTest, WhatWasDestroyedIsNotTakenInAgain) {
  const Bundle bundle{.source = "chat.txt", .transcript = write("chat.txt", kChat)};
  const std::string id = arrivals_->take(bundle, Originals::copy)->items.at(0).conversation_id;
  ASSERT_TRUE(blobs_->destroy(id, store::BlobKind::text, "request r_1"));
  ASSERT_TRUE(store_->erase_conversation(id));
  const auto again = arrivals_->take(bundle, Originals::copy);
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().code, ErrorCode::conflict);
  EXPECT_THAT(again.error().message, testing::HasSubstr("destroyed"));
  EXPECT_FALSE(*store_->conversation(id));
}

TEST_F(ArrivalsTest, WhatCannotBeReadIsRefusedByNameAndLeavesNothing) {
  const auto bad_transcript =
      arrivals_->take({.source = "x.json", .transcript = write("x.json", R"({"turns": 5})")}, Originals::copy);
  ASSERT_FALSE(bad_transcript);
  EXPECT_THAT(bad_transcript.error().message, HasSubstr("x.json: transcript: "));

  const auto bad_metadata = arrivals_->take({.source = "y.txt",
                                             .transcript = write("y.txt", kChat),
                                             .metadata = write("y.meta.json", R"({"hold_ms": "long"})")},
                                            Originals::copy);
  ASSERT_FALSE(bad_metadata);
  EXPECT_THAT(bad_metadata.error().message, HasSubstr("y.txt: metadata: "));
  EXPECT_THAT(bad_metadata.error().message, HasSubstr("hold_ms"));

  const auto empty = arrivals_->take({.source = "z.wav", .recording = write("z.wav", std::string())}, Originals::copy);
  ASSERT_FALSE(empty);
  EXPECT_THAT(empty.error().message, HasSubstr("z.wav: the file is empty"));

  const auto missing = arrivals_->take({.source = "w.wav", .recording = dir_.path() / "w.wav"}, Originals::copy);
  ASSERT_FALSE(missing);
  EXPECT_THAT(missing.error().message, testing::StartsWith("w.wav: "));
  EXPECT_EQ(counts().queued, 0);
}

TEST_F(ArrivalsTest, AnUploadOfSeveralPartsIsOneConversation) {
  const auto taken =
      arrivals_->accept({upload("metadata", "m.json", R"({"agent_name": "Elif"})"),
                         upload("transcript", "words.vtt", kChat), upload("recording", "Görüşme 1.bin", wav_bytes())});
  ASSERT_TRUE(taken) << taken.error().message;
  ASSERT_EQ(taken->items.size(), 1U);
  EXPECT_EQ(taken->items[0].source, "Görüşme 1.bin");
  const auto stored = row(taken->items[0].conversation_id);
  EXPECT_EQ(stored.conversation.agent_name, "Elif");
  EXPECT_FALSE(stored.originals.recording_sha256.empty());
  EXPECT_FALSE(stored.originals.transcript_sha256.empty());
  work();
  EXPECT_EQ(row(taken->items[0].conversation_id).state, store::ConversationState::ready);
}

TEST_F(ArrivalsTest, AFileAloneIsKnownByNameAndContent) {
  const auto recording = arrivals_->accept({upload("", "call.wav", wav_bytes(), "application/octet-stream")});
  ASSERT_TRUE(recording) << recording.error().message;
  EXPECT_EQ(row(recording->items.at(0).conversation_id).conversation.kind, conversation::Kind::call);
  const auto chat = arrivals_->accept({upload("", "chat.txt", kChat, "text/plain")});
  ASSERT_TRUE(chat);
  EXPECT_EQ(row(chat->items.at(0).conversation_id).conversation.kind, conversation::Kind::chat);
  const auto messages =
      arrivals_->accept({upload("", "export",
                                "tweet_id,author_id,inbound,created_at,text,response_tweet_id,in_response_to_tweet_id\n"
                                "1,100,True,2026-03-14T09:00:00Z,Merhaba @Mavi,,\n")});
  ASSERT_TRUE(messages) << messages.error().message;
  EXPECT_EQ(row(messages->items.at(0).conversation_id).conversation.kind, conversation::Kind::tweet);
}

TEST_F(ArrivalsTest, WrongUploadsAreRefusedWithTheRule) {
  const auto picture = arrivals_->accept({upload("", "photo.png", "x")});
  ASSERT_FALSE(picture);
  EXPECT_EQ(picture.error().code, ErrorCode::unsupported);
  EXPECT_THAT(picture.error().message, HasSubstr("photo.png"));

  const auto twice = arrivals_->accept({upload("recording", "a.wav", "1"), upload("recording", "b.wav", "2")});
  ASSERT_FALSE(twice);
  EXPECT_EQ(twice.error().code, ErrorCode::invalid_input);
  EXPECT_THAT(twice.error().message, HasSubstr("b.wav"));

  const auto metadata = arrivals_->accept({upload("metadata", "m.json", "{}")});
  ASSERT_FALSE(metadata);
  EXPECT_EQ(metadata.error().code, ErrorCode::invalid_input);
  EXPECT_FALSE(arrivals_->accept({}));
  EXPECT_EQ(counts().queued, 0);
}

TEST_F(ArrivalsTest, MessagesBecomeConversationsOfTheirCompany) {
  const auto csv = write("tweets.csv",
                         "tweet_id,author_id,inbound,created_at,text,response_tweet_id,in_response_to_tweet_id\n"
                         "1,115712,True,2026-03-14T09:00:00Z,@MaviTelekom internetim gitti,2,\n"
                         "2,MaviTelekom,False,2026-03-14T09:05:00Z,@115712 hemen bakıyoruz,3,1\n"
                         "3,115712,True,2026-03-14T09:09:00Z,\"@MaviTelekom tamam,\nteşekkürler\",,2\n"
                         "oops\n"
                         "4,200,True,2026-03-14T10:00:00Z,@UcanKargo kargom nerede,,\n");
  std::vector<std::string> told;
  const auto taken = arrivals_->take({.source = "tweets.csv", .messages = csv}, Originals::copy,
                                     [&](const auto& item) { told.push_back(item.conversation_id); });
  ASSERT_TRUE(taken) << taken.error().message;
  ASSERT_EQ(taken->items.size(), 2U);
  EXPECT_EQ(told.size(), 2U);
  ASSERT_EQ(taken->failures.size(), 1U);
  EXPECT_EQ(taken->failures[0].line, 6) << "of the file, the quoted line break counted";
  work();
  std::set<std::string> companies;
  for (const auto& item : taken->items) {
    const auto stored = row(item.conversation_id);
    companies.insert(stored.conversation.company);
    EXPECT_EQ(stored.conversation.kind, conversation::Kind::tweet);
    EXPECT_EQ(stored.state, store::ConversationState::ready) << stored.failure;
    if (stored.conversation.company != "MaviTelekom") continue;
    const auto document = store_->analysis(stored.analysis_id);
    ASSERT_TRUE(document && *document);
    const Json& turns = (**document)["turns"];
    ASSERT_EQ(turns.size(), 3U);
    EXPECT_EQ(turns[0]["role"], "customer");
    EXPECT_EQ(turns[1]["role"], "agent");
    EXPECT_EQ(turns[2]["role"], "customer");
    EXPECT_EQ(stored.conversation.started_at, base::parse_utc("2026-03-14T09:00:00Z").value());
  }
  EXPECT_THAT(companies, testing::ElementsAre("MaviTelekom", "UcanKargo"));
  const auto again = arrivals_->take({.source = "tweets.csv", .messages = csv}, Originals::copy);
  ASSERT_TRUE(again);
  for (const auto& item : again->items) EXPECT_TRUE(item.already_there);
}

TEST_F(ArrivalsTest, ATableWithoutMessagesOrColumnsSaysSo) {
  const auto header = arrivals_->take(
      {.source = "h.csv",
       .messages =
           write("h.csv", "tweet_id,author_id,inbound,created_at,text,response_tweet_id,in_response_to_tweet_id\n")},
      Originals::copy);
  ASSERT_TRUE(header);
  EXPECT_EQ(header->failures.size(), 1U);
  const auto other = arrivals_->take({.source = "prices.csv", .messages = write("prices.csv", "name,price\nelma,3\n")},
                                     Originals::copy);
  ASSERT_FALSE(other);
  EXPECT_THAT(other.error().message, testing::StartsWith("prices.csv: "));
}

}  // namespace
}  // namespace cxai::pipeline
