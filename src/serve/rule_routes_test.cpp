#include <gmock/gmock.h>

#include "serve/test_world.hpp"

namespace cxai::serve {
namespace {

using testing::HasSubstr;

class RuleApi : public World {
 protected:
  void SetUp() override {
    ASSERT_TRUE(store->put_user(test_user("lead", store::UserRole::team_leader)));
    add("cnv_1", "a1", "negative", kNow);
    add("cnv_2", "a2", "negative", kNow);
    start();
  }
  Answered send(const std::string& target, const Json& body, const std::string& login = "manager") {
    return call("POST", target, login, "Content-Type: application/json\r\n", base::dump_json(body));
  }
  static Json book(const std::string& name, const std::string& word, const std::string& speaker = "customer") {
    return Json{{"schema", "cxai.rules/1"},
                {"categories",
                 Json::array({Json{
                     {"name", name},
                     {"title", "Yüksek fatura"},
                     {"when", Json{{"kind", "phrase"}, {"words", Json::array({word})}, {"speaker", speaker}}}}})}};
  }
  // As a worker of the server does.
  void work() {
    const auto job = store->claim_job("w").value();
    ASSERT_TRUE(job);
    const auto done = rules.run_backfill(*job, {job->id, "w", 2});
    ASSERT_TRUE(done) << done.error().message;
  }
};

}  // namespace

TEST_F(RuleApi, FromDraftToCategoriesOfConversations) {
  Json now = call("GET", "/v1/rules").json();
  EXPECT_TRUE(now["revision"].is_null());
  EXPECT_TRUE(now["backfill"].is_null());
  EXPECT_EQ(now["conversations"], 2);
  const Json draft = book("fatura", "faturam");
  const Answered checked = send("/v1/rules/check", Json{{"book", draft}});
  ASSERT_EQ(checked.status, 200) << checked.body;
  EXPECT_EQ(checked.json()["changed"], true);
  const Json preview = send("/v1/rules/preview", Json{{"book", draft}, {"conversations", 10}}).json();
  EXPECT_EQ(preview["categories"][0]["conversations"], 2);
  EXPECT_EQ(preview["categories"][0]["samples"][0]["evidence"][0]["text"], "Faturam");
  const Answered published =
      send("/v1/rules/publish", Json{{"book", draft}, {"note", "ilk"}, {"seen", nullptr}}, "lead");
  ASSERT_EQ(published.status, 200) << published.body;
  now = published.json();
  EXPECT_EQ(now["revision"], checked.json()["revision"]);
  EXPECT_EQ(now["publication"]["published_by_name"], "Name of lead");
  EXPECT_EQ(now["behind"], 2);
  EXPECT_TRUE(call("GET", "/v1/conversations/cnv_1").json()["categories"].is_null());

  const Answered queued = send("/v1/rules/backfill", Json::object());
  ASSERT_EQ(queued.status, 202) << queued.body;
  EXPECT_EQ(queued.json()["kind"], "backfill");
  EXPECT_EQ(send("/v1/rules/backfill", Json::object()).status, 409);
  work();
  now = call("GET", "/v1/rules").json();
  EXPECT_EQ(now["behind"], 0);
  EXPECT_EQ(now["categories"][0]["conversations"], 2);
  EXPECT_EQ(now["backfill"]["job"]["state"], "succeeded");
  EXPECT_EQ(now["backfill"]["categories"][0]["added"], 2);
  const Json shown = call("GET", "/v1/conversations/cnv_1", "ayse").json()["categories"];
  EXPECT_EQ(shown["current"], true);
  EXPECT_EQ(shown["items"][0]["title"], "Yüksek fatura");
  EXPECT_EQ(shown["items"][0]["evidence"][0]["turn"], "t0");
  EXPECT_EQ(call("GET", "/v1/conversations?category=fatura").json()["total"], 2);
  EXPECT_EQ(call("GET", "/v1/conversations?category=fatura", "ayse").json()["total"], 1);
  EXPECT_EQ(call("GET", "/v1/conversations?category=-").json()["total"], 0);
  EXPECT_EQ(call("GET", "/v1/facets").json()["categories"][0]["name"], "Yüksek fatura");
  const std::string trail = call("GET", "/v1/audit", "officer").body;
  for (const char* action : {"rules.publish", "rules.backfill"}) EXPECT_THAT(trail, HasSubstr(action));
}

TEST_F(RuleApi, AnEarlierBookComesBack) {
  const auto first = send("/v1/rules/publish", Json{{"book", book("fatura", "faturam")}}).json();
  const auto second = send("/v1/rules/publish", Json{{"book", book("borc", "borç")}, {"seen", first["revision"]}});
  ASSERT_EQ(second.status, 200) << second.body;
  const Answered stale = send("/v1/rules/publish", Json{{"book", book("x", "y")}, {"seen", first["revision"]}});
  EXPECT_EQ(stale.status, 409);
  EXPECT_THAT(stale.body, HasSubstr("another book was published since"));
  const Answered back = send("/v1/rules/publish", Json{{"revision", first["revision"]}, {"note", "geri"}});
  ASSERT_EQ(back.status, 200) << back.body;
  const Json history = call("GET", "/v1/rules/revisions").json()["items"];
  ASSERT_EQ(history.size(), 3U);
  EXPECT_EQ(history[0]["in_use"], true);
  EXPECT_EQ(history[0]["note"], "geri");
  EXPECT_EQ(history[0]["revision"], history[2]["revision"]);
  EXPECT_EQ(history[1]["in_use"], false);
  const Json one = call("GET", "/v1/rules/revisions/" + history[1]["revision"].get<std::string>()).json();
  EXPECT_EQ(one["book"]["categories"][0]["name"], "borc");
  EXPECT_EQ(send("/v1/rules/publish", Json{{"revision", first["revision"]}}).status, 409) << "it is in use";
  EXPECT_EQ(send("/v1/rules/publish", Json{{"revision", "rules_none"}}).status, 404);
  EXPECT_EQ(call("GET", "/v1/rules/revisions/rules_none").status, 404);
}

TEST_F(RuleApi, MistakesAreNamedByTheirField) {
  Json draft = book("fatura", "faturam");
  draft["categories"][0]["when"]["words"] = Json::array();
  const Answered bad = send("/v1/rules/check", Json{{"book", draft}});
  EXPECT_EQ(bad.status, 400);
  EXPECT_THAT(bad.body, HasSubstr("book.categories[0].when.words"));
  EXPECT_EQ(send("/v1/rules/publish", Json::object()).status, 400);
  EXPECT_EQ(send("/v1/rules/preview", Json{{"book", book("a", "b")}, {"conversations", 0}}).status, 400);
  EXPECT_EQ(send("/v1/rules/backfill", Json::object()).status, 409) << "no book is in use";
  for (const char* target : {"/v1/rules/check", "/v1/rules/preview", "/v1/rules/publish"})
    EXPECT_EQ(send(target, Json{{"book", book("a", "b")}}, "ayse").status, 403);
  EXPECT_EQ(call("GET", "/v1/rules", "ayse").status, 403);
}

TEST_F(RuleApi, AllAnalysesOfAConversationAreThere) {
  const Json list = call("GET", "/v1/conversations/cnv_1/analyses", "ayse").json()["items"];
  ASSERT_EQ(list.size(), 1U);
  EXPECT_EQ(list[0]["id"], "ana_cnv_1");
  EXPECT_EQ(list[0]["current"], true);
  EXPECT_TRUE(list[0]["recipe"].is_object());
  EXPECT_EQ(call("GET", "/v1/conversations/cnv_1/analyses/ana_cnv_1").json()["schema"], "cxai.analysis/1");
  EXPECT_EQ(call("GET", "/v1/conversations/cnv_1/analyses/ana_cnv_2").status, 404) << "it is of another one";
  EXPECT_EQ(call("GET", "/v1/conversations/cnv_2/analyses", "ayse").status, 404);
}

}  // namespace cxai::serve
