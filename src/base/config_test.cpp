#include "base/config.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/files.hpp"

namespace cxai::base {
namespace {

using testing::HasSubstr;

TEST(Config, LaterSourcesWinAndOriginsAreKept) {
  const TempDir dir;
  const auto file = dir.path() / "cxai.toml";
  ASSERT_TRUE(write_file_atomic(file, "[server]\nport = 9000\nhost = \"0.0.0.0\"\nthreads = 4\n"));
  const auto config = Config::load(file, {{"CXAI_SERVER_PORT", "9001"}, {"CXAI_SERVER_THREADS", "3"}, {"HOME", "/"}},
                                   {{"server.port", "9002", "--port"}});
  ASSERT_TRUE(config) << config.error().message;
  EXPECT_EQ(config->integer("server.port"), 9002);
  EXPECT_EQ(config->value("server.port").origin, "--port");
  EXPECT_EQ(config->value("server.threads").origin, "CXAI_SERVER_THREADS");
  EXPECT_EQ(config->value("server.host").origin, file.string() + ":3");
  EXPECT_EQ(config->value("log.level").origin, "default");
}

TEST(Config, AnUnknownKeyNamesTheNearest) {
  const TempDir dir;
  const auto file = dir.path() / "cxai.toml";
  ASSERT_TRUE(write_file_atomic(file, "\n[server]\nprot = 9000\n"));
  const auto from_file = Config::load(file, {}, {});
  ASSERT_FALSE(from_file);
  EXPECT_THAT(from_file.error().message, HasSubstr("cxai.toml:3"));
  EXPECT_THAT(from_file.error().message, HasSubstr("did you mean 'server.port'"));
  const auto from_env = Config::load({}, {{"CXAI_SERVER_PROT", "1"}}, {});
  ASSERT_FALSE(from_env);
  EXPECT_THAT(from_env.error().message, HasSubstr("'CXAI_SERVER_PORT'"));
  const auto from_flag = Config::load({}, {}, {{"log.lvl", "info", "--set"}});
  ASSERT_FALSE(from_flag);
  EXPECT_THAT(from_flag.error().message, HasSubstr("'log.level'"));
}

TEST(Config, ValuesAreChecked) {
  EXPECT_FALSE(Config::load({}, {{"CXAI_SERVER_PORT", "70000"}}, {}));
  EXPECT_FALSE(Config::load({}, {{"CXAI_SERVER_PORT", "80x"}}, {}));
  EXPECT_FALSE(Config::load({}, {{"CXAI_SERVER_SECURE_COOKIE", "yes"}}, {}));
  EXPECT_TRUE(Config::load({}, {{"CXAI_SHARED", "/x"}}, {}));
  EXPECT_FALSE(Config::load("/nowhere/cxai.toml", {}, {}));
}

TEST(Config, NearestGivesUpWhenNothingIsNear) {
  EXPECT_EQ(nearest("prot", {"port", "host"}), "port");
  EXPECT_EQ(nearest("zzzzzz", {"port", "host"}), std::nullopt);
}

}  // namespace
}  // namespace cxai::base
