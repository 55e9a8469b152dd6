#include "store/filter.hpp"

#include "store/conversation_record.hpp"

namespace cxai::store {

namespace {

constexpr std::size_t kMaxEntries = 1000;

Result<> add_list(Where& where, const std::string& column, const std::vector<std::string>& entries) {
  if (entries.empty()) return {};
  if (entries.size() > kMaxEntries)
    return fail(ErrorCode::invalid_input, "filter: at most " + std::to_string(kMaxEntries) + " entries for " + column +
                                              ", got " + std::to_string(entries.size()));
  std::vector<Where::Value> values;
  for (const std::string& entry : entries) values.emplace_back(entry == "-" ? std::string() : entry);
  where.add(column + " IN (" + placeholders(entries.size()) + ")", std::move(values));
  return {};
}

// Those in one of the categories; "-": in none.
Result<> add_categories(Where& where, const std::vector<std::string>& entries) {
  std::vector<std::string> named = entries;
  const bool or_none = std::erase(named, "-") > 0;
  std::string condition;
  std::vector<Where::Value> values;
  if (!named.empty()) {
    Where in;
    CXAI_TRY_VOID(add_list(in, "category", named));
    condition = "id IN (SELECT conversation_id FROM rule_match WHERE " + in.sql() + ")";
    values.assign(named.begin(), named.end());
  }
  if (or_none) {
    const std::string none = "id NOT IN (SELECT conversation_id FROM rule_match)";
    condition = condition.empty() ? none : "(" + condition + " OR " + none + ")";
  }
  if (!condition.empty()) where.add(condition, std::move(values));
  return {};
}

std::string contains_pattern(std::string_view text) {
  std::string pattern = "%";
  for (const char c : text) {
    if (c == '%' || c == '_' || c == '\\') pattern += '\\';
    pattern += c;
  }
  return pattern + "%";
}

}  // namespace

void Where::add(const std::string& condition, std::vector<Value> values) {
  if (!sql_.empty()) sql_ += " AND ";
  sql_ += condition;
  for (Value& value : values) values_.push_back(std::move(value));
}

void Where::bind(Query& query) const {
  for (const Value& value : values_) std::visit([&](const auto& held) { query.bind(held); }, value);
}

Result<Where> where(const ConversationFilter& filter) {
  Where where;
  std::vector<std::string> kinds;
  for (const conversation::Kind kind : filter.kinds) kinds.emplace_back(to_string(kind));
  CXAI_TRY_VOID(add_list(where, "kind", kinds));
  CXAI_TRY_VOID(add_list(where, "state", filter.states));
  CXAI_TRY_VOID(add_list(where, "language", filter.languages));
  CXAI_TRY_VOID(add_list(where, "agent_id", filter.agents));
  CXAI_TRY_VOID(add_list(where, "team", filter.teams));
  CXAI_TRY_VOID(add_list(where, "company", filter.companies));
  CXAI_TRY_VOID(add_list(where, "sentiment", filter.sentiments));
  CXAI_TRY_VOID(add_list(where, "resolution", filter.resolutions));
  CXAI_TRY_VOID(add_list(where, "topic", filter.topics));
  CXAI_TRY_VOID(add_list(where, "route_label", filter.labels));
  CXAI_TRY_VOID(add_list(where, "route_said", filter.said));
  CXAI_TRY_VOID(add_list(where, "route_second", filter.seconds));
  CXAI_TRY_VOID(add_categories(where, filter.categories));
  if (filter.awaits_label) where.add("route_label = ? AND route_person = ''", {std::string(kUnknownRoute)});
  if (filter.from) where.add("at >= ?", {to_millis(*filter.from)});
  if (filter.to) where.add("at < ?", {to_millis(*filter.to)});
  if (filter.min_duration_ms) where.add("duration_ms >= ?", {*filter.min_duration_ms});
  if (filter.max_duration_ms) where.add("duration_ms <= ?", {*filter.max_duration_ms});
  if (filter.min_silence_ms) where.add("silence_ms >= ?", {*filter.min_silence_ms});
  if (filter.terms.size() > kMaxEntries)
    return fail(ErrorCode::invalid_input, "filter: at most " + std::to_string(kMaxEntries) + " terms, got " +
                                              std::to_string(filter.terms.size()));
  for (const std::string& term : filter.terms)
    where.add("id IN (SELECT conversation_id FROM posting WHERE term = ?)", {term});
  if (!filter.text.empty())
    where.add("id IN (SELECT id FROM conversation WHERE lookup LIKE ? ESCAPE '\\')",
              {contains_pattern(fold_for_lookup(filter.text))});
  return where;
}

}  // namespace cxai::store
