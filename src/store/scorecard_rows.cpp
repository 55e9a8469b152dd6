#include "base/hash.hpp"
#include "store/conversation_record.hpp"
#include "store/quality_rows.hpp"

namespace cxai::store {
namespace {

struct CardRecord {
  ScorecardRow row;
  std::string draft;
  std::int64_t created_at = 0, draft_at = 0, archived = 0;

  static constexpr const char* kSelect =
      "SELECT id, name, created_by, created_at, draft, draft_version, draft_by, draft_at, published, archived "
      "FROM scorecard ";

  void read_from(Query& query) {
    query.into(row.id).into(row.name).into(row.created_by).into(created_at).into(draft).into(row.draft_version);
    query.into(row.draft_by).into(draft_at).into(row.published).into(archived);
  }
  Result<ScorecardRow> checked() const {
    ScorecardRow out = row;
    out.created_at = from_millis(created_at);
    out.draft_at = from_millis(draft_at);
    out.archived = archived != 0;
    if (draft.empty()) return out;
    auto json = base::parse_json(draft);
    if (!json) return fail(ErrorCode::corrupt_data, "stored scorecard " + row.id + ": " + json.error().message);
    out.draft = std::move(*json);
    return out;
  }
};

struct RevisionRecord {
  ScorecardRevision row;
  std::string document;
  std::int64_t published_at = 0;
  std::optional<std::int64_t> archived_at;

  static constexpr const char* kSelect =
      "SELECT id, scorecard_id, number, document, published_by, published_at, archived_at FROM scorecard_revision ";

