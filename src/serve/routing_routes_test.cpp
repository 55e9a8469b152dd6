#include <gmock/gmock.h>

#include "pipeline/test_router.hpp"
#include "serve/test_world.hpp"

namespace cxai::serve {
namespace {

using testing::HasSubstr;

class RoutingApi : public World {
 protected:
  void train(const std::string& id) {
    model = pipeline::train_router({folder.path() / "models", folder.path() / "jobs", ""}, id);
  }
  // A conversation answered Unknown.
  void seed(const std::string& id) {
    store::ConversationRow::Routing said;
    said.label = said.said = "Unknown";
    said.best = "VortepaKargo", said.second = "CinarBank";
    said.confidence = 0.4;
    said.top = R"([["VortepaKargo",0.4],["CinarBank",0.3]])";
    said.model = model;
    add(id, "a1", "negative", kNow, {}, "", "", "", said);
  }
  Answered send(const std::string& method, const std::string& path, const Json& body,
                const std::string& login = "manager") {
    return call(method, path, login, "Content-Type: application/json\r\n", base::dump_json(body));
  }
  std::string model;
};

TEST_F(RoutingApi, WithoutAModelThePageHasNothingAndSaysWhy) {
  start();
  const Json models = call("GET", "/v1/routing/models").json();
  EXPECT_TRUE(models["in_use"].is_null());
  EXPECT_EQ(models["why_not"], "no_model");
  EXPECT_TRUE(models["items"].empty());
  EXPECT_EQ(call("GET", "/v1/routing/evaluation").status, 404);
  EXPECT_EQ(send("POST", "/v1/classify", Json{{"texts", {"kargo"}}}).status, 409);
  EXPECT_EQ(send("PUT", "/v1/routing/risk", Json{{"target_risk", 0.1}}).status, 404);
  EXPECT_TRUE(call("GET", "/v1/routing/jobs").json()["items"].empty());
}

TEST_F(RoutingApi, ClassifiesTexts) {
  train("ftjob-1");
  start();
  const Answered answered =
      send("POST", "/v1/classify", Json{{"texts", {pipeline::kParcelTalk, pipeline::kSmallTalk}}});
  ASSERT_EQ(answered.status, 200) << answered.body;
  const Json said = answered.json();
  EXPECT_EQ(said["model"], model);
  EXPECT_EQ(said["items"][0]["label"], "VortepaKargo");
  EXPECT_EQ(said["items"][0]["top"][0][0], "VortepaKargo");
  EXPECT_EQ(said["items"][1]["label"], "Unknown");
  EXPECT_EQ(said["promise"]["target_risk"], 0.1);
  EXPECT_EQ(send("POST", "/v1/classify", Json{{"texts", {1}}}).status, 400);
  EXPECT_EQ(send("POST", "/v1/classify", Json::object()).status, 400);
  EXPECT_EQ(send("POST", "/v1/classify", Json{{"texts", {"x"}}}, "ayse").status, 403);
}

TEST_F(RoutingApi, PeopleLabelWhatIsUnknownAndTakeItBack) {
  train("ftjob-1");
  seed("cnv_1");
  seed("cnv_2");
  start();
  Json queue = call("GET", "/v1/routing/unknown?limit=1").json();
  EXPECT_EQ(queue["total"], 2);
  const Json next = call("GET", "/v1/routing/unknown?limit=1&cursor=" + queue["next_cursor"].get<std::string>()).json();
  EXPECT_NE(next["items"][0]["id"], queue["items"][0]["id"]);
  EXPECT_EQ(queue["items"][0]["routing"]["top"][0][0], "VortepaKargo");

  const Json wish{{"conversation_id", "cnv_1"}, {"field", "routing"}, {"label", "LaleSigorta"}};
  EXPECT_EQ(send("POST", "/v1/feedback", wish, "ayse").status, 403);
  const Answered given = send("POST", "/v1/feedback", wish);
  ASSERT_EQ(given.status, 200) << given.body;
  EXPECT_EQ(given.json()["routing"]["label"], "LaleSigorta");
  EXPECT_EQ(given.json()["routing"]["said"], "Unknown");
  EXPECT_EQ(store->routing_label("cnv_1").value()->by, "usr_manager");
  EXPECT_EQ(call("GET", "/v1/routing/unknown").json()["total"], 1);
  EXPECT_EQ(call("GET", "/v1/conversations?label=LaleSigorta").json()["total"], 1);
  const Json labels = call("GET", "/v1/routing/labels").json();
  EXPECT_EQ(labels["unknown"], 1);
  EXPECT_EQ(labels["awaiting"], 1);
  EXPECT_EQ(labels["items"][0]["label"], "LaleSigorta");
  EXPECT_EQ(labels["known"].size(), 4U);
  EXPECT_EQ(call("GET", "/v1/routing/evaluation").json()["feedback"]["n"], 1);
  const Json entries = call("GET", "/v1/audit?conversation=cnv_1", "officer").json()["items"];
  ASSERT_EQ(entries.size(), 1U);
  EXPECT_EQ(entries[0]["action"], "routing.label");
  EXPECT_EQ(entries[0]["detail"]["label"], "LaleSigorta");

  const Answered back = send("POST", "/v1/feedback", Json{{"conversation_id", "cnv_1"}, {"label", nullptr}});
  EXPECT_EQ(back.json()["routing"]["label"], "Unknown");
  EXPECT_EQ(call("GET", "/v1/routing/unknown").json()["total"], 2);
  for (const Json& bad : {Json{{"conversation_id", "cnv_1"}}, Json{{"conversation_id", "cnv_1"}, {"label", ""}},
                          Json{{"conversation_id", "cnv_1"}, {"label", "a,b"}},
                          Json{{"conversation_id", "cnv_1"}, {"field", "topic"}, {"label", "a"}}})
    EXPECT_EQ(send("POST", "/v1/feedback", bad).status, 400) << base::dump_json(bad);
  EXPECT_EQ(send("POST", "/v1/feedback", Json{{"conversation_id", "no"}, {"label", "a"}}).status, 404);
}

TEST_F(RoutingApi, OnlyThoseWithTheRightDecideAboutModels) {
  train("ftjob-1");
  const std::string first = model;
  train("ftjob-2");
  start();
  ASSERT_TRUE(store->put_user(test_user("lead", store::UserRole::team_leader)));
  const Json wish{{"model", first}};
  EXPECT_EQ(send("POST", "/v1/routing/models/promote", wish, "lead").status, 403);
  EXPECT_EQ(send("PUT", "/v1/routing/risk", Json{{"target_risk", 0.1}}, "lead").status, 403);
  EXPECT_EQ(call("GET", "/v1/routing/models", "lead").status, 200);
  const Answered promoted = send("POST", "/v1/routing/models/promote", wish);
  ASSERT_EQ(promoted.status, 200) << promoted.body;
  EXPECT_EQ(promoted.json()["in_use"], first);
  EXPECT_EQ(send("POST", "/v1/routing/models/rollback", Json::object()).json()["in_use"], model);
  EXPECT_EQ(send("POST", "/v1/routing/models/promote", Json{{"model", "nope"}}).status, 404);
  const std::string trail = call("GET", "/v1/audit", "officer").body;
  EXPECT_THAT(trail, HasSubstr("routing.promote"));
  EXPECT_THAT(trail, HasSubstr("routing.rollback"));
}

TEST_F(RoutingApi, TheDialAnswersAnew) {
  train("ftjob-1");
  seed("cnv_1");
  start();
  const Json evaluation = call("GET", "/v1/routing/evaluation").json();
  ASSERT_GT(evaluation["dial"].size(), 10U);
  EXPECT_TRUE(evaluation["evaluation"]["slices"].is_array());
  const Answered chosen = send("PUT", "/v1/routing/risk", Json{{"target_risk", 0.3}});
  ASSERT_EQ(chosen.status, 200) << chosen.body;
  const double threshold = chosen.json()["promise"]["threshold"].get<double>();
  EXPECT_EQ(call("GET", "/v1/conversations/cnv_1").json()["conversation"]["routing"]["label"],
            threshold <= 0.4 ? "VortepaKargo" : "Unknown");
  EXPECT_EQ(call("GET", "/v1/routing/models").json()["dial"]["by_name"], "Name of manager");
  EXPECT_EQ(send("PUT", "/v1/routing/risk", Json{{"target_risk", 2}}).status, 400);
  EXPECT_EQ(send("PUT", "/v1/routing/risk", Json::object()).status, 400);
}

}  // namespace
}  // namespace cxai::serve
