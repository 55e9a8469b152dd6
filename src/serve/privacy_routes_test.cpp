#include <gmock/gmock.h>

#include "serve/test_world.hpp"

namespace cxai::serve {
namespace {

using testing::HasSubstr;
using testing::Not;

class PrivacyApi : public World {
 protected:
  static constexpr const char* kPhone = "0532 111 22 33";

  // A conversation whose customer's number and words are known.
  void seed(const std::string& id) {
    const std::string words =
        R"({"language":"tr","turns":[{"id":"t0","role":"customer","text":"Numaram 0532 111 22 33, kimliğim 10000000146."}]})";
    const auto blob = blobs.put(id, store::BlobKind::text, words);
    CXAI_CHECK(blob.has_value());
    add(id, "a1", "negative", kNow);
    auto row = **store->conversation(id);
    const auto job = store->queue_again(id, Json::object());
    const auto claimed = store->claim_job("w");
    CXAI_CHECK(job.has_value() && claimed.has_value() && *claimed);
    store::Finished finished;
    finished.conversation = row.conversation;
    finished.analysis.conversation_id = id;
    finished.analysis.analysis_id = "ana2_" + id;
    finished.analysis.created_at = kNow;
    finished.analysis.measures = Json::object();
    finished.words_sha256 = blob->sha256;
    finished.people.push_back(*store::person_key(*keys->secret("index"), "PHONE", kPhone, "customer"));
    CXAI_CHECK(store->finish_job((*claimed)->id, "w", finished).has_value());
  }
  Answered send(const std::string& method, const std::string& path, const Json& body,
                const std::string& login = "officer") {
    return call(method, path, login, "Content-Type: application/json\r\n", base::dump_json(body));
  }
  Json items(const std::string& path, const std::string& login = "officer") {
    return call("GET", path, login).json()["items"];
  }
  const Json reason = Json{{"reason", "inceleme"}};
};

TEST_F(PrivacyApi, OnlyThoseWithTheRightReadOriginalsAndLeaveATrace) {
  seed("cnv_1");
  start();
  const std::string path = "/v1/conversations/cnv_1/original";
  EXPECT_EQ(send("POST", path, reason, "ayse").status, 403);
  EXPECT_EQ(send("POST", path, reason, "manager").status, 403);
  EXPECT_EQ(send("POST", path, reason, "admin").status, 403) << "administrators do not read along";
  EXPECT_EQ(send("POST", path, Json::object()).status, 400) << "no reason";
  EXPECT_TRUE(items("/v1/audit").empty());
  const Answered read = send("POST", path, reason);
  ASSERT_EQ(read.status, 200) << read.body;
  EXPECT_THAT(read.body, HasSubstr("0532 111 22 33"));
  const Json entries = items("/v1/audit?conversation=cnv_1", "admin");
  ASSERT_EQ(entries.size(), 1U);
  EXPECT_EQ(entries[0]["action"], "original.read");
  EXPECT_EQ(entries[0]["actor"], "usr_officer");
  EXPECT_EQ(entries[0]["reason"], "inceleme");
  EXPECT_EQ(call("GET", "/v1/audit", "manager").status, 403);
  EXPECT_TRUE(call("GET", "/v1/audit/verify", "officer").json()["intact"].get<bool>());
}

TEST_F(PrivacyApi, AReasonIsMaskedLikeAnyText) {
  seed("cnv_1");
  start();
  ASSERT_EQ(send("POST", "/v1/conversations/cnv_1/original", Json{{"reason", "0533 444 55 66 aradı"}}).status, 200);
  EXPECT_THAT(call("GET", "/v1/audit", "officer").body, Not(HasSubstr("444 55 66")));
}

TEST_F(PrivacyApi, ListeningToTheOriginalIsOneEntryForASitting) {
  const std::string sound(1000, 's');
  const std::string blob = blobs.put("cnv_s", store::BlobKind::sound, sound).value().sha256;
  add("cnv_s", "a1", "", kNow, {}, blob, "");
  start();
  const std::string path = "/v1/conversations/cnv_s/audio?original=1&reason=kalite";
  EXPECT_EQ(call("GET", path, "manager").status, 403);
  EXPECT_EQ(call("GET", path, "officer").body, sound);
  EXPECT_EQ(call("GET", path, "officer", "Range: bytes=10-19\r\n").body, std::string(10, 's'));
  EXPECT_EQ(items("/v1/audit?action=original.listen").size(), 1U);
  clock.advance(std::chrono::minutes(11));
  EXPECT_EQ(call("GET", path, "officer", "Range: bytes=10-19\r\n").status, 206);
  EXPECT_EQ(items("/v1/audit?action=original.listen").size(), 2U);
}

TEST_F(PrivacyApi, ARequestIsRegisteredExportedAndErased) {
  seed("cnv_1");
  seed("cnv_2");
  add("cnv_3", "a1", "", kNow);
  start();
  const Json wish{{"kind", "erasure"}, {"identifiers", {{{"type", "PHONE"}, {"value", "+905321112233"}}}}};
  EXPECT_EQ(send("POST", "/v1/privacy/requests", wish, "manager").status, 403);
  EXPECT_EQ(send("POST", "/v1/privacy/requests", Json{{"kind", "erasure"}}).status, 400);
  const Answered opened = send("POST", "/v1/privacy/requests", wish);
  ASSERT_EQ(opened.status, 201) << opened.body;
  EXPECT_THAT(opened.body, Not(HasSubstr("5321112233")));
  const std::string id = opened.json()["id"].get<std::string>();
  const std::string path = "/v1/privacy/requests/" + id;
  EXPECT_EQ(items("/v1/privacy/requests?state=received").size(), 1U);
  EXPECT_EQ(opened.json()["days_left"], 30);
  const Json found = items(path + "/conversations");
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[0]["conversation"]["id"], "cnv_1");

