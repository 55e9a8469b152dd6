#include "pipeline/routing_desk.hpp"

#include <gmock/gmock.h>

#include "base/files.hpp"
#include "pipeline/routing_text.hpp"
#include "pipeline/test_calls.hpp"
#include "pipeline/test_router.hpp"

namespace cxai::pipeline {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

class RoutingDeskTest : public Centre {
 protected:
  RoutingDeskOptions where() const { return {dir_.path() / "models", dir_.path() / "jobs", ""}; }
  std::shared_ptr<RoutingDesk> desk() { return std::make_shared<RoutingDesk>(where(), store_.get(), clock_); }

  // Takes a chat in and works it off with this desk; its id.
  std::string chat(const std::string& words, std::shared_ptr<RoutingDesk> router) {
    const auto taken = arrivals_->accept({upload("transcript", "chat.txt", "Müşteri: " + words + "\n")});
    EXPECT_TRUE(taken && taken->items.size() == 1);
    WorkerOptions options;
    options.decoder = test_decoder();
    options.detector = test_detector();
    options.when_idle = WhenIdle::stop;
    options.routing = std::move(router);
    Workers workers(*store_, *blobs_, events_, clock_, options);
    workers.start();
    workers.join();
    return taken->items.front().conversation_id;
  }
  Json analysis(const std::string& id) { return store_->analysis(row(id).analysis_id).value().value(); }
};

TEST(RoutingText, IsWhatTrainingReads) {
  conversation::Transcript transcript;
  const auto say = [&](conversation::Role role, const std::string& text) {
    conversation::Turn turn;
    turn.role = role;
    turn.text = text;
    transcript.turns.push_back(turn);
  };
  say(conversation::Role::customer, "@IhlamurBank 0532 111 22 33 kartım nerede https://a.example/x");
  say(conversation::Role::agent, "@310458 Hemen bakıyoruz ^AB");
  const std::string all = *routing_text(transcript, WhoseTurns::all);
  EXPECT_THAT(all, HasSubstr("kartım nerede"));
  EXPECT_THAT(all, HasSubstr("Hemen bakıyoruz"));
  for (const char* leak : {"Ihlamur", "0532", "310458", "^AB", "a.example"}) EXPECT_THAT(all, Not(HasSubstr(leak)));
  EXPECT_THAT(*routing_text(transcript, WhoseTurns::customers), Not(HasSubstr("bakıyoruz")));

  conversation::Transcript longer;
  for (int i = 0; i < 100; ++i) {
    conversation::Turn turn;
    turn.text = std::string("kargo gelmedi ") + static_cast<char>('a' + i / 10) + static_cast<char>('a' + i % 10);
    longer.turns.push_back(turn);
  }
  const std::string ends = *routing_text(longer, WhoseTurns::all);
  EXPECT_THAT(ends, HasSubstr("gelmedi db"));
  EXPECT_THAT(ends, Not(HasSubstr("gelmedi dc")));
  EXPECT_THAT(ends, HasSubstr("gelmedi jj"));
}

TEST_F(RoutingDeskTest, WithoutAModelTheAnalysisSaysSo) {
  const std::string id = chat(kParcelTalk, desk());
  const Json document = analysis(id);
  EXPECT_TRUE(document["routing"].is_null());
  EXPECT_THAT(base::dump_json(document["skipped"]), HasSubstr(R"({"feature":"routing","reason":"no_model"})"));
  EXPECT_EQ(row(id).routing.label, "");
  EXPECT_EQ(desk()->classify({"kargo"}).error().code, ErrorCode::conflict);
  EXPECT_TRUE(desk()->models().value()["items"].empty());
}

TEST_F(RoutingDeskTest, TheChampionLabelsWhatComesInUnderItsPromise) {
  const std::string name = train_router(where(), "ftjob-1");
  const std::string id = chat(kParcelTalk, desk());
  const Json document = analysis(id);
  const Json& routing = document["routing"];
  EXPECT_EQ(routing["label"], "VortepaKargo");
  EXPECT_EQ(routing["top"][0][0], "VortepaKargo");
  EXPECT_LE(routing["threshold"].get<double>(), routing["top"][0][1].get<double>());
  EXPECT_EQ(routing["policy"]["model"], name);
  EXPECT_EQ(routing["policy"]["target_risk"], 0.1);
  bool in_recipe = false;
  for (const Json& model : document["recipe"]["models"])
    in_recipe = in_recipe || (model["name"] == name && model["sha256"].get<std::string>().size() == 64);
  EXPECT_TRUE(in_recipe);
  const auto kept = row(id).routing;
  EXPECT_EQ(kept.label, "VortepaKargo");
  EXPECT_EQ(kept.best, "VortepaKargo");
  EXPECT_EQ(kept.model, name);

  const std::string none = chat(kSmallTalk, desk());
  EXPECT_EQ(row(none).routing.label, "Unknown");
}

TEST_F(RoutingDeskTest, TurningTheDialAnswersAnewAndWhatPeopleSaidStays) {
  train_router(where(), "ftjob-1");
  const auto router = desk();
  const std::string first = chat(kParcelTalk, router);
  const std::string second = chat(std::string(kParcelTalk) + " acil", router);
  ASSERT_TRUE(store_->put_routing_label({second, "LaleSigorta", "VortepaKargo", "m", "u", kNow}));
  // A promise nobody can keep with so few examples: nothing is answered.
  const auto strict = router->choose_risk({0.001, 0.05, "u", kNow});
  ASSERT_TRUE(strict) << strict.error().message;
  EXPECT_FALSE((*strict)["promise"]["answers"].get<bool>());
  EXPECT_EQ((*strict)["changed"], 2);
  EXPECT_EQ(row(first).routing.label, "Unknown");
  EXPECT_EQ(row(second).routing.label, "LaleSigorta");
  EXPECT_EQ(row(second).routing.said, "Unknown");
  EXPECT_EQ(row(chat("paket kurye teslimat", router)).routing.label, "Unknown");
  ASSERT_TRUE(router->choose_risk({0.2, 0.05, "u", kNow}));
  EXPECT_EQ(row(first).routing.label, "VortepaKargo");
  EXPECT_EQ(router->models().value()["dial"]["target_risk"], 0.2);
  EXPECT_EQ(router->choose_risk({1.5, 0.05, "u", kNow}).error().code, ErrorCode::invalid_input);
}

TEST_F(RoutingDeskTest, PromotesAndGoesBack) {
  const std::string first = train_router(where(), "ftjob-1");
  const std::string second = train_router(where(), "ftjob-2");
  const auto router = desk();
  EXPECT_EQ(router->models().value()["in_use"], second);
  ASSERT_TRUE(router->promote(first));
  EXPECT_EQ(router->classify({kParcelTalk}).value()["model"], first);
  EXPECT_EQ(router->classify({kParcelTalk}).value()["items"][0]["label"], "VortepaKargo");
  ASSERT_TRUE(router->roll_back());
  EXPECT_EQ(router->models().value()["in_use"], second);
  EXPECT_EQ(router->promote("companies/none").error().code, ErrorCode::not_found);
  EXPECT_EQ(router->jobs(10).value()["items"].size(), 2U);
  EXPECT_THAT(router->labels().value(), ElementsAre("CinarBank", "LaleSigorta", "PoyrazTelekom", "VortepaKargo"));
}

TEST_F(RoutingDeskTest, TheEvaluationSaysWhatEachRiskWouldMean) {
  train_router(where(), "ftjob-1");
  const Json document = desk()->evaluation("").value();
  ASSERT_GT(document["dial"].size(), 10U);
  double coverage = 0;
  for (const Json& point : document["dial"]) {
    EXPECT_LE(point["upper_bound"].get<double>(),
              point["answers"].get<bool>() ? point["target_risk"].get<double>() : 1);
    coverage = std::max(coverage, point["coverage"].get<double>());
  }
  EXPECT_GT(coverage, 0.5);
  EXPECT_TRUE(document["evaluation"]["valid"].contains("confusions"));
}

}  // namespace
}  // namespace cxai::pipeline
