#include "custody/audit.hpp"

#include <cstdio>
#include <cstdlib>
#include <thread>
#include <vector>

#include "custody/test_desk.hpp"

namespace cxai::custody {
namespace {

class Audit : public Desk {
 protected:
  void write(int entries) {
    for (int i = 0; i < entries; ++i) {
      clock_.advance(Millis(1000));
      ASSERT_TRUE(audit_.note({"u_1", "original.read", "c_" + std::to_string(i), "şikâyet", Json{{"n", i}}}));
    }
  }
  AuditVerdict verdict() { return AuditLog(*store_, *keys_, clock_).verify().value(); }
  // As somebody with the database in hand would.
  void tamper(const std::string& sql) {
    const std::string database = (dir_.path() / "cxai.db").string();
    const std::string command = "sqlite3 '" + database + "' \"" + sql + "\"";
    ASSERT_EQ(std::system(command.c_str()), 0) << command;
  }
  static bool has_sqlite3() { return std::system("sqlite3 --version > /dev/null 2>&1") == 0; }
};

TEST_F(Audit, AnUntouchedChainIsIntact) {
  EXPECT_FALSE(verdict().bad_row);
  write(5);
  const auto said = verdict();
  EXPECT_EQ(said.rows, 5);
  EXPECT_FALSE(said.bad_row) << said.what;
  store::AuditFilter filter;
  filter.conversation_id = "c_3";
  const auto rows = store_->audit(filter);
  ASSERT_TRUE(rows);
  ASSERT_EQ(rows->size(), 1U);
  EXPECT_EQ(rows->front().actor, "u_1");
  EXPECT_EQ(rows->front().reason, "şikâyet");
  EXPECT_EQ(rows->front().detail["n"], 3);
}

TEST_F(Audit, EveryKindOfTamperingNamesTheRow) {
  if (!has_sqlite3()) GTEST_SKIP() << "needs the program sqlite3";
  const std::pair<const char*, std::int64_t> cases[] = {
      {"UPDATE audit SET actor = 'u_2' WHERE seq = 3", 3},
      {"UPDATE audit SET reason = '' WHERE seq = 1", 1},
      {"UPDATE audit SET at = at + 1 WHERE seq = 5", 5},
      {"UPDATE audit SET detail = '{}' WHERE seq = 2", 2},
      {"DELETE FROM audit WHERE seq = 4", 4},
      {"DELETE FROM audit WHERE seq >= 4", 4},
      {"DELETE FROM audit", 1},
  };
  write(5);
  tamper("CREATE TABLE kept AS SELECT * FROM audit");
  for (const auto& [sql, row] : cases) {
    tamper(sql);
    const auto said = verdict();
    ASSERT_TRUE(said.bad_row) << sql;
    EXPECT_EQ(*said.bad_row, row) << sql << ": " << said.what;
    tamper("DELETE FROM audit; INSERT INTO audit SELECT * FROM kept");
  }
  EXPECT_FALSE(verdict().bad_row);
  // A row whose hash was made without the key, at the end of the chain.
  tamper(
      "INSERT INTO audit SELECT 6, at, actor, action, conversation_id, reason, detail, hash, hash FROM audit WHERE seq "
      "= 5");
  EXPECT_EQ(verdict().bad_row, 6);
}

TEST_F(Audit, ManyThreadsMakeOneChain) {
  std::vector<std::jthread> threads;
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([&] {
      for (int i = 0; i < 10; ++i) EXPECT_TRUE(audit_.note({"u_1", "original.listen"}));
    });
  threads.clear();
  EXPECT_EQ(verdict().rows, 40);
  EXPECT_FALSE(verdict().bad_row);
}

}  // namespace
}  // namespace cxai::custody
