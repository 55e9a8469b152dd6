// Everything that differs between databases. This build: SQLite. All other SQL of the room is common to SQLite and
// PostgreSQL.
#pragma once

#include <soci/soci.h>

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/result.hpp"

namespace cxai::store::dialect {

// Makes the database file (mode 0600) and its folder (0700) when missing.
Result<> prepare_file(const std::filesystem::path& database);

// Opens and configures a connection: write-ahead log, foreign keys checked, deleted content overwritten.
// Throws soci::soci_error.
void connect(soci::session& session, const std::filesystem::path& database, Millis busy_timeout);

// What a committed transaction survives.
enum class Durability : std::uint8_t {
  power_loss,   // synced before commit returns
  process_end,  // written, synced with the next transaction that is; order is kept
};
// Set before a transaction. Throws soci::soci_error.
void set_durability(soci::session& session, Durability durability);

// Empties the write-ahead log. Deleted content is overwritten when it is deleted (connect()). Throws soci::soci_error.
void forget_deleted(soci::session& session);

// Takes the right to write at once, so that a transaction never fails half-way for want of it.
inline constexpr std::string_view kBeginWrite = "BEGIN IMMEDIATE";
// One snapshot for all statements until the end.
inline constexpr std::string_view kBeginRead = "BEGIN";

// Runs a script of several statements. The comment `/* clustered */` behind a table definition asks for rows stored
// in the order of the primary key. Throws soci::soci_error.
void run_script(soci::session& session, std::string script);

// The database's complaint as an Error. The message holds no bound value.
Error to_error(const soci::soci_error& error);

}  // namespace cxai::store::dialect
