#include "store/dialect.hpp"

#include <fcntl.h>
#include <soci/sqlite3/soci-sqlite3.h>
#include <sys/stat.h>

#include <cerrno>
#include <chrono>
#include <thread>

#include "base/files.hpp"

namespace cxai::store::dialect {
namespace fs = std::filesystem;

namespace {

// SOCI's connect string: a bare path, or key="value" where the path itself holds an equals sign.
std::string connect_string(const fs::path& database) {
  const std::string path = database.string();
  if (path.find('=') == std::string::npos) return path;
  return "db=\"" + path + "\"";
}

ErrorCode code_of(int result) {
  switch (result & 0xff) {
    case SQLITE_CONSTRAINT:
      return ErrorCode::conflict;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
    case SQLITE_FORMAT:
      return ErrorCode::corrupt_data;
    case SQLITE_PERM:
    case SQLITE_READONLY:
    case SQLITE_AUTH:
      return ErrorCode::permission_denied;
    case SQLITE_TOOBIG:
      return ErrorCode::invalid_input;
    default:  // busy, full, input/output: later it may work
      return ErrorCode::unavailable;
  }
}

const char* remedy(int result) {
  switch (result & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return "; another process holds the database, try again";
    case SQLITE_FULL:
      return "; free space on the disk of the database";
    case SQLITE_NOTADB:
    case SQLITE_CORRUPT:
      return "; restore the database from a backup";
    default:
      return "";
  }
}

}  // namespace

Result<> prepare_file(const fs::path& database) {
  if (database.string().find('=') != std::string::npos && database.string().find('"') != std::string::npos)
    return fail(ErrorCode::unsupported, database.string() + ": a database path may not hold both '=' and '\"'");
  if (database.has_parent_path() && !fs::exists(database.parent_path())) {
    std::error_code error;
    if (fs::create_directories(database.parent_path(), error); error)
      return std::unexpected(base::file_error(database.parent_path(), error.value()));
    ::chmod(database.parent_path().c_str(), 0700);
  }
  const base::Fd fd(::open(database.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  if (!fd) return std::unexpected(base::file_error(database, errno));
  return {};
}

void connect(soci::session& session, const fs::path& database, Millis busy_timeout) {
  session.open(soci::sqlite3, connect_string(database));
  session << "PRAGMA busy_timeout = " + std::to_string(busy_timeout.count());
  // Changing to the write-ahead log does not wait for others by itself.
  const auto deadline = std::chrono::steady_clock::now() + busy_timeout;
  while (true) {
    try {
      std::string mode;
      session << "PRAGMA journal_mode = WAL", soci::into(mode);
      break;
    } catch (const soci::soci_error& error) {
      if (to_error(error).code != ErrorCode::unavailable || std::chrono::steady_clock::now() > deadline) throw;
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
  }
  session << "PRAGMA wal_autocheckpoint = 8192";  // 32 MiB
  session << "PRAGMA foreign_keys = ON";
  session << "PRAGMA secure_delete = ON";
  session << "PRAGMA cache_size = -32768";  // 32 MiB for each connection
}

void set_durability(soci::session& session, Durability durability) {
  session << (durability == Durability::power_loss ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL");
}

void forget_deleted(soci::session& session) {
  int busy = 0;
  int log = 0;
  int moved = 0;
  session << "PRAGMA wal_checkpoint(TRUNCATE)", soci::into(busy), soci::into(log), soci::into(moved);
}

void run_script(soci::session& session, std::string script) {
  constexpr std::string_view kClustered = "/* clustered */";
  for (std::size_t at = script.find(kClustered); at != std::string::npos; at = script.find(kClustered, at))
    script.replace(at, kClustered.size(), "WITHOUT ROWID");
  CXAI_CHECK(session.get_backend_name() == "sqlite3");
  auto* backend = static_cast<soci::sqlite3_session_backend*>(session.get_backend());
  char* message = nullptr;
  const int result = sqlite_api::sqlite3_exec(backend->conn_, script.c_str(), nullptr, nullptr, &message);
  if (result == SQLITE_OK) return;
  const std::string text = message != nullptr ? message : "unknown error";
  sqlite_api::sqlite3_free(message);
  throw soci::sqlite3_soci_error(text, result);
}

Error to_error(const soci::soci_error& error) {
  const auto* sqlite = dynamic_cast<const soci::sqlite3_soci_error*>(&error);
  if (sqlite == nullptr) return Error{ErrorCode::unavailable, "database: " + error.get_error_message()};
  return Error{code_of(sqlite->result()), "database: " + error.get_error_message() + remedy(sqlite->result())};
}

}  // namespace cxai::store::dialect
