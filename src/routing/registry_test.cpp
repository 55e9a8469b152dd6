#include "routing/registry.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/files.hpp"

namespace cxai::routing {
namespace {

using testing::HasSubstr;

ModelInfo info(const std::string& family, const std::string& id, int day) {
  ModelInfo one;
  one.family = family;
  one.id = id;
  one.labels = {"A", "B"};
  one.created_at = Timestamp(std::chrono::sys_days(std::chrono::year(2026) / 3 / day));
  return one;
}

struct Registered {
  base::TempDir dir;
  Registry registry{dir.path()};
  ModelInfo first = info("companies", "ftjob-one", 1);
  ModelInfo second = info("companies", "ftjob-two", 2);
  ModelInfo third = info("companies", "ftjob-three", 3);
  Registered() {
    for (const ModelInfo& one : {first, second, third}) {
      EXPECT_TRUE(registry.add(one, {{"model.text", "bytes"}}));
      EXPECT_TRUE(registry.promote(one, one.created_at, "trained"));
    }
  }
  std::string champion() const { return registry.find("companies")->info.id; }
};

TEST(Registry, KnowsItsModelsAndTheChampion) {
  Registered world;
  const auto all = world.registry.list();
  ASSERT_EQ(all->size(), 3U);
  EXPECT_EQ((*all)[0].info.id, "ftjob-three");
  EXPECT_TRUE((*all)[0].champion);
  EXPECT_FALSE((*all)[1].champion);
  EXPECT_EQ(world.registry.find("")->info.id, "ftjob-three");
  EXPECT_EQ(world.registry.find("ftjob-one")->info.id, "ftjob-one");
  EXPECT_EQ(world.registry.find("companies/ftjob-two")->info.id, "ftjob-two");
  EXPECT_EQ(world.registry.find("ftjob-o")->info.id, "ftjob-one");
  EXPECT_EQ(world.registry.add(world.first, {}).error().code, ErrorCode::conflict);
}

TEST(Registry, RollsBackStepByStep) {
  Registered world;
  EXPECT_EQ(world.registry.rollback("companies", {})->info.id, "ftjob-two");
  EXPECT_EQ(world.registry.rollback("", {})->info.id, "ftjob-one");
  EXPECT_EQ(world.registry.rollback("companies", {}).error().code, ErrorCode::conflict);
  EXPECT_TRUE(world.registry.promote(world.third, {}, "promoted"));
  EXPECT_EQ(world.registry.rollback("companies", {})->info.id, "ftjob-one");
}

TEST(Registry, ANameThatFitsSeveralKindsMustBeSaid) {
  Registered world;
  EXPECT_TRUE(world.registry.add(info("topics", "ftjob-t", 4), {}));
  EXPECT_THAT(world.registry.find("").error().message, HasSubstr("name one with --model"));
  EXPECT_THAT(world.registry.find("topics").error().message, HasSubstr("no model of 'topics' is the champion yet"));
  EXPECT_THAT(world.registry.find("teams").error().message, HasSubstr("there are: companies/ftjob-three"));
}

TEST(Registry, AFolderThatDoesNotReadIsNamed) {
  Registered world;
  ASSERT_TRUE(base::write_file_atomic(world.dir.path() / "companies" / "bad" / "model.json", "{"));
  std::vector<std::string> broken;
  EXPECT_EQ(world.registry.list(&broken)->size(), 3U);
  ASSERT_EQ(broken.size(), 1U);
  EXPECT_THAT(broken[0], HasSubstr("bad/model.json"));
  EXPECT_FALSE(check_family("../x"));
  EXPECT_FALSE(check_family("Büyük"));
  EXPECT_TRUE(check_family("topics-2"));
}

}  // namespace
}  // namespace cxai::routing