  const Answered html = send("POST", path + "/export", Json{{"reason", "başvuru"}, {"format", "html"}});
  EXPECT_EQ(html.header("content-type"), "text/html; charset=utf-8");
  EXPECT_THAT(html.body, HasSubstr("0532 111 22 33"));
  EXPECT_THAT(html.body, Not(HasSubstr("10000000146"))) << "not asked for: somebody else's as far as is known";

  EXPECT_EQ(call("GET", path + "/certificate", "officer").status, 404);
  const Answered erased = send("POST", path + "/erase", Json{{"reason", "başvuru"}, {"except", {"cnv_2"}}});
  ASSERT_EQ(erased.status, 200) << erased.body;
  EXPECT_EQ(erased.json()["destroyed"].size(), 1U);
  EXPECT_EQ(erased.json()["kept"][0]["why"], "excepted");
  EXPECT_EQ(call("GET", "/v1/conversations/cnv_1").status, 404);
  EXPECT_EQ(call("GET", "/v1/conversations/cnv_2").status, 200);
  const Answered certificate = call("GET", path + "/certificate", "officer");
  EXPECT_EQ(certificate.json(), erased.json());
  EXPECT_TRUE(send("POST", "/v1/privacy/certificates", erased.json()).json()["of_this_centre"].get<bool>());
  EXPECT_EQ(send("POST", path + "/erase", reason).status, 409) << "completed";
  EXPECT_EQ(items("/v1/privacy/destructions").size(), 1U);
  EXPECT_EQ(call("GET", "/v1/privacy/requests/pr_none", "officer").status, 404);
}

TEST_F(PrivacyApi, RetentionIsPlannedBeforeItRunsAndHoldsKeep) {
  seed("cnv_1");
  add("cnv_2", "a1", "", kNow);
  start();
  const std::string path = "/v1/privacy/retention";
  EXPECT_EQ(send("PUT", path + "/standart", Json{{"everything_days", 365}}).status, 400) << "no legal basis";
  ASSERT_EQ(send("PUT", path + "/standart", Json{{"everything_days", 365}, {"legal_basis", "KVKK m.5/2-f"}}).status,
            200);
  EXPECT_EQ(items(path).size(), 1U);
  EXPECT_EQ(call("GET", path + "/plan", "officer").json()["due"], 0);
  clock.advance(std::chrono::days(366));
  for (const auto* login : {"officer", "manager"})  // sessions of the first year are over
    ASSERT_TRUE(store->put_session(
        {base::sha256_hex(token(login)), std::string("usr_") + login, clock.now() + std::chrono::hours(9)}));
  const Json wish{{"reason", "dava"}, {"person", {{"type", "PHONE"}, {"value", kPhone}}}};
  const Answered hold = send("POST", "/v1/privacy/holds", wish);
  ASSERT_EQ(hold.status, 201) << hold.body;
  EXPECT_THAT(hold.body, Not(HasSubstr("111 22 33")));
  const Json planned = call("GET", path + "/plan", "officer").json();
  EXPECT_EQ(planned["due"], 1);
  EXPECT_EQ(planned["held"], 1);
  EXPECT_EQ(call("GET", "/v1/conversations/cnv_2").status, 200) << "planning destroys nothing";
  EXPECT_EQ(send("POST", path + "/run", Json::object()).status, 400);
  EXPECT_EQ(send("POST", path + "/run", reason).json()["destroyed"], 1);
  EXPECT_EQ(call("GET", "/v1/conversations/cnv_2").status, 404);
  EXPECT_EQ(call("GET", "/v1/conversations/cnv_1").status, 200);
  const std::string id = hold.json()["id"].get<std::string>();
  EXPECT_EQ(send("POST", "/v1/privacy/holds/" + id + "/release", reason).status, 200);
  EXPECT_TRUE(items("/v1/privacy/holds").empty());
  EXPECT_EQ(items("/v1/privacy/holds?released=1").size(), 1U);
  EXPECT_EQ(call("DELETE", path + "/standart", "officer", "X-CXAI: 1\r\n").status, 204);
  EXPECT_EQ(call("DELETE", path + "/standart", "officer", "X-CXAI: 1\r\n").status, 404);
}

TEST_F(PrivacyApi, NoticeAndConsentAreRecorded) {
  seed("cnv_1");
  start();
  const std::string path = "/v1/conversations/cnv_1/consent";
  EXPECT_TRUE(call("GET", path).json()["consent"].is_null());
  EXPECT_EQ(send("PUT", path, Json{{"consent", "maybe"}}, "manager").status, 400);
  ASSERT_EQ(send("PUT", path, Json{{"notice", "given"}, {"consent", "refused"}}, "manager").status, 200);
  EXPECT_EQ(call("GET", path, "ayse").json()["consent"], "refused");
  EXPECT_EQ(send("PUT", path, Json{{"notice", "given"}}, "ayse").status, 403);
  EXPECT_EQ(items("/v1/audit?action=consent.record").size(), 1U);
}

TEST_F(PrivacyApi, APersonIsLookedUpBeforeARequestIsRegistered) {
  seed("cnv_1");
  start();
  const Json identifiers = Json::array({Json{{"type", "PHONE"}, {"value", "+90 532 111 22 33"}}});
  EXPECT_EQ(send("POST", "/v1/privacy/find", Json{{"identifiers", identifiers}}).status, 400) << "no reason";
  const Answered found = send("POST", "/v1/privacy/find", Json{{"identifiers", identifiers}, {"reason", "başvuru"}});
  ASSERT_EQ(found.status, 200) << found.body;
  ASSERT_EQ(found.json()["items"].size(), 1U);
  EXPECT_EQ(found.json()["items"][0]["conversation"]["id"], "cnv_1");
  EXPECT_THAT(found.body, Not(HasSubstr("1112233")));
  EXPECT_TRUE(items("/v1/privacy/requests").empty()) << "nothing is registered";
  EXPECT_EQ(items("/v1/audit?action=person.find").size(), 1U);
  EXPECT_EQ(send("POST", "/v1/privacy/find", Json{{"identifiers", identifiers}, {"reason", "x"}}, "manager").status,
            403);
}

TEST_F(PrivacyApi, PeopleAreNamedBesideTheirIds) {
  seed("cnv_1");
  start();
  const std::string officer = (*store->user("usr_officer"))->name;
  ASSERT_EQ(send("POST", "/v1/conversations/cnv_1/original", reason).status, 200);
  ASSERT_EQ(send("POST", "/v1/privacy/holds", Json{{"reason", "dava"}, {"conversation_id", "cnv_1"}}).status, 201);
  EXPECT_EQ(items("/v1/audit")[0]["actor_name"], officer);
  const Json hold = items("/v1/privacy/holds")[0];
  EXPECT_EQ(hold["placed_by_name"], officer);
  EXPECT_TRUE(hold["released_by_name"].is_null());
}

TEST_F(PrivacyApi, ListsArePaged) {
  start();
  const Json wish{{"kind", "access"}, {"identifiers", {{{"type", "EMAIL"}, {"value", "a@b.com"}}}}};
  for (int i = 0; i < 5; ++i) {
    clock.advance(Millis(5));
    ASSERT_EQ(send("POST", "/v1/privacy/requests", wish).status, 201);
  }
  std::set<std::string> seen;
  std::string cursor;
  int pages = 0;
  do {
    const Json page = call("GET", "/v1/privacy/requests?limit=2" + cursor, "officer").json();
    for (const Json& item : page["items"]) seen.insert(item["id"].get<std::string>());
    cursor = page["next_cursor"].is_null() ? "" : "&cursor=" + page["next_cursor"].get<std::string>();
    ++pages;
  } while (!cursor.empty() && pages < 10);
  EXPECT_EQ(seen.size(), 5U);
  EXPECT_EQ(call("GET", "/v1/audit?limit=2", "officer").json()["items"].size(), 2U);
}

}  // namespace
}  // namespace cxai::serve
