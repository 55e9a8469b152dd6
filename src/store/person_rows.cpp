#include "store/conversation_record.hpp"
#include "store/custody_rows.hpp"
#include "store/filter.hpp"

namespace cxai::store {

namespace {

constexpr std::size_t kMostHashes = 200;

struct RequestRecord {
  PrivacyRequestRow row;
  std::int64_t received_at = 0;
  std::int64_t due_at = 0;
  std::optional<std::int64_t> closed_at;
  std::string document;

  static constexpr const char* kSelect =
      "SELECT id, kind, state, received_at, due_at, closed_at, document FROM privacy_request WHERE ";

  void read_from(Query& query) {
    query.into(row.id).into(row.kind).into(row.state).into(received_at).into(due_at).into(closed_at).into(document);
  }
  Result<PrivacyRequestRow> checked() const {
    PrivacyRequestRow out = row;
    out.received_at = from_millis(received_at);
    out.due_at = from_millis(due_at);
    if (closed_at) out.closed_at = from_millis(*closed_at);
    auto json = base::parse_json(document);
    if (!json) return fail(ErrorCode::corrupt_data, "stored request " + row.id + ": " + json.error().message);
    out.document = std::move(*json);
    return out;
  }
};

}  // namespace

void insert_person_keys(soci::session& session, const std::string& conversation_id,
                        const std::vector<PersonKey>& keys) {
  for (const PersonKey& key : keys)
    Query(session,
          "INSERT INTO person_key (conversation_id, hash, type, origin) VALUES (?, ?, ?, ?) "
          "ON CONFLICT (conversation_id, hash, origin) DO NOTHING")
        .bind(conversation_id)
        .bind(key.hash)
        .bind(key.type)
        .bind(key.origin)
        .run();
}

void replace_said_person_keys(soci::session& session, const std::string& conversation_id,
                              const std::vector<PersonKey>& keys) {
  Query(session, "DELETE FROM person_key WHERE conversation_id = ? AND origin <> 'metadata'")
      .bind(conversation_id)
      .run();
  insert_person_keys(session, conversation_id, keys);
}

void upsert_consent(soci::session& session, const std::string& conversation_id, const Consent& consent) {
  Query(session,
        "INSERT INTO consent (conversation_id, notice, consent, basis, recorded_by, recorded_at) "
        "VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (conversation_id) DO UPDATE SET notice = excluded.notice, "
        "consent = excluded.consent, basis = excluded.basis, recorded_by = excluded.recorded_by, "
        "recorded_at = excluded.recorded_at")
      .bind(conversation_id)
      .bind(consent.notice)
      .bind(consent.consent)
      .bind(consent.basis)
      .bind(consent.recorded_by)
      .bind(to_millis(consent.recorded_at))
      .run();
}

Result<std::vector<PersonMatch>> select_matches(Database& database, const std::vector<std::string>& hashes) {
  if (hashes.empty()) return std::vector<PersonMatch>();
  if (hashes.size() > kMostHashes)
    return fail(ErrorCode::invalid_input, "at most " + std::to_string(kMostHashes) + " identifiers at once, got " +
                                              std::to_string(hashes.size()));
  return database.read([&](soci::session& session) -> Result<std::vector<PersonMatch>> {
    std::vector<PersonMatch> matches;
    PersonMatch match;
    Query query(session, "SELECT conversation_id, type, origin FROM person_key WHERE hash IN (" +
                             placeholders(hashes.size()) + ") ORDER BY conversation_id, type, origin");
    for (const std::string& hash : hashes) query.bind(hash);
    query.into(match.conversation_id).into(match.type).into(match.origin);
    while (query.next()) matches.push_back(match);
    return matches;
  });
}

Result<std::vector<PersonKey>> select_person_keys(Database& database, const std::string& conversation_id) {
  return database.read([&](soci::session& session) -> Result<std::vector<PersonKey>> {
    std::vector<PersonKey> keys;
    PersonKey key;
    Query query(session, "SELECT hash, type, origin FROM person_key WHERE conversation_id = ? ORDER BY hash, origin");
    query.bind(conversation_id).into(key.hash).into(key.type).into(key.origin);
    while (query.next()) keys.push_back(key);
    return keys;
  });
}

Result<> put_consent(Database& database, const std::string& conversation_id, const Consent& consent) {
  return database.write([&](soci::session& session) -> Result<> {
    CXAI_TRY(const auto row, find_conversation(session, conversation_id));
    if (!row) return fail(ErrorCode::not_found, "there is no such conversation");
    upsert_consent(session, conversation_id, consent);
    return {};
  });
}

Result<std::optional<Consent>> get_consent(Database& database, const std::string& conversation_id) {
  return database.read([&](soci::session& session) -> Result<std::optional<Consent>> {
    Consent consent;
    std::int64_t at = 0;
    Query query(session,
                "SELECT notice, consent, basis, recorded_by, recorded_at FROM consent WHERE conversation_id = ?");
    query.bind(conversation_id).into(consent.notice).into(consent.consent).into(consent.basis);
    if (!query.into(consent.recorded_by).into(at).next()) return std::nullopt;
    consent.recorded_at = from_millis(at);
    return consent;
  });
}

Result<> put_request(Database& database, const PrivacyRequestRow& row) {
  return database.write([&](soci::session& session) -> Result<> {
    std::optional<std::int64_t> closed_at;
    if (row.closed_at) closed_at = to_millis(*row.closed_at);
    Query(session,
          "INSERT INTO privacy_request (id, kind, state, received_at, due_at, closed_at, document) "
          "VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET state = excluded.state, "
          "due_at = excluded.due_at, closed_at = excluded.closed_at, document = excluded.document")
        .bind(row.id)
        .bind(row.kind)
        .bind(row.state)
        .bind(to_millis(row.received_at))
        .bind(to_millis(row.due_at))
        .bind(closed_at)
        .bind(base::dump_json(row.document))
        .run();
    return {};
  });
}

Result<std::optional<PrivacyRequestRow>> get_request(Database& database, const std::string& id) {
  return database.read([&](soci::session& session) -> Result<std::optional<PrivacyRequestRow>> {
    RequestRecord record;
    Query query(session, std::string(RequestRecord::kSelect) + "id = ?");
    query.bind(id);
    record.read_from(query);
    if (!query.next()) return std::nullopt;
    CXAI_TRY(auto row, record.checked());
    return row;
  });
}

Result<std::vector<PrivacyRequestRow>> select_requests(Database& database, const std::vector<std::string>& states,
                                                       const RowPage& page) {
  return database.read([&](soci::session& session) -> Result<std::vector<PrivacyRequestRow>> {
    Where where;
    where.add("1 = 1");
    if (!states.empty()) where.add("state IN (" + placeholders(states.size()) + ")", {states.begin(), states.end()});
    if (!page.cursor.empty()) where.add("id < ?", {page.cursor});
    RequestRecord record;
    Query query(session,
                RequestRecord::kSelect + where.sql() + " ORDER BY id DESC LIMIT " + std::to_string(page.limit));
    where.bind(query);
    record.read_from(query);
    std::vector<PrivacyRequestRow> rows;
    while (query.next()) {
      CXAI_TRY(auto row, record.checked());
      rows.push_back(std::move(row));
    }
    return rows;
  });
}

}  // namespace cxai::store
