// The Store over SQL (SOCI). This build: SQLite. The body of SQL is one for all databases.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "store/store.hpp"

namespace cxai::store {

struct SqlStoreOptions {
  std::filesystem::path database;  // SQLite file; made when missing
  int connections = 4;             // pool size
  Millis busy_timeout{15'000};     // how long a writer waits for another
};

// Opens and migrates. Errors: conflict when the schema is newer than this program knows (with both versions).
Result<std::unique_ptr<Store>> open_sql_store(const SqlStoreOptions& options, const base::Clock& clock);

struct Migration {
  int version = 0;
  std::string name;
  std::string sql;
  bool applied = false;
};

// All migrations this program knows, with what the database has. Applies the missing ones when `apply`.
Result<std::vector<Migration>> migrate(const SqlStoreOptions& options, const base::Clock& clock, bool apply);

}  // namespace cxai::store
