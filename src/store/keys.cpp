#include "store/keys.hpp"

#include <sys/stat.h>

#include <cerrno>
#include <set>

#include "base/files.hpp"
#include "store/conversation_record.hpp"
#include "store/migrations.hpp"
#include "store/sql.hpp"

namespace cxai::store {
namespace {

constexpr std::string_view kSchema =
    "CREATE TABLE conversation_key (owner TEXT NOT NULL, kind TEXT NOT NULL, master TEXT NOT NULL, "
    "wrapped TEXT NOT NULL, created_at BIGINT NOT NULL, destroyed_at BIGINT, reason TEXT NOT NULL, "
    "PRIMARY KEY (owner, kind)) /* clustered */;"
    "CREATE TABLE secret (name TEXT NOT NULL PRIMARY KEY, master TEXT NOT NULL, wrapped TEXT NOT NULL);"
    "CREATE TABLE anchor (name TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL);";

std::string purpose_of(const std::string& owner, BlobKind kind) {
  return "key/" + owner + "/" + to_string(kind);
}

Result<std::vector<base::SecretKey>> read_masters(std::string_view text, const std::string& where) {
  std::vector<base::SecretKey> keys;
  constexpr std::string_view kBetween = " ,\n\r\t";
  for (std::size_t at = text.find_first_not_of(kBetween); at != std::string_view::npos;
       at = text.find_first_not_of(kBetween, at)) {
    const std::size_t end = std::min(text.find_first_of(kBetween, at), text.size());
    const auto key = base::SecretKey::from_text(text.substr(at, end - at));
    if (!key)
      return fail(ErrorCode::permission_denied,
                  where +
                      ": not a master key; it is 43 characters of URL-safe base 64, as `cxai` wrote it into "
                      "master.key; restore that file from its backup");
    keys.push_back(*key);
    at = end;
  }
  return keys;
}

std::string text_of(const std::vector<base::SecretKey>& keys) {
  std::string text;
  for (const auto& key : keys) text += key.to_text() + "\n";
  return text;
}

}  // namespace

const char* to_string(BlobKind kind) {
  switch (kind) {
    case BlobKind::sound:
      return "sound";
    case BlobKind::text:
      return "text";
  }
  return "";
}

Keys::Keys(KeysOptions options, std::unique_ptr<Database> database, const base::Clock& clock)
    : options_(std::move(options)), database_(std::move(database)), clock_(clock) {}
Keys::~Keys() = default;

Result<std::unique_ptr<Keys>> Keys::open(KeysOptions options, const base::Clock& clock) {
  std::error_code error;
  std::filesystem::create_directories(options.folder, error);
  if (error)
    return fail(ErrorCode::permission_denied, options.folder.string() + ": cannot make the folder of the keys (" +
                                                  error.message() + "); choose another with the setting keys.dir");
  ::chmod(options.folder.c_str(), 0700);
  CXAI_TRY(auto database, Database::open(options.folder / "keys.db", 4, options.busy_timeout));
  CXAI_TRY_VOID(migrate_database(*database, {{1, "keys", std::string(kSchema), false}}, clock.now(), true));
  std::unique_ptr<Keys> keys(new Keys(std::move(options), std::move(database), clock));
  CXAI_TRY_VOID(keys->load_masters());
  CXAI_TRY_VOID(keys->check_masters());
  return keys;
}

Result<> Keys::load_masters() {
  if (!options_.master.empty()) {
    CXAI_TRY(auto given, read_masters(options_.master, "master.key"));
    if (!given.empty()) {
      set_masters(std::move(given));
      return {};
    }
  }
  const auto file = master_file();
  // The right to write serialises processes that start for the first time at once.
  return database_->write([&](soci::session& session) -> Result<> {
    struct stat facts{};
    if (::stat(file.c_str(), &facts) == 0) {
      if ((facts.st_mode & 077) != 0)
        return fail(ErrorCode::permission_denied,
                    file.string() +
                        ": others may read the master key; chmod 600 it, and rotate it with "
                        "`cxai privacy rotate-key` if somebody did");
      return reload_masters();
    }
    if (errno != ENOENT) return std::unexpected(base::file_error(file, errno));
    std::int64_t held = 0;
    Query count(session, "SELECT (SELECT COUNT(*) FROM secret) + (SELECT COUNT(*) FROM conversation_key)");
    count.into(held).next();
    if (held > 0)
      return fail(ErrorCode::permission_denied,
                  file.string() + ": the master key is missing, and " + std::to_string(held) +
                      " keys are wrapped under it; restore the file from its backup, or give the key as "
                      "CXAI_MASTER_KEY");
    set_masters({base::SecretKey::random()});
    return base::write_file_atomic(file, text_of(masters()));
  });
}

// Another process may have rotated the master key. Inside a transaction that writes, what the file says holds until
// its end: rotate() writes the file before its own transaction and shortens it after.
Result<> Keys::reload_masters() {
  if (!options_.master.empty()) return {};
  CXAI_TRY(const std::string text, base::read_file(master_file(), 1 << 16));
  CXAI_TRY(auto read, read_masters(text, master_file().string()));
  if (read.empty())
    return fail(ErrorCode::permission_denied, master_file().string() + ": empty; restore it from its backup");
  set_masters(std::move(read));
  return {};
}

std::vector<base::SecretKey> Keys::masters() const {
  const std::lock_guard lock(mutex_);
  return masters_;
}

void Keys::set_masters(std::vector<base::SecretKey> masters) {
  const std::lock_guard lock(mutex_);
  masters_ = std::move(masters);
}

Result<> Keys::check_masters() {
  std::set<std::string> known;
  for (const auto& key : masters()) known.insert(key.fingerprint());
  return database_->read([&](soci::session& session) -> Result<> {
    std::string master;
    Query used(session,
               "SELECT DISTINCT master FROM (SELECT master FROM secret UNION SELECT master FROM conversation_key "
               "WHERE wrapped <> '') AS used_masters");
    used.into(master);
    while (used.next())
      if (!known.contains(master))
        return fail(ErrorCode::permission_denied,
                    "the master key is not the one this data is sealed with: " +
                        (options_.folder / "keys.db").string() + " wants " + master + ", and " +
                        (options_.master.empty() ? master_file().string() : std::string("master.key")) + " has " +
                        *known.begin() + "; restore the right key from its backup");
    return {};
  });
}

Keys::Wrapped Keys::wrap(const base::SecretKey& key, const std::string& purpose) const {
  const auto current = masters();
  return {current.front().fingerprint(), base::to_base64(base::wrap_key(key, current.front(), purpose))};
}

Result<base::SecretKey> Keys::unwrap(const Wrapped& wrapped, const std::string& purpose) {
  const auto bytes = base::from_base64(wrapped.text);
  if (!bytes) return fail(ErrorCode::corrupt_data, "keys.db: a wrapped key is no base 64; restore its backup");
  for (const bool again : {false, true}) {
    if (again) CXAI_TRY_VOID(reload_masters());
    for (const auto& master : masters())
      if (master.fingerprint() == wrapped.master) return base::unwrap_key(*bytes, master, purpose);
  }
  return fail(ErrorCode::permission_denied,
              "keys.db: a key is wrapped under the master key " + wrapped.master +
                  ", which this process does not have; give it in CXAI_MASTER_KEY beside the current one");
}

Result<base::SecretKey> Keys::make(const std::string& owner, BlobKind kind) {
  CXAI_TRY(const auto known, find(owner, kind));
  if (known) return *known;
  const std::string purpose = purpose_of(owner, kind);
  CXAI_TRY(const Wrapped stored, database_->write([&](soci::session& session) -> Result<Wrapped> {
    CXAI_TRY_VOID(reload_masters());
    const Wrapped fresh = wrap(base::SecretKey::random(), purpose);
    Query(session,
          "INSERT INTO conversation_key (owner, kind, master, wrapped, created_at, reason) VALUES (?, ?, ?, ?, ?, '') "
          "ON CONFLICT (owner, kind) DO NOTHING")
        .bind(owner)
        .bind(to_string(kind))
        .bind(fresh.master)
        .bind(fresh.text)
        .bind(to_millis(clock_.now()))
        .run();
    Wrapped row;
    std::optional<std::int64_t> destroyed_at;
    Query query(session, "SELECT master, wrapped, destroyed_at FROM conversation_key WHERE owner = ? AND kind = ?");
    query.bind(owner).bind(to_string(kind)).into(row.master).into(row.text).into(destroyed_at).next();
    if (destroyed_at)
      return fail(ErrorCode::conflict, "this content was destroyed on " +
                                           base::format_utc(from_millis(*destroyed_at)).substr(0, 10) +
                                           " and is not taken in again");
    return row;
  }));
  return unwrap(stored, purpose);
}

Result<std::optional<base::SecretKey>> Keys::find(const std::string& owner, BlobKind kind) {
  CXAI_TRY(const auto row, database_->read([&](soci::session& session) -> Result<std::optional<Wrapped>> {
    Wrapped found;
    Query query(session, "SELECT master, wrapped FROM conversation_key WHERE owner = ? AND kind = ? AND wrapped <> ''");
    if (!query.bind(owner).bind(to_string(kind)).into(found.master).into(found.text).next()) return std::nullopt;
    return found;
  }));
  if (!row) return std::nullopt;
  CXAI_TRY(const auto key, unwrap(*row, purpose_of(owner, kind)));
  return key;
}

Result<int> Keys::destroy(const std::string& owner, BlobKind kind, const std::string& reason) {
  CXAI_TRY(const int destroyed, database_->write([&](soci::session& session) -> Result<int> {
    const std::int64_t at = to_millis(clock_.now());
    const auto gone = Query(session,
                            "UPDATE conversation_key SET wrapped = '', destroyed_at = ?, reason = ? WHERE owner = ? "
                            "AND kind = ? AND wrapped <> ''")
                          .bind(at)
                          .bind(reason)
                          .bind(owner)
                          .bind(to_string(kind))
                          .run();
    if (gone == 0)
      Query(session,
            "INSERT INTO conversation_key (owner, kind, master, wrapped, created_at, destroyed_at, reason) "
            "VALUES (?, ?, '', '', ?, ?, ?) ON CONFLICT (owner, kind) DO NOTHING")
          .bind(owner)
          .bind(to_string(kind))
          .bind(at)
          .bind(at)
          .bind(reason)
          .run();
    return static_cast<int>(gone);
  }));
  CXAI_TRY_VOID(database_->forget_deleted());
  return destroyed;
}

Result<std::optional<Keys::Tombstone>> Keys::destroyed(const std::string& owner, BlobKind kind) {
  return database_->read([&](soci::session& session) -> Result<std::optional<Tombstone>> {
    std::int64_t at = 0;
    Tombstone tombstone;
    Query query(session,
                "SELECT destroyed_at, reason FROM conversation_key WHERE owner = ? AND kind = ? AND destroyed_at IS "
                "NOT NULL");
    if (!query.bind(owner).bind(to_string(kind)).into(at).into(tombstone.reason).next()) return std::nullopt;
    tombstone.at = from_millis(at);
    return tombstone;
  });
}

Result<base::SecretKey> Keys::secret(const std::string& name) {
  const auto select = [&](soci::session& session) -> Result<std::optional<Wrapped>> {
    Wrapped found;
    Query query(session, "SELECT master, wrapped FROM secret WHERE name = ?");
    if (!query.bind(name).into(found.master).into(found.text).next()) return std::nullopt;
    return found;
  };
  CXAI_TRY(std::optional<Wrapped> row, database_->read(select));
  if (!row) {
    CXAI_TRY(row, database_->write([&](soci::session& session) -> Result<std::optional<Wrapped>> {
      CXAI_TRY_VOID(reload_masters());
      const Wrapped fresh = wrap(base::SecretKey::random(), "secret/" + name);
      Query(session, "INSERT INTO secret (name, master, wrapped) VALUES (?, ?, ?) ON CONFLICT (name) DO NOTHING")
          .bind(name)
          .bind(fresh.master)
          .bind(fresh.text)
          .run();
      return select(session);
    }));
  }
  return unwrap(*row, "secret/" + name);
}

Result<std::optional<std::string>> Keys::anchor(const std::string& name) {
  return database_->read([&](soci::session& session) -> Result<std::optional<std::string>> {
    std::string value;
    Query query(session, "SELECT value FROM anchor WHERE name = ?");
    if (!query.bind(name).into(value).next()) return std::nullopt;
    return value;
  });
}

Result<> Keys::put_anchor(const std::string& name, const std::string& value) {
  return database_->write([&](soci::session& session) -> Result<> {
    Query(session,
          "INSERT INTO anchor (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value")
        .bind(name)
        .bind(value)
        .run();
    return {};
  });
}

Result<Keys::Rotation> Keys::rotate() {
  const bool own_file = options_.master.empty();
  if (own_file) {
    // The file knows old and new key before anything is wrapped under the new one.
    CXAI_TRY_VOID(reload_masters());
    auto both = masters();
    both.insert(both.begin(), base::SecretKey::random());
    CXAI_TRY_VOID(base::write_file_atomic(master_file(), text_of(both)));
    set_masters(std::move(both));
  }
  Rotation rotation{0, masters().front().fingerprint()};
  CXAI_TRY_VOID(database_->write([&](soci::session& session) -> Result<> {
    struct Row {
      std::string owner, kind;
      Wrapped key;
    };
    std::vector<Row> rows;
    Row row;
    Query keys(session, "SELECT owner, kind, master, wrapped FROM conversation_key WHERE wrapped <> ''");
    keys.into(row.owner).into(row.kind).into(row.key.master).into(row.key.text);
    while (keys.next()) rows.push_back(row);
    for (const Row& old : rows) {
      const std::string purpose = "key/" + old.owner + "/" + old.kind;
      CXAI_TRY(const auto key, unwrap(old.key, purpose));
      const Wrapped fresh = wrap(key, purpose);
      Query(session, "UPDATE conversation_key SET master = ?, wrapped = ? WHERE owner = ? AND kind = ?")
          .bind(fresh.master)
          .bind(fresh.text)
          .bind(old.owner)
          .bind(old.kind)
          .run();
    }
    rotation.keys = static_cast<std::int64_t>(rows.size());
    rows.clear();
    Query secrets(session, "SELECT name, master, wrapped FROM secret");
    secrets.into(row.owner).into(row.key.master).into(row.key.text);
    while (secrets.next()) rows.push_back(row);
    for (const Row& old : rows) {
      CXAI_TRY(const auto key, unwrap(old.key, "secret/" + old.owner));
      const Wrapped fresh = wrap(key, "secret/" + old.owner);
      Query(session, "UPDATE secret SET master = ?, wrapped = ? WHERE name = ?")
          .bind(fresh.master)
          .bind(fresh.text)
          .bind(old.owner)
          .run();
    }
    rotation.keys += static_cast<std::int64_t>(rows.size());
    return {};
  }));
  if (own_file) {
    const std::vector<base::SecretKey> current{masters().front()};
    CXAI_TRY_VOID(base::write_file_atomic(master_file(), text_of(current)));
    set_masters(current);
  }
  CXAI_TRY_VOID(database_->forget_deleted());
  return rotation;
}

}  // namespace cxai::store
