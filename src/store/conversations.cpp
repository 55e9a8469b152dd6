#include "store/conversations.hpp"

#include "base/hash.hpp"
#include "store/conversation_record.hpp"
#include "store/cursor.hpp"
#include "store/custody_rows.hpp"
#include "store/filter.hpp"

namespace cxai::store {

namespace {

struct SortColumn {
  std::string name;
  std::string known;    // condition for rows that have the key; empty: all have
  std::string unknown;  // … that have it not
  bool text;
};

SortColumn sort_column(SortKey key) {
  const auto number = [](const std::string& name) {
    return SortColumn{name, name + " IS NOT NULL", name + " IS NULL", false};
  };
  const auto text = [](const std::string& name) { return SortColumn{name, name + " <> ''", name + " = ''", true}; };
  switch (key) {
    case SortKey::started_at:
      return {"at", "", "", false};
    case SortKey::duration:
      return number("duration_ms");
    case SortKey::silence:
      return number("silence_ms");
    case SortKey::agent:
      return text("agent_label");
    case SortKey::sentiment:
      return text("sentiment");
    case SortKey::resolution:
      return text("resolution");
  }
  base::check_failed("a sort key", __FILE__, __LINE__);
}

std::vector<ConversationRecord> fetch(soci::session& session, const Where& where, const std::string& order, int limit) {
  std::vector<ConversationRecord> records;
  ConversationRecord record;
  Query query(session, "SELECT " + record_columns() + " FROM conversation WHERE " + where.sql() + " ORDER BY " + order +
                           " LIMIT ?");
  where.bind(query);
  query.bind(limit);
  into_record(query, record);
  while (query.next()) records.push_back(record);
  return records;
}

// The rows after `cursor`: first those that have the key, then those that do not.
std::vector<ConversationRecord> fetch_after(soci::session& session, const Where& filtered, const Page& page,
                                            const std::optional<Cursor>& cursor, int limit) {
  const SortColumn column = sort_column(page.key);
  const bool up = page.order == SortOrder::ascending;
  const std::string direction = up ? " ASC" : " DESC";
  const std::string beyond = up ? " > " : " < ";
  std::vector<ConversationRecord> records;
  const bool in_unknown = cursor && std::holds_alternative<std::monostate>(cursor->value);
  if (!in_unknown) {
    Where known = filtered;
    if (!column.known.empty()) known.add(column.known);
    const std::string after = "(" + column.name + ", id)" + beyond + "(?, ?)";
    if (cursor && column.text) known.add(after, {std::get<std::string>(cursor->value), cursor->id});
    if (cursor && !column.text) known.add(after, {std::get<std::int64_t>(cursor->value), cursor->id});
    records = fetch(session, known, column.name + direction + ", id" + direction, limit);
  }
  const int rest = limit - static_cast<int>(records.size());
  if (rest > 0 && !column.unknown.empty()) {
    Where unknown = filtered;
    unknown.add(column.unknown);
    if (in_unknown) unknown.add("id" + beyond + "?", {cursor->id});
    for (auto& record : fetch(session, unknown, "id" + direction, rest)) records.push_back(std::move(record));
  }
  return records;
}

Cursor cursor_at(const ConversationRecord& record, const Page& page) {
  Cursor cursor{page.key, page.order, {}, record.id};
  const auto number = [&](const std::optional<std::int64_t>& value) {
    if (value) cursor.value = *value;
  };
  const auto text = [&](const std::string& value) {
    if (!value.empty()) cursor.value = value;
  };
  switch (page.key) {
    case SortKey::started_at:
      cursor.value = record.at;
      break;
    case SortKey::duration:
      number(record.duration_ms);
      break;
    case SortKey::silence:
      number(record.silence_ms);
      break;
    case SortKey::agent:
      text(record.agent_label);
      break;
    case SortKey::sentiment:
      text(record.sentiment);
      break;
    case SortKey::resolution:
      text(record.resolution);
      break;
  }
  return cursor;
}

}  // namespace

namespace {

// Puts a conversation that failed, and its job, back into the queue. False: it had not failed.
bool try_again(soci::session& session, const std::string& id, const std::string& job_id, std::int64_t at) {
  Query conversation(session, "UPDATE conversation SET state = ?, failure = '' WHERE id = ? AND state = ?");
  conversation.bind(std::string(to_string(ConversationState::queued)));
  conversation.bind(id).bind(std::string(to_string(ConversationState::failed)));
  if (conversation.run() == 0) return false;
  Query(session,
        "UPDATE job SET state = 'queued', attempts = 0, progress = 0, stage = '', error = '', worker = '', "
        "lease_until = 0, queued_at = ?, updated_at = ? WHERE id = ?")
      .bind(at)
      .bind(at)
      .bind(job_id)
      .run();
  return true;
}

std::string insert_job(soci::session& session, const std::string& conversation_id, const Json& payload,
                       std::int64_t at) {
  std::string id = base::new_id("job_");
  Query(session,
        "INSERT INTO job (id, kind, subject, payload, state, attempts, progress, stage, error, worker, lease_until, "
        "queued_at, created_at, updated_at) VALUES (?, 'analyze', ?, ?, 'queued', 0, 0, '', '', '', 0, ?, ?, ?)")
      .bind(id)
      .bind(conversation_id)
      .bind(base::dump_json(payload))
      .bind(at)
      .bind(at)
      .bind(at)
      .run();
  return id;
}

}  // namespace

Result<Registered> register_conversation(Database& database, const Arrival& arrival, Timestamp now) {
  if (arrival.conversation.id.empty()) return fail(ErrorCode::invalid_input, "register: the conversation has no id");
  ConversationRow row;
  row.conversation = arrival.conversation;
  row.originals = arrival.originals;
  const ConversationRecord record = to_record(row);
  return database.write([&](soci::session& session) -> Result<Registered> {
    Query insert(session, "INSERT INTO conversation (" + record_columns() + ") VALUES (" +
                              placeholders(record_column_count()) + ") ON CONFLICT (id) DO NOTHING");
    bind_record(insert, record);
    Registered registered;
    if (insert.run() == 0) {
      Query job(session, "SELECT id FROM job WHERE subject = ? ORDER BY created_at DESC, id DESC LIMIT 1");
      job.bind(record.id).into(registered.job_id).next();
      registered.already_there = !try_again(session, record.id, registered.job_id, to_millis(now));
      return registered;
    }
    insert_person_keys(session, record.id, arrival.people);
    if (arrival.consent) upsert_consent(session, record.id, *arrival.consent);
    registered.job_id = insert_job(session, record.id, arrival.job_payload, to_millis(now));
    return registered;
  });
}

Result<std::string> queue_again(Database& database, const std::string& conversation_id, const Json& payload,
                                Timestamp now) {
  return database.write([&](soci::session& session) -> Result<std::string> {
    CXAI_TRY(const auto row, find_conversation(session, conversation_id));
    if (!row) return fail(ErrorCode::not_found, "conversation " + conversation_id + ": there is none with this id");
    std::string open;
    Query jobs(session, "SELECT id FROM job WHERE subject = ? AND state IN ('queued', 'running') LIMIT 1");
    jobs.bind(conversation_id);
    if (jobs.into(open).next())
      return fail(ErrorCode::conflict,
                  "the conversation is being analysed now; try again when job " + open + " has ended");
    return insert_job(session, conversation_id, payload, to_millis(now));
  });
}

Result<std::optional<ConversationRow>> get_conversation(Database& database, const std::string& id) {
  return database.read([&](soci::session& session) { return find_conversation(session, id); });
}

Result<ConversationPage> list_conversations(Database& database, const ConversationFilter& filter, const Page& page) {
  if (page.limit < 1 || page.limit > 1000)
    return fail(ErrorCode::invalid_input, "limit: must be 1 to 1000, got " + std::to_string(page.limit));
  CXAI_TRY(const Where filtered, where(filter));
  std::optional<Cursor> cursor;
  if (!page.cursor.empty()) {
    CXAI_TRY(cursor, read_cursor(page.cursor, page, sort_column(page.key).text));
  }
  return database.read([&](soci::session& session) -> Result<ConversationPage> {
    ConversationPage result;
    Query count(session, "SELECT COUNT(*) FROM conversation WHERE " + filtered.sql());
    filtered.bind(count);
    count.into(result.total).next();
    const auto size = static_cast<std::size_t>(page.limit);
    const auto records = fetch_after(session, filtered, page, cursor, page.limit + 1);
    for (std::size_t i = 0; i < records.size() && i < size; ++i) {
      CXAI_TRY(ConversationRow row, from_record(records[i]));
      result.rows.push_back(std::move(row));
    }
    if (records.size() > size) result.next_cursor = write_cursor(cursor_at(records[size - 1], page));
    return result;
  });
}

Result<std::optional<Json>> get_analysis(Database& database, const std::string& analysis_id) {
  CXAI_TRY(const auto document, database.read([&](soci::session& session) -> Result<std::optional<std::string>> {
    std::string text;
    Query query(session, "SELECT document FROM analysis WHERE id = ?");
    if (!query.bind(analysis_id).into(text).next()) return std::nullopt;
    return text;
  }));
  if (!document) return std::nullopt;
  auto json = base::parse_json(*document);
  if (!json) return fail(ErrorCode::corrupt_data, "stored analysis " + analysis_id + ": " + json.error().message);
  return std::move(*json);
}

Result<std::vector<std::string>> list_analyses(Database& database, const std::string& conversation_id) {
  return database.read([&](soci::session& session) -> Result<std::vector<std::string>> {
    std::vector<std::string> ids;
    std::string id;
    Query query(session, "SELECT id FROM analysis WHERE conversation_id = ? ORDER BY created_at, id");
    query.bind(conversation_id).into(id);
    while (query.next()) ids.push_back(id);
    return ids;
  });
}

Result<std::vector<StoredAnalysis>> list_stock(Database& database, const StockWalk& walk) {
  if (walk.limit < 1 || walk.limit > 1000)
    return fail(ErrorCode::invalid_input, "limit: must be 1 to 1000, got " + std::to_string(walk.limit));
  Where where;
  where.add("state = ?", {std::string(to_string(ConversationState::ready))});
  const bool newest = walk.order == StockWalk::Order::newest_first;
  if (!walk.after_id.empty() && newest) where.add("(at, id) < (?, ?)", {to_millis(walk.after_at), walk.after_id});
  if (!walk.after_id.empty() && !newest) where.add("id > ?", {walk.after_id});
  return database.read([&](soci::session& session) -> Result<std::vector<StoredAnalysis>> {
    std::vector<StoredAnalysis> list;
    ConversationRecord record;
    std::optional<std::string> document;
    Query query(session,
                "SELECT " + record_columns() +
                    ", (SELECT document FROM analysis WHERE analysis.id = analysis_id) FROM conversation WHERE " +
                    where.sql() + (newest ? " ORDER BY at DESC, id DESC" : " ORDER BY id") + " LIMIT ?");
    where.bind(query);
    query.bind(walk.limit);
    into_record(query, record);
    query.into(document);
    while (query.next()) {
      if (!document)
        return fail(ErrorCode::corrupt_data, "stored conversation " + record.id + ": its analysis is not there");
      CXAI_TRY(ConversationRow row, from_record(record));
      list.push_back({std::move(row), std::move(*document)});
    }
    return list;
  });
}

}  // namespace cxai::store
