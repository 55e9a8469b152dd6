#include "serve/filters.hpp"

#include <algorithm>
#include <charconv>
#include <span>

#include "base/utf8.hpp"
#include "search/terms.hpp"
#include "serve/access.hpp"

namespace cxai::serve {
namespace {

constexpr std::size_t kMaxQuery = 200;  // code points

using NameList = std::initializer_list<std::string_view>;

std::string joined(NameList names) {
  std::string text;
  for (const auto name : names) text.append(text.empty() ? "" : ", ").append(name);
  return text;
}

Result<std::vector<std::string>> read_names(const Request& request, const std::string& key, NameList allowed) {
  std::vector<std::string> values = split_list(request.query_value(key));
  for (const auto& value : values)
    if (std::ranges::find(allowed, value) == allowed.end())
      return fail(ErrorCode::invalid_input, key + ": must be of " + joined(allowed));
  return values;
}

Result<std::optional<Timestamp>> read_time(const Request& request, const std::string& key) {
  const std::string_view text = request.query_value(key);
  if (text.empty()) return std::nullopt;
  auto time = base::parse_utc(text);
  if (!time) return fail(key + ": ", time.error());
  return *time;
}

Result<std::optional<std::int64_t>> read_bound(const Request& request, const std::string& key) {
  if (request.query_value(key).empty()) return std::nullopt;
  CXAI_TRY(const std::int64_t value, read_number(request, key, 0, 1'000'000'000'000, 0));
  return value;
}

Result<bool> finds_some(App& app, const store::ConversationFilter& filter) {
  store::Page page;
  page.limit = 1;
  CXAI_TRY(const auto found, app.services.store.conversations(filter, page));
  return found.total > 0;
}

Result<> read_words(App& app, const Request& request, store::ConversationFilter& filter) {
  const std::string words(http::trim(request.query_value("q")));
  if (words.empty()) return {};
  if (base::count_code_points(words) > kMaxQuery) return fail(ErrorCode::invalid_input, "q: may have 200 characters");
  std::vector<std::string> tried{request.user->language};
  tried.emplace_back();  // guessed
  for (const std::string& language : tried) {
    filter.terms = search::query_terms(words, language);
    if (filter.terms.empty()) continue;
    CXAI_TRY(const bool some, finds_some(app, filter));
    if (some) return {};
  }
  filter.terms.clear();
  filter.text = words;
  return {};
}

}  // namespace

std::vector<std::string> split_list(std::string_view text) {
  std::vector<std::string> items;
  while (!text.empty()) {
    const auto end = std::min(text.find(','), text.size());
    const std::string_view item = http::trim(text.substr(0, end));
    if (!item.empty()) items.emplace_back(item);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return items;
}

Result<> check_known(const Request& request, std::string_view known) {
  for (const auto& [name, value] : request.query) {
    const std::string padded = " " + std::string(known) + " ";
    if (padded.find(" " + name + " ") == std::string::npos || name.find(' ') != std::string::npos)
      return fail(ErrorCode::invalid_input, "'" + name.substr(0, 40) + "' is no parameter of this call" +
                                                (known.empty() ? "" : "; it takes " + std::string(known)));
  }
  return {};
}

Result<std::int64_t> read_number(const Request& request, const std::string& name, std::int64_t min, std::int64_t max,
                                 std::int64_t fallback) {
  const std::string_view text = request.query_value(name);
  if (text.empty()) return fallback;
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || value < min || value > max)
    return fail(ErrorCode::invalid_input,
                name + ": must be a whole number from " + std::to_string(min) + " to " + std::to_string(max));
  return value;
}

Result<store::ConversationFilter> read_filter(App& app, const Request& request) {
  store::ConversationFilter filter;
  CXAI_TRY(const auto kinds, read_names(request, "kind", {"call", "chat", "tweet"}));
  for (const auto& name : kinds) filter.kinds.push_back(*conversation::kind_from(name));
  CXAI_TRY(filter.states, read_names(request, "state", {"queued", "ready", "failed"}));
  CXAI_TRY(filter.sentiments, read_names(request, "sentiment", {"positive", "neutral", "negative", "mixed", "-"}));
  CXAI_TRY(filter.resolutions,
           read_names(request, "resolution", {"resolved", "partly", "unresolved", "cannot_tell", "-"}));
  filter.languages = split_list(request.query_value("language"));
  filter.agents = split_list(request.query_value("agent"));
  filter.teams = split_list(request.query_value("team"));
  filter.companies = split_list(request.query_value("company"));
  filter.topics = split_list(request.query_value("topic"));
  filter.labels = split_list(request.query_value("label"));
  filter.said = split_list(request.query_value("said"));
  filter.seconds = split_list(request.query_value("second"));
  filter.categories = split_list(request.query_value("category"));
  CXAI_TRY(filter.from, read_time(request, "from"));
  CXAI_TRY(filter.to, read_time(request, "to"));
  if (filter.from && filter.to && *filter.from >= *filter.to)
    return fail(ErrorCode::invalid_input, "from: must be before to");
  CXAI_TRY(filter.min_duration_ms, read_bound(request, "min_duration_ms"));
  CXAI_TRY(filter.max_duration_ms, read_bound(request, "max_duration_ms"));
  CXAI_TRY(filter.min_silence_ms, read_bound(request, "min_silence_ms"));
  CXAI_TRY_VOID(restrict_to(*request.user, filter));
  CXAI_TRY_VOID(read_words(app, request, filter));
  return filter;
}

Result<store::Page> read_page(const Request& request) {
  store::Page page;
  const std::string_view sort = request.query_value("sort");
  using enum store::SortKey;
  static constexpr std::pair<std::string_view, store::SortKey> kKeys[] = {
      {"started_at", started_at}, {"duration", duration},   {"silence", silence},
      {"agent", agent},           {"sentiment", sentiment}, {"resolution", resolution}};
  if (!sort.empty()) {
    const auto* key = std::ranges::find(kKeys, sort, &std::pair<std::string_view, store::SortKey>::first);
    if (key == std::end(kKeys))
      return fail(ErrorCode::invalid_input,
                  "sort: must be started_at, duration, silence, agent, sentiment or resolution");
    page.key = key->second;
  }
  const std::string_view order = request.query_value("order");
  if (order == "asc") page.order = store::SortOrder::ascending;
  if (!order.empty() && order != "asc" && order != "desc")
    return fail(ErrorCode::invalid_input, "order: must be asc or desc");
  CXAI_TRY(const std::int64_t limit, read_number(request, "limit", 1, 1000, 50));
  page.limit = static_cast<int>(limit);
  page.cursor = request.query_value("cursor");
  return page;
}

}  // namespace cxai::serve
