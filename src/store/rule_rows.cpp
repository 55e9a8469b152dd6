#include "store/rule_rows.hpp"

#include <algorithm>
#include <set>

#include "store/conversation_record.hpp"
#include "store/jobs.hpp"

namespace cxai::store {
namespace {

constexpr const char* kSelectPublications =
    "SELECT number, revision_id, published_by, published_at, note FROM rule_publication ORDER BY number DESC";

std::vector<RulePublication> fetch_publications(soci::session& session, const std::string& sql) {
  std::vector<RulePublication> rows;
  RulePublication row;
  std::int64_t at = 0;
  Query query(session, sql);
  query.into(row.number).into(row.revision).into(row.by).into(at).into(row.note);
  while (query.next()) {
    row.at = from_millis(at);
    rows.push_back(row);
  }
  return rows;
}

std::optional<RulePublication> in_use(soci::session& session) {
  auto rows = fetch_publications(session, std::string(kSelectPublications) + " LIMIT 1");
  if (rows.empty()) return std::nullopt;
  return std::move(rows.front());
}

// Values of `sql` for each id: two columns, the id and a text.
std::vector<std::pair<std::string, std::string>> pairs_of(soci::session& session, const std::string& sql,
                                                          const std::vector<std::string>& ids) {
  std::vector<std::pair<std::string, std::string>> pairs;
  std::pair<std::string, std::string> pair;
  Query query(session, sql + " IN (" + placeholders(ids.size()) + ")");
  for (const std::string& id : ids) query.bind(id);
  query.into(pair.first).into(pair.second);
  while (query.next()) pairs.push_back(pair);
  return pairs;
}

std::vector<std::string> ids_of(const Readings& readings) {
  std::vector<std::string> ids;
  for (const auto& [id, reading] : readings) ids.push_back(id);
  return ids;
}

RuleChanges changes_of(soci::session& session, const Readings& readings) {
  using Belongs = std::pair<std::string, std::string>;
  std::set<Belongs> before;
  for (auto& pair :
       pairs_of(session, "SELECT conversation_id, category FROM rule_match WHERE conversation_id", ids_of(readings)))
    before.insert(std::move(pair));
  RuleChanges changes;
  for (const auto& [id, reading] : readings)
    for (const auto& match : reading.matches) {
      const bool was = before.erase(Belongs(id, match.category)) > 0;
      ++(was ? changes[match.category].unchanged : changes[match.category].added);
    }
  for (const auto& [id, category] : before) ++changes[category].removed;
  return changes;
}

}  // namespace

Result<RulePublication> publish_rules(Database& database, const RuleRevision& revision,
                                      const std::optional<std::string>& seen) {
  return database.write([&](soci::session& session) -> Result<RulePublication> {
    const auto now = in_use(session);
    const std::string used = now ? now->revision : "";
    if (seen && *seen != used)
      return fail(ErrorCode::conflict, "seen: another book was published since (" + (used.empty() ? "none" : used) +
                                           " is in use, not " + (seen->empty() ? "none" : *seen) +
                                           "); load it and make the changes there");
    if (used == revision.id)
      return fail(ErrorCode::conflict, "this book is in use already (" + used + "); there is nothing to publish");
    const std::int64_t at = to_millis(revision.created_at);
    Query(session,
          "INSERT INTO rule_revision (id, document, created_by, created_at, note) VALUES (?, ?, ?, ?, ?) "
          "ON CONFLICT (id) DO NOTHING")
        .bind(revision.id)
        .bind(base::dump_json(revision.document))
        .bind(revision.created_by)
        .bind(at)
        .bind(revision.note)
        .run();
    RulePublication row{now ? now->number + 1 : 1, revision.id, revision.created_by, revision.created_at,
                        revision.note};
    Query(session,
          "INSERT INTO rule_publication (number, revision_id, published_by, published_at, note) "
          "VALUES (?, ?, ?, ?, ?)")
        .bind(row.number)
        .bind(row.revision)
        .bind(row.by)
        .bind(at)
        .bind(row.note)
        .run();
    return row;
  });
}

Result<std::vector<RulePublication>> select_publications(Database& database) {
  return database.read([](soci::session& session) -> Result<std::vector<RulePublication>> {
    return fetch_publications(session, kSelectPublications);
  });
}

Result<std::optional<RulePublication>> select_rules_in_use(Database& database) {
  return database.read(
      [](soci::session& session) -> Result<std::optional<RulePublication>> { return in_use(session); });
}

Result<std::optional<RuleRevision>> select_rule_revision(Database& database, const std::string& id) {
  return database.read([&](soci::session& session) -> Result<std::optional<RuleRevision>> {
    RuleRevision row;
    std::string document;
    std::int64_t at = 0;
    Query query(session, "SELECT id, document, created_by, created_at, note FROM rule_revision WHERE id = ?");
    query.bind(id).into(row.id).into(document).into(row.created_by).into(at).into(row.note);
    if (!query.next()) return std::nullopt;
    auto json = base::parse_json(document);
    if (!json) return fail(ErrorCode::corrupt_data, "stored book " + id + ": " + json.error().message);
    row.document = std::move(*json);
    row.created_at = from_millis(at);
    return row;
  });
}

Result<std::optional<RuleReading>> select_reading(Database& database, const std::string& conversation_id) {
  return database.read([&](soci::session& session) -> Result<std::optional<RuleReading>> {
    RuleReading reading;
    Query read(session, "SELECT revision_id, analysis_id FROM rule_reading WHERE conversation_id = ?");
    read.bind(conversation_id).into(reading.revision).into(reading.analysis_id);
    if (!read.next()) return std::nullopt;
    std::string category;
    std::string evidence;
    Query matches(session, "SELECT category, evidence FROM rule_match WHERE conversation_id = ? ORDER BY category");
    matches.bind(conversation_id).into(category).into(evidence);
    while (matches.next()) {
      auto json = base::parse_json(evidence);
      if (!json)
        return fail(ErrorCode::corrupt_data, "stored categories of " + conversation_id + ": " + json.error().message);
      reading.matches.push_back({category, std::move(*json)});
    }
    return reading;
  });
}

Result<std::map<std::string, std::int64_t>> count_categories(Database& database) {
  return database.read([](soci::session& session) -> Result<std::map<std::string, std::int64_t>> {
    std::map<std::string, std::int64_t> counts;
    std::string category;
    std::int64_t count = 0;
    Query query(session, "SELECT category, COUNT(*) FROM rule_match GROUP BY category");
    query.into(category).into(count);
    while (query.next()) counts[category] = count;
    return counts;
  });
}

Result<StockCounts> count_stock(Database& database) {
  return database.read([](soci::session& session) -> Result<StockCounts> {
    StockCounts counts;
    Query(session, "SELECT COUNT(*) FROM conversation WHERE state = 'ready'").into(counts.ready).next();
    const auto now = in_use(session);
    if (!now) return counts;
    std::int64_t read = 0;
    Query query(session,
                "SELECT COUNT(*) FROM rule_reading WHERE revision_id = ? AND conversation_id IN "
                "(SELECT id FROM conversation WHERE state = 'ready')");
    query.bind(now->revision).into(read).next();
    counts.behind = counts.ready - read;
    return counts;
  });
}

void replace_readings(soci::session& session, const Readings& readings) {
  if (readings.empty()) return;
  const auto ids = ids_of(readings);
  std::vector<std::string> revisions, analyses, owners, categories, evidence;
  for (const auto& [id, reading] : readings) {
    revisions.push_back(reading.revision);
    analyses.push_back(reading.analysis_id);
    for (const auto& match : reading.matches) {
      owners.push_back(id);
      categories.push_back(match.category);
      evidence.push_back(base::dump_json(match.evidence));
    }
  }
  Query(session, "DELETE FROM rule_match WHERE conversation_id = ?").bind(ids).run();
  Query(session,
        "INSERT INTO rule_reading (conversation_id, revision_id, analysis_id) VALUES (?, ?, ?) ON CONFLICT "
        "(conversation_id) DO UPDATE SET revision_id = excluded.revision_id, analysis_id = excluded.analysis_id")
      .bind(ids)
      .bind(std::move(revisions))
      .bind(std::move(analyses))
      .run();
  if (owners.empty()) return;
  Query(session, "INSERT INTO rule_match (conversation_id, category, evidence) VALUES (?, ?, ?)")
      .bind(std::move(owners))
      .bind(std::move(categories))
      .bind(std::move(evidence))
      .run();
}

Result<RuleChanges> put_readings(Database& database, const ReadingBatch& batch, Timestamp now) {
  return database.write([&](soci::session& session) -> Result<RuleChanges> {
    const auto used = in_use(session);
    if (!used || used->revision != batch.revision)
      return fail(ErrorCode::conflict, "another book of rules was published meanwhile; start again with that one");
    RuleChanges changes;
    Readings current;
    if (!batch.readings.empty()) {
      std::map<std::string, std::string> analyses;
      for (auto& [id, analysis] :
           pairs_of(session, "SELECT id, analysis_id FROM conversation WHERE id", ids_of(batch.readings)))
        analyses.emplace(std::move(id), std::move(analysis));
      for (const auto& [id, reading] : batch.readings) {
        const auto found = analyses.find(id);
        if (found != analyses.end() && found->second == reading.analysis_id) current.emplace_back(id, reading);
      }
    }
    if (!current.empty()) {
      changes = changes_of(session, current);
      replace_readings(session, current);
    }
    if (batch.step) CXAI_TRY_VOID(step_job(session, batch.step(changes), now));
    return changes;
  });
}

}  // namespace cxai::store
