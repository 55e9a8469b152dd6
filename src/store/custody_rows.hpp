// The tables of custody_store.hpp. Errors, threads: as store.hpp.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "store/custody_store.hpp"
#include "store/sql.hpp"

namespace cxai::store {

// inside a transaction
void insert_person_keys(soci::session& session, const std::string& conversation_id, const std::vector<PersonKey>& keys);
void replace_said_person_keys(soci::session& session, const std::string& conversation_id,
                              const std::vector<PersonKey>& keys);
void upsert_consent(soci::session& session, const std::string& conversation_id, const Consent& consent);

// person_rows.cpp
Result<std::vector<PersonMatch>> select_matches(Database& database, const std::vector<std::string>& hashes);
Result<std::vector<PersonKey>> select_person_keys(Database& database, const std::string& conversation_id);
Result<> put_consent(Database& database, const std::string& conversation_id, const Consent& consent);
Result<std::optional<Consent>> get_consent(Database& database, const std::string& conversation_id);
Result<> put_request(Database& database, const PrivacyRequestRow& row);
Result<std::optional<PrivacyRequestRow>> get_request(Database& database, const std::string& id);
Result<std::vector<PrivacyRequestRow>> select_requests(Database& database, const std::vector<std::string>& states,
                                                       const RowPage& page);

// audit_rows.cpp
Result<AuditRow> append_audit(Database& database, AuditRow row, const CustodyStore::AuditSeal& seal);
Result<std::vector<AuditRow>> select_audit(Database& database, const AuditFilter& filter);

// retention_rows.cpp
Result<> put_retention_class(Database& database, const RetentionClassRow& row);
Result<bool> drop_retention_class(Database& database, const std::string& name);
Result<std::vector<RetentionClassRow>> select_classes(Database& database);
Result<> put_hold(Database& database, const LegalHold& hold);
Result<std::optional<LegalHold>> get_hold(Database& database, const std::string& id);
Result<std::vector<LegalHold>> select_holds(Database& database, bool released_too, const RowPage& page);
Result<std::vector<LegalHold>> select_holds_on(Database& database, const std::string& conversation_id);
Result<> put_destruction(Database& database, const Destruction& destruction);
Result<std::vector<Destruction>> select_destructions(Database& database, const RowPage& page);
Result<std::int64_t> drop_destructions(Database& database, Timestamp before);
Result<bool> erase_conversation(Database& database, const std::string& id);
Result<> forget_originals(Database& database, const std::string& id, BlobKind kind);

}  // namespace cxai::store
