#include "store/migrations.hpp"

#include <charconv>
#include <cstdint>
#include <map>
#include <string>

#include "base/embedded.hpp"
#include "base/hash.hpp"

namespace cxai::store {

namespace {

struct Applied {
  std::string name;
  std::string sha256;
};

Result<std::map<int, Applied>> read_applied(soci::session& session) {
  std::map<int, Applied> applied;
  int version = 0;
  std::string name;
  std::string sha256;
  Query query(session, "SELECT version, name, sha256 FROM schema_migration ORDER BY version");
  query.into(version).into(name).into(sha256);
  while (query.next()) applied[version] = Applied{name, sha256};
  return applied;
}

Result<> check(const std::map<int, Applied>& applied, const std::vector<Migration>& known) {
  const int newest = known.empty() ? 0 : known.back().version;
  if (!applied.empty() && applied.rbegin()->first > newest)
    return fail(ErrorCode::conflict, "database: its schema has version " + std::to_string(applied.rbegin()->first) +
                                         ", this program knows versions up to " + std::to_string(newest) +
                                         "; start the newer program, or restore a backup made before the upgrade");
  for (const Migration& migration : known) {
    const auto row = applied.find(migration.version);
    if (row == applied.end() || row->second.sha256 == base::sha256_hex(migration.sql)) continue;
    return fail(ErrorCode::conflict, "database: migration " + std::to_string(migration.version) + " was applied as " +
                                         row->second.name + " with other content (SHA-256 " + row->second.sha256 +
                                         ") than this program has; use the program that made the database");
  }
  return {};
}

Result<> apply_one(soci::session& session, const Migration& migration, Timestamp now) {
  try {
    dialect::run_script(session, migration.sql);
  } catch (const soci::soci_error& error) {
    return fail("migration " + migration.name + ": ", dialect::to_error(error));
  }
  Query(session, "INSERT INTO schema_migration (version, name, sha256, applied_at) VALUES (?, ?, ?, ?)")
      .bind(migration.version)
      .bind(migration.name)
      .bind(base::sha256_hex(migration.sql))
      .bind(std::int64_t{now.time_since_epoch().count()})
      .run();
  return {};
}

}  // namespace

Result<std::vector<Migration>> known_migrations() {
  std::vector<Migration> known;
  for (const base::embedded::File& file : base::embedded::migrations()) {
    Migration migration;
    migration.name = std::string(file.path);
    migration.sql = std::string(file.bytes);
    std::from_chars(file.path.data(), file.path.data() + file.path.size(), migration.version);
    if (migration.version != static_cast<int>(known.size()) + 1)
      return fail(ErrorCode::corrupt_data, "migrations: expected version " + std::to_string(known.size() + 1) +
                                               " in place of " + migration.name);
    known.push_back(std::move(migration));
  }
  return known;
}

Result<std::vector<Migration>> migrate_database(Database& database, std::vector<Migration> known, Timestamp now,
                                                bool apply) {
  CXAI_TRY(const bool has_table, database.read([](soci::session& session) -> Result<bool> {
    std::string name;
    bool found = false;
    soci::statement tables = (session.prepare_table_names(), soci::into(name));
    tables.execute();
    while (tables.fetch()) found = found || name == "schema_migration";
    return found;
  }));
  if (!has_table) {
    if (!apply) return known;
    CXAI_TRY_VOID(database.write([](soci::session& session) -> Result<> {
      Query(session,
            "CREATE TABLE IF NOT EXISTS schema_migration (version BIGINT NOT NULL PRIMARY KEY, name TEXT NOT NULL, "
            "sha256 TEXT NOT NULL, applied_at BIGINT NOT NULL)")
          .run();
      return {};
    }));
  }
  CXAI_TRY(auto applied, database.read(read_applied));
  CXAI_TRY_VOID(check(applied, known));
  for (Migration& migration : known) {
    migration.applied = applied.contains(migration.version);
    if (migration.applied || !apply) continue;
    const auto apply_missing = [&](soci::session& session) -> Result<> {
      CXAI_TRY(const auto current, read_applied(session));  // another process may have been quicker
      CXAI_TRY_VOID(check(current, known));
      if (current.contains(migration.version)) return {};
      return apply_one(session, migration, now);
    };
    CXAI_TRY_VOID(database.write(apply_missing));
    migration.applied = true;
  }
  return known;
}

}  // namespace cxai::store
