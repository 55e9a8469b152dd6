#include "store/statistics.hpp"

#include <chrono>
#include <cstdio>

#include "store/filter.hpp"

namespace cxai::store {

namespace {

constexpr std::int64_t kHour = 3'600'000;
constexpr std::int64_t kDay = 24 * kHour;
// Added before the division, so that integer division rounds instants before 1970 down as well.
constexpr std::int64_t kShift = 100'000 * kDay;

std::string text_key(GroupBy group) {
  switch (group) {
    case GroupBy::all:
    case GroupBy::day:
    case GroupBy::hour:
      return "";
    case GroupBy::agent:
      return "agent_id";
    case GroupBy::team:
      return "team";
    case GroupBy::topic:
      return "topic";
    case GroupBy::kind:
      return "kind";
    case GroupBy::language:
      return "language";
    case GroupBy::sentiment:
      return "sentiment";
    case GroupBy::resolution:
      return "resolution";
    case GroupBy::company:
      return "company";
    case GroupBy::label:
      return "route_label";
  }
  base::check_failed("a group", __FILE__, __LINE__);
}

std::string day_name(std::int64_t day) {
  const std::chrono::year_month_day date{std::chrono::sys_days(std::chrono::days(day))};
  char text[40];
  std::snprintf(text, sizeof text, "%04d-%02u-%02u", static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                static_cast<unsigned>(date.day()));
  return text;
}

std::string hour_name(std::int64_t hour) {
  const std::int64_t of_day = (hour % 24 + 24) % 24;
  char text[8];
  std::snprintf(text, sizeof text, "T%02d", static_cast<int>(of_day));
  return day_name((hour - of_day) / 24) + text;
}

constexpr const char* kMeasures =
    "COUNT(*), "
    "COUNT(CASE sentiment WHEN 'positive' THEN 1 END), COUNT(CASE sentiment WHEN 'neutral' THEN 1 END), "
    "COUNT(CASE sentiment WHEN 'negative' THEN 1 END), COUNT(CASE sentiment WHEN 'mixed' THEN 1 END), "
    "COUNT(CASE resolution WHEN 'resolved' THEN 1 END), COUNT(CASE resolution WHEN 'partly' THEN 1 END), "
    "COUNT(CASE resolution WHEN 'unresolved' THEN 1 END), COUNT(CASE resolution WHEN 'cannot_tell' THEN 1 END), "
    "COALESCE(SUM(duration_ms), 0), COUNT(duration_ms), COALESCE(SUM(silence_ms), 0), COUNT(silence_ms), "
    "COALESCE(SUM(duration_ms / 1000.0 * (duration_ms / 1000.0)), 0.0), "
    "COALESCE(SUM(silence_ms / 1000.0 * (silence_ms / 1000.0)), 0.0)";

void into_measures(Query& query, Bucket& b) {
  query.into(b.count).into(b.positive).into(b.neutral).into(b.negative).into(b.mixed);
  query.into(b.resolved).into(b.partly).into(b.unresolved).into(b.cannot_tell);
  query.into(b.duration_ms).into(b.duration_n).into(b.silence_ms).into(b.silence_n);
  query.into(b.duration_sq).into(b.silence_sq);
}

std::vector<Bucket> by_text(soci::session& session, const Where& filtered, GroupBy group) {
  const std::string key = text_key(group);
  std::string head;
  if (!key.empty()) head = key + ", " + (group == GroupBy::agent ? "MAX(agent_label)" : "MIN('')") + ", ";
  std::string sql = "SELECT " + head + kMeasures + " FROM conversation WHERE " + filtered.sql();
  if (!key.empty()) sql += " GROUP BY " + key + " ORDER BY " + key;
  Bucket bucket;
  Query query(session, sql);
  filtered.bind(query);
  if (!key.empty()) query.into(bucket.key).into(bucket.label);
  into_measures(query, bucket);
  std::vector<Bucket> buckets;
  while (query.next()) buckets.push_back(bucket);
  return buckets;
}

std::vector<Bucket> by_time(soci::session& session, const Where& filtered, std::int64_t unit, int utc_offset) {
  Query query(session, "SELECT (at + ?) / ? AS period, " + std::string(kMeasures) + " FROM conversation WHERE " +
                           filtered.sql() + " GROUP BY period ORDER BY period");
  Bucket bucket;
  std::int64_t period = 0;
  query.bind(kShift + std::int64_t{utc_offset} * 60'000).bind(unit);
  filtered.bind(query);
  query.into(period);
  into_measures(query, bucket);
  std::vector<Bucket> buckets;
  while (query.next()) {
    period -= kShift / unit;
    bucket.key = unit == kDay ? day_name(period) : hour_name(period);
    buckets.push_back(bucket);
  }
  return buckets;
}

}  // namespace

Result<std::vector<Bucket>> count_buckets(Database& database, const ConversationFilter& filter, GroupBy group,
                                          int utc_offset) {
  if (utc_offset < -18 * 60 || utc_offset > 18 * 60)
    return fail(ErrorCode::invalid_input,
                "utc_offset: must be -1080 to 1080 minutes, got " + std::to_string(utc_offset));
  CXAI_TRY(const Where filtered, where(filter));
  return database.read([&](soci::session& session) -> Result<std::vector<Bucket>> {
    if (group == GroupBy::day) return by_time(session, filtered, kDay, utc_offset);
    if (group == GroupBy::hour) return by_time(session, filtered, kHour, utc_offset);
    return by_text(session, filtered, group);
  });
}

Result<std::vector<TopTerm>> count_top_terms(Database& database, const ConversationFilter& filter, int limit) {
  if (limit < 1 || limit > 1000)
    return fail(ErrorCode::invalid_input, "limit: must be 1 to 1000, got " + std::to_string(limit));
  CXAI_TRY(const Where filtered, where(filter));
  return database.read([&](soci::session& session) -> Result<std::vector<TopTerm>> {
    TopTerm term;
    // Without a filter the index of terms alone answers.
    const std::string condition =
        filtered.empty() ? "" : " AND conversation_id IN (SELECT id FROM conversation WHERE " + filtered.sql() + ")";
    Query query(session, "SELECT term, MIN(form), COUNT(*) AS conversations FROM posting WHERE form <> ''" + condition +
                             " GROUP BY term ORDER BY conversations DESC, term LIMIT ?");
    filtered.bind(query);
    query.bind(limit).into(term.term).into(term.form).into(term.conversations);
    std::vector<TopTerm> terms;
    while (query.next()) terms.push_back(term);
    return terms;
  });
}

}  // namespace cxai::store
