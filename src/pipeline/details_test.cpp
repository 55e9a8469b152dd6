#include "pipeline/details.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace cxai::pipeline {
namespace {

using testing::HasSubstr;
using testing::Not;

const base::SecretKey kIndex = base::SecretKey::random();
const Timestamp kNow = base::parse_utc("2026-03-14T09:00:00Z").value();

bool knows(const Details& details, std::string_view type, std::string_view value) {
  const auto key = store::person_key(kIndex, type, value, "metadata");
  return key && std::ranges::find(details.people, key->hash, &store::PersonKey::hash) != details.people.end();
}

TEST(MaskedName, NumbersOfPeopleGoAndTheRestStays) {
  for (const char* name : {"05321112233.wav", "call-905321112233.wav", "rec_+905321112233_in.mp3", "0532 111 22 33.ogg",
                           "5321112233_20260314.wav", "calls/2026/0532-111-22-33.wav", "10000000146.wav",
                           "call_ayse.kaya@gmail.com.wav"}) {
    const std::string masked = masked_name(name);
    EXPECT_THAT(masked, Not(HasSubstr("321112233"))) << name;
    EXPECT_THAT(masked, Not(HasSubstr("111-22-33"))) << name;
    EXPECT_THAT(masked, Not(HasSubstr("111 22 33"))) << name;
    EXPECT_THAT(masked, Not(HasSubstr("10000000146"))) << name;
    EXPECT_THAT(masked, Not(HasSubstr("ayse.kaya"))) << name;
    EXPECT_THAT(masked, HasSubstr("[")) << name;
    EXPECT_EQ(masked.substr(masked.size() - 4), std::string(name).substr(std::string(name).size() - 4));
  }
  for (const char* name : {"tr_call_01.wav", "2026-03-14_09-26-53_a7.wav", "20260314092653.wav", "1773478013.4711.wav",
                           "shop/de_abschlag.json", "call", "tweets.csv", "toplanti.v2.mp3", "20260314.ogg"})
    EXPECT_EQ(masked_name(name), name);
}

TEST(MaskDetails, PersonalMetadataAreSealedAndTheirOwnersFound) {
  conversation::Conversation c;
  c.source = "05321112233.wav";
  c.customer_ref = "M-4711";
  c.metadata = {{"agent_channel", "0"},
                {"customerPhone", "+90 532 111 22 33"},
                {"caller", "05419998877"},
                {"email", "ayse@example.com"},
                {"customer_name", "Ayşe Kaya"},
                {"queue_name", "iade"},
                {"tckn", "10000000146"},
                {"note", "geri ara: 0533 222 33 44"},
                {"ticket", "X-1"},
                {"crm", R"({"phone":"05367778899"})"}};
  const Details details = mask_details(c, kIndex, kNow);
  const auto& metadata = details.conversation.metadata;
  EXPECT_EQ(metadata.at("agent_channel"), "0");
  EXPECT_EQ(metadata.at("queue_name"), "iade");
  EXPECT_EQ(metadata.at("ticket"), "X-1");
  EXPECT_EQ(metadata.at("customer_name"), "[PERSON_1]");
  EXPECT_EQ(metadata.at("tckn"), "[TCKN_1]");
  EXPECT_EQ(metadata.at("email"), "[EMAIL_1]");
  EXPECT_THAT(metadata.at("note"), HasSubstr("geri ara"));
  for (const auto& [key, value] : metadata) {
    for (const char* secret : {"111 22 33", "9998877", "ayse@", "Kaya", "10000000146", "222 33 44", "7778899"})
      EXPECT_THAT(value, Not(HasSubstr(secret))) << key;
  }
  EXPECT_THAT(details.conversation.customer_ref, testing::StartsWith("k_"));
  EXPECT_EQ(details.original["metadata"]["email"], "ayse@example.com");
  EXPECT_EQ(details.original["source"], "05321112233.wav");
  EXPECT_EQ(details.original["customer_ref"], "M-4711");
  EXPECT_TRUE(knows(details, "PHONE", "0532 111 22 33"));
  EXPECT_TRUE(knows(details, "PHONE", "+905419998877"));
  EXPECT_TRUE(knows(details, "PHONE", "0533 222 33 44"));
  EXPECT_TRUE(knows(details, "EMAIL", "AYSE@example.com"));
  EXPECT_TRUE(knows(details, "TCKN", "10000000146"));
  EXPECT_TRUE(knows(details, "CUSTOMER_NO", "m 4711"));
  EXPECT_FALSE(knows(details, "PHONE", "0532 111 22 34"));
}

TEST(MaskDetails, OneCustomerHasOnePseudonymInEveryConversation) {
  conversation::Conversation one;
  one.customer_ref = "M-4711";
  conversation::Conversation other = one;
  other.customer_ref = "m4711";
  EXPECT_EQ(mask_details(one, kIndex, kNow).conversation.customer_ref,
            mask_details(other, kIndex, kNow).conversation.customer_ref);
  other.customer_ref = "M-4712";
  EXPECT_NE(mask_details(one, kIndex, kNow).conversation.customer_ref,
            mask_details(other, kIndex, kNow).conversation.customer_ref);
  EXPECT_NE(mask_details(one, kIndex, kNow).conversation.customer_ref,
            mask_details(one, base::SecretKey::random(), kNow).conversation.customer_ref);
}

TEST(MaskDetails, NothingPersonalStaysAsItIs) {
  conversation::Conversation c;
  c.source = "tr_call_01.wav";
  c.metadata = {{"agent_channel", "1"}, {"end_reason", "completed"}};
  const Details details = mask_details(c, kIndex, kNow);
  EXPECT_TRUE(details.original.is_null());
  EXPECT_TRUE(details.people.empty());
  EXPECT_FALSE(details.consent);
  EXPECT_EQ(details.conversation.metadata, c.metadata);
}

TEST(MaskDetails, ConsentIsReadFromMetadata) {
  conversation::Conversation c;
  c.metadata = {{"notice", "given"}, {"consent", "refused"}, {"legal_basis", "KVKK m.5/2-c"}};
  const auto consent = mask_details(c, kIndex, kNow).consent;
  ASSERT_TRUE(consent);
  EXPECT_EQ(consent->notice, "given");
  EXPECT_EQ(consent->consent, "refused");
  EXPECT_EQ(consent->basis, "KVKK m.5/2-c");
  EXPECT_EQ(consent->recorded_at, kNow);
}

TEST(MaskedText, TakesOutWhatPeopleType) {
  EXPECT_THAT(masked_text("Müşteri 0532 111 22 33 aradı"), Not(HasSubstr("111 22 33")));
  EXPECT_EQ(masked_text(""), "");
}

}  // namespace
}  // namespace cxai::pipeline
