#include "custody/requests.hpp"

#include "custody/certificate.hpp"
#include "custody/holds.hpp"
#include "custody/test_desk.hpp"

namespace cxai::custody {
namespace {

using testing::HasSubstr;
using testing::Not;

class Requests : public Desk {
 protected:
  std::string open(const std::string& kind, const std::string& phone) {
    const auto row = open_request(custodian_, {kind, {{"PHONE", phone}}, "not", {}}, order_);
    EXPECT_TRUE(row) << row.error().message;
    return row ? row->id : "";
  }
  Json shown(const std::string& id) { return to_json(*find_request(custodian_, id), clock_.now()); }
};

TEST_F(Requests, TheClockRunsForThirtyDays) {
  const std::string id = open("access", "0532 111 22 33");
  EXPECT_EQ(shown(id)["due_at"], "2026-04-13T09:00:00.000Z");
  EXPECT_EQ(shown(id)["days_left"], 30);
  clock_.advance(std::chrono::days(29));
  EXPECT_EQ(shown(id)["days_left"], 1);
  EXPECT_FALSE(shown(id)["overdue"].get<bool>());
  clock_.advance(std::chrono::days(2));
  EXPECT_TRUE(shown(id)["overdue"].get<bool>());
  ASSERT_TRUE(refuse_request(custodian_, id, {"u_officer", "kimlik doğrulanamadı"}));
  EXPECT_EQ(shown(id)["state"], "refused");
  EXPECT_FALSE(shown(id)["overdue"].get<bool>());
  EXPECT_EQ(refuse_request(custodian_, id, order_).error().code, ErrorCode::conflict);
}

TEST_F(Requests, WrongWishesAreRefused) {
  EXPECT_FALSE(open_request(custodian_, {"delete", {{"PHONE", "0532 111 22 33"}}, "", {}}, order_));
  EXPECT_FALSE(open_request(custodian_, {"access", {}, "", {}}, order_));
  EXPECT_FALSE(open_request(custodian_, {"access", {{"PERSON", "Ayşe"}}, "", {}}, order_));
  EXPECT_FALSE(open_request(custodian_, {"access", {{"PHONE", "abc"}}, "", {}}, order_));
  const Timestamp tomorrow = clock_.now() + std::chrono::days(1);
  EXPECT_FALSE(open_request(custodian_, {"access", {{"PHONE", "0532 111 22 33"}}, "", tomorrow}, order_));
  EXPECT_EQ(find_request(custodian_, "pr_none").error().code, ErrorCode::not_found);
}

TEST_F(Requests, APersonIsFoundInAnySpellingAndNobodyElse) {
  add("c_1", "0532 111 22 33");
  add("c_2", "+90 (532) 111-22-33");
  add("c_3", "0532 111 22 34");
  const auto row = find_request(custodian_, open("access", "5321112233"));
  const auto found = conversations_of(custodian_, *row);
  ASSERT_TRUE(found);
  ASSERT_EQ(found->size(), 2U);
  EXPECT_EQ((*found)[0].id, "c_1");
  EXPECT_EQ((*found)[1].id, "c_2");
  EXPECT_TRUE((*found)[0].as_customer);
}

TEST_F(Requests, AnExportHoldsTheTranscriptsAndClosesTheRequest) {
  add("c_1", "0532 111 22 33");
  add("c_2", "0532 111 22 33");
  const std::string id = open("access", "05321112233");
  const auto made = export_person(custodian_, id, {"c_2"}, order_);
  ASSERT_TRUE(made) << made.error().message;
  ASSERT_EQ(made->document["conversations"].size(), 1U);
  EXPECT_EQ(made->document["conversations"][0]["turns"][0]["text"], "Numaram 0532 111 22 33.");
  EXPECT_THAT(made->html, HasSubstr("Numaram 0532 111 22 33."));
  EXPECT_EQ(shown(id)["state"], "completed");
  store::AuditFilter filter;
  filter.action = "original.export";
  EXPECT_EQ(store_->audit(filter)->size(), 1U);
}

TEST_F(Requests, AnErasureLeavesNothingAndACertificateThatVerifies) {
  const std::string secret = "0532 111 22 33";
  add("c_1", secret);
  add("c_2", secret);
  add("c_3", "0544 111 22 33");
  const std::string id = open("erasure", secret);
  const auto certificate = erase_person(custodian_, id, {}, order_);
  ASSERT_TRUE(certificate) << certificate.error().message;
  EXPECT_EQ((*certificate)["destroyed"].size(), 2U);
  EXPECT_FALSE(exists("c_1"));
  EXPECT_FALSE(exists("c_2"));
  EXPECT_TRUE(exists("c_3"));
  EXPECT_FALSE(readable("c_1", BlobKind::sound, "sound of c_1"));
  const auto hash = store::person_key(*keys_->secret("index"), "PHONE", secret, "")->hash;
  EXPECT_TRUE(store_->conversations_of({hash})->empty());
  EXPECT_THAT(everything_on_disk(), Not(HasSubstr("111 22 33"))) << "not even sealed values in the clear anywhere";
  EXPECT_EQ(shown(id)["state"], "completed");

  const auto verdict = verify_certificate(*keys_, *certificate);
  ASSERT_TRUE(verdict);
  EXPECT_TRUE(verdict->genuine);
  EXPECT_TRUE(verdict->of_this_centre);
  // As it comes back from a file.
  const auto reread = base::parse_json(base::dump_json(*certificate, 2));
  EXPECT_TRUE(verify_certificate(*keys_, *reread)->of_this_centre);
  Json forged = *certificate;
  forged["destroyed"].push_back(Json{{"conversation_id", "c_3"}});
  EXPECT_FALSE(verify_certificate(*keys_, forged)->genuine);
  base::TempDir elsewhere;
  const auto other = store::Keys::open({elsewhere.path() / "keys", ""}, clock_);
  EXPECT_TRUE(verify_certificate(**other, *certificate)->genuine);
  EXPECT_FALSE(verify_certificate(**other, *certificate)->of_this_centre);
  EXPECT_FALSE(verify_certificate(*keys_, Json::object()));
}

TEST_F(Requests, AHoldKeepsItsConversationAndTheRequestStaysOpen) {
  add("c_1", "0532 111 22 33");
  add("c_2", "0532 111 22 33");
  const auto hold = place_hold(custodian_, {"c_2", std::nullopt}, {"u_officer", "dava"});
  ASSERT_TRUE(hold);
  const std::string id = open("erasure", "05321112233");
  EXPECT_EQ(erase_person(custodian_, id, {}, {"u_officer", ""}).error().code, ErrorCode::invalid_input);
  const auto first = erase_person(custodian_, id, {}, order_);
  ASSERT_TRUE(first);
  EXPECT_EQ((*first)["kept"][0]["conversation_id"], "c_2");
  EXPECT_EQ(shown(id)["state"], "erasing");
  ASSERT_TRUE(release_hold(custodian_, hold->id, order_));
  const auto second = erase_person(custodian_, id, {}, order_);
  ASSERT_TRUE(second) << second.error().message;
  EXPECT_EQ((*second)["destroyed"].size(), 2U) << "with what went the first time";
  EXPECT_EQ(shown(id)["state"], "completed");
  EXPECT_EQ(erase_person(custodian_, id, {}, order_).error().code, ErrorCode::conflict);
}

TEST(IdentifierFrom, KnowsPlainFormsAndTypedOnes) {
  EXPECT_EQ(identifier_from("ayse@example.com")->type, "EMAIL");
  EXPECT_EQ(identifier_from("0532 111 22 33")->type, "PHONE");
  EXPECT_EQ(identifier_from("+905321112233")->type, "PHONE");
  EXPECT_EQ(identifier_from("10000000146")->type, "TCKN");
  EXPECT_EQ(identifier_from("CUSTOMER_NO:M-17")->value, "M-17");
  EXPECT_FALSE(identifier_from("M-17"));
}

}  // namespace
}  // namespace cxai::custody
