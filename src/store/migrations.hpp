// Brings a database to the schema this program knows.
//
// Contract  each migration and its row in schema_migration are one transaction: a crash leaves both or neither
// Errors    conflict: the database has a newer schema, or an applied migration reads differently today
// Threads   any; several processes may migrate one database at once
#pragma once

#include <span>
#include <vector>

#include "store/sql.hpp"
#include "store/sql_store.hpp"

namespace cxai::store {

// The files built into the program, ascending without gaps from version 1.
Result<std::vector<Migration>> known_migrations();

// `known` with `applied` set to what the database has; first applies the missing ones when `apply`.
Result<std::vector<Migration>> migrate_database(Database& database, std::vector<Migration> known, Timestamp now,
                                                bool apply);

}  // namespace cxai::store
