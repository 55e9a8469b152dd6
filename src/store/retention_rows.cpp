#include "store/conversation_record.hpp"
#include "store/custody_rows.hpp"
#include "store/filter.hpp"

namespace cxai::store {

namespace {

constexpr const char* kSelectHold =
    "SELECT id, conversation_id, person, label, reason, placed_by, placed_at, released_by, released_at, release_reason "
    "FROM legal_hold WHERE ";

struct HoldRecord {
  LegalHold hold;
  std::int64_t placed_at = 0;
  std::optional<std::int64_t> released_at;

  void read_from(Query& query) {
    query.into(hold.id).into(hold.conversation_id).into(hold.person).into(hold.label).into(hold.reason);
    query.into(hold.placed_by).into(placed_at).into(hold.released_by).into(released_at).into(hold.release_reason);
  }
  LegalHold checked() const {
    LegalHold out = hold;
    out.placed_at = from_millis(placed_at);
    out.released_at.reset();
    if (released_at) out.released_at = from_millis(*released_at);
    return out;
  }
};

std::vector<LegalHold> fetch_holds(soci::session& session, const Where& where, const std::string& rest) {
  HoldRecord record;
  Query query(session, kSelectHold + where.sql() + rest);
  where.bind(query);
  record.read_from(query);
  std::vector<LegalHold> holds;
  while (query.next()) holds.push_back(record.checked());
  return holds;
}

}  // namespace

Result<> put_retention_class(Database& database, const RetentionClassRow& row) {
  return database.write([&](soci::session& session) -> Result<> {
    Query(session,
          "INSERT INTO retention_class (name, position, document) VALUES (?, ?, ?) ON CONFLICT (name) DO UPDATE SET "
          "position = excluded.position, document = excluded.document")
        .bind(row.name)
        .bind(row.position)
        .bind(base::dump_json(row.document))
        .run();
    return {};
  });
}

Result<bool> drop_retention_class(Database& database, const std::string& name) {
  return database.write([&](soci::session& session) -> Result<bool> {
    return Query(session, "DELETE FROM retention_class WHERE name = ?").bind(name).run() > 0;
  });
}

Result<std::vector<RetentionClassRow>> select_classes(Database& database) {
  return database.read([](soci::session& session) -> Result<std::vector<RetentionClassRow>> {
    std::vector<RetentionClassRow> rows;
    RetentionClassRow row;
    std::string document;
    Query query(session, "SELECT name, position, document FROM retention_class ORDER BY position, name");
    query.into(row.name).into(row.position).into(document);
    while (query.next()) {
      auto json = base::parse_json(document);
      if (!json)
        return fail(ErrorCode::corrupt_data, "stored retention class " + row.name + ": " + json.error().message);
      row.document = std::move(*json);
      rows.push_back(row);
    }
    return rows;
  });
}

Result<> put_hold(Database& database, const LegalHold& hold) {
  return database.write([&](soci::session& session) -> Result<> {
    std::optional<std::int64_t> released_at;
    if (hold.released_at) released_at = to_millis(*hold.released_at);
    Query(session,
          "INSERT INTO legal_hold (id, conversation_id, person, label, reason, placed_by, placed_at, released_by, "
          "released_at, release_reason) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET "
          "released_by = excluded.released_by, released_at = excluded.released_at, "
          "release_reason = excluded.release_reason")
        .bind(hold.id)
        .bind(hold.conversation_id)
        .bind(hold.person)
        .bind(hold.label)
        .bind(hold.reason)
        .bind(hold.placed_by)
        .bind(to_millis(hold.placed_at))
        .bind(hold.released_by)
        .bind(released_at)
        .bind(hold.release_reason)
        .run();
    return {};
  });
}

Result<std::optional<LegalHold>> get_hold(Database& database, const std::string& id) {
  return database.read([&](soci::session& session) -> Result<std::optional<LegalHold>> {
    Where where;
    where.add("id = ?", {id});
    auto holds = fetch_holds(session, where, "");
    if (holds.empty()) return std::nullopt;
    return std::move(holds.front());
  });
}

Result<std::vector<LegalHold>> select_holds(Database& database, bool released_too, const RowPage& page) {
  return database.read([&](soci::session& session) -> Result<std::vector<LegalHold>> {
    Where where;
    where.add(released_too ? "1 = 1" : "released_at IS NULL");
    if (!page.cursor.empty()) where.add("id < ?", {page.cursor});
    return fetch_holds(session, where, " ORDER BY id DESC LIMIT " + std::to_string(page.limit));
  });
}

Result<std::vector<LegalHold>> select_holds_on(Database& database, const std::string& conversation_id) {
  return database.read([&](soci::session& session) -> Result<std::vector<LegalHold>> {
    Where where;
    where.add(
        "released_at IS NULL AND (conversation_id = ? OR (person <> '' AND person IN (SELECT hash FROM "
        "person_key WHERE conversation_id = ?)))",
        {conversation_id, conversation_id});
    return fetch_holds(session, where, " ORDER BY id");
  });
}

Result<> put_destruction(Database& database, const Destruction& d) {
  return database.write([&](soci::session& session) -> Result<> {
    Query(session,
          "INSERT INTO destruction (id, at, conversation_id, what, reason, basis, actor, request_id, bytes) "
          "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING")
        .bind(d.id)
        .bind(to_millis(d.at))
        .bind(d.conversation_id)
        .bind(d.what)
        .bind(d.reason)
        .bind(d.basis)
        .bind(d.actor)
        .bind(d.request_id)
        .bind(d.bytes)
        .run();
    return {};
  });
}

Result<std::vector<Destruction>> select_destructions(Database& database, const RowPage& page) {
  return database.read([&](soci::session& session) -> Result<std::vector<Destruction>> {
    Where where;
    where.add("1 = 1");
    if (!page.cursor.empty()) where.add("id < ?", {page.cursor});
    Destruction d;
    std::int64_t at = 0;
    Query query(session,
                "SELECT id, at, conversation_id, what, reason, basis, actor, request_id, bytes FROM "
                "destruction WHERE " +
                    where.sql() + " ORDER BY id DESC LIMIT " + std::to_string(page.limit));
    where.bind(query);
    query.into(d.id).into(at).into(d.conversation_id).into(d.what).into(d.reason).into(d.basis).into(d.actor);
    query.into(d.request_id).into(d.bytes);
    std::vector<Destruction> rows;
    while (query.next()) {
      d.at = from_millis(at);
      rows.push_back(d);
    }
    return rows;
  });
}

Result<std::int64_t> drop_destructions(Database& database, Timestamp before) {
  return database.write([&](soci::session& session) -> Result<std::int64_t> {
    return Query(session, "DELETE FROM destruction WHERE at < ?").bind(to_millis(before)).run();
  });
}

Result<bool> erase_conversation(Database& database, const std::string& id) {
  CXAI_TRY(const bool erased, database.write([&](soci::session& session) -> Result<bool> {
    Query(session, "DELETE FROM job WHERE subject = ?").bind(id).run();
    // Analyses, index terms, blind index and consent go with the row.
    return Query(session, "DELETE FROM conversation WHERE id = ?").bind(id).run() > 0;
  }));
  CXAI_TRY_VOID(database.forget_deleted());
  return erased;
}

Result<> forget_originals(Database& database, const std::string& id, BlobKind kind) {
  CXAI_TRY_VOID(database.write([&](soci::session& session) -> Result<> {
    const char* columns = kind == BlobKind::sound
                              ? "recording_sha256 = '', listen_sha256 = '', peaks_sha256 = '', redacted_sha256 = '', "
                                "redacted_peaks_sha256 = ''"
                              : "transcript_sha256 = '', details_sha256 = '', words_sha256 = ''";
    Query(session, std::string("UPDATE conversation SET ") + columns + " WHERE id = ?").bind(id).run();
    return {};
  }));
  return database.forget_deleted();
}

}  // namespace cxai::store
