#include <algorithm>
#include <chrono>
#include <map>

#include "base/clock.hpp"
#include "serve/access.hpp"
#include "serve/documents.hpp"
#include "serve/filters.hpp"
#include "serve/handlers.hpp"
#include "serve/job_view.hpp"
#include "serve/periods.hpp"

namespace cxai::serve {
namespace {

using store::Bucket;
using store::ConversationFilter;
using store::GroupBy;

constexpr std::chrono::days kDefaultRange{30};
constexpr std::chrono::hours kHourly{48};  // up to here by hour, beyond by day
constexpr std::size_t kTopTerms = 30;
constexpr int kLongestSilences = 5;

Result<Json> total(App& app, const ConversationFilter& filter) {
  CXAI_TRY(const auto buckets, app.services.store.statistics(filter, GroupBy::all, app.options.utc_offset_minutes));
  Bucket bucket = buckets.empty() ? Bucket{} : buckets.front();
  bucket.key = "all";
  return bucket_document(bucket);
}

// The largest group first; the unknown ones last.
Result<Json> groups(App& app, const ConversationFilter& filter, GroupBy group) {
  CXAI_TRY(auto buckets, app.services.store.statistics(filter, group, app.options.utc_offset_minutes));
  std::ranges::stable_sort(buckets, [](const Bucket& a, const Bucket& b) {
    return std::pair(a.key.empty(), -a.count) < std::pair(b.key.empty(), -b.count);
  });
  Json list = Json::array();
  for (const auto& bucket : buckets) list.push_back(bucket_document(bucket));
  return list;
}

// Every hour or day of the range, those without conversations as well.
Result<Json> by_time(App& app, const ConversationFilter& filter) {
  const bool hourly = *filter.to - *filter.from <= kHourly;
  const int offset = app.options.utc_offset_minutes;
  CXAI_TRY(const auto buckets, app.services.store.statistics(filter, hourly ? GroupBy::hour : GroupBy::day, offset));
  std::map<std::string, Bucket> by_key;
  for (auto& key : period_keys(*filter.from, *filter.to, hourly ? Period::hour : Period::day, offset)) {
    Bucket empty;
    empty.key = key;
    by_key.emplace(std::move(key), std::move(empty));
  }
  for (const auto& bucket : buckets) by_key[bucket.key] = bucket;
  Json items = Json::array();
  for (const auto& [key, bucket] : by_key) items.push_back(bucket_document(bucket));
  return Json{{"unit", hourly ? "hour" : "day"}, {"items", std::move(items)}};
}

Result<Json> longest_silences(App& app, ConversationFilter filter) {
  filter.min_silence_ms = std::max<std::int64_t>(1, filter.min_silence_ms.value_or(1));
  store::Page page;
  page.key = store::SortKey::silence;
  page.limit = kLongestSilences;
  CXAI_TRY(const auto found, app.services.store.conversations(filter, page));
  Json list = Json::array();
  for (const auto& row : found.rows) list.push_back(row_document(row));
  return list;
}

Result<Json> top_terms(App& app, const ConversationFilter& filter) {
  CXAI_TRY(const auto terms, app.services.store.top_terms(filter, kTopTerms));
  Json list = Json::array();
  for (const store::TopTerm& top : terms)
    list.push_back(Json{{"term", top.form}, {"conversations", top.conversations}});
  return list;
}

}  // namespace

Result<Response> show_overview(App& app, const Request& request) {
  CXAI_TRY(auto filter, read_filter(app, request));
  if (!filter.to) filter.to = app.services.clock.now();
  if (!filter.from) filter.from = *filter.to - kDefaultRange;
  ConversationFilter before = filter;
  before.to = filter.from;
  before.from = *filter.from - (*filter.to - *filter.from);
  Json document{{"from", base::format_utc(*filter.from)}, {"to", base::format_utc(*filter.to)}, {"n", 0}};
  CXAI_TRY(document["totals"], total(app, filter));
  document["n"] = document["totals"]["count"];
  CXAI_TRY(document["previous"], total(app, before));
  CXAI_TRY(document["by_time"], by_time(app, filter));
  CXAI_TRY(document["by_agent"], groups(app, filter, GroupBy::agent));
  CXAI_TRY(document["by_topic"], groups(app, filter, GroupBy::topic));
  CXAI_TRY(document["by_kind"], groups(app, filter, GroupBy::kind));
  CXAI_TRY(document["by_team"], groups(app, filter, GroupBy::team));
  CXAI_TRY(document["top_terms"], top_terms(app, filter));
  CXAI_TRY(document["longest_silences"], longest_silences(app, filter));
  CXAI_TRY(const auto counts, visible_job_counts(app, *request.user));
  document["jobs"] = {{"queued", counts.queued}, {"running", counts.running}, {"failed", counts.failed}};
  return json_response(document);
}

}  // namespace cxai::serve