  void read_from(Query& query) {
    query.into(row.id).into(row.scorecard_id).into(row.number).into(document).into(row.published_by);
    query.into(published_at).into(archived_at);
  }
  Result<ScorecardRevision> checked() const {
    ScorecardRevision out = row;
    out.published_at = from_millis(published_at);
    if (archived_at) out.archived_at = from_millis(*archived_at);
    auto json = base::parse_json(document);
    if (!json) return fail(ErrorCode::corrupt_data, "stored revision " + row.id + ": " + json.error().message);
    out.document = std::move(*json);
    return out;
  }
};

Result<std::optional<ScorecardRow>> find_card(soci::session& session, const std::string& id) {
  CardRecord record;
  Query query(session, std::string(CardRecord::kSelect) + "WHERE id = ?");
  query.bind(id);
  record.read_from(query);
  if (!query.next()) return std::nullopt;
  CXAI_TRY(auto row, record.checked());
  return row;
}

Result<ScorecardRow> need_card(soci::session& session, const std::string& id) {
  CXAI_TRY(auto row, find_card(session, id));
  if (!row) return fail(ErrorCode::not_found, "there is no such scorecard");
  return std::move(*row);
}

Result<> same_version(const ScorecardRow& row, std::int64_t seen) {
  if (row.draft_version == seen) return {};
  return fail(ErrorCode::conflict, "version: somebody changed the draft since; load it again (it is " +
                                       std::to_string(row.draft_version) + " now, not " + std::to_string(seen) + ")");
}

void retire(soci::session& session, const std::string& scorecard_id, Timestamp at) {
  Query(session, "UPDATE scorecard_revision SET archived_at = ? WHERE scorecard_id = ? AND archived_at IS NULL")
      .bind(to_millis(at))
      .bind(scorecard_id)
      .run();
}

}  // namespace

Result<> insert_scorecard(Database& database, const ScorecardRow& row) {
  return database.write([&](soci::session& session) -> Result<> {
    Query(session,
          "INSERT INTO scorecard (id, name, created_by, created_at, draft, draft_version, draft_by, draft_at, "
          "published, archived) VALUES (?, ?, ?, ?, ?, 1, ?, ?, '', 0)")
        .bind(row.id)
        .bind(row.name)
        .bind(row.created_by)
        .bind(to_millis(row.created_at))
        .bind(row.draft.is_null() ? std::string() : base::dump_json(row.draft))
        .bind(row.created_by)
        .bind(to_millis(row.created_at))
        .run();
    return {};
  });
}

Result<std::vector<ScorecardRow>> select_scorecards(Database& database) {
  return database.read([&](soci::session& session) -> Result<std::vector<ScorecardRow>> {
    CardRecord record;
    Query query(session, std::string(CardRecord::kSelect) + "ORDER BY created_at, id");
    record.read_from(query);
    std::vector<ScorecardRow> rows;
    while (query.next()) {
      CXAI_TRY(auto row, record.checked());
      rows.push_back(std::move(row));
    }
    return rows;
  });
}

Result<std::optional<ScorecardRow>> select_scorecard(Database& database, const std::string& id) {
  return database.read([&](soci::session& session) { return find_card(session, id); });
}

Result<std::int64_t> put_draft(Database& database, const std::string& scorecard_id, const ScorecardDraft& draft) {
  return database.write([&](soci::session& session) -> Result<std::int64_t> {
    CXAI_TRY(const auto row, need_card(session, scorecard_id));
    CXAI_TRY_VOID(same_version(row, draft.seen_version));
    Query(session,
          "UPDATE scorecard SET name = ?, draft = ?, draft_version = ?, draft_by = ?, draft_at = ? WHERE id = ?")
        .bind(draft.name)
        .bind(base::dump_json(draft.document))
        .bind(row.draft_version + 1)
        .bind(draft.by)
        .bind(to_millis(draft.at))
        .bind(scorecard_id)
        .run();
    return row.draft_version + 1;
  });
}

Result<ScorecardRevision> publish_draft(Database& database, const std::string& scorecard_id, std::int64_t seen_version,
                                        const std::string& by, Timestamp at) {
  return database.write([&](soci::session& session) -> Result<ScorecardRevision> {
    CXAI_TRY(const auto row, need_card(session, scorecard_id));
    CXAI_TRY_VOID(same_version(row, seen_version));
    if (row.draft.is_null()) return fail(ErrorCode::conflict, "the scorecard has no draft to publish");
    ScorecardRevision revision;
    revision.scorecard_id = scorecard_id;
    revision.document = row.draft;
    revision.published_by = by;
    revision.published_at = at;
    {
      Query query(session, "SELECT COALESCE(MAX(number), 0) FROM scorecard_revision WHERE scorecard_id = ?");
      query.bind(scorecard_id).into(revision.number);
      query.next();
    }
    ++revision.number;
    const std::string document = base::dump_json(row.draft);
    revision.id = base::content_id("scv_", scorecard_id + '\n' + std::to_string(revision.number) + '\n' + document);
    retire(session, scorecard_id, at);
    Query(session,
          "INSERT INTO scorecard_revision (id, scorecard_id, number, document, published_by, published_at) "
          "VALUES (?, ?, ?, ?, ?, ?)")
        .bind(revision.id)
        .bind(scorecard_id)
        .bind(revision.number)
        .bind(document)
        .bind(by)
        .bind(to_millis(at))
        .run();
    Query(session, "UPDATE scorecard SET draft = '', draft_version = ?, published = ?, archived = 0 WHERE id = ?")
        .bind(row.draft_version + 1)
        .bind(revision.id)
        .bind(scorecard_id)
        .run();
    return revision;
  });
}

Result<> archive_scorecard(Database& database, const std::string& scorecard_id, Timestamp at) {
  return database.write([&](soci::session& session) -> Result<> {
    CXAI_TRY(const auto row, need_card(session, scorecard_id));
    if (row.archived) return fail(ErrorCode::conflict, "the scorecard is archived already");
    retire(session, scorecard_id, at);
    Query(session, "UPDATE scorecard SET published = '', archived = 1 WHERE id = ?").bind(scorecard_id).run();
    return {};
  });
}

Result<std::vector<ScorecardRevision>> select_revisions(Database& database, const std::string& scorecard_id) {
  return database.read([&](soci::session& session) -> Result<std::vector<ScorecardRevision>> {
    RevisionRecord record;
    Query query(session, std::string(RevisionRecord::kSelect) + "WHERE scorecard_id = ? ORDER BY number DESC");
    query.bind(scorecard_id);
    record.read_from(query);
    std::vector<ScorecardRevision> rows;
    while (query.next()) {
      CXAI_TRY(auto row, record.checked());
      rows.push_back(std::move(row));
    }
    return rows;
  });
}

Result<std::optional<ScorecardRevision>> select_revision(Database& database, const std::string& id) {
  return database.read([&](soci::session& session) -> Result<std::optional<ScorecardRevision>> {
    RevisionRecord record;
    Query query(session, std::string(RevisionRecord::kSelect) + "WHERE id = ?");
    query.bind(id);
    record.read_from(query);
    if (!query.next()) return std::nullopt;
    CXAI_TRY(auto row, record.checked());
    return row;
  });
}

}  // namespace cxai::store
