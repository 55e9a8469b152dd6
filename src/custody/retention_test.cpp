#include "custody/retention.hpp"

#include "custody/holds.hpp"
#include "custody/test_desk.hpp"

namespace cxai::custody {
namespace {

using testing::HasSubstr;

class Retention : public Desk {
 protected:
  void set(const std::string& json) {
    const auto k = retention_class_from(*base::parse_json(json));
    ASSERT_TRUE(k) << k.error().message;
    ASSERT_TRUE(put_class(custodian_, *k, order_));
  }
  std::vector<std::string> due() {
    std::vector<std::string> list;
    EXPECT_TRUE(plan(custodian_, [&](const Due& d) {
      list.push_back(d.conversation_id + " " + to_string(d.part) + (d.holds.empty() ? "" : " held"));
    }));
    return list;
  }
};

TEST_F(Retention, WithoutClassesNothingIsEverDue) {
  add("c_old", "05321112233", 5000);
  EXPECT_TRUE(due().empty());
  EXPECT_EQ(run_retention(custodian_, order_)->destroyed, 0);
}

TEST_F(Retention, TheFirstClassThatMatchesDecides) {
  add("c_new", "05321112233", 10, "Fatura");
  add("c_mid", "05321112233", 100, "Fatura");
  add("c_old", "05321112233", 400, "Fatura");
  add("c_law", "05321112233", 400, "Hukuk");
  set(R"({"name":"hukuk","position":1,"legal_basis":"TBK m.146","everything_days":3650,"applies_to":{"teams":["Hukuk"]}})");
  set(R"({"name":"standart","position":9,"legal_basis":"KVKK m.5/2-f","sound_days":90,"text_days":180,"everything_days":365})");
  EXPECT_THAT(due(), testing::ElementsAre("c_old everything", "c_mid sound"));
  EXPECT_TRUE(readable("c_mid", BlobKind::sound, "sound of c_mid")) << "a plan destroys nothing";
}

TEST_F(Retention, ARunDestroysWhatThePlanSaidAndNoMore) {
  add("c_mid", "05321112233", 100);
  add("c_old", "05321112233", 400);
  set(R"({"name":"standart","legal_basis":"KVKK m.5/2-f","sound_days":90,"everything_days":365})");
  const auto run = run_retention(custodian_, order_);
  ASSERT_TRUE(run) << run.error().message;
  EXPECT_EQ(run->destroyed, 2);
  EXPECT_GT(run->bytes, 0U);
  EXPECT_FALSE(exists("c_old"));
  EXPECT_TRUE(exists("c_mid"));
  EXPECT_FALSE(readable("c_mid", BlobKind::sound, "sound of c_mid"));
  const auto row = **store_->conversation("c_mid");
  EXPECT_TRUE(row.originals.recording_sha256.empty());
  EXPECT_FALSE(row.originals.transcript_sha256.empty());
  EXPECT_TRUE(blobs_.read("c_mid", BlobKind::text, row.words_sha256));
  EXPECT_TRUE(due().empty());
  const auto log = store_->destructions({10, ""});
  ASSERT_EQ(log->size(), 2U);
  EXPECT_EQ(log->front().basis, "KVKK m.5/2-f");
  EXPECT_EQ(log->front().actor, "u_officer");
  EXPECT_EQ(audit_.verify()->bad_row, std::nullopt);
}

TEST_F(Retention, ALegalHoldKeepsAConversationOrAllOfAPerson) {
  add("c_1", "05321112233", 400);
  add("c_2", "05329998877", 400);
  add("c_3", "05329998877", 400);
  set(R"({"name":"standart","legal_basis":"KVKK m.5/2-f","everything_days":365})");
  const auto one = place_hold(custodian_, {"c_1", std::nullopt}, {"u_officer", "dava 2026/17"});
  const auto person = place_hold(custodian_, {"", Identifier{"PHONE", "+90 532 999 88 77"}}, {"u_officer", "savcılık"});
  ASSERT_TRUE(one && person);
  EXPECT_THAT(person->label, testing::Not(HasSubstr("9998877")));
  EXPECT_THAT(due(), testing::ElementsAre("c_1 everything held", "c_2 everything held", "c_3 everything held"));
  EXPECT_EQ(run_retention(custodian_, order_)->held, 3);
  EXPECT_EQ(destroy(custodian_, "c_2", Part::everything, {"x"}, order_).error().code, ErrorCode::conflict);
  EXPECT_EQ(release_hold(custodian_, person->id, {"u_officer", ""}).error().code, ErrorCode::invalid_input);
  ASSERT_TRUE(release_hold(custodian_, person->id, {"u_officer", "takipsizlik"}));
  EXPECT_EQ(release_hold(custodian_, person->id, {"u_officer", "yine"}).error().code, ErrorCode::conflict);
  EXPECT_EQ(run_retention(custodian_, order_)->destroyed, 2);
  EXPECT_TRUE(exists("c_1"));
  EXPECT_FALSE(exists("c_2"));
}

TEST_F(Retention, WhatABackupBringsBackGoesAgain) {
  add("c_1", "05321112233");
  std::filesystem::copy(dir_.path() / "blobs", dir_.path() / "blobs.backup", std::filesystem::copy_options::recursive);
  const auto row = **store_->conversation("c_1");
  ASSERT_TRUE(destroy(custodian_, "c_1", Part::everything, {"request pr_1"}, order_));
  // The row as the backup of the database has it.
  store::Arrival again;
  again.conversation = row.conversation;
  again.originals = row.originals;
  again.job_payload = Json::object();
  ASSERT_TRUE(store_->register_conversation(again));
  EXPECT_THAT(due(), testing::ElementsAre("c_1 everything"));
  EXPECT_EQ(run_retention(custodian_, order_)->destroyed, 1);
  EXPECT_FALSE(exists("c_1"));
}

TEST_F(Retention, SoundAndTextThatWentAloneAreNoErasure) {
  add("c_1", "05321112233", 100);
  set(R"({"name":"standart","legal_basis":"KVKK m.5/2-f","sound_days":90,"text_days":90})");
  EXPECT_EQ(run_retention(custodian_, order_)->destroyed, 2);
  EXPECT_TRUE(due().empty());
  EXPECT_TRUE(exists("c_1")) << "the masked analysis stays";
  EXPECT_FALSE(*was_erased(custodian_, "c_1"));
}

TEST_F(Retention, TheDestructionLogIsKeptForThreeYears) {
  add("c_1", "05321112233", 400);
  set(R"({"name":"standart","legal_basis":"KVKK m.5/2-f","everything_days":365})");
  ASSERT_EQ(run_retention(custodian_, order_)->destroyed, 1);
  clock_.advance(std::chrono::days(3 * 365));
  EXPECT_EQ(run_retention(custodian_, order_)->log_entries_dropped, 0);
  clock_.advance(std::chrono::days(2));
  EXPECT_EQ(run_retention(custodian_, order_)->log_entries_dropped, 1);
}

TEST(RetentionClassFrom, SaysWhatIsWrong) {
  const auto error = [](const char* text) { return retention_class_from(*base::parse_json(text)).error().message; };
  EXPECT_THAT(error(R"({"name":"a b","legal_basis":"x","sound_days":1})"), HasSubstr("name"));
  EXPECT_THAT(error(R"({"name":"a","legal_basis":"","sound_days":1})"), HasSubstr("legal_basis"));
  EXPECT_THAT(error(R"({"name":"a","legal_basis":"x"})"), HasSubstr("everything_days"));
  EXPECT_THAT(error(R"({"name":"a","legal_basis":"x","sound_days":-1})"), HasSubstr("sound_days"));
  EXPECT_THAT(error(R"({"name":"a","legal_basis":"x","sound_days":1,"applies_to":{"kinds":["fax"]}})"),
              HasSubstr("kinds"));
}

}  // namespace
}  // namespace cxai::custody
