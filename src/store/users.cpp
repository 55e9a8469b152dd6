#include "store/users.hpp"

#include "base/hash.hpp"
#include "store/conversation_record.hpp"

namespace cxai::store {

namespace {

// What every query of users reads, in this order.
struct UserRow {
  static constexpr const char* kSelect =
      "SELECT id, login, name, role, agent_id, language, password_hash, rights FROM app_user ";
  User user;
  std::string role;
  std::string rights;

  void read_from(Query& query) {
    query.into(user.id).into(user.login).into(user.name).into(role).into(user.agent_id);
    query.into(user.language).into(user.password_hash).into(rights);
  }

  Result<User> checked() const {
    const auto known = user_role_from(role);
    if (!known) return fail(ErrorCode::corrupt_data, "stored user " + user.id + ": unknown role '" + role + "'");
    User out = user;
    out.role = *known;
    out.rights.clear();
    for (const Right right : kRights)
      if ((" " + rights + " ").find(std::string(" ") + to_string(right) + " ") != std::string::npos)
        out.rights.push_back(right);
    return out;
  }
};

Result<std::optional<User>> find_user(Database& database, const std::string& column, const std::string& value) {
  return database.read([&](soci::session& session) -> Result<std::optional<User>> {
    UserRow row;
    Query query(session, UserRow::kSelect + ("WHERE " + column + " = ?"));
    query.bind(value);
    row.read_from(query);
    if (!query.next()) return std::nullopt;
    CXAI_TRY(User user, row.checked());
    return user;
  });
}

}  // namespace

Result<> put_user(Database& database, const User& user) {
  if (user.login.empty()) return fail(ErrorCode::invalid_input, "user: the login is empty");
  std::string rights;
  for (const Right right : user.rights) rights += (rights.empty() ? "" : " ") + std::string(to_string(right));
  return database.write([&](soci::session& session) -> Result<> {
    Query(session,
          "INSERT INTO app_user (id, login, name, role, agent_id, language, password_hash, rights) "
          "VALUES (?, ?, ?, ?, ?, ?, ?, ?) "
          "ON CONFLICT (login) DO UPDATE SET name = excluded.name, role = excluded.role, agent_id = excluded.agent_id, "
          "language = excluded.language, password_hash = excluded.password_hash, "
          "rights = excluded.rights")
        .bind(user.id.empty() ? base::new_id("usr_") : user.id)
        .bind(user.login)
        .bind(user.name)
        .bind(to_string(user.role))
        .bind(user.agent_id)
        .bind(user.language)
        .bind(user.password_hash)
        .bind(rights)
        .run();
    return {};
  });
}

Result<std::optional<User>> user_by_login(Database& database, const std::string& login) {
  return find_user(database, "login", login);
}

Result<std::optional<User>> user_by_id(Database& database, const std::string& id) {
  return find_user(database, "id", id);
}

Result<std::int64_t> count_users(Database& database) {
  return database.read([](soci::session& session) -> Result<std::int64_t> {
    std::int64_t count = 0;
    Query query(session, "SELECT COUNT(*) FROM app_user");
    query.into(count).next();
    return count;
  });
}

Result<std::vector<User>> all_users(Database& database) {
  return database.read([](soci::session& session) -> Result<std::vector<User>> {
    std::vector<User> users;
    UserRow row;
    Query query(session, std::string(UserRow::kSelect) + "ORDER BY login");
    row.read_from(query);
    while (query.next()) {
      CXAI_TRY(User user, row.checked());
      users.push_back(std::move(user));
    }
    return users;
  });
}

Result<> put_session(Database& database, const Session& session, Timestamp now) {
  return database.write([&](soci::session& sql) -> Result<> {
    Query(sql, "DELETE FROM session WHERE expires_at <= ?").bind(to_millis(now)).run();
    Query(sql,
          "INSERT INTO session (token_sha256, user_id, expires_at) VALUES (?, ?, ?) ON CONFLICT (token_sha256) "
          "DO UPDATE SET user_id = excluded.user_id, expires_at = excluded.expires_at")
        .bind(session.token_sha256)
        .bind(session.user_id)
        .bind(to_millis(session.expires_at))
        .run();
    return {};
  });
}

Result<std::optional<Session>> get_session(Database& database, const std::string& token_sha256, Timestamp now) {
  return database.read([&](soci::session& sql) -> Result<std::optional<Session>> {
    Session session{token_sha256, {}, {}};
    std::int64_t expires_at = 0;
    Query query(sql, "SELECT user_id, expires_at FROM session WHERE token_sha256 = ? AND expires_at > ?");
    query.bind(token_sha256).bind(to_millis(now)).into(session.user_id).into(expires_at);
    if (!query.next()) return std::nullopt;
    session.expires_at = from_millis(expires_at);
    return session;
  });
}

Result<> drop_session(Database& database, const std::string& token_sha256) {
  return database.write([&](soci::session& sql) -> Result<> {
    Query(sql, "DELETE FROM session WHERE token_sha256 = ?").bind(token_sha256).run();
    return {};
  });
}

Result<std::optional<std::string>> get_setting(Database& database, const std::string& key) {
  return database.read([&](soci::session& session) -> Result<std::optional<std::string>> {
    std::string value;
    Query query(session, "SELECT value FROM setting WHERE name = ?");
    if (!query.bind(key).into(value).next()) return std::nullopt;
    return value;
  });
}

Result<> put_setting(Database& database, const std::string& key, const std::string& value) {
  return database.write([&](soci::session& session) -> Result<> {
    Query(session,
          "INSERT INTO setting (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value")
        .bind(key)
        .bind(value)
        .run();
    return {};
  });
}

}  // namespace cxai::store
