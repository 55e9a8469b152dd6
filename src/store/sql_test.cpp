#include "store/sql.hpp"

#include <gtest/gtest.h>
#include <sys/resource.h>

#include <atomic>
#include <csignal>
#include <thread>

#include "base/files.hpp"
#include "store/store_contract.hpp"

namespace cxai::store {

namespace {

// While it lives no file may grow beyond `bytes`, as on a full disk.
class FullDisk {
 public:
  explicit FullDisk(rlim_t bytes) {
    ::getrlimit(RLIMIT_FSIZE, &before_);
    handler_ = std::signal(SIGXFSZ, SIG_IGN);
    const rlimit limit{bytes, before_.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &limit);
  }
  ~FullDisk() {
    ::setrlimit(RLIMIT_FSIZE, &before_);
    std::signal(SIGXFSZ, handler_);
  }

 private:
  rlimit before_{};
  void (*handler_)(int) = nullptr;
};

Result<> make_table(soci::session& session) {
  Query(session, "CREATE TABLE t (x BIGINT PRIMARY KEY, s TEXT)").run();
  return {};
}

Result<std::int64_t> count(soci::session& session) {
  std::int64_t rows = 0;
  Query query(session, "SELECT COUNT(*) FROM t");
  query.into(rows).next();
  return rows;
}

Result<> insert_one(soci::session& session) {
  Query(session, "INSERT INTO t (x, s) VALUES (?, ?)").bind(1).bind(std::optional<std::string>()).run();
  return {};
}

}  // namespace

TEST(Database, ABodyThatFailsLeavesNoEffect) {
  const base::TempDir folder;
  const auto database = std::move(*Database::open(folder.path() / "d.db", 2, Millis(1000)));
  ASSERT_TRUE(database->write(make_table));
  const auto failed = database->write([](soci::session& session) -> Result<> {
    CXAI_TRY_VOID(insert_one(session));
    return fail(ErrorCode::cancelled, "no");
  });
  EXPECT_EQ(failed.error().code, ErrorCode::cancelled);
  EXPECT_EQ(*database->read(count), 0);
  ASSERT_TRUE(database->write(insert_one));
  EXPECT_EQ(database->write(insert_one).error().code, ErrorCode::conflict);
  EXPECT_EQ(*database->read(count), 1);
}

TEST(Database, ErrorsHoldNoBoundValue) {
  const base::TempDir folder;
  const auto database = std::move(*Database::open(folder.path() / "d.db", 1, Millis(1000)));
  const auto failed = database->write([](soci::session& session) -> Result<> {
    Query(session, "INSERT INTO missing (s) VALUES (?)").bind("0532 111 22 33").run();
    return {};
  });
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().message.find("0532"), std::string::npos) << failed.error().message;
}

TEST(Database, ReadersDoNotWaitForAWriterAndAWriterGivesUpInTime) {
  const base::TempDir folder;
  const auto path = folder.path() / "d.db";
  const auto other = std::move(*Database::open(path, 1, Millis(1000)));  // as another process would
  const auto database = std::move(*Database::open(path, 2, Millis(50)));
  ASSERT_TRUE(database->write(make_table));
  ASSERT_TRUE(other->write([&](soci::session& session) -> Result<> {
    CXAI_TRY_VOID(insert_one(session));
    EXPECT_EQ(*database->read(count), 0);
    EXPECT_EQ(database->write(insert_one).error().code, ErrorCode::unavailable);
    return {};
  }));
  EXPECT_EQ(*database->read(count), 1);
  ASSERT_TRUE(database->write([&](soci::session&) -> Result<> {
    EXPECT_EQ(*database->read(count), 1);  // in the same process, too
    EXPECT_EQ(database->write(insert_one).error().code, ErrorCode::unavailable);
    return {};
  }));
}

TEST(Database, AFullDiskIsAnErrorWithoutEffect) {
  const base::TempDir folder;
  const base::FixedClock clock(kStart);
  const auto store = std::move(*implementations().front().open(folder.path(), clock));
  Arrival large = arrival("large");
  large.job_payload = Json{{"text", std::string(3 << 20, 'x')}};
  {
    const FullDisk full(std::filesystem::file_size(folder.path() / "store.db-wal") + 100'000);
    const auto refused = store->register_conversation(large);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::unavailable) << refused.error().message;
    EXPECT_FALSE(store->conversation("large")->has_value());
  }
  EXPECT_EQ(store->job_counts()->queued, 0);
  ASSERT_TRUE(store->register_conversation(large));
  EXPECT_EQ(store->job_counts()->queued, 1);
}

}  // namespace cxai::store
