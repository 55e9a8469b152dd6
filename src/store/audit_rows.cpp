#include "store/conversation_record.hpp"
#include "store/custody_rows.hpp"
#include "store/filter.hpp"

namespace cxai::store {

Result<AuditRow> append_audit(Database& database, AuditRow row, const CustodyStore::AuditSeal& seal) {
  return database.write([&](soci::session& session) -> Result<AuditRow> {
    row.seq = 0;
    row.previous.clear();
    Query last(session, "SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1");
    last.into(row.seq).into(row.previous).next();
    ++row.seq;
    row.hash = seal(row);
    Query(session,
          "INSERT INTO audit (seq, at, actor, action, conversation_id, reason, detail, previous, hash) "
          "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)")
        .bind(row.seq)
        .bind(to_millis(row.at))
        .bind(row.actor)
        .bind(row.action)
        .bind(row.conversation_id)
        .bind(row.reason)
        .bind(base::dump_json(row.detail))
        .bind(row.previous)
        .bind(row.hash)
        .run();
    return row;
  });
}

Result<std::vector<AuditRow>> select_audit(Database& database, const AuditFilter& filter) {
  return database.read([&](soci::session& session) -> Result<std::vector<AuditRow>> {
    Where where;
    where.add("1 = 1");
    if (!filter.conversation_id.empty()) where.add("conversation_id = ?", {filter.conversation_id});
    if (!filter.actor.empty()) where.add("actor = ?", {filter.actor});
    if (!filter.action.empty()) where.add("action = ?", {filter.action});
    if (filter.before) where.add("seq < ?", {*filter.before});
    if (filter.after) where.add("seq > ?", {*filter.after});
    AuditRow row;
    std::int64_t at = 0;
    std::string detail;
    Query query(session,
                "SELECT seq, at, actor, action, conversation_id, reason, detail, previous, hash FROM audit "
                "WHERE " +
                    where.sql() + " ORDER BY seq " + (filter.ascending ? "ASC" : "DESC") + " LIMIT " +
                    std::to_string(filter.limit));
    where.bind(query);
    query.into(row.seq).into(at).into(row.actor).into(row.action).into(row.conversation_id).into(row.reason);
    query.into(detail).into(row.previous).into(row.hash);
    std::vector<AuditRow> rows;
    while (query.next()) {
      row.at = from_millis(at);
      // What does not parse any more was changed by somebody; verifying says so by the hash.
      auto json = base::parse_json(detail);
      row.detail = json ? std::move(*json) : Json(detail);
      rows.push_back(row);
    }
    return rows;
  });
}

}  // namespace cxai::store
