// People, their sessions, and settings.
#pragma once

#include <vector>

#include "store/sql.hpp"
#include "store/store.hpp"

namespace cxai::store {

// A login that exists keeps its id, so that its sessions stay valid.
// Errors: invalid_input (no login), conflict (the id is another login's).
Result<> put_user(Database& database, const User& user);
Result<std::optional<User>> user_by_login(Database& database, const std::string& login);
Result<std::optional<User>> user_by_id(Database& database, const std::string& id);
Result<std::int64_t> count_users(Database& database);
Result<std::vector<User>> all_users(Database& database);  // by login

// Removes expired sessions on the way. Errors: conflict (no such user).
Result<> put_session(Database& database, const Session& session, Timestamp now);
Result<std::optional<Session>> get_session(Database& database, const std::string& token_sha256, Timestamp now);
Result<> drop_session(Database& database, const std::string& token_sha256);

Result<std::optional<std::string>> get_setting(Database& database, const std::string& key);
Result<> put_setting(Database& database, const std::string& key, const std::string& value);

}  // namespace cxai::store
