#include "store/migrations.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <csignal>
#include <thread>

#include "base/files.hpp"

namespace cxai::store {

namespace {

const Timestamp kNow = base::parse_utc("2026-03-14T09:00:00Z").value();
const Migration kFirst{1, "0001_first.sql", "CREATE TABLE a (x BIGINT); INSERT INTO a (x) VALUES (7);", false};
const Migration kSecond{2, "0002_second.sql", "CREATE TABLE b (x BIGINT); INSERT INTO b (x) SELECT x + 1 FROM a;",
                        false};

class Migrations : public testing::Test {
 protected:
  std::unique_ptr<Database> open() {
    auto database = Database::open(path_, 1, Millis(5'000));
    EXPECT_TRUE(database) << database.error().message;
    return std::move(*database);
  }
  // The first number the query gives; nothing when it fails or gives none.
  std::optional<int> number(const std::string& sql) {
    const auto got = open()->read([&](soci::session& session) -> Result<std::optional<int>> {
      int value = 0;
      Query query(session, sql);
      if (!query.into(value).next()) return std::nullopt;
      return value;
    });
    return got ? *got : std::nullopt;
  }

  base::TempDir folder_;
  std::filesystem::path path_ = folder_.path() / "deep" / "store.db";
};

}  // namespace

TEST_F(Migrations, EmbeddedOnesMakeAFreshDatabase) {
  SqlStoreOptions options;
  options.database = path_;
  const base::FixedClock clock(kNow);
  const auto planned = migrate(options, clock, false);
  ASSERT_TRUE(planned);
  ASSERT_FALSE(planned->empty());
  EXPECT_TRUE(std::ranges::none_of(*planned, &Migration::applied));
  EXPECT_FALSE(std::filesystem::exists(path_));

  const auto done = migrate(options, clock, true);
  ASSERT_TRUE(done) << done.error().message;
  EXPECT_TRUE(std::ranges::all_of(*done, &Migration::applied));
  const auto after = migrate(options, clock, false);
  ASSERT_TRUE(after);
  EXPECT_TRUE(std::ranges::all_of(*after, &Migration::applied));
  EXPECT_EQ(number("SELECT COUNT(*) FROM conversation"), 0);

  struct stat info{};
  ASSERT_EQ(::stat(path_.c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777U, 0600U);
  ASSERT_EQ(::stat(path_.parent_path().c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777U, 0700U);
}

TEST_F(Migrations, UpgradesFromTheVersionBefore) {
  ASSERT_TRUE(migrate_database(*open(), {kFirst}, kNow, true));
  const auto planned = migrate_database(*open(), {kFirst, kSecond}, kNow, false);
  ASSERT_TRUE(planned);
  EXPECT_TRUE((*planned)[0].applied);
  EXPECT_FALSE((*planned)[1].applied);
  ASSERT_TRUE(migrate_database(*open(), {kFirst, kSecond}, kNow, true));
  EXPECT_EQ(number("SELECT x FROM b"), 8);
  ASSERT_TRUE(migrate_database(*open(), {kFirst, kSecond}, kNow, true));
  EXPECT_EQ(number("SELECT COUNT(*) FROM b"), 1);
  EXPECT_EQ(number("SELECT COUNT(*) FROM schema_migration WHERE applied_at = " +
                   std::to_string(kNow.time_since_epoch().count())),
            2);
}

TEST_F(Migrations, ANewerDatabaseIsRefusedUntouched) {
  ASSERT_TRUE(migrate_database(*open(), {kFirst, kSecond}, kNow, true));
  const auto refused = migrate_database(*open(), {kFirst}, kNow, true);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::conflict);
  EXPECT_NE(refused.error().message.find("version 2"), std::string::npos) << refused.error().message;
  EXPECT_NE(refused.error().message.find("up to 1"), std::string::npos) << refused.error().message;
  EXPECT_EQ(number("SELECT x FROM b"), 8);
}

TEST_F(Migrations, AChangedMigrationIsRefused) {
  ASSERT_TRUE(migrate_database(*open(), {kFirst}, kNow, true));
  Migration changed = kFirst;
  changed.sql += " -- ";
  const auto refused = migrate_database(*open(), {changed, kSecond}, kNow, true);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::conflict);
  EXPECT_EQ(number("SELECT x FROM b"), std::nullopt);
}

TEST_F(Migrations, AFailingMigrationLeavesNothing) {
  Migration broken = kSecond;
  broken.sql = "CREATE TABLE b (x BIGINT); UPDATE a SET x = 0; INSERT INTO missing VALUES (1);";
  const auto failed = migrate_database(*open(), {kFirst, broken}, kNow, true);
  ASSERT_FALSE(failed);
  EXPECT_NE(failed.error().message.find("0002_second.sql"), std::string::npos) << failed.error().message;
  EXPECT_EQ(number("SELECT x FROM a"), 7);
  EXPECT_EQ(number("SELECT COUNT(*) FROM b"), std::nullopt);
  EXPECT_EQ(number("SELECT MAX(version) FROM schema_migration"), 1);
  ASSERT_TRUE(migrate_database(*open(), {kFirst, kSecond}, kNow, true));
  EXPECT_EQ(number("SELECT x FROM b"), 8);
}

TEST_F(Migrations, AKilledMigrationLeavesNothing) {
  ASSERT_TRUE(migrate_database(*open(), {kFirst}, kNow, true));
  const pid_t child = ::fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    auto database = Database::open(path_, 1, Millis(5'000));
    (void)(*database)->write([](soci::session& session) -> Result<> {
      dialect::run_script(session, kSecond.sql);
      ::raise(SIGKILL);
      return {};
    });
    ::_exit(1);
  }
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  ASSERT_TRUE(WIFSIGNALED(status));
  EXPECT_EQ(number("SELECT COUNT(*) FROM b"), std::nullopt);
  ASSERT_TRUE(migrate_database(*open(), {kFirst, kSecond}, kNow, true));
  EXPECT_EQ(number("SELECT x FROM b"), 8);
}

TEST_F(Migrations, ManyProgramsMayStartAtOnce) {
  const base::FixedClock clock(kNow);
  SqlStoreOptions options;
  options.database = path_;
  std::atomic<int> opened = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 6; ++i) {
    threads.emplace_back([&] {
      const auto store = open_sql_store(options, clock);
      EXPECT_TRUE(store) << store.error().message;
      if (store) ++opened;
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(opened, 6);
}

TEST_F(Migrations, WhatIsNoDatabaseIsRefused) {
  ASSERT_TRUE(base::write_file_atomic(path_, std::string(5000, 'x')));
  const base::FixedClock clock(kNow);
  SqlStoreOptions options;
  options.database = path_;
  EXPECT_EQ(open_sql_store(options, clock).error().code, ErrorCode::corrupt_data);
  options.database = "/dev/null/store.db";
  EXPECT_FALSE(open_sql_store(options, clock));
  options.database = folder_.path() / "odd = name" / "my \t store.db";
  EXPECT_TRUE(open_sql_store(options, clock));
  EXPECT_TRUE(std::filesystem::file_size(options.database) > 0);
  options.connections = 0;
  EXPECT_EQ(open_sql_store(options, clock).error().code, ErrorCode::invalid_input);
}

}  // namespace cxai::store
